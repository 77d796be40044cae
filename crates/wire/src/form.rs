//! Form bodies and query strings: `a[b][]=1` becomes a tree.
//!
//! The whole input is decoded once into one buffer; the tree is a flat vector of nodes that point into it. So a
//! request costs a handful of allocations however many parameters it has, and dropping it costs none of depth.
//!
//! What the brackets mean:
//!
//! - `a[b]=1` is a map; `a[]=1&a[]=2` is a list; `a[][b]=1&a[][c]=2&a[][b]=3` is a list of two maps, a new one
//!   beginning where a path would repeat.
//! - `a[0]=x&a[1]=y` stays a map here, since `metadata[0]` is one: the parameter table decides that it is a list.
//! - A literal key that ends in `[]` inside a hash, `a[b[]]=1`, is `a[b][]=1`; `a[][]` and `a[][0]` are `a[]`. Some
//!   clients write these, and lists of lists exist nowhere in the API.
//! - A name given twice: the last value wins. A name given both as a value and as a container is refused.
//! - Brackets that do not pair up are part of the name, which then no table knows.
//!
//! Nothing here knows any parameter. Hostile input is refused, never repaired: see [`FormError`]. Work is linear in
//! the size of the input.

mod build;
mod decode;

use std::fmt;

/// Bytes of body or query string that are looked at, before decoding.
pub const INPUT_BYTES_MAX: usize = 8 << 20;
/// `name=value` pairs in one request.
pub const PAIRS_MAX: usize = 10_000;
/// Names in one path: `a[b][c]` has three.
pub const DEPTH_MAX: usize = 32;

/// Why a body or query string is no form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    #[error("more than {INPUT_BYTES_MAX} bytes")]
    TooLong,
    #[error("more than {PAIRS_MAX} parameters")]
    TooManyPairs,
    #[error("parameters nested more than {DEPTH_MAX} levels")]
    TooDeep,
    #[error("a % that is not followed by two hexadecimal digits")]
    BrokenEscape,
    #[error("text that is not UTF-8")]
    NotUtf8,
    #[error("a null byte")]
    Nul,
    /// The same name as a value and as a hash or array; holds the path as far as the conflict.
    #[error("conflicting types for the parameter {0}")]
    Conflict(String),
}

/// A decoded form: a map of names to values, lists and maps.
#[derive(Clone)]
pub struct Form {
    text: String,
    slots: Vec<Slot>,
}

/// One value of a form, borrowed from it.
#[derive(Clone)]
pub enum Node<'a> {
    Text(&'a str),
    /// Elements in the order they came; their names are empty.
    List(Children<'a>),
    /// Entries in the order their names first came.
    Map(Children<'a>),
}

/// The entries of a map or the elements of a list, in order.
#[derive(Clone)]
pub struct Children<'a> {
    form: &'a Form,
    next: u32,
    left: u32,
}

/// A piece of the form's text. Always on character boundaries.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Span {
    start: u32,
    end: u32,
}

#[derive(Clone, Copy)]
struct Slot {
    name: Span,
    /// The next child of the same parent, or [`NONE`].
    next: u32,
    content: Content,
}

#[derive(Clone, Copy)]
enum Content {
    /// Only while building: becomes what the rest of its path makes it.
    Fresh,
    Text(Span),
    List(Chain),
    Map(Chain),
}

/// Children linked through [`Slot::next`].
#[derive(Clone, Copy)]
struct Chain {
    first: u32,
    last: u32,
    len: u32,
}

const ROOT: u32 = 0;
const NONE: u32 = u32::MAX;

impl Span {
    const EMPTY: Self = Self { start: 0, end: 0 };

    fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }
}

impl Form {
    /// Reads an `application/x-www-form-urlencoded` body, or a query string without its `?`.
    pub fn parse(raw: &[u8]) -> Result<Self, FormError> {
        let decoded = decode::decode(raw)?;
        let slots = build::build(&decoded)?;
        Ok(Self {
            text: decoded.text,
            slots,
        })
    }

    /// The parameters at the top, in the order they came.
    pub fn entries(&self) -> Children<'_> {
        match self.node(ROOT) {
            Node::Map(children) | Node::List(children) => children,
            Node::Text(_) => unreachable!("the root is a map"),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.entries().len() == 0
    }

    /// Removes a parameter at the top and returns its text; `None`, and nothing removed, if it is not there or no text.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let Content::Map(chain) = self.slots[ROOT as usize].content else {
            return None;
        };
        let (mut before, mut at) = (NONE, chain.first);
        while let Some(slot) = self.slots.get(at as usize) {
            let next = slot.next;
            if slot.name.of(&self.text) == name {
                let Node::Text(text) = self.node(at) else { return None };
                let text = text.to_owned();
                self.unlink(chain, before, at, next);
                return Some(text);
            }
            (before, at) = (at, next);
        }
        None
    }

    /// Takes a child of the root out of its chain. Its slot stays behind, as nothing leads to it.
    fn unlink(&mut self, chain: Chain, before: u32, at: u32, next: u32) {
        if let Some(slot) = self.slots.get_mut(before as usize) {
            slot.next = next;
        }
        self.slots[ROOT as usize].content = Content::Map(Chain {
            first: if before == NONE { next } else { chain.first },
            last: if chain.last == at { before } else { chain.last },
            len: chain.len - 1,
        });
    }

    /// Feeds `sink` with bytes that are equal for equal parameters and differ for different ones.
    ///
    /// The order of names does not count, the order of list elements does, and `a[0]=x` equals `a[]=x`. This is what
    /// "the same parameters" of an idempotent request means. The bytes may be stored as a digest: they are stable.
    pub fn fingerprint(&self, sink: &mut impl FnMut(&[u8])) {
        fingerprint(&Node::Map(self.entries()), sink);
    }

    fn node(&self, at: u32) -> Node<'_> {
        match self.slots[at as usize].content {
            Content::Text(span) => Node::Text(span.of(&self.text)),
            Content::Fresh => Node::Text(""),
            Content::List(chain) => Node::List(self.children(chain)),
            Content::Map(chain) => Node::Map(self.children(chain)),
        }
    }

    fn children(&self, chain: Chain) -> Children<'_> {
        Children {
            form: self,
            next: chain.first,
            left: chain.len,
        }
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = (&'a str, Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let form = self.form;
        let slot = form.slots.get(self.next as usize)?;
        let node = form.node(self.next);
        self.next = slot.next;
        self.left -= 1;
        Some((slot.name.of(&form.text), node))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for Children<'_> {}

impl Node<'_> {
    /// Appends this value as compact JSON, for messages that show what was sent.
    pub fn write_json(&self, out: &mut String) {
        match self {
            Node::Text(text) => write_json_string(text, out),
            Node::List(items) => {
                out.push('[');
                for (i, (_, item)) in items.clone().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Node::Map(entries) => {
                out.push('{');
                for (i, (name, value)) in entries.clone().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    write_json_string(name, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }
}

impl fmt::Debug for Form {
    /// Shows the shape and never a value: those may be card numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form")
            .field("parameters", &self.entries().len())
            .finish_non_exhaustive()
    }
}

fn write_json_string(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// Each value is a tag, a length and its parts, so no two trees share their bytes.
fn fingerprint(node: &Node<'_>, sink: &mut impl FnMut(&[u8])) {
    let entries = match node {
        Node::Text(text) => {
            sink(b"t");
            return fingerprint_text(text, sink);
        }
        Node::List(items) => items
            .clone()
            .enumerate()
            .map(|(i, (_, item))| (i.to_string().into(), item))
            .collect(),
        Node::Map(entries) => entries.clone().map(|(name, value)| (name.into(), value)).collect(),
    };
    let mut entries: Vec<(std::borrow::Cow<'_, str>, Node<'_>)> = entries;
    entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    sink(b"m");
    sink(&(entries.len() as u64).to_le_bytes());
    for (name, value) in &entries {
        fingerprint_text(name, sink);
        fingerprint(value, sink);
    }
}

fn fingerprint_text(text: &str, sink: &mut impl FnMut(&[u8])) {
    sink(&(text.len() as u64).to_le_bytes());
    sink(text.as_bytes());
}

#[cfg(test)]
mod tests;
