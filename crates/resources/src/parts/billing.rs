//! Billing details of a payment method, copied to each charge that uses it.

use serde::{Deserialize, Serialize};
use wire::Params;

use super::Address;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingDetails {
    pub address: Address,
    pub email: Option<String>,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub tax_id: Option<String>,
}

impl BillingDetails {
    pub fn new(params: Option<&Params>) -> BillingDetails {
        let mut details = BillingDetails::default();
        if let Some(params) = params {
            details.merge(params);
        }
        details
    }

    /// Given parts replace, empty ones clear, absent ones stay.
    pub fn merge(&mut self, params: &Params) {
        match params.change_hash("address") {
            wire::params::Field::Set(address) => self.address.merge(address),
            wire::params::Field::Clear => self.address = Address::default(),
            wire::params::Field::Absent => {}
        }
        params.change_text("email").apply(&mut self.email);
        params.change_text("name").apply(&mut self.name);
        params.change_text("phone").apply(&mut self.phone);
        params.change_text("tax_id").apply(&mut self.tax_id);
    }
}
