//! What all connections and workers of one server share.

use std::sync::Arc;

use webhooks::Dispatcher;
use wire::App;
use wire::drain::Drain;
use wire::router::Router;

use super::pages::Pages;
use crate::control::Movers;
use crate::metrics::Meters;
use crate::settings::Limits;
use crate::web::{Files, Web};
use crate::workers::TimerKinds;

pub struct Shared {
    pub limits: Limits,
    pub app: Arc<App>,
    pub router: Router,
    pub pages: Pages,
    pub web: Web,
    pub timers: TimerKinds,
    pub meters: Meters,
    pub movers: Movers,
    pub webhooks: Arc<Dispatcher>,
    /// What moving the clock asks of the dispatcher.
    pub drain: Arc<dyn Drain>,
}

impl Shared {
    pub fn new(app: Arc<App>, router: Router, limits: Limits, files: Files) -> Shared {
        let web = Web::new(files, app.settings.public_url.clone());
        let meters = Meters::new(&router);
        let webhooks = Dispatcher::new(app.clone());
        Shared {
            limits,
            app,
            router,
            pages: Pages::new(resources::pages()),
            web,
            timers: TimerKinds::new(resources::timers()),
            meters,
            movers: Movers::default(),
            drain: webhooks.draining(),
            webhooks,
        }
    }
}
