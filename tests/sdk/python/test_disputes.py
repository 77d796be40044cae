"""What comes after a payment: disputes answered and accepted, early warnings, reviews."""
import stripe

from florin import until
from shop import pick, refusal

CLOSED = "This dispute is already closed"


def disputed(shop, card="pm_card_createDispute"):
    """The dispute of a new payment: it is there as soon as the payment is answered."""
    intent = shop.pay(payment_method=card)
    return shop.v1.disputes.list({"payment_intent": intent.id}).data[0]


def test_a_dispute_is_won_with_evidence(shop, v1):
    dispute = disputed(shop)
    assert dispute.id.startswith("du_")
    assert pick(dispute, "object", "status", "reason", "amount", "is_charge_refundable") == {
        "object": "dispute", "status": "needs_response", "reason": "fraudulent", "amount": 2000, "is_charge_refundable": False,
    }
    assert [(t.amount, t.fee, t.net) for t in dispute.balance_transactions] == [(-2000, 1500, -3500)]
    refusal(
        lambda: v1.refunds.create({"charge": dispute.charge}), stripe.InvalidRequestError, http_status=400,
        code="charge_disputed", message=f"Charge {dispute.charge} has been charged back; cannot issue a refund.",
    )
    answered = v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}})
    assert (answered.status, answered.evidence_details.submission_count) == ("under_review", 1)
    won = until("the verdict", lambda: [d for d in [v1.disputes.retrieve(dispute.id)] if d.status == "won"])[0]
    assert [t.amount for t in won.balance_transactions] == [-2000, 2000]
    assert v1.refunds.create({"charge": dispute.charge}).status == "succeeded"


def test_a_dispute_is_accepted_once(shop, v1):
    dispute = disputed(shop, "pm_card_createDisputeProductNotReceived")
    assert v1.disputes.close(dispute.id).status == "lost"
    refusal(lambda: v1.disputes.close(dispute.id), http_status=400, message=CLOSED)
    refusal(lambda: v1.disputes.update(dispute.id, {"metadata": {"late": "yes"}}), http_status=400, message=CLOSED)


def test_an_inquiry_moves_nothing(shop, v1):
    inquiry = disputed(shop, "pm_card_createDisputeInquiry")
    assert (inquiry.status, inquiry.balance_transactions) == ("warning_needs_response", [])
    assert v1.disputes.close(inquiry.id).status == "warning_closed"


def test_a_warning_is_of_use_until_the_refund(shop, v1):
    intent = shop.pay(payment_method="pm_card_createIssuerFraudRecord")
    warning = v1.radar.early_fraud_warnings.list({"payment_intent": intent.id}).data[0]
    assert (warning.actionable, warning.fraud_type) == (True, "made_with_stolen_card")
    v1.refunds.create({"payment_intent": intent.id})
    assert v1.radar.early_fraud_warnings.retrieve(warning.id).actionable is False


def test_a_review_is_approved(shop):
    own = shop.fresh()
    own.control("radar", {"review_elevated_risk": True})
    intent = own.pay(payment_method="pm_card_riskLevelElevated")
    review = own.v1.reviews.retrieve(intent.review)
    assert (review.open, review.opened_reason, review.charge) == (True, "rule", intent.latest_charge)
    approved = own.v1.reviews.approve(review.id)
    assert (approved.open, approved.closed_reason) == (False, "approved")
