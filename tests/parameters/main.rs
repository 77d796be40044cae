//! No parameter is silently ignored.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use florin_parameters::cases::{CASES, Case};
use florin_parameters::leaves::{self, Leaf};
use florin_parameters::rules::Rules;
use florin_parameters::shop::Shop;
use florin_parameters::stock::{FOUND, SHOP};
use florin_parameters::verdict;

/// As many as the machine is sure to have.
const THREADS: usize = 2;

fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime can be started").block_on(work)
}

/// Every leaf of every operation, with the cases that call it.
fn all() -> Vec<(Vec<&'static Case>, Leaf)> {
    let mut all = Vec::new();
    for operation in resources::registry().operations() {
        let name = operation.name();
        let cases: Vec<_> = CASES.iter().filter(|case| case.operation == name).collect();
        let leaves = leaves::of((operation.params)().root).into_iter();
        all.extend(leaves.map(|leaf| (cases.clone(), leaf)));
    }
    all
}

/// What one case shows of a leaf is enough; if none does, what the first one says.
async fn verdict(shop: &Shop, rules: &Rules, cases: &[&Case], leaf: &Leaf) -> Result<(), String> {
    let mut problem = None;
    for case in cases {
        match verdict::of(shop, rules, case, leaf).await {
            Ok(()) => return Ok(()),
            Err(other) => problem = problem.or(Some(format!("{} {}: {other}", case.operation, leaf.path))),
        }
    }
    problem.map_or(Ok(()), Err)
}

#[test]
fn every_operation_with_parameters_has_a_case() {
    let known: BTreeSet<&str> = CASES.iter().map(|case| case.operation).collect();
    let operations = resources::registry().operations();
    let gone = CASES
        .iter()
        .find(|case| operations.iter().all(|operation| operation.name() != case.operation));
    assert!(gone.is_none(), "{gone:?} calls no operation");
    let missing: Vec<String> = operations
        .iter()
        .filter(|operation| !(operation.params)().root.params().is_empty())
        .map(wire::operation::Operation::name)
        .filter(|name| !known.contains(name.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_copy_of_the_shop_repeats_itself() {
    block_on(async {
        let shop = Shop::open(SHOP, FOUND).await;
        for case in CASES.iter().filter(|case| case.operation.starts_with("POST")) {
            let (path, form) = (shop.filled(case.path), shop.form(case.form));
            let once = shop.outcome(http::Method::POST, &path, &form, None).await;
            let again = shop.outcome(http::Method::POST, &path, &form, None).await;
            assert!(
                !once.differs(&again),
                "{}: {}\n{}",
                case.operation,
                once.body,
                again.body
            );
        }
    });
}

#[test]
fn no_parameter_is_silently_ignored() {
    let (all, next, problems) = (all(), AtomicUsize::new(0), Mutex::new(BTreeSet::new()));
    assert!(all.len() > 2_000, "only {} parameters", all.len());
    let used = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                block_on(async {
                    let (shop, rules) = (Shop::open(SHOP, FOUND).await, Rules::load());
                    while let Some((cases, leaf)) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if let Err(problem) = verdict(&shop, &rules, cases, leaf).await {
                            problems.lock().expect("no panic holds it").insert(problem);
                        }
                    }
                    used.lock().expect("no panic holds it").extend(rules.used());
                });
            });
        }
    });
    let mut problems = problems.into_inner().expect("no panic holds it");
    problems.extend(Rules::load().unused(&used.into_inner().expect("no panic holds it")));
    let shown = problems.iter().cloned().collect::<Vec<_>>().join("\n");
    assert!(
        problems.is_empty(),
        "{} of {} parameters:\n{shown}",
        problems.len(),
        all.len()
    );
}
