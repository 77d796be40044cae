//! A payment method configuration as the API shows it, and how preferences become what is offered.

use std::collections::BTreeMap;

use acquiring::methods;
use kernel::ids::PaymentMethodConfigurationId;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};
use wire::Params;

use crate::offers::{ON_BY_DEFAULT, Preferences};
use crate::parts::{Tag, tags};

/// The methods that a configuration has, by the API reference. Some are wallets of devices or networks of cards.
pub(super) const CONFIGURABLE: &[&str] = &[
    "acss_debit",
    "affirm",
    "afterpay_clearpay",
    "alipay",
    "alma",
    "amazon_pay",
    "apple_pay",
    "au_becs_debit",
    "bacs_debit",
    "bancontact",
    "billie",
    "bizum",
    "blik",
    "boleto",
    "card",
    "cartes_bancaires",
    "cashapp",
    "crypto",
    "customer_balance",
    "eps",
    "fpx",
    "giropay",
    "google_pay",
    "grabpay",
    "ideal",
    "jcb",
    "kakao_pay",
    "klarna",
    "konbini",
    "kr_card",
    "link",
    "mb_way",
    "mobilepay",
    "multibanco",
    "naver_pay",
    "nz_bank_account",
    "oxxo",
    "p24",
    "pay_by_bank",
    "payco",
    "paynow",
    "paypal",
    "paypay",
    "payto",
    "pix",
    "promptpay",
    "revolut_pay",
    "samsung_pay",
    "satispay",
    "scalapay",
    "sepa_debit",
    "sequra",
    "sofort",
    "sunbit",
    "swish",
    "twint",
    "upi",
    "us_bank_account",
    "wechat_pay",
    "zip",
];

#[derive(Clone, Debug, Deserialize)]
pub struct PaymentMethodConfiguration {
    pub id: PaymentMethodConfigurationId,
    pub object: Tag<tags::PaymentMethodConfiguration>,
    pub active: bool,
    pub application: Option<String>,
    pub is_default: bool,
    pub livemode: bool,
    pub name: String,
    pub parent: Option<PaymentMethodConfigurationId>,
    #[serde(flatten)]
    pub methods: BTreeMap<String, Method>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    pub available: bool,
    pub display_preference: Display,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Display {
    /// Null unless there is a parent.
    pub overridable: Option<bool>,
    /// `on`, `off`, or `none`: as the parent has it.
    pub preference: String,
    /// `on` or `off`.
    pub value: String,
}

impl Serialize for PaymentMethodConfiguration {
    /// In the order of the API: `id`, `object`, then by name.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields: BTreeMap<&str, Value> = BTreeMap::from([
            ("active", json!(self.active)),
            ("application", json!(self.application)),
            ("is_default", json!(self.is_default)),
            ("livemode", json!(self.livemode)),
            ("name", json!(self.name)),
            ("parent", json!(self.parent)),
        ]);
        fields.extend(self.methods.iter().map(|(name, method)| (name.as_str(), json!(method))));
        let mut map = serializer.serialize_map(Some(fields.len() + 2))?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("object", &self.object)?;
        for (name, value) in &fields {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl PaymentMethodConfiguration {
    /// With what accounts begin with; a child with what its parent has.
    pub fn new(id: PaymentMethodConfigurationId, parent: Option<&PaymentMethodConfiguration>, livemode: bool) -> Self {
        let preference = |name: &str| match (parent, ON_BY_DEFAULT.contains(&name)) {
            (Some(_), _) => "none",
            (None, true) => "on",
            (None, false) => "off",
        };
        let method = |name: &&str| {
            let display_preference = Display {
                overridable: parent.map(|_| true),
                preference: preference(name).to_owned(),
                value: "off".to_owned(),
            };
            let available = false;
            (
                (*name).to_owned(),
                Method {
                    available,
                    display_preference,
                },
            )
        };
        PaymentMethodConfiguration {
            id,
            object: Default::default(),
            active: true,
            application: None,
            is_default: false,
            livemode,
            name: "Default".to_owned(),
            parent: parent.map(|parent| parent.id.clone()),
            methods: CONFIGURABLE.iter().map(method).collect(),
        }
    }

    /// Takes the preferences that a request names. Names without a method here were methods once.
    pub fn prefer(&mut self, params: &Params) {
        for (name, value) in params.iter() {
            let display = value.as_hash().and_then(|method| method.hash("display_preference"));
            let preference = display.and_then(|display| display.text("preference"));
            if let (Some(method), Some(preference)) = (self.methods.get_mut(name), preference) {
                method.display_preference.preference = preference.to_owned();
            }
        }
    }

    /// What follows from the preferences: of this configuration, its parent, and the account's country.
    pub fn resolve(&mut self, parent: Option<&PaymentMethodConfiguration>, country: &str) {
        for (name, method) in &mut self.methods {
            let inherited = || {
                let of_parent = parent.and_then(|parent| parent.methods.get(name));
                of_parent.map_or("off", |method| method.display_preference.value.as_str())
            };
            let value = match method.display_preference.preference.as_str() {
                "on" => "on",
                "none" => inherited(),
                _ => "off",
            };
            method.available = value == "on" && may_take(name, country);
            method.display_preference.value = value.to_owned();
        }
    }

    pub fn preferences(&self) -> Preferences {
        let mut preferences = Preferences::default();
        for (name, method) in &self.methods {
            preferences.set(name, method.display_preference.value == "on");
        }
        preferences
    }
}

/// Whether a business of this country may take the method. What is no method of its own goes as a card.
fn may_take(name: &str, country: &str) -> bool {
    methods::named(name).is_none_or(|method| method.businesses.has(country))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configuration(parent: Option<&PaymentMethodConfiguration>) -> PaymentMethodConfiguration {
        let id = PaymentMethodConfigurationId::parse("pmc_100000000001abcdefghijkl").unwrap();
        let mut made = PaymentMethodConfiguration::new(id, parent, false);
        made.resolve(parent, "US");
        made
    }

    #[test]
    fn a_child_follows_its_parent_until_it_says_otherwise() {
        let mut parent = configuration(None);
        parent.methods.get_mut("affirm").unwrap().display_preference.preference = "on".to_owned();
        parent.resolve(None, "US");
        let mut child = configuration(Some(&parent));
        let on = |of: &PaymentMethodConfiguration, name: &str| of.preferences().has_on(name);
        assert!(on(&child, "affirm") && on(&child, "card") && !on(&child, "zip"));
        child.methods.get_mut("card").unwrap().display_preference.preference = "off".to_owned();
        child.resolve(Some(&parent), "US");
        assert!(!on(&child, "card") && on(&parent, "card"));
        assert!(parent.methods["affirm"].available);
        parent.resolve(None, "DE");
        assert!(!parent.methods["affirm"].available && on(&parent, "affirm"));
    }

    #[test]
    fn fields_stand_in_the_order_of_the_api() {
        let shown = serde_json::to_value(configuration(None)).unwrap();
        let names: Vec<&String> = shown.as_object().unwrap().keys().collect();
        assert_eq!((names[0].as_str(), names[1].as_str()), ("id", "object"));
        assert!(names[2..].is_sorted());
        let read: PaymentMethodConfiguration = serde_json::from_value(shown.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), shown);
    }

    #[test]
    fn methods_are_sorted_and_known_to_the_acquirers() {
        assert!(CONFIGURABLE.is_sorted());
        let others = ["apple_pay", "cartes_bancaires", "google_pay", "jcb"];
        for name in CONFIGURABLE.iter().filter(|name| !others.contains(name)) {
            assert!(methods::named(name).is_some(), "{name}");
        }
        assert!(ON_BY_DEFAULT.iter().all(|name| CONFIGURABLE.contains(name)));
    }
}
