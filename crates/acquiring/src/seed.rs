//! Values that look random but follow from a seed, so that a charge keeps its figures whenever it is decided again.

/// A deterministic stream of numbers (SplitMix64). Not for secrets.
#[derive(Debug, Clone)]
pub(crate) struct Seed(u64);

impl Seed {
    /// A stream of its own for each `purpose`, so that using one more value elsewhere changes nothing here.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let start = purpose.bytes().fold(seed ^ 0x9e37_79b9_7f4a_7c15, |state, byte| {
            (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(start)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number below `bound`, which must not be zero.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// `length` characters out of `alphabet`, which must be ASCII.
    pub(crate) fn characters(&mut self, alphabet: &[u8], length: usize) -> String {
        let bound = alphabet.len() as u64;
        (0..length)
            .map(|_| char::from(alphabet[self.below(bound) as usize]))
            .collect()
    }

    /// An identifier of the shape of a version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | ((low >> 48) & 0x3fff),
            low & 0xffff_ffff_ffff,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_same_values_and_each_purpose_its_own() {
        let draw = |seed, purpose| Seed::new(seed, purpose).characters(b"0123456789", 15);
        assert_eq!(draw(7, "network"), draw(7, "network"));
        assert_ne!(draw(7, "network"), draw(8, "network"));
        assert_ne!(draw(7, "network"), draw(7, "code"));
    }

    #[test]
    fn a_uuid_has_the_shape_of_one() {
        let uuid = Seed::new(1, "test").uuid();
        let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(uuid.as_bytes()[14], b'4');
    }
}
