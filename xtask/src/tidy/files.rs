//! What every file has: a first line that says what it is for, and one subject.

use super::repo::product_length;
use super::{Finding, Repo, Rule};

/// Past this a file usually holds two subjects. Tests at the bottom do not count.
const LINES_MAX: usize = 400;

pub const RULES: &[Rule] = &[
    Rule {
        name: "file-header",
        why: "the reader is a newcomer with one question and ten minutes",
        instead: "begin the file with `//!` and a sentence that says what it is for",
        check: check_header,
    },
    Rule {
        name: "file-length",
        why: "past 400 lines a file holds two subjects",
        instead: "split it; if it is better whole, list it in xtask/lists/long-files.txt as `path: reason`, or say \
                  `// long: reason` near its top",
        check: check_length,
    },
    Rule {
        name: "stale-list",
        why: "an exception for something that is gone hides the next one",
        instead: "delete the line from the list",
        check: check_lists,
    },
];

fn check_header(repo: &Repo) -> Vec<Finding> {
    let files = repo.files("", ".rs").filter(|(_, text)| !text.starts_with("//!"));
    files
        .map(|(path, _)| Finding::line(path, 1, "does not begin with //!"))
        .collect()
}

fn check_length(repo: &Repo) -> Vec<Finding> {
    let listed = repo.list("long-files");
    let mut found = Vec::new();
    for end in [".rs", ".ts", ".tsx", ".py", ".js", ".mjs", ".sh"] {
        for (path, text) in repo.files("", end) {
            let lines = product_length(text);
            let excused = listed.contains_key(path)
                || text
                    .lines()
                    .take(20)
                    .any(|line| line.starts_with("// long: ") || line.starts_with("# long: "));
            if lines > LINES_MAX && !excused {
                found.push(Finding::file(path, format!("{lines} lines")));
            }
        }
    }
    found
}

fn check_lists(repo: &Repo) -> Vec<Finding> {
    let mut found = Vec::new();
    for name in ["long-files", "shared-params", "not-resources"] {
        let gone = repo.list(name).into_keys().filter(|path| !repo.has(path));
        found.extend(
            gone.map(|path| Finding::file(&format!("xtask/lists/{name}.txt"), format!("{path} does not exist"))),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::sample;

    #[test]
    fn every_rust_file_says_what_it_is_for() {
        let files = [
            ("crates/db/src/a.rs", "use std::fs;\n"),
            ("crates/db/src/b.rs", "//! The store.\n"),
        ];
        assert_eq!(
            sample(RULES, "file-header", &files),
            ["crates/db/src/a.rs:1: does not begin with //!"]
        );
    }

    #[test]
    fn a_long_file_needs_a_reason_and_tests_do_not_count() {
        let long = "x\n".repeat(401);
        let tested = format!("{}#[cfg(test)]\nmod tests {{\n{long}}}\n", "x\n".repeat(400));
        let reasoned = format!("//! Table.\n// long: one table\n{long}");
        let files = [
            ("a.rs", long.as_str()),
            ("b.rs", &reasoned),
            ("c.rs", &tested),
            ("d.rs", &long),
        ];
        let list = [("xtask/lists/long-files.txt", "d.rs: generated\n")];
        assert_eq!(
            sample(RULES, "file-length", &[&files[..], &list].concat()),
            ["a.rs:0: 401 lines"]
        );
    }

    #[test]
    fn an_entry_for_a_file_that_is_gone_is_found() {
        let list = ("xtask/lists/long-files.txt", "# comment\na.rs: here\nb.rs: gone\n");
        let found = sample(RULES, "stale-list", &[("a.rs", ""), list]);
        assert_eq!(found, ["xtask/lists/long-files.txt:0: b.rs does not exist"]);
    }
}
