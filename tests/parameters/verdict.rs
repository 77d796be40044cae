//! Whether a leaf does anything.

use http::Method;

use crate::cases::Case;
use crate::leaves::Leaf;
use crate::rules::{Rule, Rules};
use crate::shop::{Form, Outcome, Shop};

/// Sends a leaf with one value after the other until two outcomes differ.
///
/// `Err` says what was seen instead. A refusal that names the leaf, or the hash it is in, is an outcome like another,
/// but not if every value is refused: then it must be listed, with the reason. Any other refusal says nothing of the leaf.
pub async fn of(shop: &Shop, rules: &Rules, case: &Case, leaf: &Leaf) -> Result<(), String> {
    let rule = rules.about(case.operation, leaf);
    let ruled = rule
        .map(|rule| rule.values.as_slice())
        .filter(|values| !values.is_empty());
    let values: Vec<String> = match ruled {
        Some(values) => values.iter().map(|value| shop.filled(value)).collect(),
        None => leaf.values.clone(),
    };
    let mut seen: Vec<Outcome> = Vec::new();
    let (mut own, mut other) = (None, None);
    // With two values to compare, what absence does is no question.
    let absent = (values.len() == 1 && !leaf.required).then_some(None);
    for value in absent.into_iter().chain(values.iter().map(Some)) {
        let form = form(shop, case, leaf, rule, value.map(String::as_str));
        let outcome = send(shop, case, leaf, &form).await;
        let said = format!("{form:?}: {}", outcome.body["error"]);
        match outcome.refusal() {
            Some(param) if names(param, &leaf.path) => own = Some(said),
            Some(_) => other = Some(said),
            None if outcome.status >= 500 => return Err(said),
            None if seen.iter().any(|other| other.differs(&outcome)) => return Ok(()),
            None => seen.push(outcome),
        }
    }
    match (own, other, seen.len()) {
        (own, other, 0) if rules.refuses(case.operation, leaf, own.is_some() && other.is_none()) => Ok(()),
        (_, Some(other), _) => Err(other),
        (Some(_), None, 1..) => Ok(()),
        (Some(own), None, _) => Err(own),
        // There is but one thing to say.
        (None, None, 1) if values.len() == 1 => Ok(()),
        (None, None, _) if rules.ignores(case.operation, leaf) => Ok(()),
        (None, None, _) => Err(format!("ignored, whether {values:?}")),
    }
}

async fn send(shop: &Shop, case: &Case, leaf: &Leaf, form: &Form) -> Outcome {
    let (method, _) = case.operation.split_once(' ').expect("a method and a path");
    let method: Method = method.parse().expect("a method");
    shop.outcome(method, &shop.filled(case.path), form, leaf.version).await
}

/// The case's own form, what the leaf and the rule want beside it, and the leaf; later ones replace earlier ones.
fn form(shop: &Shop, case: &Case, leaf: &Leaf, rule: Option<&Rule>, value: Option<&str>) -> Form {
    let mut form = shop.form(case.form);
    let mut put = |name: &str, value: String| {
        // A value that is replaced: `a=1` and `a[b]=1` exclude each other.
        form.retain(|(old, _)| {
            old != name && !old.starts_with(&format!("{name}[")) && !name.starts_with(&format!("{old}["))
        });
        if value != "-" {
            form.push((name.to_owned(), value));
        }
    };
    for (name, value) in &leaf.siblings {
        if !shop.form(case.form).iter().any(|(old, _)| old == name) {
            put(name, value.clone());
        }
    }
    for (name, value) in rule.map(|rule| shop.form(&rule.beside(leaf))).into_iter().flatten() {
        put(&name, value);
    }
    if let Some(value) = value {
        put(&leaf.name, value.to_owned());
    }
    form
}

/// Whether an error's parameter is the leaf, or a hash around it. What is wrong with a payment method that was made
/// from `payment_method_data` is said of `payment_method`.
fn names(param: &str, path: &str) -> bool {
    let around = |param: &str| path == param || path.strip_prefix(param).is_some_and(|rest| rest.starts_with('['));
    !param.is_empty() && (around(param) || (param == "payment_method" && around("payment_method_data")))
}
