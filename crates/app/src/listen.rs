//! `florin listen`: forwards the account's events to a server on this machine, signed, and shows each answer.

mod forward;
mod server;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::Semaphore;

use forward::Target;
use server::{Event, Server};

/// What the command line gives.
#[derive(clap::Args)]
pub struct Given {
    /// Where events are sent, as in localhost:4242/webhook
    #[arg(long, value_name = "URL")]
    forward_to: Option<String>,
    /// Forward only events of these types, comma-separated [default: all]
    #[arg(long, value_name = "TYPES", value_delimiter = ',')]
    events: Vec<String>,
    /// The account's secret test key
    #[arg(long, value_name = "KEY", env = "FLORIN_SECRET_KEY", hide_env_values = true)]
    api_key: String,
    /// The running server
    #[arg(
        long,
        value_name = "URL",
        env = "FLORIN_URL",
        default_value = "http://127.0.0.1:12111"
    )]
    url: String,
    /// Print the signing secret and end
    #[arg(long)]
    print_secret: bool,
    /// Accept any certificate of the server that is forwarded to
    #[arg(long)]
    skip_verify: bool,
}

/// Events that are forwarded at the same time.
const CONCURRENT: usize = 16;

pub fn listen(given: &Given) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("cannot start the runtime")?.block_on(run(given))
}

async fn run(given: &Given) -> anyhow::Result<ExitCode> {
    let mut server = Server::new(&given.url, &given.api_key)?;
    let target = given
        .forward_to
        .as_deref()
        .map(|url| Target::new(url, given.skip_verify))
        .transpose()?;
    let secret = server.begin().await?;
    if given.print_secret {
        println!("{secret}");
        return Ok(ExitCode::SUCCESS);
    }
    println!("Ready! Your webhook signing secret is '{secret}' (^C to quit)");
    tokio::select! {
        failed = follow(&mut server, target, secret, &given.events) => failed.map(|()| ExitCode::SUCCESS),
        stopped = tokio::signal::ctrl_c() => stopped.map(|()| ExitCode::SUCCESS).context("cannot listen for signals"),
    }
}

async fn follow(server: &mut Server, target: Option<Target>, secret: String, types: &[String]) -> anyhow::Result<()> {
    let target = target.map(Arc::new);
    let room = Arc::new(Semaphore::new(CONCURRENT));
    let secret: Arc<str> = secret.into();
    loop {
        let events = server.next().await?;
        for event in events.into_iter().filter(|event| wanted(types, event)) {
            println!("{}   --> {} [{}]", forward::time(), event.kind, event.id);
            let Some(target) = target.clone() else { continue };
            let place = room.clone().acquire_owned().await?;
            let secret = secret.clone();
            tokio::spawn(async move {
                println!("{}", target.forward(&event, &secret).await);
                drop(place);
            });
        }
    }
}

fn wanted(types: &[String], event: &Event) -> bool {
    let fits = |wanted: &String| {
        let wanted = wanted.trim();
        let group = wanted
            .strip_suffix('*')
            .is_some_and(|beginning| event.kind.starts_with(beginning));
        group || wanted == event.kind
    };
    types.is_empty() || types.iter().any(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_exact_or_groups() {
        let event = |kind: &str| Event {
            kind: kind.to_owned(),
            ..Event::default()
        };
        let types = |text: &str| -> Vec<String> { text.split(',').map(str::to_owned).collect() };
        let cases = [
            ("charge.succeeded", "charge.succeeded", true),
            ("charge.succeeded, refund.*", "refund.created", true),
            ("charge.*", "payment_intent.created", false),
            ("*", "payment_intent.created", true),
            ("charge", "charge.succeeded", false),
        ];
        for (given, kind, expected) in cases {
            assert_eq!(wanted(&types(given), &event(kind)), expected, "{given} {kind}");
        }
        assert!(wanted(&[], &event("charge.succeeded")));
    }
}
