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
}

pub struct Rules {
    tried: Vec<Rule>,
    refused: Vec<Reviewed>,
    ignored: Vec<Reviewed>,
    used: RefCell<BTreeSet<String>>,
}

/// Parameters whose only outcome is a refusal that names them, or that change nothing. The files say why that is right.
#[derive(Debug)]
struct Reviewed {
    operation: String,
    leaf: String,
}

impl Rule {
    /// What stands beside a leaf, `<1>` filled in.
    pub fn beside(&self, leaf: &Leaf) -> String {
        let parts = leaf.path.split(['[', ']']).filter(|part| !part.is_empty());
        parts.enumerate().fold(self.with.clone(), |with, (at, part)| {
            with.replace(&format!("<{at}>"), part)
        })
    }
}

impl Rules {
    pub fn load() -> Rules {
        let tried = rows(include_str!("rules.txt")).map(|row| {
            let [operation, leaf, values, with] = row[..] else {
                panic!("four columns: {row:?}")
            };
            Rule {
                operation: operation.to_owned(),
                leaf: leaf.to_owned(),
                values: values.split_whitespace().map(str::to_owned).collect(),
                with: with.to_owned(),
            }
        });
        let reviewed = |row: Vec<&'static str>| {
            let [operation, leaf, why] = row[..] else {
                panic!("three columns: {row:?}")
            };
            assert!(!why.is_empty(), "no reason: {row:?}");
            Reviewed {
                operation: operation.to_owned(),
                leaf: leaf.to_owned(),
            }
        };
        Rules {
            tried: tried.collect(),
            refused: rows(include_str!("refused.txt")).map(reviewed).collect(),
            ignored: rows(include_str!("ignored.txt")).map(reviewed).collect(),
            used: RefCell::default(),
        }
    }

    /// The first rule that speaks of a leaf.
    pub fn about(&self, operation: &str, leaf: &Leaf) -> Option<&Rule> {
        let speaks = |rule: &&Rule| matches(&rule.operation, operation) && matches(&rule.leaf, &leaf.path);
        let rule = self.tried.iter().find(speaks)?;
        self.use_up(&rule.operation, &rule.leaf);
        Some(rule)
    }

    /// Whether a leaf may be refused whatever it says. To be asked only of one that is.
    pub fn refuses(&self, operation: &str, leaf: &Leaf, names_it: bool) -> bool {
        let speaks = |rule: &&Reviewed| {
            let all = rule.leaf == "*";
            (all || names_it) && matches(&rule.operation, operation) && matches(&rule.leaf, &leaf.path)
        };
        let found = self.refused.iter().find(speaks);
        if let Some(rule) = found {
            self.use_up(&rule.operation, &rule.leaf);
        }
        found.is_some()
    }

    /// Whether a leaf may change nothing. To be asked only of one that does not.
    pub fn ignores(&self, operation: &str, leaf: &Leaf) -> bool {
        let speaks = |rule: &&Reviewed| matches(&rule.operation, operation) && matches(&rule.leaf, &leaf.path);
        let found = self.ignored.iter().find(speaks);
        if let Some(rule) = found {
            self.use_up(&rule.operation, &rule.leaf);
        }
        found.is_some()
    }

    fn use_up(&self, operation: &str, leaf: &str) {
        self.used.borrow_mut().insert(format!("{operation} | {leaf}"));
    }

    /// The rules that spoke.
    pub fn used(self) -> BTreeSet<String> {
        self.used.into_inner()
    }

    /// What is wrong with the rules that did not.
    pub fn unused(&self, used: &BTreeSet<String>) -> Vec<String> {
        let tried = self.tried.iter().map(|rule| (&rule.operation, &rule.leaf));
        let reviewed = self.refused.iter().chain(&self.ignored);
        let refused = reviewed.map(|rule| (&rule.operation, &rule.leaf));
        let all = tried
            .chain(refused)
            .map(|(operation, leaf)| format!("{operation} | {leaf}"));
        all.filter(|rule| !used.contains(rule))
            .map(|rule| format!("{rule}: no parameter needs this rule"))
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
        Some((before, after)) => text
            .strip_prefix(before)
            .is_some_and(|rest| (0..=rest.len()).any(|at| rest.is_char_boundary(at) && matches(after, &rest[at..]))),
    }
}
