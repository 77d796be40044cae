//! Reads a request's body, within limits of size and time.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Request;
use http::header::{CONNECTION, CONTENT_LENGTH, HeaderValue};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming as HyperBody};
use wire::ApiError;
use wire::pipeline::{self, Incoming, Reply};

use crate::settings::Limits;

pub const BYTES_MAX: usize = 2 << 20;
pub const FILE_BYTES_MAX: usize = 16 << 20;
/// What is read of a body that is refused, so that a client that first sends all of it still gets the answer.
const DISCARDED_BYTES_MAX: usize = 64 << 20;
const DISCARD_TIME_LIMIT: Duration = Duration::from_secs(5);

/// Why a body was not read.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    TooLarge {
        limit: usize,
    },
    TooSlow {
        limit: Duration,
    },
    /// The client went away or broke the protocol.
    Broken,
}

pub async fn read(request: Request<HyperBody>, limits: &Limits) -> Result<Incoming, Refusal> {
    let (head, mut body) = request.into_parts();
    let is_file = head.uri.path() == "/v1/files";
    let (limit, time) = if is_file {
        (FILE_BYTES_MAX, limits.file)
    } else {
        (BYTES_MAX, limits.body)
    };
    let announced = head
        .headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let collected = match body.is_end_stream() {
        true => Ok(Bytes::new()),
        false if announced.is_some_and(|bytes| bytes > limit) => Err(Refusal::TooLarge { limit }),
        false => tokio::time::timeout(time, collect(&mut body, limit))
            .await
            .unwrap_or(Err(Refusal::TooSlow { limit: time })),
    };
    if let Err(Refusal::TooLarge { .. }) = &collected {
        let _ = tokio::time::timeout(DISCARD_TIME_LIMIT, discard(&mut body)).await;
    }
    Ok(Incoming {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: head.headers,
        body: collected?,
    })
}

async fn collect(body: &mut HyperBody, limit: usize) -> Result<Bytes, Refusal> {
    let mut first: Option<Bytes> = None;
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Refusal::Broken)?.into_data() else {
            continue;
        };
        if first.as_ref().map_or(all.len(), Bytes::len) + data.len() > limit {
            return Err(Refusal::TooLarge { limit });
        }
        // Nearly every body comes in one piece, which is then not copied.
        match first.take() {
            None if all.is_empty() => first = Some(data),
            None => all.extend_from_slice(&data),
            Some(earlier) => {
                all.extend_from_slice(&earlier);
                all.extend_from_slice(&data);
            }
        }
    }
    Ok(first.unwrap_or_else(|| all.freeze()))
}

async fn discard(body: &mut HyperBody) {
    let mut left = DISCARDED_BYTES_MAX;
    while let Some(Ok(frame)) = body.frame().await {
        left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
        if left == 0 {
            return;
        }
    }
}

impl Refusal {
    /// The API has no 408 or 413, and its client libraries no error for them: 400 says what is wrong. The connection
    /// closes, as what is left of the body would be read as the next request.
    pub fn reply(&self) -> Reply {
        let message = match self {
            Refusal::TooLarge { limit } => {
                format!(
                    "The request body is too large: more than {limit} bytes ({} MiB).",
                    limit >> 20
                )
            }
            Refusal::TooSlow { limit } => {
                format!("The request body did not arrive within {} seconds.", limit.as_secs())
            }
            Refusal::Broken => "The request body could not be read.".to_owned(),
        };
        let mut reply = pipeline::refused(&ApiError::invalid(message), None);
        reply.headers.insert(CONNECTION, HeaderValue::from_static("close"));
        reply
    }
}
