//! Chance as an argument: one source of randomness, seeded by the system or, in tests, by a number.

use parking_lot::Mutex;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// A shared source of cryptographically strong randomness.
pub struct Chance {
    source: Mutex<ChaCha20Rng>,
}

impl Chance {
    /// Seeded by the operating system.
    pub fn from_system() -> Chance {
        Chance {
            source: Mutex::new(ChaCha20Rng::from_os_rng()),
        }
    }

    /// Repeats itself: the same seed gives the same draws. For tests and simulation only.
    pub fn from_seed(seed: u64) -> Chance {
        Chance {
            source: Mutex::new(ChaCha20Rng::seed_from_u64(seed)),
        }
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        self.source.lock().fill_bytes(bytes);
    }

    /// Uniform in `0..bound`; 0 if the bound is 0.
    pub fn below(&self, bound: u64) -> u64 {
        let draw = u128::from(self.source.lock().next_u64());
        ((draw * u128::from(bound)) >> 64) as u64
    }

    /// `length` characters of `0-9A-Za-z`, each equally likely.
    pub fn alphanumeric(&self, length: usize) -> String {
        let mut out = String::with_capacity(length);
        self.push_alphanumeric(&mut out, length);
        out
    }

    /// As `alphanumeric`, behind what the text already holds.
    pub fn push_alphanumeric(&self, out: &mut String, length: usize) {
        let mut source = self.source.lock();
        let mut drawn = 0;
        while drawn < length {
            // Ten characters from 60 bits; a sextet past the alphabet is drawn again, so that no
            // character is likelier than another.
            let mut bits = source.next_u64();
            for _ in 0..10 {
                if let Some(&character) = crate::ids::ALPHABET.get((bits & 63) as usize) {
                    if drawn == length {
                        break;
                    }
                    out.push(character as char);
                    drawn += 1;
                }
                bits >>= 6;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_two_seeds_differ() {
        let draw = |seed| Chance::from_seed(seed).alphanumeric(40);
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert_eq!(draw(1).len(), 40);
    }

    #[test]
    fn below_stays_below() {
        let chance = Chance::from_seed(7);
        assert!((0..1_000).all(|_| chance.below(3) < 3));
        assert_eq!(chance.below(0), 0);
    }
}
