//! The story of a run: a shop sells, servers die, and at the end all must be there.

use std::time::Duration;

use anyhow::{Context, Result};
use futures::future::try_join_all;
use kernel::clock::{Clock, Stopwatch, SystemClock};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::api::{Api, text};
use crate::proof;
use crate::server::{Server, Store, doctor};
use crate::shop::Shop;
use crate::sink::Sink;

/// Orders that are settled at the same time.
const WORKERS: usize = 16;
/// The longest a run may take before it counts as hanging.
const RUN_LIMIT: Duration = Duration::from_secs(58);

/// The choices of a run: from `FLORIN_CRASH_SEED`, else new ones. Printed, so that a failure can be repeated.
pub fn seed() -> Result<u64> {
    let seed = match std::env::var("FLORIN_CRASH_SEED") {
        Ok(given) => given.parse().context("FLORIN_CRASH_SEED is no number")?,
        Err(_) => SystemClock.now().millis().unsigned_abs(),
    };
    println!("FLORIN_CRASH_SEED={seed}");
    Ok(seed)
}

fn kills() -> Result<usize> {
    match std::env::var("FLORIN_CRASH_KILLS") {
        Ok(given) => given.parse().context("FLORIN_CRASH_KILLS is no number"),
        Err(_) => Ok(8),
    }
}

/// Sells through all servers over one store while the last of them is killed again and again.
pub async fn run(store: Store, servers: usize, seed: u64) -> Result<()> {
    tokio::time::timeout(RUN_LIMIT, sell_and_kill(store, servers, seed))
        .await
        .context("the run hangs")?
}

async fn sell_and_kill(store: Store, count: usize, seed: u64) -> Result<()> {
    let mut servers = Vec::new();
    for number in 1..=count {
        let mut server = Server::start(&store, &format!("server-{number}"))?;
        server.wait_ready().await?;
        servers.push(server);
    }
    let api = Api::new(servers.iter().map(|server| server.address).collect())?;
    let sink = Sink::start().await?;
    subscribe(&api, &sink, seed).await?;

    let shop = Shop::open(&api, seed);
    let victim = servers.last_mut().context("a run needs a server")?;
    let selling = async { try_join_all((0..WORKERS).map(|_| shop.sell())).await.context("selling") };
    let killing = async {
        let killed = kill_repeatedly(victim, &shop, seed).await.context("killing");
        // In any case, or the shop would sell for ever.
        shop.close();
        killed
    };
    let clock = Stopwatch::start();
    let outcome = tokio::try_join!(selling, killing);
    let seconds = clock.elapsed().as_secs_f64();
    outcome.map_err(|error| with_logs(error, &servers))?;

    let (retries, settled) = (shop.retries(), shop.into_settled());
    println!("{} orders in {seconds:.1} s, {retries} calls sent again", settled.len());
    proof::all(&api, &settled, &sink)
        .await
        .map_err(|error| with_logs(error, &servers))?;
    println!("{} deliveries", sink.deliveries());
    for server in &mut servers {
        server.stop().await?;
    }
    doctor(&store).await
}

/// Kills after a random number of further orders and a random part of a commit; one time in four during the start.
async fn kill_repeatedly(server: &mut Server, shop: &Shop<'_>, seed: u64) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    for _ in 0..kills()? {
        if rng.random_ratio(1, 4) {
            let early = Duration::from_micros(rng.random_range(0..60_000));
            wait_for_orders(shop, 1).await?;
            server.kill().await?;
            server.start_again()?;
            tokio::time::sleep(early).await;
        } else {
            let orders = rng.random_range(5..60);
            wait_for_orders(shop, orders).await?;
            tokio::time::sleep(Duration::from_micros(rng.random_range(0..20_000))).await;
        }
        server.kill().await?;
        server.start_again()?;
        server.wait_ready().await?;
    }
    wait_for_orders(shop, WORKERS).await
}

async fn wait_for_orders(shop: &Shop<'_>, more: usize) -> Result<()> {
    let wanted = shop.settled_count() + more;
    crate::poll("the shop sells on", Duration::from_secs(20), async || {
        Ok((shop.settled_count() >= wanted).then_some(()))
    })
    .await
}

async fn subscribe(api: &Api, sink: &Sink, seed: u64) -> Result<()> {
    let url = sink.url();
    let mut pairs = vec![("url", url.as_str())];
    pairs.extend(proof::SUBSCRIBED.iter().map(|event| ("enabled_events[]", *event)));
    let answer = api
        .post("/v1/webhook_endpoints", &format!("run-{seed}-endpoint"), &pairs)
        .await?;
    anyhow::ensure!(
        answer.status == 200,
        "webhook endpoint: {} {}",
        answer.status,
        answer.body
    );
    sink.expect_secret(text(&answer.body, "secret"));
    Ok(())
}

fn with_logs(error: anyhow::Error, servers: &[Server]) -> anyhow::Error {
    let logs: Vec<String> = servers.iter().map(Server::log_tail).collect();
    error.context(logs.join("\n"))
}
