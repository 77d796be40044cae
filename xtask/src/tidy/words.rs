//! Words that do not belong into the repository.

use super::{Finding, Repo, Rule};

/// Paths of the machine it was written on. Put together here, so that this file does not hold them.
const MACHINE_PATH: &str = concat!("/wo", "rk/");
const REFERENCE_PATH: &str = concat!("shared/", "contract");

pub const RULES: &[Rule] = &[Rule {
    name: "no-foreign-paths",
    why: "the repository stands alone on any machine",
    instead: "a path inside the repository; as a source say \"API reference\" or \"observed behavior\"; a test may look for \
              a reference beside the checkout and skip with a message when it is absent",
    check: check_paths,
}];

fn check_paths(repo: &Repo) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in repo.files("", "") {
        let may_look = path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("tests.rs");
        for (index, line) in text.lines().enumerate() {
            if line.contains(MACHINE_PATH) {
                found.push(Finding::line(path, index + 1, MACHINE_PATH));
            }
            if line.contains(REFERENCE_PATH) && !may_look {
                found.push(Finding::line(path, index + 1, REFERENCE_PATH));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::sample;

    #[test]
    fn paths_of_one_machine_are_found() {
        let machine = format!("see {MACHINE_PATH}plan");
        let reference = format!("../{REFERENCE_PATH}/data");
        let files = [
            ("docs/a.md", machine.as_str()),
            ("crates/db/src/a.rs", &reference),
            ("tests/flows/a.rs", &reference),
        ];
        let found = sample(RULES, "no-foreign-paths", &files);
        assert_eq!(
            found,
            [
                format!("crates/db/src/a.rs:1: {REFERENCE_PATH}"),
                format!("docs/a.md:1: {MACHINE_PATH}"),
            ]
        );
    }
}
