//! When a delivery that failed is attempted again, in the account's time.
//!
//! Source: API reference, "Automatic retries": three days with growing pauses in live mode, a few tries
//! over a few hours in a sandbox. The pauses are ours; the reference publishes none.

use std::time::Duration;

use kernel::Chance;

/// A restart of the receiver is bridged by the first.
const SANDBOX_SECONDS: &[u64] = &[3, 300, 1_800, 7_200];
/// Adds up to three days and a little.
const LIVE_SECONDS: &[u64] = &[
    10, 60, 300, 1_200, 3_600, 7_200, 14_400, 21_600, 28_800, 36_000, 43_200, 43_200, 43_200, 21_600,
];
/// Pauses vary by this part of a thousand up and down, so that what failed together does not return together.
const JITTER_PER_MILLE: u64 = 200;

/// The pause behind so many failed attempts; `None` if there are no more.
pub fn next(livemode: bool, attempts: i64, chance: &Chance) -> Option<Duration> {
    let failed = usize::try_from(attempts).ok()?.checked_sub(1)?;
    match livemode {
        false => SANDBOX_SECONDS.get(failed).copied().map(Duration::from_secs),
        true => LIVE_SECONDS.get(failed).map(|seconds| jittered(*seconds, chance)),
    }
}

fn jittered(seconds: u64, chance: &Chance) -> Duration {
    let per_mille = 1_000 - JITTER_PER_MILLE + chance.below(2 * JITTER_PER_MILLE + 1);
    Duration::from_millis(seconds * per_mille)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sandbox_tries_at_once_and_then_over_hours() {
        let chance = Chance::from_seed(1);
        let seconds = |attempts| next(false, attempts, &chance).map(|pause| pause.as_secs());
        let pauses: Vec<_> = (1..=6).map(seconds).collect();
        assert_eq!(pauses, [Some(3), Some(300), Some(1_800), Some(7_200), None, None]);
        assert_eq!([seconds(0), seconds(-1), seconds(1_000)], [None; 3]);
    }

    #[test]
    fn live_goes_on_for_three_days_with_jitter() {
        let days: u64 = LIVE_SECONDS.iter().sum::<u64>() / 3_600;
        assert!((70..=80).contains(&days), "{days} hours");
        for (at, seconds) in LIVE_SECONDS.iter().enumerate() {
            for seed in 0..50 {
                let pause = next(true, at as i64 + 1, &Chance::from_seed(seed)).unwrap();
                let seconds = Duration::from_secs(*seconds);
                assert!(pause >= seconds.mul_f64(0.8) && pause <= seconds.mul_f64(1.2));
            }
        }
        assert_ne!(
            next(true, 3, &Chance::from_seed(1)),
            next(true, 3, &Chance::from_seed(2))
        );
        assert_eq!(next(true, LIVE_SECONDS.len() as i64 + 1, &Chance::from_seed(1)), None);
    }
}
