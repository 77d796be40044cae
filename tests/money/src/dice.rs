//! Chance for a run: the same seed, the same run.

use kernel::Chance;

pub struct Dice(Chance);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(Chance::from_seed(seed))
    }

    /// Uniform in `0..bound`.
    pub fn below(&self, bound: u64) -> u64 {
        self.0.below(bound)
    }

    /// True in so many of a hundred throws.
    pub fn percent(&self, share: u64) -> bool {
        self.below(100) < share
    }

    pub fn pick<'a, T>(&self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }

    /// Another source that goes its own way.
    pub fn fork(&self) -> Dice {
        Dice::new(self.below(u64::MAX))
    }
}
