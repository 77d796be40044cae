//! Whatever the line does, an attempt ends in exactly one charge or none, and we know which.

use std::sync::Arc;

use acquiring::acquirer::{
    Acquirer, Answer, AttemptId, AuthorizeRequest, Capture, CaptureRequest, CardSecrets, Declined, Fault,
    RefundRequest, Status,
};
use acquiring::cards::by_number;
use acquiring::reconcile::{Attempt, NextStep};
use acquiring::sandbox::{
    Authorization, Decision, Given, Presence, Purpose, RefundBehavior, RiskRules, Sandbox, ThreeDSecureRequest,
};
use acquiring::testing::{Faulty, Misbehavior, Plan};
use acquiring::vault::Pan;
use futures::executor::block_on;
use kernel::{Currency, Money};
use proptest::prelude::*;

const ATTEMPT: AttemptId = AttemptId(1);
const VOID: AttemptId = AttemptId(2);

fn request(number: &str) -> AuthorizeRequest {
    let card = by_number(number).expect("a test card");
    let pan = Pan::parse(number).expect("a number");
    AuthorizeRequest {
        authorization: Authorization {
            purpose: Purpose::Payment(Presence::OnSession),
            card: card.into(),
            amount: usd(1000),
            given: Given::default(),
            moto: false,
            request_three_d_secure: ThreeDSecureRequest::Automatic,
            challenge: None,
            rules: RiskRules::default(),
            preferred_network: None,
            seed: 1,
        },
        card: Arc::new(CardSecrets {
            pan,
            exp_month: 12,
            exp_year: 2030,
            cvc: None,
        }),
        capture: Capture::Automatic,
        previous_network_transaction_id: None,
        statement_descriptor: None,
    }
}

fn usd(minor_units: i64) -> Money {
    Money::new(minor_units, Currency::USD)
}

/// Does what it is told until the attempt is over. Events of the world happen at their step: a crash that forgets what
/// was in flight, the customer leaving, a late call arriving.
async fn drive(acquirer: &Faulty<Sandbox>, number: &str, world: &[World]) -> Option<Decision> {
    let mut attempt = Attempt::NEW;
    let mut world = world.iter().copied();
    let mut step = NextStep::SendAgain { after_seconds: 0 };
    for _ in 0..500 {
        match world.next() {
            None | Some(World::Quiet) => {}
            Some(World::Leaves) => attempt.is_wanted = false,
            Some(World::LateArrival) => drop(acquirer.deliver_late().await),
            Some(World::Crash) => {
                // What it was about to do happens, and nobody notes the result.
                if let NextStep::SendAgain { .. } = step {
                    drop(acquirer.authorize(ATTEMPT, request(number)).await);
                }
                attempt = Attempt::after_restart(attempt.is_wanted);
                step = NextStep::Ask { after_seconds: 0 };
            }
        }
        step = match step {
            NextStep::SendAgain { .. } => attempt.sent(acquirer.authorize(ATTEMPT, request(number)).await),
            NextStep::Ask { .. } => attempt.resolve(acquirer.status(ATTEMPT).await),
            NextStep::Void { .. } => attempt.voided(acquirer.void(VOID, ATTEMPT).await),
            NextStep::Record(Answer::Decided(decision)) => return Some(*decision),
            NextStep::Record(answer) => panic!("an authorization was answered with {answer:?}"),
            NextStep::Close => return None,
        };
    }
    panic!("the attempt did not end");
}

#[derive(Debug, Clone, Copy)]
enum World {
    Quiet,
    Crash,
    Leaves,
    LateArrival,
}

fn world() -> impl Strategy<Value = Vec<World>> {
    let event = prop_oneof![
        4 => Just(World::Quiet),
        1 => Just(World::Crash),
        1 => Just(World::Leaves),
        2 => Just(World::LateArrival),
    ];
    prop::collection::vec(event, 0..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn exactly_one_charge_or_none(
        seed: u64, percent in 0_u8..=100, calls in 0_u32..60, world in world(),
        number in prop_oneof![Just("4242424242424242"), Just("4000000000000002")],
    ) {
        let acquirer = Faulty::new(Sandbox::new(), Plan::Share { seed, percent, calls });
        let outcome = block_on(async {
            let outcome = drive(&acquirer, number, &world).await;
            while acquirer.deliver_late().await {}
            outcome
        });
        let held = acquirer.inner().positions().iter().filter(|(_, position)| !position.is_voided).count();
        let expected = usize::from(matches!(outcome, Some(Decision::Approved(_))));
        prop_assert_eq!(held, expected, "we know of {:?}", outcome);
    }
}

#[test]
fn every_single_fault_at_every_call_ends_in_one_charge() {
    use Misbehavior::*;
    for fault in [Unavailable, LostCall, LostAnswer, LateCall, Duplicate, LateAnswer] {
        for position in 0..4 {
            let mut calls = vec![None; position];
            calls.push(Some(fault));
            let acquirer = Faulty::new(Sandbox::new(), Plan::Script(calls.into()));
            let outcome = block_on(drive(&acquirer, "4242424242424242", &[]));
            assert!(
                matches!(outcome, Some(Decision::Approved(_))),
                "{fault:?} at {position}"
            );
            block_on(async { while acquirer.deliver_late().await {} });
            assert_eq!(acquirer.inner().positions().len(), 1, "{fault:?} at {position}");
        }
    }
}

#[test]
fn a_void_bars_what_is_still_on_its_way() {
    let acquirer = Faulty::new(Sandbox::new(), Plan::Script([Some(Misbehavior::LateCall)].into()));
    block_on(async {
        let sent = acquirer.authorize(ATTEMPT, request("4242424242424242")).await;
        assert_eq!(sent, Err(Fault::TimedOut));
        assert_eq!(acquirer.status(ATTEMPT).await, Ok(Status::NeverSeen));
        assert_eq!(acquirer.void(VOID, ATTEMPT).await, Ok(Answer::Voided));
        assert!(acquirer.deliver_late().await);
        assert_eq!(acquirer.status(ATTEMPT).await, Ok(Status::Barred));
        assert!(acquirer.inner().positions().is_empty());
    });
}

#[test]
fn capture_void_and_refund_keep_to_what_is_there() {
    let sandbox = Sandbox::new();
    let manual = AuthorizeRequest {
        capture: Capture::Manual,
        ..request("4242424242424242")
    };
    let capture = |amount| CaptureRequest {
        authorization: ATTEMPT,
        amount,
    };
    let refund = |amount| RefundRequest {
        authorization: ATTEMPT,
        amount,
        behavior: RefundBehavior::Succeeded,
    };
    let refunded = Answer::Refunded(RefundBehavior::Succeeded.plan());
    let declined = Answer::Declined;
    block_on(async {
        let missing = sandbox.capture(AttemptId(10), capture(usd(1))).await;
        assert_eq!(missing, Ok(declined(Declined::NoSuchAuthorization)));
        sandbox.authorize(ATTEMPT, manual).await.expect("an answer");
        let early = sandbox.refund(AttemptId(11), refund(usd(1))).await;
        assert_eq!(early, Ok(declined(Declined::NotCaptured)));
        for (id, amount) in [(12, usd(1001)), (13, usd(0)), (14, Money::new(1, Currency::EUR))] {
            let asked = sandbox.capture(AttemptId(id), capture(amount)).await;
            assert_eq!(asked, Ok(declined(Declined::ExceedsRest)), "{amount:?}");
        }
        assert_eq!(
            sandbox.capture(AttemptId(15), capture(usd(900))).await,
            Ok(Answer::Captured)
        );
        assert_eq!(
            sandbox.capture(AttemptId(15), capture(usd(900))).await,
            Ok(Answer::Captured),
            "the same attempt"
        );
        let twice = sandbox.capture(AttemptId(16), capture(usd(1))).await;
        assert_eq!(twice, Ok(declined(Declined::AlreadyCaptured)));
        assert_eq!(
            sandbox.refund(AttemptId(17), refund(usd(500))).await,
            Ok(refunded.clone())
        );
        assert_eq!(
            sandbox.refund(AttemptId(17), refund(usd(500))).await,
            Ok(refunded.clone()),
            "the same attempt"
        );
        assert_eq!(
            sandbox.refund(AttemptId(18), refund(usd(401))).await,
            Ok(declined(Declined::ExceedsRest))
        );
        assert_eq!(sandbox.refund(AttemptId(19), refund(usd(400))).await, Ok(refunded));
    });
}

#[test]
fn an_acquirer_is_a_trait_object() {
    let acquirer: Arc<dyn Acquirer> = Arc::new(Sandbox::new());
    assert_eq!(acquirer.name(), "sandbox");
    assert_eq!(block_on(acquirer.status(ATTEMPT)), Ok(Status::NeverSeen));
}
