//! Pages for people: what browsers open beside the API (the 3-D Secure test page, hosted pages).

use std::sync::Arc;

use futures::future::BoxFuture;
use http::Method;

use crate::app::App;
use crate::pipeline::{Incoming, Reply};

/// The parts of the path that differ, in order.
pub type PathParts = Vec<(Box<str>, Box<str>)>;

pub type PageHandler = for<'a> fn(&'a Arc<App>, PathParts, Incoming) -> BoxFuture<'a, Reply>;

/// One page, or one form that a page posts. Each resource lists its own.
pub struct Page {
    pub method: Method,
    /// With `{names}` for the parts that differ, as in an operation's path.
    pub path: &'static str,
    pub handler: PageHandler,
}
