//! The floor: a bare axum server that reads the request and answers fixed bytes of a payment's size.
//!
//! It has no keys, no parsing and no store, so what it reaches is what HTTP alone costs on this machine at this moment.

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;

/// As long as the JSON of one payment intent.
const ANSWER_BYTES: usize = 2_500;

pub fn serve(address: &str) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        axum::serve(listener, router()).await?;
        Ok(())
    })
}

fn router() -> Router {
    let answer = Bytes::from(answer());
    Router::new().fallback(move |body: Bytes| {
        let answer = answer.clone();
        async move {
            drop(body);
            ([(CONTENT_TYPE, "application/json")], answer)
        }
    })
}

/// Fixed JSON of the size of a payment intent.
fn answer() -> String {
    let head = r#"{"id":"pi_000000000000000000000000","object":"payment_intent","description":""#;
    format!("{head}{}\"}}", "x".repeat(ANSWER_BYTES - head.len() - 2))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_answer_is_json_of_the_promised_size() {
        let text = super::answer();
        assert_eq!(text.len(), super::ANSWER_BYTES);
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }
}
