//! The files of the repository as the rules see them: path to text, without what git ignores.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

pub struct Repo {
    /// By path from the root. A file that is not UTF-8 is here with an empty text, so that links to it are alive.
    files: BTreeMap<String, String>,
}

impl Repo {
    pub fn read(root: &Path) -> Result<Self> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .context("tidy asks git which files there are")?;
        if !listed.status.success() {
            bail!("git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
        }
        let mut files = BTreeMap::new();
        for path in String::from_utf8(listed.stdout)?.split_terminator('\0') {
            // A file that was deleted but is still in the index has no text; it is no longer part of the repository.
            if let Ok(bytes) = fs::read(root.join(path)) {
                files.insert(path.to_owned(), String::from_utf8(bytes).unwrap_or_default());
            }
        }
        Ok(Self { files })
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self {
            files: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
        }
    }

    /// All files whose path starts and ends so, in the order of their paths.
    pub fn files<'a>(&'a self, start: &'a str, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        all.filter(move |(path, _)| path.starts_with(start) && path.ends_with(end))
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// A file, or a folder with something in it.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        path.is_empty() || self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&folder))
    }

    /// Whether a comment on this line or the one above excuses it from the rule.
    pub fn allows(&self, path: &str, line: usize, rule: &str) -> bool {
        let Some(text) = self.text(path).filter(|_| line > 0) else {
            return false;
        };
        let marker = format!("tidy: allow({rule}) ");
        text.lines()
            .skip(line.saturating_sub(2))
            .take(if line == 1 { 1 } else { 2 })
            .any(|l| l.contains(&marker))
    }

    /// The entries of a list in `xtask/lists`: one `what: reason` per line, `#` for comments.
    pub fn list(&self, name: &str) -> BTreeMap<&str, &str> {
        let text = self.text(&format!("xtask/lists/{name}.txt")).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| line.split_once(": "))
            .map(|(what, reason)| (what, reason.trim()))
            .collect()
    }
}

/// The numbered lines of a Rust file that are neither comments nor part of its tests.
pub fn product_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text
        .lines()
        .take(product_length(text))
        .enumerate()
        .map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Lines before the `#[cfg(test)]` module at the bottom.
pub fn product_length(text: &str) -> usize {
    if text.lines().any(|line| line.starts_with("#![cfg(test)]")) {
        return 0;
    }
    let lines: Vec<&str> = text.lines().collect();
    let starts_tests =
        |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{');
    lines.windows(2).position(starts_tests).unwrap_or(lines.len())
}

/// The words of a line of code: runs of letters, digits and `_`.
pub fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// Whether this Rust file is compiled only for tests.
pub fn is_test_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let folder = ["/tests/", "/benches/", "/examples/"]
        .iter()
        .any(|folder| path.contains(folder));
    path.starts_with("tests/") || folder || name == "tests.rs" || name.ends_with("_tests.rs")
}
