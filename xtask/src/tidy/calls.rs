//! Calls that product code does not make.

use super::repo::{is_test_file, product_lines, words};
use super::{Finding, Repo, Rule};

pub const RULES: &[Rule] = &[
    Rule {
        name: "no-ambient-time",
        why: "time is an argument, or a test cannot move it and a failure cannot be replayed",
        instead: "take a kernel::Clock; to measure, kernel::clock::Stopwatch; the few exceptions carry \
                  #[expect(clippy::disallowed_methods, reason = …)]",
        check: |repo| {
            ambient(
                repo,
                &["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now"],
            )
        },
    },
    Rule {
        name: "no-ambient-chance",
        why: "chance is an argument, or a simulation cannot be replayed from its seed",
        instead: "take a kernel::Chance",
        check: no_chance,
    },
    Rule {
        name: "no-print",
        why: "a library that prints cannot be silenced, and what it prints is not structured",
        instead: "tracing; only crates/app speaks to the terminal",
        check: no_print,
    },
    Rule {
        name: "no-unwrap",
        why: "an unwrap does not say why it cannot fail, and one on outside input is a way to crash the server",
        instead: "`?`, or .expect(\"why this cannot happen\")",
        check: |repo| product_calls(repo, "crates/", &[".unwrap()", ".unwrap_err()"]),
    },
    Rule {
        name: "no-unfinished-code",
        why: "what is checked in works; what does not is an issue",
        instead: "finish it, return an error that says so, or leave it out",
        check: |repo| {
            everywhere(
                repo,
                &[
                    concat!("todo", "!("),
                    concat!("unimplemented", "!("),
                    concat!("dbg", "!("),
                ],
            )
        },
    },
    Rule {
        name: "no-ignored-tests",
        why: "an ignored test is a promise nobody keeps",
        instead: "mend it or delete it; a test that lacks something of its surroundings says so and passes",
        check: |repo| everywhere(repo, &[concat!("#[", "ignore")]),
    },
    Rule {
        name: "no-floats",
        why: "amounts are exact; a float near them is a rounding error that waits",
        instead: "kernel::Money and integer arithmetic; rates are decimals",
        check: no_floats,
    },
];

/// Also in tests, where time and chance matter most. Excused like clippy excuses it.
fn ambient(repo: &Repo, calls: &[&str]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in repo.files("crates/", ".rs") {
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let excused = lines[index.saturating_sub(6)..=index]
                .iter()
                .any(|l| l.contains("clippy::disallowed_methods"));
            if !excused && !line.trim_start().starts_with("//") {
                found.extend(
                    calls
                        .iter()
                        .filter(|call| line.contains(*call))
                        .map(|call| Finding::line(path, index + 1, *call)),
                );
            }
        }
    }
    found
}

/// The kernel is where real chance comes from.
fn no_chance(repo: &Repo) -> Vec<Finding> {
    let calls = ["thread_rng", "rand::rng", "rand::random", "from_os_rng", "from_entropy"];
    let mut found = ambient(repo, &calls);
    found.retain(|finding| !finding.path.starts_with("crates/kernel/"));
    found
}

fn product_calls(repo: &Repo, start: &str, calls: &[&str]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in repo.files(start, ".rs").filter(|(path, _)| !is_test_file(path)) {
        for (number, line) in product_lines(text) {
            found.extend(
                calls
                    .iter()
                    .filter(|call| line.contains(*call))
                    .map(|call| Finding::line(path, number, *call)),
            );
        }
    }
    found
}

fn no_print(repo: &Repo) -> Vec<Finding> {
    // Longer names first: "eprintln!" contains "println!".
    let calls = ["eprintln!", "println!", "eprint!", "print!"];
    let mut found = Vec::new();
    for (path, text) in repo.files("crates/", ".rs").filter(|(path, _)| !is_test_file(path)) {
        if path.starts_with("crates/app/") || path.ends_with("/build.rs") {
            continue;
        }
        for (number, line) in product_lines(text) {
            if let Some(call) = calls.iter().find(|call| line.contains(*call)) {
                found.push(Finding::line(path, number, *call));
            }
        }
    }
    found
}

/// Tests included, tidy itself excluded: its samples would be found.
fn everywhere(repo: &Repo, calls: &[&str]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in repo
        .files("", ".rs")
        .filter(|(path, _)| !path.starts_with("xtask/src/tidy/"))
    {
        for (index, line) in text.lines().enumerate() {
            if !line.trim_start().starts_with("//") {
                found.extend(
                    calls
                        .iter()
                        .filter(|call| line.contains(*call))
                        .map(|call| Finding::line(path, index + 1, *call)),
                );
            }
        }
    }
    found
}

fn no_floats(repo: &Repo) -> Vec<Finding> {
    let mut found = Vec::new();
    for layer in ["kernel", "ledger", "acquiring", "resources"] {
        let start = format!("crates/{layer}/src/");
        for (path, text) in repo.files(&start, ".rs") {
            for (number, line) in product_lines(text) {
                if let Some(float) = words(line).find(|word| matches!(*word, "f32" | "f64")) {
                    found.push(Finding::line(path, number, float));
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

    fn in_db(name: &str, code: &str) -> Vec<String> {
        sample(RULES, name, &[("crates/db/src/lib.rs", code)])
    }

    #[test]
    fn each_call_is_found_in_product_code() {
        for (name, code) in [
            ("no-ambient-time", "let t = SystemTime::now();"),
            ("no-ambient-chance", "let r = rand::rng();"),
            ("no-print", "eprintln!(\"{x}\");"),
            ("no-unwrap", "x.unwrap();"),
            ("no-unfinished-code", "todo!()"),
            ("no-ignored-tests", "#[ignore = \"slow\"]"),
        ] {
            assert_eq!(in_db(name, code).len(), 1, "{name}");
            assert_eq!(in_db(name, &format!("// {code}\nlet x = read()?;")), [""; 0], "{name}");
        }
    }

    #[test]
    fn the_clock_itself_is_excused_as_for_clippy() {
        let code = "#[expect(clippy::disallowed_methods, reason = \"the one real clock\")]\nfn now() {\n    SystemTime::now();\n}";
        assert_eq!(in_db("no-ambient-time", code), [""; 0]);
    }

    #[test]
    fn tests_may_unwrap_and_print_but_not_ask_the_time() {
        let code = "fn f() {}\n\n#[cfg(test)]\nmod tests {\n    x.unwrap();\n    println!();\n    Instant::now();\n}";
        assert_eq!(in_db("no-unwrap", code), [""; 0]);
        assert_eq!(in_db("no-print", code), [""; 0]);
        assert_eq!(in_db("no-ambient-time", code), ["crates/db/src/lib.rs:7: Instant::now"]);
    }

    #[test]
    fn real_chance_comes_from_the_kernel() {
        let code = "let seed = ChaCha12Rng::from_os_rng();";
        assert_eq!(
            in_db("no-ambient-chance", code),
            ["crates/db/src/lib.rs:1: from_os_rng"]
        );
        let kernel = ("crates/kernel/src/chance.rs", code);
        assert_eq!(sample(RULES, "no-ambient-chance", &[kernel]), [""; 0]);
    }

    #[test]
    fn only_the_app_prints() {
        let found = sample(
            RULES,
            "no-print",
            &[
                ("crates/app/src/main.rs", "println!();"),
                ("crates/db/src/a.rs", "println!();"),
            ],
        );
        assert_eq!(found, ["crates/db/src/a.rs:1: println!"]);
    }

    #[test]
    fn floats_are_found_where_money_is() {
        let code = "fn share(rate: f64) -> i64 { 0 }";
        assert_eq!(
            sample(RULES, "no-floats", &[("crates/ledger/src/fees.rs", code)]),
            ["crates/ledger/src/fees.rs:1: f64"]
        );
        assert_eq!(
            sample(RULES, "no-floats", &[("crates/app/src/metrics.rs", code)]),
            [""; 0]
        );
        assert_eq!(
            sample(RULES, "no-floats", &[("crates/ledger/src/a.rs", "json.as_f64()")]),
            [""; 0]
        );
    }
}
