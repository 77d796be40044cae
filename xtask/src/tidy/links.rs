//! Links between our own documents lead somewhere.

use super::{Finding, Repo, Rule};

pub const RULES: &[Rule] = &[Rule {
    name: "dead-links",
    why: "a link that leads nowhere sends the reader away",
    instead: "mend the path; links are relative to the document, and `#…` names one of the target's headings",
    check: check_links,
}];

fn check_links(repo: &Repo) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in repo.files("", ".md") {
        let mut in_code = false;
        for (index, line) in text.lines().enumerate() {
            in_code ^= line.trim_start().starts_with("```");
            if !in_code {
                let dead = targets(line).filter(|target| !leads_somewhere(repo, path, target));
                found.extend(dead.map(|target| Finding::line(path, index + 1, target)));
            }
        }
    }
    found
}

/// What stands in `](…)`, except addresses of other sites.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let after = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    after
        .map(|(target, _)| target.trim())
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
}

fn leads_somewhere(repo: &Repo, from: &str, target: &str) -> bool {
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = if file.is_empty() {
        Some(from.to_owned())
    } else {
        resolve(from, file)
    };
    let Some(path) = path.filter(|path| repo.has(path)) else {
        return false;
    };
    heading.is_empty()
        || repo
            .text(&path)
            .is_some_and(|text| headings(text).any(|known| known == heading))
}

/// A path relative to the folder of `from`, with `.` and `..` worked out; None if it leaves the repository.
fn resolve(from: &str, file: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The names under which a document's headings can be linked to, as common renderers make them.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let titles = text
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim());
    titles.map(|title| {
        let kept = title
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .collect::<String>();
        kept.replace(' ', "-")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::sample;

    #[test]
    fn files_folders_and_headings_are_looked_for() {
        let text = "# One `way`\n[a](b.md) [b](../README.md#two-words) [c](#one-way) [d](https://x.y/z.md) [e](../docs)\n\
                    ```\n[code](x)\n```\n[f](gone.md) [g](#none) [h](../../out.md)\n";
        let files = [("docs/a.md", text), ("docs/b.md", ""), ("README.md", "## Two words\n")];
        let found = sample(RULES, "dead-links", &files);
        assert_eq!(
            found,
            [
                "docs/a.md:6: gone.md",
                "docs/a.md:6: #none",
                "docs/a.md:6: ../../out.md"
            ]
        );
    }
}
