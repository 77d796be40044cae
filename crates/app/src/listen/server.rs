//! The connection to the running server: asks for events behind a cursor, again and again. Nothing is lost
//! when it breaks, because the cursor is ours.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context as _, bail};
use bytes::Bytes;
use http::{Request, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use webhooks::Client;

pub struct Server {
    client: Client,
    url: String,
    key: String,
    cursor: Option<String>,
    /// The newest events, so that an answer that goes back a little brings none twice.
    seen: BTreeSet<i64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub key: String,
    pub payload: String,
}

#[derive(Deserialize)]
struct Answer {
    secret: String,
    cursor: String,
    events: Vec<Event>,
}

/// The server waits fifteen seconds for an event.
const LIMIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_secs(1);
const SEEN_MAX: usize = 2_000;

impl Server {
    pub fn new(url: &str, key: &str) -> anyhow::Result<Server> {
        if key.is_empty() {
            bail!("give the account's secret key with --api-key or FLORIN_SECRET_KEY");
        }
        Ok(Server {
            client: Client::new(true),
            url: format!("{}/_florin/listen", url.trim_end_matches('/')),
            key: key.to_owned(),
            cursor: None,
            seen: BTreeSet::new(),
        })
    }

    /// Where to begin, and the secret that events are signed with.
    pub async fn begin(&mut self) -> anyhow::Result<String> {
        let answer = self.ask().await?;
        self.cursor = Some(answer.cursor);
        Ok(answer.secret)
    }

    /// The next events; waits for them, and for the server if it is away. Fails only if it refuses us.
    pub async fn next(&mut self) -> anyhow::Result<Vec<Event>> {
        let mut lost = false;
        loop {
            match self.ask().await {
                Ok(answer) => {
                    if lost {
                        eprintln!("florin: connected again");
                    }
                    return Ok(self.take(answer));
                }
                Err(error) if error.is::<Refused>() => return Err(error),
                Err(error) => {
                    if !lost {
                        eprintln!("florin: lost the server ({error:#}); trying again");
                    }
                    lost = true;
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    fn take(&mut self, answer: Answer) -> Vec<Event> {
        self.cursor = Some(answer.cursor);
        self.seen
            .extend(answer.events.iter().filter_map(|event| event.key.parse::<i64>().ok()));
        while self.seen.len() > SEEN_MAX {
            self.seen.pop_first();
        }
        answer.events
    }

    async fn ask(&self) -> anyhow::Result<Answer> {
        let seen: Vec<String> = self.seen.iter().map(i64::to_string).collect();
        let body = match &self.cursor {
            Some(cursor) => json!({"after": cursor, "seen": seen}),
            None => json!({}),
        };
        let request = Request::post(&self.url)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key))
            .header(header::CONTENT_TYPE, "application/json");
        let request = request
            .body(Bytes::from(body.to_string()))
            .context("not a URL of a server")?;
        let (status, body) = self.client.call(request, LIMIT).await.context("no answer")?;
        if status == StatusCode::OK {
            return serde_json::from_slice(&body).context("the answer is not Florin's");
        }
        let error: Value = serde_json::from_slice(&body).unwrap_or_default();
        let message = error["error"]["message"]
            .as_str()
            .unwrap_or("no reason given")
            .to_owned();
        match status.is_client_error() {
            true => Err(Refused(message).into()),
            false => bail!("{status}: {message}"),
        }
    }
}

/// Asking again would not help.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refused(String);
