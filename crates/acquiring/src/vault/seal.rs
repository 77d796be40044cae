//! Sealing and opening: what a card number and a security code look like at rest.
//!
//! Sealed number: `format 1 | data key id (4) | nonce (12) | 20 bytes | tag (16)`; the plaintext is padded, so its length
//! says nothing about the card. Sealed code: the same with its expiry (8) before the nonce and 5 bytes of plaintext.
//! Sealed text: the same without padding.

use aws_lc_rs::aead::LessSafeKey;
use kernel::{Chance, Timestamp};
use zeroize::Zeroizing;

use super::keys::{DataKey, KeyPurpose, decrypt, encrypt};
use super::{Cvc, Error, Pan, Secret};

const FORMAT: u8 = 1;
const HEADER_LENGTH: usize = 5;

/// A security code is gone after an hour, if no authorization used it up before.
pub const CVC_LIFETIME_SECONDS: i64 = 3600;

/// Where a sealed value belongs. It opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Account and mode.
    pub scope: i64,
    /// The row's own key.
    pub row: i64,
}

/// The data keys that seal cards: the newest seals, all of them open.
pub struct Vault {
    keys: Vec<(u32, LessSafeKey)>,
}

impl Vault {
    /// Takes all sealing keys there are; the one with the highest id is the newest.
    pub fn new<'a>(keys: impl IntoIterator<Item = &'a DataKey>) -> Result<Self, Error> {
        let with_cipher = |key: &DataKey| match key.purpose() {
            KeyPurpose::Seal => Ok((key.id(), key.cipher()?)),
            KeyPurpose::Fingerprint => Err(Error::WrongPurpose),
        };
        let mut keys = keys.into_iter().map(with_cipher).collect::<Result<Vec<_>, _>>()?;
        keys.sort_by_key(|(id, _)| *id);
        Ok(Self { keys })
    }

    pub fn seal_pan(&self, pan: &Pan, place: Place, chance: &Chance) -> Result<Vec<u8>, Error> {
        let plaintext = padded::<20>(pan.expose());
        self.seal(&header(), &associated(b"pan", place, 0), plaintext.as_slice(), chance)
    }

    pub fn open_pan(&self, sealed: &[u8], place: Place) -> Result<Pan, Error> {
        let (cipher, rest) = self.key_of(sealed)?;
        let opened = decrypt(cipher, &associated(b"pan", place, 0), rest)?;
        Pan::parse(unpadded(&opened)?).ok_or(Error::UnknownFormat)
    }

    /// Seals a security code until `now` and [`CVC_LIFETIME_SECONDS`]. The caller deletes the row when the first
    /// authorization has used it; this only makes sure that a forgotten row is of no use.
    pub fn seal_cvc(&self, cvc: &Cvc, place: Place, now: Timestamp, chance: &Chance) -> Result<Vec<u8>, Error> {
        let expires_at = now.seconds().saturating_add(CVC_LIFETIME_SECONDS);
        let mut header = header();
        header.extend_from_slice(&expires_at.to_be_bytes());
        let plaintext = padded::<5>(cvc.expose());
        self.seal(
            &header,
            &associated(b"cvc", place, expires_at),
            plaintext.as_slice(),
            chance,
        )
    }

    pub fn open_cvc(&self, sealed: &[u8], place: Place, now: Timestamp) -> Result<Cvc, Error> {
        let (cipher, rest) = self.key_of(sealed)?;
        let (expires_at, rest) = rest.split_first_chunk().ok_or(Error::UnknownFormat)?;
        let expires_at = i64::from_be_bytes(*expires_at);
        let opened = decrypt(cipher, &associated(b"cvc", place, expires_at), rest)?;
        if now.seconds() >= expires_at {
            return Err(Error::Expired);
        }
        Cvc::parse(unpadded(&opened)?).ok_or(Error::UnknownFormat)
    }

    /// Seals a secret that must be known again: a key that signs, or an answer that shows one.
    pub fn seal_secret(&self, secret: &str, place: Place, chance: &Chance) -> Result<Vec<u8>, Error> {
        self.seal(&header(), &associated(b"sec", place, 0), secret.as_bytes(), chance)
    }

    pub fn open_secret(&self, sealed: &[u8], place: Place) -> Result<Secret, Error> {
        let (cipher, rest) = self.key_of(sealed)?;
        let opened = decrypt(cipher, &associated(b"sec", place, 0), rest)?;
        let text = std::str::from_utf8(&opened).map_err(|_| Error::UnknownFormat)?;
        Ok(Secret::new(text))
    }

    /// Writes `header` with the newest key's id put in, then the ciphertext.
    fn seal(&self, header: &[u8], associated: &[u8], plaintext: &[u8], chance: &Chance) -> Result<Vec<u8>, Error> {
        let (id, cipher) = self.keys.last().ok_or(Error::UnknownDataKey(0))?;
        let mut sealed = header.to_vec();
        sealed[1..HEADER_LENGTH].copy_from_slice(&id.to_be_bytes());
        sealed.extend(encrypt(cipher, associated, plaintext, chance)?);
        Ok(sealed)
    }

    /// The key that the header names, and what follows the header.
    fn key_of<'a>(&self, sealed: &'a [u8]) -> Result<(&LessSafeKey, &'a [u8]), Error> {
        let (header, rest) = sealed
            .split_first_chunk::<HEADER_LENGTH>()
            .ok_or(Error::UnknownFormat)?;
        let [format, id @ ..] = *header;
        if format != FORMAT {
            return Err(Error::UnknownFormat);
        }
        let id = u32::from_be_bytes(id);
        let key = self
            .keys
            .iter()
            .find(|(known, _)| *known == id)
            .ok_or(Error::UnknownDataKey(id))?;
        Ok((&key.1, rest))
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids: Vec<u32> = self.keys.iter().map(|(id, _)| *id).collect();
        write!(f, "Vault(keys {ids:?})")
    }
}

/// Format and room for a key's id.
fn header() -> Vec<u8> {
    vec![FORMAT, 0, 0, 0, 0]
}

fn associated(kind: &[u8; 3], place: Place, expires_at: i64) -> Vec<u8> {
    let numbers = [place.scope, place.row, expires_at];
    b"florin "
        .iter()
        .chain(kind)
        .copied()
        .chain(numbers.iter().flat_map(|number| number.to_be_bytes()))
        .collect()
}

/// Length, digits, zeros. `digits` is shorter than `SIZE`, which the types of number and code see to.
fn padded<const SIZE: usize>(digits: &str) -> Zeroizing<[u8; SIZE]> {
    let mut padded = Zeroizing::new([0; SIZE]);
    padded[0] = digits.len() as u8;
    padded[1..=digits.len()].copy_from_slice(digits.as_bytes());
    padded
}

fn unpadded(padded: &[u8]) -> Result<&str, Error> {
    let (length, digits) = padded.split_first().ok_or(Error::UnknownFormat)?;
    let digits = digits.get(..usize::from(*length)).ok_or(Error::UnknownFormat)?;
    std::str::from_utf8(digits).map_err(|_| Error::UnknownFormat)
}
