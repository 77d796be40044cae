//! Sending one event to the merchant's server, as a webhook would come.

use anyhow::bail;
use bytes::Bytes;
use kernel::{Clock as _, SystemClock, Timestamp};
use webhooks::Client;

use super::server::Event;

pub struct Target {
    url: String,
    client: Client,
}

impl Target {
    pub fn new(given: &str, skip_verify: bool) -> anyhow::Result<Target> {
        let url = full_url(given)?;
        let client = match skip_verify {
            true => Client::unverified(),
            false => Client::new(true),
        };
        Ok(Target { url, client })
    }

    /// The line that tells how it went.
    pub async fn forward(&self, event: &Event, secret: &str) -> String {
        let body = Bytes::from(event.payload.clone());
        let signature = webhooks::signature_header(std::iter::once(secret), SystemClock.now(), &body, false);
        let (url, id) = (&self.url, &event.id);
        match self.client.post(url, &signature, body).await {
            Ok(answer) => format!("{}  <--  [{}] POST {url} [{id}]", time(), answer.status),
            Err(failure) => format!("{}            [ERROR] Failed to POST: {url}: {failure} [{id}]", time()),
        }
    }
}

/// `4242/hook` and `localhost:4242/hook` are what people write.
fn full_url(given: &str) -> anyhow::Result<String> {
    let url = match given {
        _ if given.starts_with("http://") || given.starts_with("https://") => given.to_owned(),
        _ if given.contains("://") => bail!("--forward-to {given}: only http and https are forwarded to"),
        _ if given.starts_with(|first: char| first.is_ascii_digit()) && !given.contains('.') => {
            format!("http://localhost:{given}")
        }
        _ => format!("http://{given}"),
    };
    match url.parse::<http::Uri>() {
        Ok(uri) if uri.host().is_some_and(|host| !host.is_empty()) => Ok(url),
        Ok(_) | Err(_) => bail!("--forward-to {given}: not a URL"),
    }
}

/// Now, as the lines begin with it.
pub fn time() -> String {
    show(SystemClock.now())
}

fn show(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_second(at.seconds()).unwrap_or_default();
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_becomes_a_url() {
        let cases = [
            ("localhost:4242/hook", Some("http://localhost:4242/hook")),
            ("4242/hook", Some("http://localhost:4242/hook")),
            ("4242", Some("http://localhost:4242")),
            ("127.0.0.1:4242", Some("http://127.0.0.1:4242")),
            ("https://shop.example/hook", Some("https://shop.example/hook")),
            ("ftp://shop.example", None),
            ("", None),
            ("a b", None),
        ];
        for (given, expected) in cases {
            assert_eq!(full_url(given).ok().as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn lines_begin_with_the_time() {
        assert_eq!(show(Timestamp::from_seconds(1_800_000_000)), "2027-01-15 08:00:00");
    }
}
