//! All changes together, and the walk through an answer.

use serde_json::Value;

use super::change::{Change, Need, Object, RequestChange, ResponseChange};
use super::load::Loader;
use super::loaded::Loaded;
use super::request::{OlderRequest, Upgraded};
use super::version::Version;
use crate::form::{Form, FormError};

/// Objects nested deeper than this are left as they are. Expansion goes to depth 4, so no answer comes near.
const DEPTH_MAX: usize = 48;

/// Every breaking change of the API that the product undoes.
#[derive(Clone, Default)]
pub struct Changes {
    /// Newest first.
    newest_first: Vec<&'static Change>,
    pub(super) loader: Option<Loader>,
}

impl Changes {
    /// Of one object and version, those listed later are applied later to requests and earlier to answers.
    pub fn new(changes: impl IntoIterator<Item = &'static Change>) -> Self {
        let mut newest_first: Vec<_> = changes.into_iter().collect();
        newest_first.reverse();
        newest_first.sort_by_key(|change| std::cmp::Reverse(change.version));
        Self {
            newest_first,
            loader: None,
        }
    }

    /// Says how to find what older versions show besides the answer. Without it they are not shown.
    pub fn with_loader(self, loader: Loader) -> Self {
        Self {
            loader: Some(loader),
            ..self
        }
    }

    /// The request as the newest version would have it. Costs nothing unless the operation changed since `version`.
    ///
    /// An operation is named by its route: `POST /v1/refunds/{id}`.
    pub fn upgrade<'f>(&self, version: Version, operation: &'f str, form: &'f Form) -> Result<Upgraded<'f>, FormError> {
        let mut request = OlderRequest::new(operation, form);
        for change in self.since(version).iter().rev() {
            match &change.request {
                RequestChange::Same | RequestChange::Table => {}
                RequestChange::Upgrade { operations, apply } => {
                    if operations.is_empty() || operations.contains(&operation) {
                        apply(&mut request);
                    }
                }
            }
        }
        request.finish()
    }

    /// Whether the answer, as text, may differ for this version. If not, it can be sent as it is.
    ///
    /// May say yes for nothing, never no for something. An event's own version counts, so ask even when the request's
    /// version is the newest: for everything else that is answered at a glance.
    pub fn reshapes(&self, version: Version, answer: &[u8]) -> bool {
        let changes = self.since(version);
        if !may_hold_events(answer) && !alters(changes) {
            return false;
        }
        let Ok(answer) = std::str::from_utf8(answer) else {
            return true;
        };
        answer.match_indices(OBJECT).any(|(at, _)| {
            let rest = &answer[at + OBJECT.len()..];
            match quoted(rest) {
                Some("event") => alters(self.since(event_version(rest))),
                Some(name) => changes
                    .iter()
                    .any(|change| change.object == name && change.alters_answers()),
                None => false,
            }
        })
    }

    /// What must still be loaded before [`downgrade`](Self::downgrade): load, put into `loaded`, ask again until none.
    /// [`load`](Self::load) does so for a request.
    pub fn needs(&self, version: Version, answer: &Value, loaded: &Loaded) -> Vec<Need> {
        let mut needs = Vec::new();
        let mut ask = |changes: &[&'static Change], object: &Object| {
            for need in applicable(changes, object).filter_map(|change| need_of(change, object)) {
                if !loaded.has(&need) && !needs.contains(&need) {
                    needs.push(need);
                }
            }
        };
        let changes = self.since(version);
        self.look(changes, answer, DEPTH_MAX, &mut ask);
        if alters(changes) {
            for object in loaded.shown() {
                self.look(changes, object, DEPTH_MAX, &mut ask);
            }
        }
        needs
    }

    /// Turns a newest answer into the shape of `version`, in place.
    pub fn downgrade(&self, version: Version, answer: &mut Value, loaded: &Loaded) {
        self.walk(self.since(version), answer, loaded, &mut Vec::new(), DEPTH_MAX);
    }

    /// `docs/versions.md`: every change and every version honored.
    pub fn markdown(&self) -> String {
        super::table::markdown(&self.newest_first)
    }

    /// The changes that clients of `version` have not seen, newest first.
    fn since(&self, version: Version) -> &[&'static Change] {
        let len = self.newest_first.partition_point(|change| change.version > version);
        &self.newest_first[..len]
    }

    fn walk(
        &self,
        changes: &[&'static Change],
        value: &mut Value,
        loaded: &Loaded,
        open: &mut Vec<Need>,
        depth: usize,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::Array(items) => {
                for item in items {
                    self.walk(changes, item, loaded, open, depth);
                }
            }
            Value::Object(object) => {
                let changes = self.changes_in(changes, object);
                let opened = open.len();
                self.apply(changes, object, loaded, open);
                for (name, child) in object.iter_mut() {
                    if enters(name) {
                        self.walk(changes, child, loaded, open, depth);
                    }
                }
                open.truncate(opened);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Applies what changed for this object. What is shown of `loaded` stays open while its children are walked.
    fn apply(&self, changes: &[&'static Change], object: &mut Object, loaded: &Loaded, open: &mut Vec<Need>) {
        let Some(name) = object.get("object").and_then(Value::as_str).map(str::to_owned) else {
            return;
        };
        let mut shown = Vec::new();
        for change in changes.iter().filter(|change| change.object == name) {
            match &change.response {
                ResponseChange::Same => {}
                ResponseChange::Downgrade(apply) => apply(object),
                ResponseChange::DowngradeWith { needs, apply } => {
                    shown.extend(needs(object).filter(|need| need.preload.shown()));
                    apply(object, &loaded.view(open));
                }
            }
        }
        open.append(&mut shown);
    }

    fn look(
        &self,
        changes: &[&'static Change],
        value: &Value,
        depth: usize,
        see: &mut impl FnMut(&[&'static Change], &Object),
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.look(changes, item, depth, see)),
            Value::Object(object) => {
                let changes = self.changes_in(changes, object);
                see(changes, object);
                for (_, child) in object.iter().filter(|(name, _)| enters(name)) {
                    self.look(changes, child, depth, see);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// An event brings its own version; everything else has that of what it is in.
    fn changes_in<'a>(&'a self, changes: &'a [&'static Change], object: &Object) -> &'a [&'static Change] {
        if object.get("object").and_then(Value::as_str) != Some("event") {
            return changes;
        }
        let version = object
            .get("api_version")
            .and_then(Value::as_str)
            .and_then(Version::parse);
        self.since(version.unwrap_or(Version::NEWEST))
    }
}

const OBJECT: &str = "\"object\":";

fn alters(changes: &[&'static Change]) -> bool {
    changes.iter().any(|change| change.alters_answers())
}

fn applicable<'a>(changes: &'a [&'static Change], object: &'a Object) -> impl Iterator<Item = &'static Change> + 'a {
    let name = object.get("object").and_then(Value::as_str);
    changes
        .iter()
        .copied()
        .filter(move |change| Some(change.object) == name)
}

fn need_of(change: &Change, object: &Object) -> Option<Need> {
    match &change.response {
        ResponseChange::Same | ResponseChange::Downgrade(_) => None,
        ResponseChange::DowngradeWith { needs, .. } => needs(object),
    }
}

/// The values under `metadata` are the client's; those under `previous_attributes` are parts of objects, not objects.
fn enters(name: &str) -> bool {
    name != "metadata" && name != "previous_attributes"
}

/// An event, or a list of events, says so at its beginning.
fn may_hold_events(answer: &[u8]) -> bool {
    const BEGINNING: usize = 256;
    const EVENT: &[u8] = b"\"event\"";
    let beginning = &answer[..answer.len().min(BEGINNING)];
    beginning.windows(EVENT.len()).any(|window| window == EVENT)
}

/// The text that follows, if it is one: the value of a member whose name was just read.
fn quoted(rest: &str) -> Option<&str> {
    let rest = rest.trim_start().strip_prefix('"')?;
    rest.split('"').next()
}

/// The version of the event whose `object` member was just read; it comes soon after.
fn event_version(rest: &str) -> Version {
    const NAME: &str = "\"api_version\":";
    rest.find(NAME)
        .and_then(|at| quoted(&rest[at + NAME.len()..]))
        .and_then(Version::parse)
        .unwrap_or(Version::NEWEST)
}
