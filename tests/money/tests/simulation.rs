//! Random shops against a store that conflicts, fails and forgets answers, an acquirer behind a bad line, and a process that
//! dies at any moment. In the end every order was paid once or not at all, and both sides' books agree.
//!
//! `FLORIN_MONEY_SEEDS=10000` runs more seeds, `FLORIN_MONEY_SEED=17` runs one, `FLORIN_MONEY_LOG=1` shows what the
//! product logs meanwhile.

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use db::Faults;
use florin_money::{Books, Database, Dice, Line, World};
use support::{Shop, story};

/// What runs in every build.
const SEEDS: u64 = 100;
const SHOPPERS: u64 = 6;
const CRASHES_MAX: u64 = 4;
/// The clock's step while shops are open.
const TICK: Duration = Duration::from_millis(100);

#[test]
fn whatever_happens_every_order_is_paid_once_or_not_at_all() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds = match (number("FLORIN_MONEY_SEED"), number("FLORIN_MONEY_SEEDS")) {
        (Some(seed), _) => seed..seed + 1,
        (None, count) => 0..count.unwrap_or(SEEDS),
    };
    if std::env::var_os("FLORIN_MONEY_LOG").is_some() {
        tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    }
    println!("seeds {seeds:?}");
    let mut counts = BTreeMap::new();
    for seed in seeds.clone() {
        let run = std::panic::catch_unwind(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .start_paused(true)
                .build()
                .expect("a runtime");
            runtime.block_on(simulate(seed))
        });
        match run {
            Ok(books) => books.count(&mut counts),
            Err(panic) => {
                eprintln!("again with FLORIN_MONEY_SEED={seed}");
                std::panic::resume_unwind(panic);
            }
        }
    }
    println!("{counts:#?}");
    if seeds.end - seeds.start >= SEEDS {
        for what in COVERED {
            assert!(counts.contains_key(*what), "no run had a {what}: {counts:#?}");
        }
    }
}

/// What must have happened somewhere, or the simulation proves less than it seems to.
const COVERED: &[&str] = &[
    "attempt capture",
    "attempt capture late",
    "attempt pay",
    "attempt pay late",
    "attempt refund",
    "attempt refund late",
    "attempt void",
    "attempt void late",
    "charge failed",
    "charge succeeded",
    "dispute lost",
    "dispute needs_response",
    "dispute under_review",
    "dispute warning_closed",
    "dispute won",
    "intent canceled",
    "intent requires_action",
    "intent requires_capture",
    "intent requires_payment_method",
    "intent succeeded",
    "refund failed",
    "refund succeeded",
];

async fn simulate(seed: u64) -> Books {
    let dice = Dice::new(seed);
    // One in four runs on the local sandbox: one commit, no line.
    let line = (!dice.percent(25)).then(|| Line::new(seed, *dice.pick(&[0, 10, 30, 60])));
    let acquirer = line.clone().map(|line| line as _);
    let mut world = World::new(Database::Memory, seed, acquirer).await;
    let memory = world.memory.clone().expect("it is the one in memory");
    memory.set_faults(faults(&dice));
    let shop = Shop::open(world.process());
    let shoppers: Vec<_> = (0..SHOPPERS)
        .map(|order| tokio::spawn(story(shop.clone(), dice.fork(), order)))
        .collect();
    let mut crashes = dice.below(CRASHES_MAX + 1);
    while !shoppers.iter().all(|shopper| shopper.is_finished()) {
        tokio::time::sleep(TICK).await;
        world.clock.advance(TICK);
        if crashes > 0 && dice.percent(4) {
            crashes -= 1;
            let faults = memory.faults();
            memory.set_faults(Faults::default());
            shop.crash().await;
            world.start().await;
            memory.set_faults(faults);
            shop.reopen(world.process());
        }
        shop.run_timers(world.clock.clone());
        if let Some(line) = line.as_ref().filter(|_| dice.percent(10)) {
            line.deliver_late().await;
        }
    }
    for shopper in shoppers {
        shopper.await.expect("no story panics");
    }
    settle(&mut world, &shop, line.as_deref()).await;
    prove(&world, &shop, line.as_deref(), seed).await
}

fn faults(dice: &Dice) -> Faults {
    let share = |most: u64| dice.below(most + 1);
    Faults {
        conflict: share(60),
        fail_before: share(20),
        lose_answer: share(30),
        look_up: dice.percent(50),
        fail_read: share(5),
        delay: Duration::from_millis(share(8)),
    }
}

/// All is well from here on: what is late arrives, what waits is asked for, and clients get their answers.
async fn settle(world: &mut World, shop: &Arc<Shop>, line: Option<&Line>) {
    shop.crash().await;
    world.memory.as_ref().expect("as above").set_faults(Faults::default());
    if let Some(line) = line {
        line.mend();
    }
    world.start().await;
    shop.reopen(world.process());
    world.process().resume().await;
    for minutes in [1, 10, 120] {
        while let Some(true) = match line {
            Some(line) => Some(line.deliver_late().await),
            None => None,
        } {}
        world.advance(Duration::from_secs(minutes * 60)).await;
    }
}

async fn prove(world: &World, shop: &Shop, line: Option<&Line>, seed: u64) -> Books {
    let at = format!("seed {seed}");
    let before = Books::read(&*world.store).await;
    before.prove(&at);
    assert_eq!(before.attempts_open, 0, "{at}: attempts in flight");
    // Nothing that was acknowledged is lost: each key has its answer, the one that was given.
    for request in shop.requests() {
        let again = world.post(&request.path, &request.form, Some(&request.key)).await;
        assert!(!again.is_passing(), "{at}: {} is {again:?}", request.key);
        assert_ne!(again.status, 404, "{at}: {} is {again:?}", request.key);
        if let Some(given) = &request.answered {
            assert_eq!(
                (given.status, &given.body),
                (again.status, &again.body),
                "{at}: {} was answered otherwise",
                request.key
            );
        }
    }
    world.advance(Duration::from_secs(7_200)).await;
    let books = Books::read(&*world.store).await;
    books.prove(&at);
    for order in 0..SHOPPERS {
        let name = order.to_string();
        let of_order = |intent: &&serde_json::Value| intent["metadata"]["order"].as_str() == Some(&name);
        let intents = books.intents.iter().filter(of_order).count();
        assert!(intents <= 1, "{at}: {intents} intents of order {order}");
    }
    for id in shop.paid() {
        let intent = books.intents.iter().find(|intent| intent["id"] == *id);
        assert!(
            intent.is_some_and(|intent| intent["status"] == "succeeded"),
            "{at}: {id} was acknowledged, and is {intent:?}"
        );
    }
    if let Some(line) = line {
        books
            .agree_with(line.book())
            .unwrap_or_else(|flaw| panic!("{at}: {flaw}"));
    }
    books
}
