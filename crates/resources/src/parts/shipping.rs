//! Where goods go: address, name and phone; on payments also carrier and tracking number.

use serde::{Deserialize, Serialize};
use wire::Params;

use super::Address;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipping {
    pub address: Address,
    /// Payments have these two, customers do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Option<String>>,
    pub name: Option<String>,
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<Option<String>>,
}

impl Shipping {
    /// A customer's; the table makes address and name required.
    pub fn of_customer(params: &Params) -> Shipping {
        let mut shipping = Shipping::default();
        shipping.merge(params);
        shipping
    }

    /// A payment's, which also says how the goods travel.
    pub fn of_payment(params: &Params) -> Shipping {
        let mut shipping = Shipping {
            carrier: Some(None),
            tracking_number: Some(None),
            ..Shipping::default()
        };
        shipping.merge(params);
        params
            .change_text("carrier")
            .apply(shipping.carrier.get_or_insert_default());
        params
            .change_text("tracking_number")
            .apply(shipping.tracking_number.get_or_insert_default());
        shipping
    }

    fn merge(&mut self, params: &Params) {
        if let Some(address) = params.hash("address") {
            self.address.merge(address);
        }
        params.change_text("name").apply(&mut self.name);
        params.change_text("phone").apply(&mut self.phone);
    }
}
