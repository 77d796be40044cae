"""Giving money back: all, some, too much."""
import stripe

from florin import until
from shop import pick, plain, refusal


def test_a_full_refund(shop, v1):
    intent = shop.pay(amount=1000)
    refund = v1.refunds.create({"payment_intent": intent.id, "reason": "requested_by_customer", "metadata": {"ticket": "9"}})
    assert refund.id.startswith("re_")
    assert pick(refund, "object", "status", "amount", "currency", "charge", "payment_intent", "reason") == {
        "object": "refund", "status": "succeeded", "amount": 1000, "currency": "usd", "charge": intent.latest_charge,
        "payment_intent": intent.id, "reason": "requested_by_customer",
    }
    assert plain(refund.metadata) == {"ticket": "9"}
    assert (refund.destination_details.type, refund.destination_details.card.type) == ("card", "refund")

    charge = v1.charges.retrieve(intent.latest_charge, {"expand": ["refunds"]})
    assert (charge.refunded, charge.amount_refunded, charge.status) == (True, 1000, "succeeded")
    assert [r.id for r in charge.refunds.data] == [refund.id]
    assert v1.payment_intents.retrieve(intent.id).status == "succeeded"
    refusal(
        lambda: v1.refunds.create({"charge": charge.id}), stripe.InvalidRequestError,
        http_status=400, code="charge_already_refunded", message=f"Charge {charge.id} has already been refunded.",
    )


def test_refunds_in_parts_never_more_than_was_paid(shop, v1):
    intent = shop.pay(amount=1000)

    def refund(amount):
        return v1.refunds.create({"payment_intent": intent.id, "amount": amount})

    refusal(lambda: refund(1200), http_status=400, param="amount", message="Refund amount ($12.00) is greater than charge amount ($10.00)")
    refund(500)
    assert v1.charges.retrieve(intent.latest_charge).refunded is False
    refusal(
        lambda: refund(600), http_status=400, param="amount",
        message="Refund amount ($6.00) is greater than unrefunded amount on charge ($5.00)",
    )
    refusal(
        lambda: refund(0), code="parameter_invalid_integer", param="amount",
        message="This value must be greater than or equal to 1.",
    )
    rest = v1.refunds.create({"payment_intent": intent.id})
    assert rest.amount == 500
    assert v1.charges.retrieve(intent.latest_charge).refunded is True
    listed = v1.refunds.list({"payment_intent": intent.id}).data
    assert ([r.amount for r in listed], listed[0].id) == ([500, 500], rest.id)


def test_a_refund_needs_something_to_refund(shop, v1):
    refusal(
        lambda: v1.refunds.create({"amount": 5}), http_status=400,
        message="One of the following params should be provided for this request: payment_intent or charge.",
    )
    held = shop.pay(capture_method="manual")
    refusal(
        lambda: v1.refunds.create({"payment_intent": held.id}), http_status=400,
        message=f"This PaymentIntent ({held.id}) does not have a successful charge to refund.",
    )


def test_a_refund_is_updated_and_not_canceled(shop, v1):
    refund = v1.refunds.create({"charge": shop.pay().latest_charge})
    assert plain(v1.refunds.update(refund.id, {"metadata": {"seen": "yes"}}).metadata) == {"seen": "yes"}
    assert plain(v1.refunds.retrieve(refund.id).metadata) == {"seen": "yes"}
    refusal(lambda: v1.refunds.cancel(refund.id), http_status=400, message="Canceling this refund is unsupported.")


def test_reporting_fraud_marks_the_charge(shop, v1):
    charge = shop.pay().latest_charge
    v1.refunds.create({"charge": charge, "reason": "fraudulent"})
    assert v1.charges.retrieve(charge).fraud_details.user_report == "fraudulent"


def test_a_refund_can_take_its_time_or_fail_after_all(fresh_shop):
    shop, v1 = fresh_shop, fresh_shop.v1
    pending = v1.refunds.create({"payment_intent": shop.pay(payment_method="pm_card_pendingRefund").id})
    optimistic = v1.refunds.create({"payment_intent": shop.pay(payment_method="pm_card_refundFail").id})
    assert (pending.status, optimistic.status) == ("pending", "succeeded")
    shop.advance("1d")
    until("the pending refund to succeed", lambda: v1.refunds.retrieve(pending.id).status == "succeeded")
    until("the other to fail", lambda: v1.refunds.retrieve(optimistic.id).status == "failed")
    assert v1.refunds.retrieve(optimistic.id).failure_balance_transaction.startswith("txn_")
