//! What all connections and workers of one server share.

use std::sync::Arc;
use std::sync::OnceLock;

use wire::App;
use wire::drain::Drain;
use wire::router::Router;

use super::pages::Pages;
use crate::control::Movers;
use crate::metrics::Meters;
use crate::settings::Limits;
use crate::workers::TimerKinds;

pub struct Shared {
    pub limits: Limits,
    pub app: Arc<App>,
    pub router: Router,
    pub pages: Pages,
    pub timers: TimerKinds,
    pub meters: Meters,
    pub movers: Movers,
    /// The dispatcher of webhooks, once it runs.
    pub drain: OnceLock<Arc<dyn Drain>>,
}

impl Shared {
    pub fn new(app: Arc<App>, router: Router, limits: Limits) -> Shared {
        let meters = Meters::new(&router);
        Shared {
            limits,
            app,
            router,
            pages: Pages::new(resources::pages()),
            timers: TimerKinds::new(resources::timers()),
            meters,
            movers: Movers::default(),
            drain: OnceLock::new(),
        }
    }
}
