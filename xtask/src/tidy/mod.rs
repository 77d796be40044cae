//! The repository's own rules, those that rustfmt and clippy cannot know.
//!
//! Each rule has a name, says why it exists and what to do instead, and is checked against a sample that breaks it and one
//! that keeps it. A line that must break a rule says so, on the line or the one above: `// tidy: allow(<rule>) reason`.

mod calls;
mod files;
mod layers;
mod links;
mod repo;
mod resources;
mod sql;
mod words;

use std::path::PathBuf;

use anyhow::{Result, bail};

use repo::Repo;

pub struct Rule {
    pub name: &'static str,
    pub why: &'static str,
    pub instead: &'static str,
    pub check: fn(&Repo) -> Vec<Finding>,
}

/// One place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    /// From 1; 0 when the file as a whole is meant.
    pub line: usize,
    pub what: String,
}

impl Finding {
    pub fn file(path: &str, what: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: 0,
            what: what.into(),
        }
    }

    pub fn line(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            what: what.into(),
        }
    }
}

const GROUPS: &[&[Rule]] = &[
    layers::RULES,
    resources::RULES,
    calls::RULES,
    files::RULES,
    sql::RULES,
    links::RULES,
    words::RULES,
];

/// `cargo xtask tidy [FOLDER]`: this checkout, or another one.
pub fn run(args: &[String]) -> Result<()> {
    let root = args.first().map_or_else(crate::root, PathBuf::from);
    let broken = findings(&Repo::read(&root)?);
    if !broken.is_empty() {
        bail!("tidy\n{}", broken.join("\n"));
    }
    println!(
        "tidy: {} rules kept",
        GROUPS.iter().map(|rules| rules.len()).sum::<usize>()
    );
    Ok(())
}

/// Everything that is wrong, ready to print: the places first, then the rule they break.
fn findings(repo: &Repo) -> Vec<String> {
    let mut report = Vec::new();
    for rule in GROUPS.iter().copied().flatten() {
        let mut found = (rule.check)(repo);
        found.retain(|finding| !repo.allows(&finding.path, finding.line, rule.name));
        if found.is_empty() {
            continue;
        }
        let mut text = String::new();
        for Finding { path, line, what } in &found {
            text += &match line {
                0 => format!("{path}: {what}\n"),
                _ => format!("{path}:{line}: {what}\n"),
            };
        }
        report.push(format!(
            "{text}  {}: {}\n  instead: {}",
            rule.name, rule.why, rule.instead
        ));
    }
    report
}

/// What the rules' own tests use: the findings of one rule in a repository of sample files.
#[cfg(test)]
fn sample(rules: &[Rule], name: &str, files: &[(&str, &str)]) -> Vec<String> {
    let repo = Repo::of(files);
    let rule = rules
        .iter()
        .find(|rule| rule.name == name)
        .expect("the rule is in the list");
    let found = (rule.check)(&repo)
        .into_iter()
        .filter(|f| !repo.allows(&f.path, f.line, name));
    found.map(|f| format!("{}:{}: {}", f.path, f.line, f.what)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let repo = Repo::read(&crate::root()).expect("git can list the files");
        let broken = findings(&repo);
        assert!(broken.is_empty(), "\n{}", broken.join("\n"));
    }

    #[test]
    fn a_line_may_be_excused_by_name_only() {
        let code = "//! x\n// tidy: allow(no-print) the banner\nprintln!(\"a\");\nprintln!(\"b\"); // tidy: allow(no-unwrap) x\n";
        let found = sample(calls::RULES, "no-print", &[("crates/db/src/lib.rs", code)]);
        assert_eq!(found, ["crates/db/src/lib.rs:4: println!"]);
    }

    #[test]
    fn rules_are_named_once_and_explain_themselves() {
        let mut names: Vec<&str> = GROUPS.iter().copied().flatten().map(|rule| rule.name).collect();
        assert!(
            GROUPS
                .iter()
                .copied()
                .flatten()
                .all(|rule| !rule.why.is_empty() && !rule.instead.is_empty())
        );
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
