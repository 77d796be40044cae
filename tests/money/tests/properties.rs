//! Whatever a merchant and its customers do, in whatever order, twice or at once: after each step the money adds up.

mod support;

use std::sync::Arc;
use std::time::Duration;

use acquiring::sandbox::ChallengeResult;
use florin_money::{Answered, Books, Database, Line, World};
use proptest::prelude::*;
use serde_json::Value;
use support::form;
use support::steps::{CARDS, CURRENCIES, EVIDENCE, Step, WAYS, step};

fn check(database: Database, line: Option<Arc<Line>>, steps: Vec<Step>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(database == Database::Memory)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let world = World::new(database, 1, line.clone().map(|line| line as _)).await;
        let mut day = Day {
            world,
            keys: 0,
            requests: Vec::new(),
            customer: None,
            saved: None,
        };
        for (at, step) in steps.iter().enumerate() {
            day.take(step).await;
            let books = Books::read(&*day.world.store).await;
            books.prove(&format!("after step {at}, {step:?}"));
        }
        day.world.advance(Duration::from_secs(60 * 86_400)).await;
        let books = Books::read(&*day.world.store).await;
        books.prove("in the end");
        assert_eq!(books.attempts_open, 0);
        let waiting = books
            .disputes
            .iter()
            .filter(|dispute| dispute["status"] == "needs_response");
        assert_eq!(waiting.count(), 0, "nobody waits past the due date");
        if let Some(line) = line {
            books.agree_with(line.book()).expect("both books agree");
        }
    });
}

/// Path, form, key and what came of it.
type Asked = (String, Vec<(String, String)>, String, Answered);

struct Day {
    world: World,
    keys: usize,
    requests: Vec<Asked>,
    customer: Option<String>,
    saved: Option<String>,
}

impl Day {
    async fn take(&mut self, step: &Step) {
        match step {
            Step::Customer => {
                let made = self.send("/v1/customers", form(&[("name", "Jenny Rosen")])).await;
                self.customer = made.id();
                self.saved = None;
            }
            Step::Attach { card } => {
                let Some(customer) = self.customer.clone() else { return };
                let path = format!("/v1/payment_methods/{}/attach", pick(CARDS, *card));
                let attached = self.send(&path, form(&[("customer", &customer)])).await;
                self.saved = attached.id().or(self.saved.take());
            }
            Step::Create {
                amount,
                currency,
                manual,
                card,
                saved,
            } => {
                self.create(
                    *amount,
                    pick(CURRENCIES, *currency),
                    *manual,
                    card.map(|card| pick(CARDS, card)),
                    *saved,
                )
                .await;
            }
            Step::PayOtherwise { amount, way } => self.pay_otherwise(*amount, *way).await,
            Step::Confirm { intent, card } => {
                let given = form(&[("payment_method", pick(CARDS, *card))]);
                self.on_intent(*intent, "confirm", given).await;
            }
            Step::Capture { intent, share } => {
                let given = self
                    .part(*intent, *share, "amount_capturable", "amount_to_capture")
                    .await;
                self.on_intent(*intent, "capture", given).await;
            }
            Step::Cancel { intent } => self.on_intent(*intent, "cancel", Vec::new()).await,
            Step::Refund { intent, share } => {
                let Some(found) = self.intent(*intent).await else {
                    return;
                };
                let mut given = self.part(*intent, *share, "amount_received", "amount").await;
                given.extend(form(&[("payment_intent", found["id"].as_str().unwrap_or_default())]));
                self.send("/v1/refunds", given).await;
            }
            Step::Authenticate { intent, passes } => {
                let Some(found) = self.intent(*intent).await else {
                    return;
                };
                let result = if *passes {
                    ChallengeResult::Passed
                } else {
                    ChallengeResult::Failed
                };
                self.world.process().authenticate(&found, result).await;
            }
            Step::Answer {
                dispute,
                evidence,
                sent,
            } => {
                let sent = if *sent { "true" } else { "false" };
                let given = form(&[
                    ("evidence[uncategorized_text]", pick(EVIDENCE, *evidence)),
                    ("submit", sent),
                ]);
                self.on_dispute(*dispute, "", given).await;
            }
            Step::Accept { dispute } => self.on_dispute(*dispute, "/close", Vec::new()).await,
            Step::Wait { span } => self.world.advance(Duration::from_secs((*span).into())).await,
            Step::Repeat { request } => self.repeat(*request).await,
            Step::Misuse { request } => self.misuse(*request).await,
            Step::Scramble { intent } => self.scramble(*intent).await,
        }
    }

    async fn create(&mut self, amount: u32, currency: &str, manual: bool, card: Option<&str>, saved: bool) {
        let amount = amount.to_string();
        let mut given = form(&[
            ("amount", amount.as_str()),
            ("currency", currency),
            ("automatic_payment_methods[enabled]", "true"),
            ("automatic_payment_methods[allow_redirects]", "never"),
        ]);
        if manual {
            given.extend(form(&[("capture_method", "manual")]));
        }
        match (card, &self.customer, &self.saved) {
            (Some(_), Some(customer), Some(method)) if saved => given.extend(form(&[
                ("customer", customer),
                ("payment_method", method),
                ("off_session", "true"),
                ("confirm", "true"),
            ])),
            (Some(card), ..) => given.extend(form(&[("payment_method", card), ("confirm", "true")])),
            (None, ..) => {}
        }
        self.send("/v1/payment_intents", given).await;
    }

    async fn pay_otherwise(&mut self, amount: u32, way: usize) {
        let (kind, currency, method) = WAYS[way % WAYS.len()];
        let amount = amount.to_string();
        let mut given = form(&[
            ("amount", amount.as_str()),
            ("currency", currency),
            ("allowed_payment_method_types[]", kind),
            ("return_url", "https://shop.test/done"),
            ("confirm", "true"),
        ]);
        match method {
            "" => given.extend(form(&[
                ("payment_method_data[type]", kind),
                ("payment_method_data[billing_details][email]", "jenny@shop.test"),
            ])),
            method => given.extend(form(&[
                ("payment_method", method),
                ("mandate_data[customer_acceptance][type]", "offline"),
            ])),
        }
        self.send("/v1/payment_intents", given).await;
    }

    /// What was asked before gets the same answer, to the byte, and changes nothing.
    async fn repeat(&mut self, at: usize) {
        if self.requests.is_empty() {
            return;
        }
        let (path, form, key, first) = &self.requests[at % self.requests.len()];
        let again = self.world.post(path, form, Some(key)).await;
        assert!(again.replayed, "{path} was not replayed: {again:?}");
        assert_eq!((again.status, &again.body), (first.status, &first.body));
    }

    async fn misuse(&mut self, at: usize) {
        if self.requests.is_empty() {
            return;
        }
        let (_, _, key, _) = &self.requests[at % self.requests.len()];
        let other = form(&[
            ("amount", "4711"),
            ("currency", "usd"),
            ("confirm", "true"),
            ("payment_method", CARDS[0]),
        ]);
        let refused = self.world.post("/v1/payment_intents", &other, Some(key)).await;
        assert_eq!(
            (refused.status, refused.body["error"]["type"].as_str()),
            (400, Some("idempotency_error"))
        );
    }

    async fn scramble(&mut self, at: usize) {
        let Some(intent) = self.intent(at).await else { return };
        let id = intent["id"].as_str().unwrap_or_default();
        let (half, most) = (
            (intent["amount"].as_i64().unwrap_or_default() / 2 + 1).to_string(),
            intent["amount"].to_string(),
        );
        let keys: Vec<String> = (0..4).map(|_| self.key()).collect();
        let path = |what: &str| format!("/v1/payment_intents/{id}/{what}");
        let (capture, cancel) = (path("capture"), path("cancel"));
        let (some, all) = (
            form(&[("payment_intent", id), ("amount", &half)]),
            form(&[("payment_intent", id), ("amount", &most)]),
        );
        futures::join!(
            self.world.post(&capture, &[], Some(&keys[0])),
            self.world.post(&cancel, &[], Some(&keys[1])),
            self.world.post("/v1/refunds", &some, Some(&keys[2])),
            self.world.post("/v1/refunds", &all, Some(&keys[3])),
        );
    }

    async fn on_intent(&mut self, at: usize, what: &str, given: Vec<(String, String)>) {
        if let Some(intent) = self.intent(at).await {
            let path = format!(
                "/v1/payment_intents/{}/{what}",
                intent["id"].as_str().unwrap_or_default()
            );
            self.send(&path, given).await;
        }
    }

    async fn on_dispute(&mut self, at: usize, what: &str, given: Vec<(String, String)>) {
        let books = Books::read(&*self.world.store).await;
        let count = books.disputes.len();
        if count > 0 {
            let id = books.disputes[at % count]["id"].as_str().unwrap_or_default();
            self.send(&format!("/v1/disputes/{id}{what}"), given).await;
        }
    }

    async fn intent(&self, at: usize) -> Option<Value> {
        let books = Books::read(&*self.world.store).await;
        let count = books.intents.len();
        (count > 0).then(|| books.intents[at % count].clone())
    }

    /// So many percent of an amount of the intent, as a parameter; at nothing, the parameter is left out.
    async fn part(&self, at: usize, share: u32, of: &str, name: &str) -> Vec<(String, String)> {
        let whole = self
            .intent(at)
            .await
            .and_then(|intent| intent[of].as_i64())
            .unwrap_or_default();
        match share {
            0 => Vec::new(),
            share => vec![(name.to_owned(), (whole * i64::from(share) / 100).to_string())],
        }
    }

    fn key(&mut self) -> String {
        self.keys += 1;
        format!("key-{}", self.keys)
    }

    async fn send(&mut self, path: &str, form: Vec<(String, String)>) -> Answered {
        let key = self.key();
        let answer = self.world.post(path, &form, Some(&key)).await;
        assert!(answer.status < 500, "{path} {form:?}: {answer:?}");
        if self.is_kept(&answer) {
            self.requests.push((path.to_owned(), form, key, answer.clone()));
        }
        answer
    }

    /// Parameters that are wrong in themselves leave nothing under the key.
    fn is_kept(&self, answer: &Answered) -> bool {
        let code = answer.body["error"]["code"].as_str().unwrap_or_default();
        answer.status != 400 || !code.starts_with("parameter_")
    }
}

fn pick<'a>(from: &[&'a str], at: usize) -> &'a str {
    from[at % from.len()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_memory_with_the_sandbox(steps in prop::collection::vec(step(), 1..30)) {
        check(Database::Memory, None, steps);
    }

    #[test]
    fn in_memory_with_an_acquirer_far_away(seed in 0..1_000_u64, steps in prop::collection::vec(step(), 1..30)) {
        check(Database::Memory, Some(Line::new(seed, 0)), steps);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_sqlite(steps in prop::collection::vec(step(), 1..30)) {
        check(Database::Sqlite, None, steps);
    }
}
