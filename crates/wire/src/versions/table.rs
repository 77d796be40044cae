//! The table of changes for readers.

use std::fmt::Write;

use super::change::{Change, RequestChange};
use super::version::Version;

const HEAD: &str = "# API versions

<!-- Written from the modules in crates/resources; a test compares. -->

The server speaks the newest version and translates for older ones. A request picks its version with the header
`Stripe-Version`; without one the account's default counts. Webhook endpoints have their own. Events keep the version
they were made for.

## What is different before a version

| before | object | what you see | concerns |
| --- | --- | --- | --- |
";

pub(super) fn markdown(newest_first: &[&'static Change]) -> String {
    let mut out = HEAD.to_owned();
    for change in newest_first {
        let concerns = match (asks(change), change.alters_answers()) {
            (true, true) => "requests, answers",
            (true, false) => "requests",
            (false, _) => "answers",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "| {} | `{}` | {} | {concerns} |",
            change.version, change.object, change.title
        );
    }
    out.push_str("\n## Versions\n\n");
    for version in Version::all().rev() {
        let _ = writeln!(out, "- `{version}`");
    }
    out.push_str("\nAny other is refused with `Invalid Stripe API version`.\n");
    out
}

fn asks(change: &Change) -> bool {
    match change.request {
        RequestChange::Same => false,
        RequestChange::Table | RequestChange::Upgrade { .. } => true,
    }
}
