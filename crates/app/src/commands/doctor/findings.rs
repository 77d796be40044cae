//! What is wrong, one line each.

use std::fmt::Display;

use db::Scope;

#[derive(Default)]
pub struct Findings(Vec<String>);

impl Findings {
    pub fn add(&mut self, scope: Scope, what: impl Display) {
        let mode = if scope.livemode() { "live" } else { "test" };
        self.0.push(format!("account {} ({mode}): {what}", scope.account()));
    }

    pub fn lines(&self) -> &[String] {
        &self.0
    }
}
