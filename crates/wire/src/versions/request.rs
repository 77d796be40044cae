//! A request of an older version while it is turned into one of the newest.

use std::borrow::Cow;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::change::Preload;
use crate::form::{self, Form, FormError};

/// A value of a request that can be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// The parameters of a request, read from the form until the first change and from a copy after it.
pub struct OlderRequest<'f> {
    operation: &'f str,
    form: &'f Form,
    copy: Option<Vec<(String, Node)>>,
    expand: Vec<(Preload, String)>,
}

/// What becomes of a path to expand that only the older shape has.
#[derive(Debug, PartialEq, Eq)]
pub struct Split {
    /// To be expanded in the newest shape.
    pub stays: Option<String>,
    /// To be expanded in what is loaded for the older shape.
    pub inner: Option<String>,
}

/// A request as the newest version has it.
pub struct Upgraded<'f> {
    pub form: Cow<'f, Form>,
    /// Paths to expand in what is loaded for the older shape: a client of 2020-08-27 may ask for
    /// `charges.data.balance_transaction`, and the newest payment intent has no `charges`.
    pub expand: Vec<(Preload, String)>,
}

impl<'f> OlderRequest<'f> {
    pub(super) fn new(operation: &'f str, form: &'f Form) -> Self {
        Self {
            operation,
            form,
            copy: None,
            expand: Vec::new(),
        }
    }

    /// `POST /v1/refunds/{id}` and so on.
    pub fn operation(&self) -> &str {
        self.operation
    }

    /// Whether the client sent this parameter, with whatever value.
    pub fn has(&self, name: &str) -> bool {
        match &self.copy {
            Some(copy) => copy.iter().any(|(key, _)| key == name),
            None => self.form.entries().any(|(key, _)| key == name),
        }
    }

    /// Says what the older version assumed when the client was silent.
    pub fn default(&mut self, name: &str, value: Node) {
        if !self.has(name) {
            self.copy().push((name.to_owned(), value));
        }
    }

    /// Takes out of `expand` what only the older shape has. `split` sees each path; nothing leaves it alone.
    pub fn take_expansions(&mut self, preload: Preload, split: fn(&str) -> Option<Split>) {
        let Some(paths) = self.expansions() else { return };
        if paths.iter().all(|path| split(path).is_none()) {
            return;
        }
        let mut kept = Vec::new();
        for path in paths {
            match split(&path) {
                None => kept.push(Node::Text(path)),
                Some(Split { stays, inner }) => {
                    kept.extend(stays.map(Node::Text));
                    self.expand.extend(inner.map(|inner| (preload, inner)));
                }
            }
        }
        let copy = self.copy();
        copy.retain(|(name, _)| name != "expand");
        if !kept.is_empty() {
            copy.push(("expand".to_owned(), Node::List(kept)));
        }
    }

    /// The paths of `expand`, or nothing if it is no list of texts, which is for the check of parameters to say.
    fn expansions(&self) -> Option<Vec<String>> {
        let items: Vec<Node> = match &self.copy {
            Some(copy) => items(
                copy.iter()
                    .find(|(name, _)| name == "expand")
                    .map(|(_, node)| node.clone())?,
            )?,
            None => items(Node::from(&self.form.entries().find(|(name, _)| *name == "expand")?.1))?,
        };
        items
            .into_iter()
            .map(|item| match item {
                Node::Text(path) => Some(path),
                Node::List(_) | Node::Map(_) => None,
            })
            .collect()
    }

    fn copy(&mut self) -> &mut Vec<(String, Node)> {
        let form = self.form;
        self.copy.get_or_insert_with(|| {
            form.entries()
                .map(|(name, node)| (name.to_owned(), Node::from(&node)))
                .collect()
        })
    }

    pub(super) fn finish(self) -> Result<Upgraded<'f>, FormError> {
        let form = match self.copy {
            None => Cow::Borrowed(self.form),
            Some(copy) => Cow::Owned(Form::parse(encode(&copy).as_bytes())?),
        };
        Ok(Upgraded {
            form,
            expand: self.expand,
        })
    }
}

/// The elements of `a[]=x` or of `a[0]=x`.
fn items(node: Node) -> Option<Vec<Node>> {
    match node {
        Node::List(items) => Some(items),
        Node::Map(entries) => Some(entries.into_iter().map(|(_, item)| item).collect()),
        Node::Text(_) => None,
    }
}

impl From<&form::Node<'_>> for Node {
    fn from(node: &form::Node<'_>) -> Self {
        match node {
            form::Node::Text(text) => Self::Text((*text).to_owned()),
            form::Node::List(items) => Self::List(items.clone().map(|(_, item)| Self::from(&item)).collect()),
            form::Node::Map(entries) => Self::Map(
                entries
                    .clone()
                    .map(|(name, node)| (name.to_owned(), Self::from(&node)))
                    .collect(),
            ),
        }
    }
}

/// The form again as text. Lists are written with indexes, so that maps in them stay apart.
fn encode(entries: &[(String, Node)]) -> String {
    let mut out = String::new();
    for (name, node) in entries {
        write(name, node, &mut out);
    }
    out
}

fn write(path: &str, node: &Node, out: &mut String) {
    match node {
        Node::Text(text) => {
            if !out.is_empty() {
                out.push('&');
            }
            out.extend(utf8_percent_encode(path, NON_ALPHANUMERIC));
            out.push('=');
            out.extend(utf8_percent_encode(text, NON_ALPHANUMERIC));
        }
        Node::List(items) => {
            for (at, item) in items.iter().enumerate() {
                write(&format!("{path}[{at}]"), item, out);
            }
        }
        Node::Map(entries) => {
            for (name, item) in entries {
                write(&format!("{path}[{name}]"), item, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn print(form: &Form) -> Vec<u8> {
        let mut bytes = Vec::new();
        form.fingerprint(&mut |part| bytes.extend_from_slice(part));
        bytes
    }

    #[test]
    fn an_untouched_request_is_not_copied() {
        let form = Form::parse(b"a=1&expand[]=x").unwrap();
        let mut request = OlderRequest::new("x.create", &form);
        request.default("a", Node::Text("2".to_owned()));
        request.take_expansions(Preload::ChargesOfIntent, |_| None);
        assert!(matches!(request.finish().unwrap().form, Cow::Borrowed(_)));
    }

    #[test]
    fn a_default_is_added_and_the_rest_stays() {
        let form = Form::parse("a[b][]=1&a[b][]=2&metadata[%26=]=%5B%C3%BC&c[0][x]=1&c[1][x]=2".as_bytes()).unwrap();
        let mut request = OlderRequest::new("x.create", &form);
        request.default("d", Node::List(vec![Node::Text("y".to_owned())]));
        let upgraded = request.finish().unwrap();
        let expected =
            Form::parse("a[b][]=1&a[b][]=2&metadata[%26=]=%5B%C3%BC&c[0][x]=1&c[1][x]=2&d[]=y".as_bytes()).unwrap();
        assert_eq!(print(&upgraded.form), print(&expected));
    }

    #[test]
    fn expansions_move_and_an_empty_list_goes() {
        fn split(path: &str) -> Option<Split> {
            let inner = path.strip_prefix("old.")?;
            Some(Split {
                stays: None,
                inner: Some(inner.to_owned()),
            })
        }
        for (before, after) in [
            ("expand[]=old.x", ""),
            ("expand[0]=old.x&expand[1]=z", "expand[]=z"),
            ("expand=old.x", "expand=old.x"),
        ] {
            let form = Form::parse(before.as_bytes()).unwrap();
            let mut request = OlderRequest::new("x.create", &form);
            request.take_expansions(Preload::ChargesOfIntent, split);
            let upgraded = request.finish().unwrap();
            assert_eq!(
                print(&upgraded.form),
                print(&Form::parse(after.as_bytes()).unwrap()),
                "{before}"
            );
            let moved = if after == before {
                vec![]
            } else {
                vec![(Preload::ChargesOfIntent, "x".to_owned())]
            };
            assert_eq!(upgraded.expand, moved);
        }
    }

    proptest! {
        #[test]
        fn writing_a_form_again_changes_nothing(raw in "[a-c\\[\\]&=0-2%5BD ]{0,60}") {
            let Ok(form) = Form::parse(raw.as_bytes()) else { return Ok(()) };
            let mut request = OlderRequest::new("x.create", &form);
            request.copy();
            let again = request.finish().unwrap();
            prop_assert_eq!(print(&again.form), print(&form));
        }
    }
}
