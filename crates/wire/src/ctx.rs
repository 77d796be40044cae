//! What a handler works with: the unit of work, the caller, the request.

use std::sync::Arc;

use db::{Origin, Record, Scope, Stored, Tx};
use kernel::ids::Kind;
use kernel::{Id, Key, Timestamp};

use crate::access::{Account, Caller};
use crate::app::App;
use crate::error::ApiError;
use crate::versions::Version;

/// One run of an operation. If the commit conflicts, the operation runs again in a new one.
pub struct Ctx<'a> {
    pub app: &'a Arc<App>,
    pub tx: Tx<'a>,
    pub caller: &'a Caller,
    pub version: Version,
    pub request_id: &'a str,
    /// The parts of the path that differ, in order.
    pub path: &'a [(Box<str>, Box<str>)],
    /// What this request has made of magic ids: all its mentions of one mean the same object.
    made: Vec<(Box<str>, Key)>,
}

impl<'a> Ctx<'a> {
    pub fn new(
        app: &'a Arc<App>,
        caller: &'a Caller,
        version: Version,
        request_id: &'a str,
        path: &'a [(Box<str>, Box<str>)],
        idempotency_key: Option<&str>,
    ) -> Ctx<'a> {
        let real_now = app.now();
        let now = caller.account.time(real_now, caller.livemode());
        let origin = Origin {
            request: Some(request_id.into()),
            idempotency_key: idempotency_key.map(Into::into),
            api_version: events_in(&caller.account.api_version),
        };
        let tx = Tx::new(&*app.store, &app.ids, caller.scope, now, real_now, origin);
        Ctx {
            app,
            tx,
            caller,
            version,
            request_id,
            path,
            made: Vec::new(),
        }
    }

    /// For work that no request asked for.
    pub fn background(app: &'a Arc<App>, caller: &'a Caller) -> Ctx<'a> {
        let mut ctx = Ctx::new(app, caller, Version::NEWEST, "", &[], None);
        ctx.without_request();
        ctx
    }

    /// What follows happened by itself: its events name no request.
    pub fn without_request(&mut self) {
        let api_version = self.tx.origin().api_version.clone();
        self.tx.set_origin(Origin {
            api_version,
            ..Origin::default()
        });
    }

    pub fn scope(&self) -> Scope {
        self.caller.scope
    }

    pub fn livemode(&self) -> bool {
        self.caller.livemode()
    }

    pub fn account(&self) -> &'a Account {
        &self.caller.account
    }

    pub fn now(&self) -> Timestamp {
        self.tx.now()
    }

    /// What this request has made of a magic id before.
    pub fn made(&self, magic: &str) -> Option<Key> {
        self.made.iter().find(|(id, _)| &**id == magic).map(|(_, key)| *key)
    }

    pub fn remember(&mut self, magic: &str, key: Key) {
        self.made.push((magic.into(), key));
    }

    /// Whether this caller may send card numbers to the API: Florin's own frames, which use the
    /// publishable key, always; a server in test mode if the operator allows it.
    pub fn may_send_card_numbers(&self) -> bool {
        self.caller.is_publishable() || (self.app.settings.raw_card_numbers && !self.livemode())
    }

    /// A part of the path, as it was given.
    pub fn path(&self, name: &str) -> &'a str {
        let part = self.path.iter().find(|(part, _)| &**part == name);
        part.map(|(_, value)| &**value)
            .unwrap_or_else(|| panic!("the route has no {{{name}}}"))
    }

    /// The object with an id from outside: `None` if there is none in this scope, or the id is another's.
    pub async fn load<T: Record, K: Kind>(
        &self,
        id: &str,
        id_of: impl Fn(&T) -> &Id<K>,
    ) -> Result<Option<Stored<T>>, ApiError> {
        let Some(id) = Id::<K>::parse(id) else { return Ok(None) };
        Ok(self.tx.get::<T>(id.key()).await?.filter(|stored| *id_of(stored) == id))
    }
}

/// What events without a version of their own are shown in.
pub const EVENTS_BEFORE: &str = "2026-10-28.endive";

/// The version of an account's events as they store it.
fn events_in(version: &str) -> Option<Box<str>> {
    (version != EVENTS_BEFORE).then(|| version.into())
}

impl From<db::StoreError> for ApiError {
    /// Clients learn nothing of the database; the operator finds it in the log.
    fn from(error: db::StoreError) -> ApiError {
        tracing::error!(%error, "the store failed");
        ApiError::internal()
    }
}
