//! Ids: the registry of prefixes, the time-ordered keys behind them, and their maker.
//!
//! A row's key is an integer that grows with time: 42 bits of milliseconds since 2020, 7 bits of the
//! node that drew it, 14 bits of a counter. The public id carries the key (11 characters of base 62)
//! between its prefix and random characters that make it unguessable, so no index from text to key is
//! needed. Lengths and prefixes are those of the API reference.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use parking_lot::Mutex;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Chance, Timestamp};

/// The characters of ids, in ASCII order, so that ids of one kind sort as their keys do.
pub const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// 2020-01-01T00:00:00Z in milliseconds: keys count from here.
const EPOCH_MILLIS: i64 = 1_577_836_800_000;
const KEY_LENGTH: usize = 11;
const COUNTER_BITS: u32 = 14;
const NODE_BITS: u32 = 7;

/// The integer that a row is stored under. Newer rows have larger keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(pub i64);

impl Key {
    pub const MAX: Key = Key(i64::MAX);

    /// The smallest key that a row made at this moment or later can have.
    pub fn first_at(at: Timestamp) -> Key {
        let millis = at.millis().saturating_sub(EPOCH_MILLIS).clamp(0, (1 << 42) - 1);
        Key(millis << (COUNTER_BITS + NODE_BITS))
    }

    /// When the key was drawn.
    pub fn created(self) -> Timestamp {
        Timestamp::from_millis((self.0 >> (COUNTER_BITS + NODE_BITS)) + EPOCH_MILLIS)
    }

    /// The process that drew the key, as its `Ids::node` says; another process has the same one time in 128.
    pub fn node(self) -> u8 {
        ((self.0 >> COUNTER_BITS) & ((1 << NODE_BITS) - 1)) as u8
    }

    fn push_to(self, out: &mut String) {
        let mut digits = [0u8; KEY_LENGTH];
        let mut rest = self.0 as u64;
        for digit in digits.iter_mut().rev() {
            *digit = ALPHABET[(rest % 62) as usize];
            rest /= 62;
        }
        out.push_str(std::str::from_utf8(&digits).expect("the alphabet is ASCII"));
    }

    fn parse(text: &[u8]) -> Option<Key> {
        let mut key: u64 = 0;
        for &byte in text {
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'A'..=b'Z' => byte - b'A' + 10,
                b'a'..=b'z' => byte - b'a' + 36,
                _ => return None,
            };
            key = key.checked_mul(62)?.checked_add(u64::from(digit))?;
        }
        i64::try_from(key).ok().map(Key)
    }
}

/// What sort of object an id names.
pub trait Kind: 'static {
    /// The first is the one new ids get, unless `Ids::id_with` names another.
    const PREFIXES: &'static [&'static str];
    /// Characters behind the prefix.
    const LENGTH: usize;
}

/// A public id of one kind of object: its text, known to carry a key.
pub struct Id<K> {
    text: Arc<str>,
    kind: PhantomData<fn() -> K>,
}

impl<K: Kind> Id<K> {
    /// Reads an id from outside. `None` means that no object of this kind can have it.
    pub fn parse(text: &str) -> Option<Id<K>> {
        let prefix = K::PREFIXES.iter().find(|prefix| text.starts_with(**prefix))?;
        let rest = &text.as_bytes()[prefix.len()..];
        (rest.len() == K::LENGTH && rest.iter().all(u8::is_ascii_alphanumeric)).then_some(())?;
        Key::parse(rest.get(key_range(K::LENGTH))?)?;
        Some(Id {
            text: text.into(),
            kind: PhantomData,
        })
    }

    pub fn key(&self) -> Key {
        let prefix = self.text.len() - K::LENGTH;
        let range = key_range(K::LENGTH);
        Key::parse(&self.text.as_bytes()[prefix + range.start..prefix + range.end])
            .expect("checked when the id was made")
    }
}

/// Long ids have a variant character before the key, short ones (customers, products) start with it.
fn key_range(length: usize) -> std::ops::Range<usize> {
    let start = usize::from(length >= 24);
    start..start + KEY_LENGTH
}

impl<K> Id<K> {
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Id {
            text: self.text.clone(),
            kind: PhantomData,
        }
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Id<K> {}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Id::parse(&text).ok_or_else(|| serde::de::Error::custom("malformed id"))
    }
}

/// Draws keys and ids. One per process; keys of two processes differ by their node.
pub struct Ids {
    node: u8,
    counter: AtomicU32,
    last: Mutex<HashMap<i64, i64>>,
    chance: Arc<Chance>,
}

impl Ids {
    pub fn new(chance: Arc<Chance>) -> Ids {
        let node = chance.below(1 << NODE_BITS) as u8;
        Ids {
            node,
            counter: AtomicU32::new(0),
            last: Mutex::default(),
            chance,
        }
    }

    pub fn node(&self) -> u8 {
        self.node
    }

    /// The next key of a scope, larger than every key this process drew for the scope before.
    pub fn key(&self, scope: i64, now: Timestamp) -> Key {
        let counter = i64::from(self.counter.fetch_add(1, Ordering::Relaxed) & ((1 << COUNTER_BITS) - 1));
        let mut key = Key::first_at(now).0 | (i64::from(self.node) << COUNTER_BITS) | counter;
        let mut last = self.last.lock();
        let before = last.entry(scope).or_insert(0);
        // The counter came round, or the clock went back: borrow from the next millisecond. The
        // counter keeps the key apart from those of other scopes.
        while key <= *before {
            key = (key.max(*before & !((1 << (COUNTER_BITS + NODE_BITS)) - 1)) + (1 << (COUNTER_BITS + NODE_BITS)))
                & !((1 << (COUNTER_BITS + NODE_BITS)) - 1)
                | (i64::from(self.node) << COUNTER_BITS)
                | counter;
        }
        *before = key;
        Key(key)
    }

    pub fn id<K: Kind>(&self, scope: i64, now: Timestamp) -> Id<K> {
        self.id_with(K::PREFIXES[0], '1', scope, now)
    }

    /// An id with a prefix other than the kind's first, or another variant character.
    pub fn id_with<K: Kind>(&self, prefix: &str, variant: char, scope: i64, now: Timestamp) -> Id<K> {
        let mut text = String::with_capacity(prefix.len() + K::LENGTH);
        text.push_str(prefix);
        if K::LENGTH >= 24 {
            text.push(variant);
        }
        self.key(scope, now).push_to(&mut text);
        let missing = prefix.len() + K::LENGTH - text.len();
        self.chance.push_alphanumeric(&mut text, missing);
        Id {
            text: text.into(),
            kind: PhantomData,
        }
    }

    pub fn chance(&self) -> &Chance {
        &self.chance
    }
}

macro_rules! registry {
    ($($name:ident $kind:ident = [$($prefix:literal),+], $length:literal;)*) => {
        /// The kinds of objects, as types that are never made.
        pub mod kinds {
            $(pub enum $kind {} impl super::Kind for $kind {
                const PREFIXES: &'static [&'static str] = &[$($prefix),+];
                const LENGTH: usize = $length;
            })*
        }
        $(pub type $name = Id<kinds::$kind>;)*

        #[cfg(test)]
        const REGISTRY: &[&[&str]] = &[$(&[$($prefix),+]),*];
    };
}

registry! {
    AccountId Account = ["acct_"], 16;
    ApiKeyId ApiKey = ["mk_"], 24;
    BalanceTransactionId BalanceTransaction = ["txn_"], 24;
    ChargeId Charge = ["ch_", "py_"], 24;
    ConfirmationTokenId ConfirmationToken = ["ctoken_"], 24;
    CustomerId Customer = ["cus_"], 14;
    DisputeId Dispute = ["du_", "dp_"], 24;
    EarlyFraudWarningId EarlyFraudWarning = ["issfr_"], 24;
    EventId Event = ["evt_"], 24;
    LinkedAccountId LinkedAccount = ["fca_"], 24;
    MandateId Mandate = ["mandate_"], 24;
    PaymentAttemptId PaymentAttempt = ["payatt_"], 24;
    PaymentIntentId PaymentIntent = ["pi_"], 24;
    PaymentMethodId PaymentMethod = ["pm_", "card_"], 24;
    PaymentMethodConfigurationId PaymentMethodConfiguration = ["pmc_"], 24;
    RefundId Refund = ["re_", "pyr_"], 24;
    ReviewId Review = ["prv_"], 24;
    SetupAttemptId SetupAttempt = ["setatt_"], 24;
    SetupIntentId SetupIntent = ["seti_"], 24;
    SourceId Source = ["src_"], 24;
    TaxIdId TaxId = ["txi_"], 24;
    TokenId Token = ["tok_", "cvctok_"], 24;
    WebhookEndpointId WebhookEndpoint = ["we_"], 24;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ids() -> Ids {
        Ids::new(Arc::new(Chance::from_seed(1)))
    }

    #[test]
    fn the_registry_is_alphabetical_by_type_and_no_prefix_is_used_twice() {
        let mut all: Vec<&str> = REGISTRY.iter().flat_map(|prefixes| prefixes.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn an_id_carries_its_key_and_its_time() {
        let ids = ids();
        let now = Timestamp::from_millis(1_790_000_000_123);
        let intent: PaymentIntentId = ids.id_with("pi_", '3', 2, now);
        let customer: CustomerId = ids.id(2, now);
        assert_eq!(intent.as_str().len(), 27);
        assert_eq!(customer.as_str().len(), 18);
        assert_eq!((intent.key().created(), intent.key().node()), (now, ids.node()));
        assert!(customer.key() > intent.key());
        assert_eq!(PaymentIntentId::parse(intent.as_str()), Some(intent));
    }

    #[test]
    fn what_cannot_be_an_id_is_not_read_as_one() {
        for text in [
            "",
            "pi_",
            "pi_123",
            "ch_300000000000000000000000",
            "pi_3zzzzzzzzzzz000000000000",
            "pi_3000000000000000000000é",
        ] {
            assert_eq!(PaymentIntentId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn keys_grow_and_stay_unique_past_the_counters_end_and_across_scopes() {
        let ids = ids();
        let now = Timestamp::from_millis(1_790_000_000_000);
        let mut seen = std::collections::HashSet::new();
        let mut last = [Key(0); 3];
        for draw in 0..50_000 {
            let scope = draw % 3;
            let key = ids.key(scope, now);
            assert!(key > last[scope as usize]);
            last[scope as usize] = key;
            assert!(seen.insert(key));
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_the_parser(text in ".{0,40}") {
            let _ = ChargeId::parse(&text);
            let _ = CustomerId::parse(&text);
        }
    }
}
