//! Master keys, and the ring of them that a running program holds.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::Chance;
use zeroize::Zeroizing;

use super::keys::{DataKey, WrappedKey};
use super::{Error, random_key};

/// A key that wraps data keys and nothing else. Kept outside the database.
pub struct MasterKey {
    id: [u8; 8],
    bytes: Zeroizing<[u8; 32]>,
}

impl MasterKey {
    #[must_use]
    pub fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(b"florin master key id 1");
        context.update(bytes.as_slice());
        let mut id = [0; 8];
        id.copy_from_slice(&context.finish().as_ref()[..8]);
        Self { id, bytes }
    }

    /// A new key from the system's generator.
    pub fn generate() -> Result<Self, Error> {
        Ok(Self::new(random_key()?))
    }

    /// From base64 of 32 bytes, surrounding space ignored.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Self> {
        let decoded = Zeroizing::new(STANDARD.decode(text.trim()).ok()?);
        let bytes = <[u8; 32]>::try_from(decoded.as_slice()).ok()?;
        Some(Self::new(Zeroizing::new(bytes)))
    }

    /// The key itself, for the file that keeps it.
    pub(super) fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.bytes.as_slice()))
    }

    /// A name that follows from the key and reveals nothing of it, so a wrapped key says what opens it.
    #[must_use]
    pub fn id(&self) -> [u8; 8] {
        self.id
    }

    pub(super) fn bytes(&self) -> &Zeroizing<[u8; 32]> {
        &self.bytes
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MasterKey({:016x})", u64::from_be_bytes(self.id))
    }
}

/// The master keys in use: the current one wraps, the earlier ones still unwrap until a rotation is complete.
#[derive(Debug)]
pub struct KeyRing {
    current: MasterKey,
    earlier: Vec<MasterKey>,
}

impl KeyRing {
    #[must_use]
    pub fn new(current: MasterKey, earlier: Vec<MasterKey>) -> Self {
        Self { current, earlier }
    }

    /// The first step of a rotation: `new` becomes current, all others still unwrap. Afterwards every data key goes
    /// through [`Self::rewrap`]; then the earlier keys may be forgotten ([`Self::retire_earlier`]).
    #[must_use]
    pub fn rotate(self, new: MasterKey) -> Self {
        let mut earlier = vec![self.current];
        earlier.extend(self.earlier);
        Self { current: new, earlier }
    }

    /// The last step of a rotation. The caller has seen [`Self::rewrap`] answer `None` for every stored data key.
    #[must_use]
    pub fn retire_earlier(self) -> Self {
        Self {
            current: self.current,
            earlier: Vec::new(),
        }
    }

    #[must_use]
    pub fn current(&self) -> &MasterKey {
        &self.current
    }

    /// Current first.
    pub(super) fn all(&self) -> impl Iterator<Item = &MasterKey> {
        std::iter::once(&self.current).chain(&self.earlier)
    }

    pub fn wrap(&self, key: &DataKey, chance: &Chance) -> Result<WrappedKey, Error> {
        key.wrap(&self.current, chance)
    }

    pub fn unwrap(&self, wrapped: &WrappedKey) -> Result<DataKey, Error> {
        let master = self.all().find(|master| master.id() == wrapped.master_id());
        DataKey::unwrap(wrapped, master.ok_or(Error::UnknownMasterKey)?)
    }

    /// The same data key under the current master key; `None` if it is so already.
    pub fn rewrap(&self, wrapped: &WrappedKey, chance: &Chance) -> Result<Option<WrappedKey>, Error> {
        if wrapped.master_id() == self.current.id() {
            return Ok(None);
        }
        self.wrap(&self.unwrap(wrapped)?, chance).map(Some)
    }
}
