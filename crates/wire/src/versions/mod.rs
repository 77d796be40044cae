//! Placeholder until the dated modules are merged.
use crate::{ctx::Ctx, error::ApiError};
use serde_json::Value;
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Version(pub &'static str);
impl Version {
    pub const NEWEST: Version = Version("2026-10-28.endive");
    pub fn parse(text: &str) -> Option<Version> {
        (text == Self::NEWEST.0).then_some(Self::NEWEST)
    }
    pub fn as_str(self) -> &'static str {
        self.0
    }
}
#[derive(Default)]
pub struct Changes;
impl Changes {
    pub fn reshapes(&self, _version: Version, _public: &[u8]) -> bool {
        true
    }
    pub fn upgrade(
        &self,
        _form: &crate::form::Form,
        _version: Version,
        _operation: &crate::operation::Operation,
    ) -> Option<crate::form::Form> {
        None
    }
    pub fn downgrade(&self, _value: &mut Value, _version: Version) {}
    pub async fn preload(&self, _ctx: &Ctx<'_>, _value: &mut Value) -> Result<(), ApiError> {
        Ok(())
    }
}
