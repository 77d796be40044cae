//! What a run of stages prints: one line per stage, the interesting part of a failed one's log, and the sum.

use std::path::Path;
use std::time::{Duration, Instant};

/// Lines of a failed stage's log that are printed; the whole log stays in its file.
const LINES_MAX: usize = 300;

/// How a stage ended.
pub struct Outcome {
    pub name: &'static str,
    pub passed: bool,
    pub took: Duration,
    pub log: String,
    pub counts: Counts,
}

/// Single tests, as the runners inside a stage count them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub passed: usize,
    pub failed: usize,
}

impl Outcome {
    /// A stage that counts no tests of its own is one test.
    pub fn new(name: &'static str, passed: bool, took: Duration, log: String) -> Self {
        let mut counts = count(&log);
        if counts == Counts::default() && passed {
            counts.passed = 1;
        }
        if counts.failed == 0 && !passed {
            counts.failed = 1;
        }
        Self {
            name,
            passed,
            took,
            log,
            counts,
        }
    }

    pub fn print(&self, log_file: &Path) {
        let word = if self.passed { "ok    " } else { "FAILED" };
        let tests = match self.counts.passed + self.counts.failed {
            0 | 1 => String::new(),
            n => format!("  {n} tests"),
        };
        println!("{word} {:<10} {:>6.1} s{tests}", self.name, self.took.as_secs_f64());
        if !self.passed {
            let lines: Vec<&str> = self.log.lines().filter(|line| is_interesting(line)).collect();
            let skipped = lines.len().saturating_sub(LINES_MAX);
            if skipped > 0 {
                println!("    … {skipped} lines before, in {}", log_file.display());
            }
            for line in &lines[skipped..] {
                println!("    {line}");
            }
        }
    }
}

/// The last lines: which stages failed, and the sum in the one form that any reader of CI output understands.
pub fn print_sum(outcomes: &[Outcome], took: Duration) {
    let failed: Vec<&str> = outcomes.iter().filter(|o| !o.passed).map(|o| o.name).collect();
    println!("{} stages in {:.0} s", outcomes.len(), took.as_secs_f64());
    if !failed.is_empty() {
        println!("failed stages: {}", failed.join(", "));
    }
    let passed_tests: usize = outcomes.iter().map(|o| o.counts.passed).sum();
    let failed_tests: usize = outcomes.iter().map(|o| o.counts.failed).sum();
    println!("{passed_tests} passed, {failed_tests} failed");
}

/// Adds up what runners print: `test result: ok. 3 passed; 0 failed; …` (cargo), `2 failed, 3 passed in 0.1s` (pytest),
/// `# pass 3` and `# fail 0` (node). A log that ends with `3 passed, 0 failed` has done the sum itself.
fn count(log: &str) -> Counts {
    let last = log
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    if let Some(Counts { passed, failed }) = count_line(last)
        && last == format!("{passed} passed, {failed} failed")
    {
        return Counts { passed, failed };
    }
    let mut sum = Counts::default();
    for counts in log.lines().filter_map(count_line) {
        sum.passed += counts.passed;
        sum.failed += counts.failed;
    }
    sum
}

fn count_line(line: &str) -> Option<Counts> {
    let line = line.trim();
    let words: Vec<&str> = line
        .split([' ', ',', ';', '.', '='])
        .filter(|word| !word.is_empty())
        .collect();
    if let ["#" | "\u{2139}", kind @ ("pass" | "fail"), number] = words[..] {
        let number = number.parse().ok()?;
        return Some(match kind {
            "pass" => Counts {
                passed: number,
                failed: 0,
            },
            _ => Counts {
                passed: 0,
                failed: number,
            },
        });
    }
    let rest = words.strip_prefix(&["test", "result:"]).unwrap_or(&words);
    let starts_as_a_count = rest.len() < words.len() || words.first()?.parse::<usize>().is_ok();
    let before = |name: &str| {
        let at = words.iter().position(|word| *word == name)?;
        words.get(at.checked_sub(1)?)?.parse::<usize>().ok()
    };
    match (before("passed"), before("failed")) {
        (None, None) => None,
        (passed, failed) if starts_as_a_count => Some(Counts {
            passed: passed.unwrap_or(0),
            failed: failed.unwrap_or(0),
        }),
        _ => None,
    }
}

/// Leaves out what a passing test prints, and the frames of backtraces.
fn is_interesting(line: &str) -> bool {
    let trimmed = line.trim();
    let passing = trimmed.starts_with("test ") && trimmed.ends_with(" ok");
    let number = trimmed.split_once(": ").map(|(number, _)| number);
    let frame = number.is_some_and(|number| number.parse::<u16>().is_ok() && line.starts_with(' '));
    let noise = [
        "running ",
        "Running ",
        "Compiling ",
        "Checking ",
        "Doc-tests ",
        "test result: ok",
        "at /",
        "at ./",
    ];
    !(trimmed.is_empty() || passing || frame || noise.iter().any(|start| trimmed.starts_with(start)))
}

/// Measures how long something took. The one place of xtask that reads a clock.
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "a build tool measures itself; no product code is involved"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn took(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_all_runners_are_added() {
        let log = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\
                   test result: FAILED. 1 passed; 2 failed; 0 ignored\n\
                   ==== 1 failed, 4 passed in 0.12s ====\n# pass 5\n# fail 1\n7 apples passed by\nit was 3 passed";
        assert_eq!(count(log), Counts { passed: 13, failed: 4 });
    }

    #[test]
    fn a_sum_at_the_end_is_not_added_to_its_parts() {
        assert_eq!(
            count("# pass 5\n# fail 1\n5 passed in 1s\n10 passed, 1 failed\n"),
            Counts { passed: 10, failed: 1 }
        );
    }

    #[test]
    fn a_stage_without_a_count_is_one_test() {
        let counts = |passed| Outcome::new("x", passed, Duration::ZERO, String::new()).counts;
        assert_eq!(counts(true), Counts { passed: 1, failed: 0 });
        assert_eq!(counts(false), Counts { passed: 0, failed: 1 });
    }

    #[test]
    fn a_stage_that_failed_beside_passing_tests_still_counts_as_failed() {
        let outcome = Outcome::new("x", false, Duration::ZERO, "4 passed, 0 failed".into());
        assert_eq!(outcome.counts, Counts { passed: 4, failed: 1 });
    }

    #[test]
    fn passing_tests_are_left_out_of_a_failed_log() {
        assert!(!is_interesting("test a::b ... ok"));
        assert!(!is_interesting("   Compiling florin v0.1.0"));
        assert!(!is_interesting("   3: core::panicking::panic_fmt"));
        assert!(!is_interesting("             at ./src/docs.rs:217:65"));
        assert!(is_interesting("test a::b ... FAILED"));
        assert!(is_interesting("thread 'a::b' panicked at src/a.rs:3:5:"));
    }
}
