//! The shape of `crates/resources/src/<resource>/`.

use std::collections::BTreeSet;

use super::{Finding, Repo, Rule};

const FOLDER: &str = "crates/resources/src/";

pub const RULES: &[Rule] = &[
    Rule {
        name: "resource-front-page",
        why: "a resource is one folder, and its mod.rs says what it is, draws its states and lists its routes",
        instead: "add mod.rs; a folder that is no resource is listed in xtask/lists/not-resources.txt as `path: reason`",
        check: check_front_page,
    },
    Rule {
        name: "resource-flow-test",
        why: "every resource has a story over HTTP, so that a merchant's use of it is tested",
        instead: "add <resource>.rs or <resource>_<story>.rs under tests/flows",
        check: check_flow_test,
    },
    Rule {
        name: "params-have-an-operation",
        why: "a table of parameters that no operation reads documents what does not exist",
        instead: "name it as its operation's .rs file, or list it in xtask/lists/shared-params.txt as `path: reason`",
        check: check_params,
    },
];

/// Folder names directly under resources/src, without those that are listed as something else.
fn resources(repo: &Repo) -> BTreeSet<&str> {
    let others = repo.list("not-resources");
    let below = repo
        .files(FOLDER, "")
        .filter_map(|(path, _)| path.strip_prefix(FOLDER)?.split_once('/'));
    below
        .map(|(name, _)| name)
        .filter(|name| !others.contains_key(format!("{FOLDER}{name}").as_str()))
        .collect()
}

fn check_front_page(repo: &Repo) -> Vec<Finding> {
    let missing = resources(repo)
        .into_iter()
        .filter(|name| !repo.has(&format!("{FOLDER}{name}/mod.rs")));
    missing
        .map(|name| Finding::file(&format!("{FOLDER}{name}"), "has no mod.rs"))
        .collect()
}

fn check_flow_test(repo: &Repo) -> Vec<Finding> {
    let stories: Vec<&str> = repo
        .files("tests/flows/", ".rs")
        .filter_map(|(path, _)| path.rsplit('/').next()?.strip_suffix(".rs"))
        .collect();
    let told = |name: &str| {
        stories
            .iter()
            .any(|story| *story == name || story.starts_with(&format!("{name}_")))
    };
    let missing = resources(repo).into_iter().filter(|name| !told(name));
    missing
        .map(|name| Finding::file(&format!("{FOLDER}{name}"), "has no test in tests/flows"))
        .collect()
}

fn check_params(repo: &Repo) -> Vec<Finding> {
    let (shared, others) = (repo.list("shared-params"), repo.list("not-resources"));
    let of_a_resource = |path: &str| {
        let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
        !others.contains_key(folder)
    };
    let tables = repo.files(FOLDER, ".params").map(|(path, _)| path);
    let orphans = tables.filter(|path| {
        let operation = format!("{}.rs", path.trim_end_matches(".params"));
        !repo.has(&operation) && !shared.contains_key(path) && of_a_resource(path)
    });
    orphans
        .map(|path| Finding::file(path, "has no operation of its name"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::sample;

    const MOD: (&str, &str) = ("crates/resources/src/refunds/mod.rs", "");
    const CREATE: (&str, &str) = ("crates/resources/src/refunds/create.rs", "");

    #[test]
    fn a_resource_has_a_front_page() {
        let run = |files: &[(&str, &str)]| sample(RULES, "resource-front-page", files);
        assert_eq!(run(&[CREATE]), ["crates/resources/src/refunds:0: has no mod.rs"]);
        assert_eq!(run(&[MOD, CREATE]), [""; 0]);
        let list = (
            "xtask/lists/not-resources.txt",
            "crates/resources/src/refunds: only a sample\n",
        );
        assert_eq!(run(&[CREATE, list]), [""; 0]);
    }

    #[test]
    fn a_resource_has_a_story() {
        let run = |test| sample(RULES, "resource-flow-test", &[MOD, (test, "")]);
        assert_eq!(
            run("tests/flows/charges.rs"),
            ["crates/resources/src/refunds:0: has no test in tests/flows"]
        );
        assert_eq!(run("tests/flows/refunds.rs"), [""; 0]);
        assert_eq!(run("tests/flows/src/refunds_partial.rs"), [""; 0]);
    }

    #[test]
    fn a_table_of_parameters_has_its_operation() {
        let table = ("crates/resources/src/refunds/create.params", "");
        let run = |files: &[(&str, &str)]| sample(RULES, "params-have-an-operation", files);
        assert_eq!(
            run(&[table]),
            ["crates/resources/src/refunds/create.params:0: has no operation of its name"]
        );
        assert_eq!(run(&[table, CREATE]), [""; 0]);
    }
}
