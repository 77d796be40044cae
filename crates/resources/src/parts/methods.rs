//! Which types of payment methods an intent takes: named by the request, or left to the account.

use serde::{Deserialize, Serialize};
use wire::{ApiError, Params};

use crate::offers::Choice;
use crate::payment_methods::PaymentMethod;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomaticPaymentMethods {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_redirects: Option<String>,
    pub enabled: bool,
}

impl AutomaticPaymentMethods {
    /// What an intent has whose request says nothing.
    fn by_default() -> AutomaticPaymentMethods {
        AutomaticPaymentMethods {
            allow_redirects: Some("always".to_owned()),
            enabled: true,
        }
    }

    /// Methods chosen automatically may lead the customer away, unless the intent says that they must not.
    pub fn may_redirect(&self) -> bool {
        self.enabled && self.allow_redirects.as_deref() != Some("never")
    }
}

/// The fields of an intent that say it.
pub struct Methods<'a> {
    pub allowed: &'a mut Option<Vec<String>>,
    pub automatic: &'a mut Option<AutomaticPaymentMethods>,
    pub excluded: &'a mut Option<Vec<String>>,
    pub types: &'a mut Vec<String>,
}

impl Methods<'_> {
    /// Applies what a request says. Parameters that the operation's table does not have change nothing.
    pub fn apply(&mut self, params: &Params) {
        let list = |name: &str| -> Option<Vec<String>> {
            (params.knows(name) && params.has(name)).then(|| params.texts(name).map(str::to_owned).collect())
        };
        // `payment_method_types` is what versions before 2026-09-30 call it.
        let older = list("payment_method_types");
        if let Some(allowed) = list("allowed_payment_method_types").filter(|types| !types.is_empty()) {
            *self.types = allowed.clone();
            *self.allowed = Some(allowed);
            *self.automatic = None;
        } else if let Some(types) = older.filter(|types| !types.is_empty()) {
            *self.types = types;
            *self.automatic = None;
        }
        if let Some(excluded) = list("excluded_payment_method_types") {
            self.types.retain(|kind| !excluded.contains(kind));
            *self.excluded = Some(excluded).filter(|excluded| !excluded.is_empty());
        }
        let automatic = match params.knows("automatic_payment_methods") {
            true => params.hash("automatic_payment_methods"),
            false => None,
        };
        if let Some(automatic) = automatic {
            let enabled = automatic.boolean("enabled").unwrap_or_default();
            *self.automatic = Some(AutomaticPaymentMethods {
                allow_redirects: enabled.then(|| automatic.text("allow_redirects").unwrap_or("always").to_owned()),
                enabled,
            });
        }
    }

    /// For a new intent: whether the account decides which types it takes, as the request names none.
    pub fn left_to_the_account(&mut self) -> bool {
        if !self.types.is_empty() {
            return false;
        }
        let automatic = self.automatic.get_or_insert_with(AutomaticPaymentMethods::by_default);
        if !automatic.enabled {
            *self.types = vec!["card".to_owned()];
        }
        automatic.enabled
    }

    /// Whether the account has decided them, and decides again when something changes.
    pub fn are_automatic(&self) -> bool {
        self.automatic.as_ref().is_some_and(|automatic| automatic.enabled)
    }

    pub fn choice(&self) -> Choice {
        Choice {
            allowed: Vec::new(),
            excluded: self.excluded.clone().unwrap_or_default(),
            without_redirects: !self
                .automatic
                .as_ref()
                .is_some_and(AutomaticPaymentMethods::may_redirect),
        }
    }
}

/// What the browser believes to confirm with must be what is confirmed.
pub fn expected_type(params: &Params, method: &PaymentMethod) -> Result<(), ApiError> {
    let name = "expected_payment_method_type";
    let expected = params.knows(name).then(|| params.text(name)).flatten();
    match expected.filter(|expected| *expected != method.r#type) {
        Some(expected) => Err(ApiError::refused(format!(
            "The payment method {} is of the type {}, but {expected} was expected.",
            method.id, method.r#type
        ))
        .param(name)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use wire::form::Form;

    use super::*;

    /// (types, allowed, excluded, automatic) after creating with a form.
    fn made(form: &str) -> (String, bool, bool, Option<bool>) {
        let table = crate::table!("../setup_intents/create.params");
        let params = table
            .check(&Form::parse(form.as_bytes()).unwrap(), "2026-08-26.dahlia")
            .unwrap();
        let (mut allowed, mut automatic, mut excluded, mut types) = (None, None, None, Vec::new());
        let mut methods = Methods {
            allowed: &mut allowed,
            automatic: &mut automatic,
            excluded: &mut excluded,
            types: &mut types,
        };
        methods.apply(&params);
        methods.left_to_the_account();
        let redirects = automatic.map(|automatic| automatic.may_redirect());
        (types.join(" "), allowed.is_some(), excluded.is_some(), redirects)
    }

    #[test]
    fn types_are_named_or_left_to_the_account() {
        let cases = [
            ("", ("", false, false, Some(true))),
            ("payment_method_types[]=klarna", ("klarna", false, false, None)),
            (
                "allowed_payment_method_types[]=klarna&payment_method_types[]=eps",
                ("klarna", true, false, None),
            ),
            ("allowed_payment_method_types=", ("", false, false, Some(true))),
            ("excluded_payment_method_types[]=klarna", ("", false, true, Some(true))),
            (
                "automatic_payment_methods[enabled]=true",
                ("", false, false, Some(true)),
            ),
            (
                "automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never",
                ("", false, false, Some(false)),
            ),
            (
                "automatic_payment_methods[enabled]=false",
                ("card", false, false, Some(false)),
            ),
        ];
        for (form, (types, allowed, excluded, redirects)) in cases {
            assert_eq!(made(form), (types.to_owned(), allowed, excluded, redirects), "{form}");
        }
    }
}
