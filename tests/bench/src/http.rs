//! The little HTTP/1.1 that the bench speaks: heads of answers, and a blocking client for setting the scene.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The secret key that the measured server is started with.
pub fn secret_key() -> String {
    format!("sk_test_{}", "b".repeat(99))
}

/// Where an answer's body lies in what has been read so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    pub body_start: usize,
    pub body_len: usize,
    pub closes: bool,
}

/// Reads the head of an answer; `None` while it has not arrived whole. Only answers with a `Content-Length` are
/// understood: the server under test knows its length before it answers.
pub fn parse_head(bytes: &[u8]) -> Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let body_start = match response.parse(bytes).context("malformed answer")? {
        httparse::Status::Partial => return Ok(None),
        httparse::Status::Complete(length) => length,
    };
    let mut body_len = None;
    let mut closes = false;
    for header in response.headers.iter() {
        if header.name.eq_ignore_ascii_case("content-length") {
            body_len = Some(std::str::from_utf8(header.value)?.trim().parse::<usize>()?);
        } else if header.name.eq_ignore_ascii_case("connection") {
            closes = header.value.eq_ignore_ascii_case(b"close");
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            bail!("the answer has a Transfer-Encoding, not a Content-Length");
        }
    }
    let body_len = body_len.context("the answer has no Content-Length")?;
    Ok(Some(Head {
        status: response.code.unwrap_or(0),
        body_start,
        body_len,
        closes,
    }))
}

/// Writes one request. An empty `form` makes a GET.
pub fn render(out: &mut Vec<u8>, address: SocketAddr, path: &str, form: Option<&str>, idempotency_key: Option<&str>) {
    let method = if form.is_some() { "POST" } else { "GET" };
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\nuser-agent: florin-bench\r\naccept: */*\r\n",
        secret_key()
    );
    if let Some(key) = idempotency_key {
        head.push_str(&format!("idempotency-key: {key}\r\n"));
    }
    if let Some(form) = form {
        head.push_str("content-type: application/x-www-form-urlencoded\r\n");
        head.push_str(&format!("content-length: {}\r\n", form.len()));
    }
    head.push_str("\r\n");
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(form.unwrap_or_default().as_bytes());
}

/// `a[b]=c&…` from pairs.
pub fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// One blocking connection, for what is not measured.
pub struct Client {
    address: SocketAddr,
    stream: TcpStream,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Client { address, stream })
    }

    pub fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Result<Value> {
        let (status, body) = self.send(path, Some(&form(pairs)))?;
        if status != 200 {
            bail!("{path}: {status} {}", String::from_utf8_lossy(&body));
        }
        Ok(serde_json::from_slice(&body)?)
    }

    /// The status and the body, whatever they are.
    pub fn send(&mut self, path: &str, form: Option<&str>) -> Result<(u16, Vec<u8>)> {
        let mut request = Vec::new();
        render(&mut request, self.address, path, form, None);
        self.stream.write_all(&request)?;
        let mut buffer = Vec::new();
        let mut chunk = [0u8; 16 * 1024];
        loop {
            if let Some(head) = parse_head(&buffer)?
                && buffer.len() >= head.body_start + head.body_len
            {
                return Ok((head.status, buffer.split_off(head.body_start)));
            }
            let read = self.stream.read(&mut chunk)?;
            if read == 0 {
                bail!("{path}: the server closed the connection");
            }
            buffer.extend_from_slice(&chunk[..read]);
        }
    }
}

/// The value of the first `"id"` of a JSON body, without parsing the rest.
pub fn first_id(body: &[u8]) -> Option<&str> {
    let window = std::str::from_utf8(&body[..body.len().min(200)]).ok()?;
    let after = &window[window.find("\"id\"")? + 4..];
    after.split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let bytes = b"HTTP/1.1 402 Payment Required\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
        assert_eq!(parse_head(&bytes[..30]).unwrap(), None);
        let head = parse_head(bytes).unwrap().unwrap();
        assert_eq!((head.status, head.body_len, head.closes), (402, 5, true));
        assert_eq!(&bytes[head.body_start..], b"hello");
        assert!(parse_head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn the_first_id_is_found_in_compact_and_in_pretty_json() {
        assert_eq!(first_id(br#"{"id":"pi_1","object":"x"}"#), Some("pi_1"));
        assert_eq!(first_id(b"{\n  \"id\": \"pi_2\",\n}"), Some("pi_2"));
        assert_eq!(first_id(b"{}"), None);
    }
}
