//! Dated API versions.
//!
//! The product knows the newest version only. A request of an older one is turned into a request of the newest before
//! it is read, and the newest answer into the older shape before it is sent. Each breaking change is one [`Change`],
//! kept beside its resource; [`Changes`] holds them all and applies those that came after the client's version:
//! to requests from the oldest to the newest, to answers from the newest back.
//!
//! ```text
//! request  2022-11-15 ──▶ 2023-08-16 ──▶ 2024-04-10 ──▶ newest        Changes::upgrade
//! answer   2022-11-15 ◀── 2023-08-16 ◀── 2024-04-10 ◀── newest        Changes::reshapes, load, downgrade
//! ```
//!
//! Only breaking changes are undone. A field that was merely added is shown to every version, and a new enum value too:
//! the API has always promised its clients that those may come.
//!
//! An answer is a tree, and each object in it is converted by its `object` field, wherever it is: expanded, in a list,
//! in an error. An event keeps the version it was made for, whatever the request asks: its `data.object` is converted
//! to the event's own `api_version`. `metadata` is never entered, for its keys are the client's.
//!
//! Most answers need nothing: [`Changes::reshapes`] looks at the stored text and says so without parsing it.

mod change;
mod changes;
pub mod fields;
mod load;
mod loaded;
mod request;
mod table;
mod version;

pub use change::{Change, Need, Object, Preload, RequestChange, ResponseChange};
pub use changes::Changes;
pub use load::Loader;
pub use loaded::{Loaded, View};
pub use request::{Node, OlderRequest, Split, Upgraded};
pub use version::Version;

#[cfg(test)]
mod tests;
