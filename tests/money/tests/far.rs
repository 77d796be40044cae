//! One payment at an acquirer far away: what the client sees while nobody knows the outcome, and afterwards.

mod support;

use std::sync::Arc;
use std::time::Duration;

use acquiring::acquirer::Acquirer;
use acquiring::sandbox::Sandbox;
use acquiring::testing::{Faulty, Misbehavior, Plan};
use db::Scope;
use florin_money::{Answered, Books, Database, World};
use support::form;
use wire::faults::{Fault, FaultKind, When};

const EVERY: [Misbehavior; 6] = [
    Misbehavior::Unavailable,
    Misbehavior::LostCall,
    Misbehavior::LostAnswer,
    Misbehavior::LateCall,
    Misbehavior::Duplicate,
    Misbehavior::LateAnswer,
];

type Far = Arc<Faulty<Sandbox>>;

fn far(plan: &[Option<Misbehavior>]) -> Far {
    Arc::new(Faulty::new(
        Sandbox::new(),
        Plan::Script(plan.iter().copied().collect()),
    ))
}

async fn world(far: &Far) -> World {
    World::new(Database::Memory, 1, Some(far.clone() as Arc<dyn Acquirer>)).await
}

fn run(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build();
    runtime.expect("a runtime").block_on(work);
}

fn payment(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut given = form(&[
        ("amount", "2000"),
        ("currency", "usd"),
        ("automatic_payment_methods[enabled]", "true"),
        ("automatic_payment_methods[allow_redirects]", "never"),
        ("payment_method", "pm_card_visa"),
        ("confirm", "true"),
    ]);
    given.extend(form(more));
    given
}

async fn pay(world: &World, more: &[(&str, &str)], key: &str) -> Answered {
    world.post("/v1/payment_intents", &payment(more), Some(key)).await
}

async fn look(world: &World, id: &str) -> serde_json::Value {
    world.process().get(&format!("/v1/payment_intents/{id}")).await.body
}

/// Minutes later, and whatever was late has arrived.
async fn later(world: &World, far: &Far) -> Books {
    world.advance(Duration::from_secs(300)).await;
    while far.deliver_late().await {}
    world.advance(Duration::from_secs(300)).await;
    let books = Books::read(&*world.store).await;
    books.prove("later");
    books.agree_with(far.inner()).expect("both books agree");
    assert_eq!(books.attempts_open, 0);
    books
}

#[test]
fn a_prompt_answer_is_the_answer() {
    run(async {
        let far = far(&[]);
        let world = world(&far).await;
        let paid = pay(&world, &[], "a").await;
        assert_eq!((paid.status, paid.body["status"].as_str()), (200, Some("succeeded")));
        let declined = pay(&world, &[("payment_method", "pm_card_chargeDeclined")], "b").await;
        assert_eq!(declined.status, 402);
        assert_eq!(declined.body["error"]["code"], "card_declined");
        let again = pay(&world, &[("payment_method", "pm_card_chargeDeclined")], "b").await;
        assert!(again.replayed);
        assert_eq!(again.body, declined.body);
        assert_eq!(later(&world, &far).await.charges.len(), 2);
    });
}

#[test]
fn whatever_goes_wrong_with_any_call_the_payment_is_made_once() {
    for fault in EVERY {
        for position in 0..3 {
            run(async {
                let mut plan = vec![None; position];
                plan.push(Some(fault));
                let far = far(&plan);
                let world = world(&far).await;
                let paid = pay(&world, &[], "a").await;
                assert_eq!(paid.status, 200, "{fault:?} at {position}: {paid:?}");
                let id = paid.id().expect("an id");
                let again = pay(&world, &[], "a").await;
                assert_eq!((again.replayed, &again.body), (true, &paid.body), "the same answer");
                let books = later(&world, &far).await;
                assert_eq!(books.charges.len(), 1, "{fault:?} at {position}");
                assert_eq!(look(&world, &id).await["status"], "succeeded");
            });
        }
    }
}

#[test]
fn capture_cancel_and_refund_survive_the_same() {
    for fault in EVERY {
        run(async {
            let far = far(&[]);
            let world = world(&far).await;
            let manual: &[(&str, &str)] = &[("capture_method", "manual")];
            let (kept, dropped) = (pay(&world, manual, "a").await, pay(&world, manual, "b").await);
            let (kept, dropped) = (kept.id().expect("an id"), dropped.id().expect("an id"));
            let broken = |times: usize| Plan::Script(std::iter::repeat_n(Some(fault), times).collect());
            far.set_plan(broken(2));
            let path = format!("/v1/payment_intents/{kept}/capture");
            let captured = world
                .post(&path, &form(&[("amount_to_capture", "1500")]), Some("c"))
                .await;
            assert_eq!(captured.status, 200, "{fault:?}: {captured:?}");
            later(&world, &far).await;
            assert_eq!(look(&world, &kept).await["amount_received"], 1500, "{fault:?}");
            far.set_plan(broken(2));
            let canceled = world
                .post(&format!("/v1/payment_intents/{dropped}/cancel"), &[], Some("d"))
                .await;
            assert_eq!(canceled.status, 200, "{fault:?}: {canceled:?}");
            later(&world, &far).await;
            assert_eq!(look(&world, &dropped).await["status"], "canceled", "{fault:?}");
            far.set_plan(broken(2));
            let given = form(&[("payment_intent", kept.as_str()), ("amount", "700")]);
            let refunded = world.post("/v1/refunds", &given, Some("e")).await;
            assert_eq!(refunded.status, 200, "{fault:?}: {refunded:?}");
            let too_much = form(&[("payment_intent", kept.as_str()), ("amount", "801")]);
            assert_eq!(
                world.post("/v1/refunds", &too_much, Some("f")).await.status,
                400,
                "meanwhile"
            );
            let books = later(&world, &far).await;
            assert_eq!(books.refunds[0]["status"], "succeeded", "{fault:?}");
        });
    }
}

#[test]
fn an_unknown_outcome_is_processing_and_cannot_be_touched() {
    run(async {
        let far = far(&[Some(Misbehavior::LateCall)]);
        let world = world(&far).await;
        let paid = pay(&world, &[], "a").await;
        assert_eq!(paid.body["status"], "processing");
        let id = paid.id().expect("an id");
        for what in ["confirm", "capture", "cancel"] {
            let refused = world.post(&format!("/v1/payment_intents/{id}/{what}"), &[], None).await;
            assert_eq!(
                refused.body["error"]["code"], "payment_intent_unexpected_state",
                "{what}"
            );
        }
        later(&world, &far).await;
        assert_eq!(look(&world, &id).await["status"], "succeeded");
    });
}

#[test]
fn a_retry_after_a_crash_goes_on_with_what_was_begun() {
    run(async {
        let line = florin_money::Line::new(1, 0);
        let mut world = World::new(Database::Memory, 1, Some(line.clone())).await;
        // The process dies while the acquirer is called: after the first commit, before the second.
        let (process, given) = (world.process(), payment(&[]));
        let dead = tokio::time::timeout(
            Duration::from_millis(1),
            process.post("/v1/payment_intents", &given, Some("a")),
        );
        assert!(dead.await.is_err(), "it died");
        drop(process);
        world.start().await;
        assert_eq!(Books::read(&*world.store).await.attempts_open, 1);
        let early = pay(&world, &[], "a").await;
        assert_eq!(
            (early.status, early.body["error"]["code"].as_str()),
            (409, Some("idempotency_key_in_use"))
        );
        world.process().resume().await;
        let paid = pay(&world, &[], "a").await;
        assert_eq!((paid.status, paid.body["status"].as_str()), (200, Some("succeeded")));
        let again = pay(&world, &[], "a").await;
        assert_eq!((again.replayed, &again.body), (true, &paid.body));
        let books = Books::read(&*world.store).await;
        books.agree_with(line.book()).expect("both books agree");
        assert_eq!(books.charges.len(), 1);
    });
}

#[test]
fn a_retry_learns_of_the_decline_that_nobody_heard() {
    run(async {
        let line = florin_money::Line::new(1, 0);
        let mut world = World::new(Database::Memory, 1, Some(line.clone())).await;
        let card: &[(&str, &str)] = &[("payment_method", "pm_card_visa_chargeDeclinedInsufficientFunds")];
        let process = world.process();
        let given = payment(card);
        let dead = tokio::time::timeout(
            Duration::from_millis(1),
            process.post("/v1/payment_intents", &given, Some("a")),
        );
        assert!(dead.await.is_err(), "it died");
        drop(process);
        world.start().await;
        world.advance(Duration::from_secs(60)).await;
        let declined = pay(&world, card, "a").await;
        assert_eq!(declined.status, 402);
        assert_eq!(declined.body["error"]["decline_code"], "insufficient_funds");
        assert_eq!(
            declined.body["error"]["payment_intent"]["status"],
            "requires_payment_method"
        );
        assert!(declined.body["error"]["charge"].is_string());
    });
}

#[test]
fn what_takes_too_long_is_taken_back() {
    run(async {
        let far = far(&[]);
        far.set_plan(Plan::Share {
            seed: 1,
            percent: 100,
            calls: u32::MAX,
        });
        let world = world(&far).await;
        let paid = pay(&world, &[], "a").await;
        assert_eq!(paid.body["status"], "processing");
        world.advance(Duration::from_secs(2 * 3_600)).await;
        far.set_plan(Plan::Script(Default::default()));
        let books = later(&world, &far).await;
        // Whether it was made or taken back depends on what got through; never both, never half.
        assert!(books.charges.len() <= 1);
    });
}

#[test]
fn real_money_needs_an_acquirer_and_goes_through_it() {
    run(async {
        let mut world = World::new(Database::Memory, 1, None).await;
        let (secret, publishable) = world.process().live_keys().await;
        let card = form(&[
            ("type", "card"),
            ("card[number]", "4539578763621486"),
            ("card[exp_month]", "12"),
            ("card[exp_year]", "2033"),
            ("card[cvc]", "123"),
        ]);
        let method = world
            .process()
            .post_as(&publishable, "/v1/payment_methods", &card, None)
            .await;
        let method = method.id().expect("a payment method");
        let mut given = payment(&[]);
        given.retain(|(name, _)| name != "payment_method");
        given.extend(form(&[("payment_method", &method)]));
        let refused = world
            .process()
            .post_as(&secret, "/v1/payment_intents", &given, None)
            .await;
        assert_eq!(refused.status, 402, "{refused:?}");
        let far = far(&[Some(Misbehavior::LostAnswer)]);
        world.live = Some(far.clone());
        world.start().await;
        let paid = world
            .process()
            .post_as(&secret, "/v1/payment_intents", &given, Some("a"))
            .await;
        assert_eq!(
            (paid.status, paid.body["status"].as_str()),
            (200, Some("processing")),
            "{paid:?}"
        );
        world.advance(Duration::from_secs(10)).await;
        let found = world
            .process()
            .post_as(&secret, "/v1/payment_intents", &given, Some("a"))
            .await;
        assert!(found.replayed);
        let (_, held) = far.inner().positions()[0];
        assert_eq!((far.inner().positions().len(), held.captured), (1, Some(2000)));
    });
}

#[test]
fn a_fault_that_was_asked_for_takes_the_sandbox_the_same_way() {
    for when in [When::Before, When::After] {
        run(async {
            let world = World::new(Database::Memory, 1, None).await;
            let app = world.process().app;
            app.faults.add(Fault {
                kind: FaultKind::AcquirerTimeout,
                scope: Scope::new(1, false),
                count: Some(1),
                per_mille: 1_000,
                until: None,
                when,
                delay: Duration::ZERO,
                path: String::new(),
            });
            let paid = pay(&world, &[], "a").await;
            assert_eq!(paid.body["status"], "processing", "{when:?}");
            world.advance(Duration::from_secs(10)).await;
            let id = paid.id().expect("an id");
            assert_eq!(look(&world, &id).await["status"], "succeeded", "{when:?}");
            assert_eq!(pay(&world, &[], "b").await.body["status"], "succeeded", "only once");
            let refund = form(&[("payment_intent", id.as_str())]);
            assert_eq!(
                world.post("/v1/refunds", &refund, None).await.body["status"],
                "succeeded"
            );
            Books::read(&*world.store).await.prove("in the end");
        });
    }
}
