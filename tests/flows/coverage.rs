//! Which stories cover which operation is a list, so that leaving one out is a line that someone reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const LIST: &str = include_str!("coverage.tsv");
const COLUMNS: [&str; 4] = ["happy", "auth", "idempotency", "bad input"];

/// What stands where there is nothing to cover.
const NOTHING: &str = "-";

fn rows() -> BTreeMap<&'static str, Vec<&'static str>> {
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows: Vec<_> = lines.map(|line| line.split('\t').collect::<Vec<_>>()).collect();
    let named = rows.iter().map(|cells| (cells[0], cells[1..].to_vec()));
    let named: BTreeMap<_, _> = named.collect();
    assert_eq!(named.len(), rows.len(), "an operation stands twice in coverage.tsv");
    named
}

#[test]
fn every_operation_is_covered() {
    let rows = rows();
    let mut operations: Vec<String> = resources::registry()
        .operations()
        .iter()
        .map(|operation| operation.name())
        .collect();
    operations.sort_unstable();
    let listed: Vec<&str> = rows.keys().copied().collect();
    assert_eq!(listed, operations, "coverage.tsv and the router differ");
    for (operation, cells) in rows {
        assert_eq!(cells.len(), COLUMNS.len(), "{operation}");
        for (column, stories) in COLUMNS.into_iter().zip(cells) {
            let may_be_empty = column == "idempotency" && !operation.starts_with("POST ");
            assert_eq!(stories == NOTHING, may_be_empty, "{operation}: {column}");
        }
    }
}

#[test]
fn every_story_of_the_list_is_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (operation, cells) in rows() {
        for story in cells
            .iter()
            .flat_map(|stories| stories.split(' '))
            .filter(|story| *story != NOTHING)
        {
            let (file, name) = story
                .split_once("::")
                .unwrap_or_else(|| panic!("{operation}: {story} names no file"));
            let text = fs::read_to_string(folder.join(format!("{file}.rs"))).unwrap_or_default();
            assert!(
                text.contains(&format!("async fn {name}(")),
                "{operation}: there is no story {story}"
            );
        }
    }
}
