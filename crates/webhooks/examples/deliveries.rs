//! How many signed deliveries a second reach a fast endpoint in this process, over a store on disk:
//! `cargo run --release -p webhooks --example deliveries [EVENTS]`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::sync::Arc;

use kernel::Stopwatch;
use support::{Reply, Shop, Sink};

const PER_COMMIT: usize = 3;
const WRITERS: usize = 32;

fn main() {
    let events: usize = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .unwrap_or(20_000);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        single().await;
        let alone = load(events, false).await;
        let beside = load(events, true).await;
        println!(
            "cost of a dead endpoint to the other: {:.1} %",
            (1.0 - beside / alone) * 100.0
        );
    });
}

/// From the commit's return to the arrival, one after another.
async fn single() {
    let (shop, sink) = (Shop::new().await, Sink::start().await);
    shop.subscribe(&sink.url, &["*"]).await;
    let mut took = Vec::new();
    for number in 0..200 {
        shop.happen(&["charge.succeeded"], number).await;
        let watch = Stopwatch::start();
        sink.wait_for(number + 1).await;
        took.push(watch.elapsed().as_secs_f64() * 1e3);
    }
    took.sort_by(f64::total_cmp);
    println!(
        "commit to arrival: median {:.2} ms, 99th percentile {:.2} ms",
        took[100], took[197]
    );
}

async fn load(events: usize, dead: bool) -> f64 {
    let (shop, sink, silent) = (Shop::new().await, Sink::start().await, Sink::start().await);
    silent.always(Reply::Held);
    shop.subscribe(&sink.url, &["*"]).await;
    if dead {
        shop.subscribe(&silent.url, &["*"]).await;
    }
    let watch = Stopwatch::start();
    let shop = Arc::new(shop);
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let shop = shop.clone();
        writers.spawn(async move {
            for number in (writer..events / PER_COMMIT).step_by(WRITERS) {
                shop.happen(&["charge.succeeded"; PER_COMMIT], number).await;
            }
        });
    }
    writers.join_all().await;
    let written = watch.elapsed().as_secs_f64();
    let count = events / PER_COMMIT * PER_COMMIT;
    sink.wait_for(count).await;
    let all = watch.elapsed().as_secs_f64();
    let rate = count as f64 / all;
    println!(
        "{count} events written in {written:.2} s, delivered in {all:.2} s: {rate:.0} a second (dead endpoint: {dead})"
    );
    rate
}
