//! A postal address, as customers, shipping and billing details have it.

use serde::{Deserialize, Serialize};
use wire::Params;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2, as given.
    pub country: Option<String>,
    pub line1: Option<String>,
    pub line2: Option<String>,
    pub postal_code: Option<String>,
    pub state: Option<String>,
}

impl Address {
    pub fn new(params: &Params) -> Address {
        let mut address = Address::default();
        address.merge(params);
        address
    }

    /// Given parts replace, empty ones clear, absent ones stay.
    pub fn merge(&mut self, params: &Params) {
        params.change_text("city").apply(&mut self.city);
        params.change_text("country").apply(&mut self.country);
        params.change_text("line1").apply(&mut self.line1);
        params.change_text("line2").apply(&mut self.line2);
        params.change_text("postal_code").apply(&mut self.postal_code);
        params.change_text("state").apply(&mut self.state);
    }
}
