//! Data keys: what seals the rows, kept as rows themselves under a master key.
//!
//! Wrapped form: `format 1 | purpose | master key id (8) | data key id (4) | nonce (12) | key and tag (48)`, all before the
//! nonce authenticated.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use kernel::Chance;
use zeroize::{Zeroize, Zeroizing};

use super::master::MasterKey;
use super::{Error, random_key};
use crate::cards::FingerprintKey;

const FORMAT: u8 = 1;
const HEADER_LENGTH: usize = 14;
const WRAPPED_LENGTH: usize = HEADER_LENGTH + NONCE_LEN + 32 + 16;

/// What a data key is for. A key never serves two purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPurpose {
    /// Seals card numbers and security codes.
    Seal,
    /// Makes fingerprints. There is one, and it is never replaced.
    Fingerprint,
}

/// An unwrapped data key. Its id is the caller's, unique among its data keys, and written into what it seals.
pub struct DataKey {
    id: u32,
    purpose: KeyPurpose,
    bytes: Zeroizing<[u8; 32]>,
}

/// A data key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    bytes: [u8; WRAPPED_LENGTH],
    purpose: KeyPurpose,
}

impl DataKey {
    /// A new key from the system's generator.
    pub fn generate(id: u32, purpose: KeyPurpose) -> Result<Self, Error> {
        Ok(Self {
            id,
            purpose,
            bytes: random_key()?,
        })
    }

    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    #[must_use]
    pub fn purpose(&self) -> KeyPurpose {
        self.purpose
    }

    /// The key of [`crate::cards::fingerprint`].
    pub fn fingerprint_key(&self) -> Result<FingerprintKey, Error> {
        match self.purpose {
            KeyPurpose::Fingerprint => Ok(FingerprintKey::new(&self.bytes)),
            KeyPurpose::Seal => Err(Error::WrongPurpose),
        }
    }

    pub(super) fn cipher(&self) -> Result<LessSafeKey, Error> {
        cipher(&self.bytes)
    }

    pub(super) fn wrap(&self, master: &MasterKey, chance: &Chance) -> Result<WrappedKey, Error> {
        let mut bytes = [0; WRAPPED_LENGTH];
        bytes[0] = FORMAT;
        bytes[1] = self.purpose.byte();
        bytes[2..10].copy_from_slice(&master.id());
        bytes[10..14].copy_from_slice(&self.id.to_be_bytes());
        let (header, rest) = bytes.split_at_mut(HEADER_LENGTH);
        let sealed = encrypt(&cipher(master.bytes())?, header, self.bytes.as_slice(), chance)?;
        rest.copy_from_slice(&sealed);
        Ok(WrappedKey {
            bytes,
            purpose: self.purpose,
        })
    }

    pub(super) fn unwrap(wrapped: &WrappedKey, master: &MasterKey) -> Result<Self, Error> {
        let (header, sealed) = wrapped.bytes.split_at(HEADER_LENGTH);
        let opened = decrypt(&cipher(master.bytes())?, header, sealed)?;
        let bytes = <[u8; 32]>::try_from(opened.as_slice()).map_err(|_| Error::UnknownFormat)?;
        Ok(Self {
            id: wrapped.data_key_id(),
            purpose: wrapped.purpose,
            bytes: Zeroizing::new(bytes),
        })
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DataKey({}, {:?})", self.id, self.purpose)
    }
}

impl WrappedKey {
    /// From a stored row. Only the outer shape is checked; [`super::KeyRing::unwrap`] checks the rest.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let bytes = <[u8; WRAPPED_LENGTH]>::try_from(bytes).map_err(|_| Error::UnknownFormat)?;
        let purpose = match (bytes[0], bytes[1]) {
            (FORMAT, 1) => KeyPurpose::Seal,
            (FORMAT, 2) => KeyPurpose::Fingerprint,
            _ => return Err(Error::UnknownFormat),
        };
        Ok(Self { bytes, purpose })
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    #[must_use]
    pub fn purpose(&self) -> KeyPurpose {
        self.purpose
    }

    #[must_use]
    pub fn data_key_id(&self) -> u32 {
        let [.., a, b, c, d] = self.header();
        u32::from_be_bytes([a, b, c, d])
    }

    /// Which master key opens it.
    #[must_use]
    pub fn master_id(&self) -> [u8; 8] {
        let [_, _, id @ .., _, _, _, _] = self.header();
        id
    }

    fn header(&self) -> [u8; HEADER_LENGTH] {
        let mut header = [0; HEADER_LENGTH];
        header.copy_from_slice(&self.bytes[..HEADER_LENGTH]);
        header
    }
}

impl KeyPurpose {
    const fn byte(self) -> u8 {
        match self {
            Self::Seal => 1,
            Self::Fingerprint => 2,
        }
    }
}

fn cipher(bytes: &Zeroizing<[u8; 32]>) -> Result<LessSafeKey, Error> {
    UnboundKey::new(&AES_256_GCM, bytes.as_slice())
        .map(LessSafeKey::new)
        .map_err(|_| Error::Cipher)
}

/// `nonce | ciphertext | tag`.
pub(super) fn encrypt(
    cipher: &LessSafeKey,
    associated: &[u8],
    plaintext: &[u8],
    chance: &Chance,
) -> Result<Vec<u8>, Error> {
    let mut nonce = [0; NONCE_LEN];
    chance.fill(&mut nonce);
    let mut sealed = Vec::with_capacity(NONCE_LEN + plaintext.len() + AES_256_GCM.tag_len());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plaintext);
    let nonce = Nonce::assume_unique_for_key(nonce);
    match cipher.seal_in_place_separate_tag(nonce, Aad::from(associated), &mut sealed[NONCE_LEN..]) {
        Ok(tag) => sealed.extend_from_slice(tag.as_ref()),
        Err(_) => {
            sealed.zeroize();
            return Err(Error::Cipher);
        }
    }
    Ok(sealed)
}

pub(super) fn decrypt(cipher: &LessSafeKey, associated: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN).ok_or(Error::UnknownFormat)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::UnknownFormat)?;
    let mut opened = Zeroizing::new(sealed.to_vec());
    let length = cipher
        .open_in_place(nonce, Aad::from(associated), &mut opened)
        .map_err(|_| Error::NotAuthentic)?
        .len();
    opened.truncate(length);
    Ok(opened)
}
