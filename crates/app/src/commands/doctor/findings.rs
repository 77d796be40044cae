//! What is wrong, one line each.

use std::fmt::Display;

use db::Scope;

/// Lines that are kept to be printed; all findings are counted.
const KEPT_MAX: usize = 200;

#[derive(Default)]
pub struct Findings {
    lines: Vec<String>,
    count: usize,
}

impl Findings {
    pub fn add(&mut self, scope: Scope, what: impl Display) {
        self.count += 1;
        if self.lines.len() < KEPT_MAX {
            let mode = if scope.livemode() { "live" } else { "test" };
            self.lines.push(format!("account {} ({mode}): {what}", scope.account()));
        }
    }

    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    pub fn count(&self) -> usize {
        self.count
    }
}
