//! Logs: lines on standard error, as text or JSON.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::settings::LogFormat;

/// `FLORIN_LOG` filters as `RUST_LOG` does elsewhere: `warn`, `florin::request=off`.
pub fn start(format: LogFormat) {
    let filter = std::env::var("FLORIN_LOG")
        .ok()
        .and_then(|given| EnvFilter::try_new(given).ok());
    let filter = filter.unwrap_or_else(|| EnvFilter::new("info"));
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => {
            let ansi = std::io::IsTerminal::is_terminal(&std::io::stderr());
            builder.with_ansi(ansi).with_target(false).init();
        }
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(false).init(),
    }
}
