//! The requests of the scenarios, rendered once and then only patched.

use std::net::SocketAddr;
use std::time::Duration;

use crate::http;
use crate::load::Source;

/// A small generator of numbers for choosing keys; seeded, so that two runs ask for the same things.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`, which must not be zero.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((u128::from(self.0) * end as u128) >> 64) as usize
    }
}

/// A request with places of fixed width that change from one to the next.
struct Template {
    bytes: Vec<u8>,
}

impl Template {
    /// Where `mark` stands; each mark must be in the request exactly once.
    fn find(&self, mark: &str) -> Option<usize> {
        self.bytes
            .windows(mark.len())
            .position(|window| window == mark.as_bytes())
    }
}

fn put_number(out: &mut [u8], mut number: u64) {
    for digit in out.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

const ORDER_MARK: &str = "000000000001";
const KEY_MARK: &str = "000000000002";
const AMOUNT_MARK: &str = "9001";
const CUSTOMER_MARK: &str = "cus_MARK";

/// How payments are made: the fields of a usual one-call payment.
pub fn payment_form(customer: &str, amount: &str, order: &str) -> String {
    http::form(&[
        ("amount", amount),
        ("currency", "usd"),
        ("customer", customer),
        ("payment_method", "pm_card_visa"),
        ("confirm", "true"),
        ("automatic_payment_methods[enabled]", "true"),
        ("automatic_payment_methods[allow_redirects]", "never"),
        ("description", "Two tickets for the evening show"),
        ("receipt_email", "ada@example.com"),
        ("statement_descriptor_suffix", "TICKETS"),
        ("metadata[order]", order),
        ("metadata[channel]", "web"),
    ])
}

/// `POST /v1/payment_intents`, confirmed at once. Keeps a fair sample of the ids it was answered.
pub struct Payments {
    // One template per customer would be large; the customer's id is spliced in, all have one length.
    template: Template,
    customers: Vec<String>,
    order_at: usize,
    key_at: Option<usize>,
    amount_at: usize,
    customer_at: usize,
    sent: u64,
    dice: Dice,
    pub ids: IdSample,
}

impl Payments {
    /// `first_order` keeps keys apart between the loads of one run.
    pub fn new(address: SocketAddr, customers: &[String], first_order: u64, with_keys: bool) -> Payments {
        let width = customers.first().map_or(0, String::len);
        let customer = format!(
            "{CUSTOMER_MARK}{}",
            "x".repeat(width.saturating_sub(CUSTOMER_MARK.len()))
        );
        let form = payment_form(&customer, AMOUNT_MARK, ORDER_MARK);
        let key = with_keys.then(|| format!("bench-key-{KEY_MARK}"));
        let mut bytes = Vec::new();
        http::render(&mut bytes, address, "/v1/payment_intents", Some(&form), key.as_deref());
        let template = Template { bytes };
        let at = |mark: &str| template.find(mark).unwrap_or_default();
        let (order_at, amount_at, customer_at) =
            (at(ORDER_MARK), at(&format!("={AMOUNT_MARK}")) + 1, at(CUSTOMER_MARK));
        let key_at = template.find(KEY_MARK);
        let (customers, dice, ids) = (customers.to_vec(), Dice::new(first_order + 1), IdSample::new(100_000));
        Payments {
            template,
            customers,
            order_at,
            key_at,
            amount_at,
            customer_at,
            sent: first_order,
            dice,
            ids,
        }
    }

    pub fn sent(&self) -> u64 {
        self.sent
    }
}

impl Source for Payments {
    fn next(&mut self, out: &mut Vec<u8>) {
        self.sent += 1;
        out.extend_from_slice(&self.template.bytes);
        let width = ORDER_MARK.len();
        put_number(&mut out[self.order_at..self.order_at + width], self.sent);
        if let Some(at) = self.key_at {
            put_number(&mut out[at..at + width], self.sent);
        }
        put_number(&mut out[self.amount_at..self.amount_at + 4], 1_000 + self.sent % 9_000);
        if !self.customers.is_empty() {
            let customer = &self.customers[self.dice.below(self.customers.len())];
            out[self.customer_at..self.customer_at + customer.len()].copy_from_slice(customer.as_bytes());
        }
    }

    fn answered(&mut self, body: &[u8], _at: Duration) {
        if let Some(id) = http::first_id(body) {
            self.ids.offer(id);
        }
    }
}

/// A uniform sample of all ids that were offered (reservoir).
pub struct IdSample {
    limit: usize,
    seen: usize,
    dice: Dice,
    pub ids: Vec<String>,
}

impl IdSample {
    pub fn new(limit: usize) -> IdSample {
        IdSample {
            limit,
            seen: 0,
            dice: Dice::new(7),
            ids: Vec::new(),
        }
    }

    pub fn offer(&mut self, id: &str) {
        self.seen += 1;
        if self.ids.len() < self.limit {
            self.ids.push(id.to_owned());
            return;
        }
        let place = self.dice.below(self.seen);
        if let Some(slot) = self.ids.get_mut(place) {
            id.clone_into(slot);
        }
    }
}

/// GETs of a set of paths, in random order.
pub struct Paths {
    requests: Vec<Vec<u8>>,
    dice: Dice,
}

impl Paths {
    pub fn new(address: SocketAddr, paths: impl IntoIterator<Item = String>) -> Paths {
        let render = |path: String| {
            let mut bytes = Vec::new();
            http::render(&mut bytes, address, &path, None, None);
            bytes
        };
        Paths {
            requests: paths.into_iter().map(render).collect(),
            dice: Dice::new(3),
        }
    }
}

impl Source for Paths {
    fn next(&mut self, out: &mut Vec<u8>) {
        let chosen = self.dice.below(self.requests.len());
        out.extend_from_slice(&self.requests[chosen]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_payment_has_its_own_order_key_and_customer() {
        let customers = vec!["cus_aaaaaaaaaaaaaa".to_owned(), "cus_bbbbbbbbbbbbbb".to_owned()];
        let mut source = Payments::new(([127, 0, 0, 1], 1).into(), &customers, 40, true);
        let texts: Vec<String> = (0..20)
            .map(|_| {
                let mut out = Vec::new();
                source.next(&mut out);
                String::from_utf8(out).unwrap()
            })
            .collect();
        assert!(
            texts[0].contains("bench-key-000000000041\r\n") && texts[0].contains("=000000000041&"),
            "{}",
            texts[0]
        );
        assert!(texts[1].contains("amount=1042&"), "{}", texts[1]);
        assert!(texts.iter().any(|text| text.contains("customer=cus_aaaaaaaaaaaaaa&")));
        assert!(texts.iter().any(|text| text.contains("customer=cus_bbbbbbbbbbbbbb&")));
        let body = texts[0].split_once("\r\n\r\n").unwrap().1;
        assert!(texts[0].contains(&format!("content-length: {}\r\n", body.len())));
    }

    #[test]
    fn a_sample_never_grows_past_its_limit() {
        let mut sample = IdSample::new(10);
        (0..1_000).for_each(|number| sample.offer(&number.to_string()));
        assert_eq!(sample.ids.len(), 10);
        assert!(sample.ids.iter().any(|id| id.len() == 3));
    }
}
