//! Each crate uses only those before it.

use super::{Finding, Repo, Rule};

/// Folder and package name of each crate, lowest first.
const LAYERS: &[(&str, &str)] = &[
    ("kernel", "kernel"),
    ("db", "db"),
    ("ledger", "ledger"),
    ("acquiring", "acquiring"),
    ("wire", "wire"),
    ("resources", "resources"),
    ("webhooks", "webhooks"),
    ("app", "florin"),
];

pub const RULES: &[Rule] = &[Rule {
    name: "layers",
    why: "crates stand in one order, so that a change below never needs a look at what is above it",
    instead: "move the code down to where both can use it, or pass it in; a dev-dependency that must point upwards is \
              listed in xtask/lists/dev-dependencies.txt as `crate -> crate: reason`",
    check: check_layers,
}];

fn check_layers(repo: &Repo) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in repo.files("crates/", "/Cargo.toml") {
        let folder = path.trim_start_matches("crates/").trim_end_matches("/Cargo.toml");
        let Some(layer) = LAYERS.iter().position(|(known, _)| *known == folder) else {
            found.push(Finding::file(path, format!("crate {folder} has no place in the order")));
            continue;
        };
        let manifest: toml::Table = match text.parse() {
            Ok(manifest) => manifest,
            Err(error) => {
                found.push(Finding::file(path, format!("is not TOML: {error}")));
                continue;
            }
        };
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let names = manifest
                .get(section)
                .and_then(|value| value.as_table())
                .into_iter()
                .flat_map(|table| table.keys());
            for name in names {
                let above = LAYERS
                    .iter()
                    .position(|(_, package)| package == name)
                    .is_some_and(|at| at >= layer);
                let entry = format!("{folder} -> {name}");
                let listed =
                    section == "dev-dependencies" && repo.list("dev-dependencies").contains_key(entry.as_str());
                if above && !listed {
                    found.push(Finding::file(path, format!("{section}: {entry}")));
                }
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
    fn a_crate_may_use_only_those_before_it() {
        let up = "[dependencies]\nkernel.workspace = true\nwire.workspace = true\n";
        let down = "[dependencies]\nkernel.workspace = true\nserde = \"1\"\n";
        let run = |text| sample(RULES, "layers", &[("crates/db/Cargo.toml", text)]);
        assert_eq!(run(up), ["crates/db/Cargo.toml:0: dependencies: db -> wire"]);
        assert_eq!(run(down), [""; 0]);
    }

    #[test]
    fn a_dev_dependency_upwards_must_be_listed() {
        let manifest = (
            "crates/webhooks/Cargo.toml",
            "[dev-dependencies]\nflorin.path = \"../app\"\n",
        );
        let list = (
            "xtask/lists/dev-dependencies.txt",
            "# c\nwebhooks -> florin: the kill test starts the binary\n",
        );
        assert_eq!(
            sample(RULES, "layers", &[manifest]),
            ["crates/webhooks/Cargo.toml:0: dev-dependencies: webhooks -> florin"]
        );
        assert_eq!(sample(RULES, "layers", &[manifest, list]), [""; 0]);
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        let found = sample(RULES, "layers", &[("crates/utils/Cargo.toml", "")]);
        assert_eq!(
            found,
            ["crates/utils/Cargo.toml:0: crate utils has no place in the order"]
        );
    }
}
