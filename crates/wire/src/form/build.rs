//! From decoded names and values to the tree.

use std::collections::HashMap;

use super::decode::{Decoded, Pair};
use super::{Chain, Content, DEPTH_MAX, FormError, NONE, ROOT, Slot, Span};

/// Maps with more entries than this are looked up through a hash index, so that building stays linear.
const SCAN_MAX: u32 = 16;

#[derive(Clone, Copy)]
enum Segment {
    Name(Span),
    /// `[]`
    Append,
}

struct Builder<'t> {
    text: &'t str,
    slots: Vec<Slot>,
    /// (parent, name) to child, for the large maps only. The hasher is keyed at random: names come from outside.
    index: HashMap<(u32, &'t str), u32>,
}

pub(super) fn build(decoded: &Decoded) -> Result<Vec<Slot>, FormError> {
    let mut slots = Vec::with_capacity(decoded.pairs.len() * 2 + 1);
    slots.push(Slot {
        name: Span::EMPTY,
        next: NONE,
        content: Content::Map(Chain::EMPTY),
    });
    let mut builder = Builder {
        text: &decoded.text,
        slots,
        index: HashMap::new(),
    };
    let mut path = Vec::with_capacity(8);
    for pair in &decoded.pairs {
        split(pair.name, &decoded.text, &mut path)?;
        builder.insert(pair, &path)?;
    }
    Ok(builder.slots)
}

/// Splits `a[b][]` into its segments. Brackets that do not pair up make the whole a plain name.
fn split(name: Span, text: &str, path: &mut Vec<Segment>) -> Result<(), FormError> {
    path.clear();
    let whole = name.of(text);
    let Some(open) = whole.find('[').filter(|&open| open > 0 && whole.ends_with(']')) else {
        path.push(Segment::Name(name));
        return Ok(());
    };
    path.push(Segment::Name(Span {
        start: name.start,
        end: name.start + open as u32,
    }));
    let mut start = name.start + open as u32 + 1;
    let mut unclosed = 0usize;
    for part in whole[open + 1..].split('[') {
        let inner = part.trim_end_matches(']');
        let closed = part.len() - inner.len();
        unclosed += 1;
        if inner.contains(']') || closed > unclosed {
            path.clear();
            path.push(Segment::Name(name));
            return Ok(());
        }
        unclosed -= closed;
        push(
            inner,
            Span {
                start,
                end: start + inner.len() as u32,
            },
            path,
        );
        if path.len() > DEPTH_MAX {
            return Err(FormError::TooDeep);
        }
        start += part.len() as u32 + 1;
    }
    if unclosed > 0 {
        path.clear();
        path.push(Segment::Name(name));
    }
    Ok(())
}

fn push(inner: &str, span: Span, path: &mut Vec<Segment>) {
    let after_append = matches!(path.last(), Some(Segment::Append));
    if inner.is_empty() {
        if !after_append {
            path.push(Segment::Append);
        }
        return;
    }
    if after_append && inner.bytes().all(|b| b.is_ascii_digit()) {
        path.pop();
    }
    path.push(Segment::Name(span));
}

impl Chain {
    const EMPTY: Self = Self {
        first: NONE,
        last: NONE,
        len: 0,
    };
}

impl<'t> Builder<'t> {
    fn insert(&mut self, pair: &Pair, path: &[Segment]) -> Result<(), FormError> {
        let mut at = ROOT;
        for (i, segment) in path.iter().enumerate() {
            let next = match *segment {
                Segment::Name(name) => self.entry(at, name),
                Segment::Append => self.element(at, &path[i + 1..]),
            };
            at = next.ok_or_else(|| self.conflict(&path[..i]))?;
        }
        let content = &mut self.slots[at as usize].content;
        match content {
            Content::Fresh | Content::Text(_) => *content = Content::Text(pair.value),
            Content::List(_) | Content::Map(_) => return Err(self.conflict(path)),
        }
        Ok(())
    }

    /// The child of that name, made if there is none. `None` if the parent is not a map.
    fn entry(&mut self, parent: u32, name: Span) -> Option<u32> {
        let chain = match self.slots[parent as usize].content {
            Content::Fresh => Chain::EMPTY,
            Content::Map(chain) => chain,
            Content::Text(_) | Content::List(_) => return None,
        };
        if let Some(found) = self.find(parent, chain, name) {
            return Some(found);
        }
        let (child, chain) = self.link(chain, name);
        self.slots[parent as usize].content = Content::Map(chain);
        if chain.len > SCAN_MAX {
            self.remember(parent, chain, child);
        }
        Some(child)
    }

    /// The element that `[]` means: the last one while the rest of the path is not in it yet, else a new one.
    fn element(&mut self, parent: u32, rest: &[Segment]) -> Option<u32> {
        let chain = match self.slots[parent as usize].content {
            Content::Fresh => Chain::EMPTY,
            Content::List(chain) => chain,
            Content::Text(_) | Content::Map(_) => return None,
        };
        if chain.len > 0 && !rest.is_empty() && !self.has(chain.last, rest) {
            return Some(chain.last);
        }
        let (child, chain) = self.link(chain, Span::EMPTY);
        self.slots[parent as usize].content = Content::List(chain);
        Some(child)
    }

    /// Whether the path leads to a value already. A further list in it can always take one more.
    fn has(&self, mut at: u32, path: &[Segment]) -> bool {
        for segment in path {
            let Segment::Name(name) = *segment else {
                return false;
            };
            match self.slots[at as usize].content {
                Content::Map(chain) => match self.find(at, chain, name) {
                    Some(child) => at = child,
                    None => return false,
                },
                // A value where a hash is due: a new element, so that `a[]=1&a[][b]=2` is a list of both.
                Content::Text(_) | Content::List(_) | Content::Fresh => return true,
            }
        }
        true
    }

    fn find(&self, parent: u32, chain: Chain, name: Span) -> Option<u32> {
        let name = name.of(self.text);
        if chain.len > SCAN_MAX {
            return self.index.get(&(parent, name)).copied();
        }
        let mut at = chain.first;
        while at != NONE {
            let slot = &self.slots[at as usize];
            if slot.name.of(self.text) == name {
                return Some(at);
            }
            at = slot.next;
        }
        None
    }

    fn link(&mut self, chain: Chain, name: Span) -> (u32, Chain) {
        // At most PAIRS_MAX paths of DEPTH_MAX segments: far below what 32 bits hold.
        let child = self.slots.len() as u32;
        self.slots.push(Slot {
            name,
            next: NONE,
            content: Content::Fresh,
        });
        let first = if chain.len == 0 { child } else { chain.first };
        if chain.len > 0 {
            self.slots[chain.last as usize].next = child;
        }
        (
            child,
            Chain {
                first,
                last: child,
                len: chain.len + 1,
            },
        )
    }

    /// Keeps the index of a large map: all of its children when it becomes large, then each new one.
    fn remember(&mut self, parent: u32, chain: Chain, child: u32) {
        let mut at = if chain.len == SCAN_MAX + 1 { chain.first } else { child };
        while at != NONE {
            let slot = &self.slots[at as usize];
            self.index.insert((parent, slot.name.of(self.text)), at);
            at = slot.next;
        }
    }

    fn conflict(&self, path: &[Segment]) -> FormError {
        let mut shown = String::new();
        for (i, segment) in path.iter().enumerate() {
            match segment {
                Segment::Name(name) if i == 0 => shown.push_str(name.of(self.text)),
                Segment::Name(name) => {
                    shown.push('[');
                    shown.push_str(name.of(self.text));
                    shown.push(']');
                }
                Segment::Append => shown.push_str("[]"),
            }
        }
        FormError::Conflict(shown)
    }
}
