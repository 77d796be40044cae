//! What single parameters need beside what their table says, and which of them are refused for a reason.
//!
//! Both are text files that a reviewer reads. A rule that nothing uses is an error.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::leaves::Leaf;

/// `operation | leaf | values | form`: which values to send, and what beside them. `rules.txt` begins with what it may say.
#[derive(Debug, Default)]
pub struct Rule {
    operation: String,
    leaf: String,
    pub values: Vec<String>,
    with: String,
    /// The only outcome is a refusal that names the parameter, and why that is right.
    pub refused: Option<String>,
}

pub struct Rules {
    rules: Vec<Rule>,
    used: RefCell<BTreeSet<usize>>,
}

impl Rule {
    /// Whether the operation refuses every call.
    pub fn is_of_all(&self) -> bool {
        self.refused.is_some() && self.leaf == "*"
    }

    /// What stands beside a leaf, `<1>` filled in.
    pub fn beside(&self, leaf: &Leaf) -> String {
        let parts = leaf.path.split(['[', ']']).filter(|part| !part.is_empty());
        parts.enumerate().fold(self.with.clone(), |with, (at, part)| with.replace(&format!("<{at}>"), part))
    }
}

impl Rules {
    pub fn load() -> Rules {
        let rules = rows(include_str!("rules.txt")).map(|row| {
            let [operation, leaf, values, with] = row[..] else { panic!("four columns: {row:?}") };
            Rule {
                operation: operation.to_owned(),
                leaf: leaf.to_owned(),
                values: values.split_whitespace().map(str::to_owned).collect(),
                with: with.to_owned(),
                ..Rule::default()
            }
        });
        let refused = rows(include_str!("refused.txt")).map(|row| {
            let [operation, leaf, why] = row[..] else { panic!("three columns: {row:?}") };
            assert!(!why.is_empty(), "no reason: {row:?}");
            Rule {
                operation: operation.to_owned(),
                leaf: leaf.to_owned(),
                refused: Some(why.to_owned()),
                ..Rule::default()
            }
        });
        Rules {
            rules: rules.chain(refused).collect(),
            used: RefCell::default(),
        }
    }

    /// The first rule that speaks of a leaf.
    pub fn about(&self, operation: &str, leaf: &Leaf) -> Option<&Rule> {
        let speaks = |rule: &Rule| matches(&rule.operation, operation) && matches(&rule.leaf, &leaf.path);
        let at = self.rules.iter().position(speaks)?;
        self.used.borrow_mut().insert(at);
        Some(&self.rules[at])
    }

    /// The rules that spoke, by number.
    pub fn used(self) -> BTreeSet<usize> {
        self.used.into_inner()
    }

    /// What is wrong with the rules that did not.
    pub fn unused(&self, used: &BTreeSet<usize>) -> Vec<String> {
        let unused = self.rules.iter().enumerate().filter(|(at, _)| !used.contains(at));
        unused
            .map(|(_, rule)| format!("{} | {}: no parameter needs this rule", rule.operation, rule.leaf))
            .collect()
    }
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('|').map(str::trim).collect())
}

/// Whether a pattern, in which `*` stands for anything, is that text.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            (0..=rest.len()).any(|at| rest.is_char_boundary(at) && matches(after, &rest[at..]))
        }),
    }
}
