//! Control calls of the sandbox, under `/_florin/`.

use std::sync::Arc;

use wire::ApiError;
use wire::pipeline::{self, Incoming, Reply};

use crate::server::Shared;

pub fn is_control(path: &str) -> bool {
    path.starts_with("/_florin/")
}

pub fn path(_path: &str) -> Option<&'static str> {
    None
}

pub async fn handle(_shared: &Arc<Shared>, incoming: Incoming) -> Reply {
    pipeline::refused(&ApiError::unknown_route(incoming.method.as_str(), &incoming.path), None)
}
