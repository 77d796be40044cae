"""Every way an issuer, or the risk check, says no."""
import json
import pathlib

import pytest
import stripe

from shop import RETURN_URL, body_of, pick, refusal

DECLINES = json.loads((pathlib.Path(__file__).parent.parent / "declines.json").read_text())
OPTIONAL = {"param", "decline_code", "advice_code", "network_decline_code", "network_advice_code"}


@pytest.mark.parametrize("row", DECLINES, ids=lambda row: row["card"])
def test_a_card_declines(shop, v1, row):
    expected = row["error"]
    error = refusal(lambda: shop.pay(payment_method=row["card"]), stripe.CardError, http_status=402, type="card_error", **expected)
    body = body_of(error)
    assert not (OPTIONAL - set(expected)) & set(body), "what does not apply is left out"
    assert body["doc_url"] == f"https://stripe.com/docs/error-codes/{expected['code'].replace('_', '-')}"
    assert body["request_log_url"].endswith(error.request_id)
    assert body["payment_method"]["object"] == "payment_method"

    intent = v1.payment_intents.retrieve(body["payment_intent"]["id"])
    assert pick(intent, "status", "payment_method", "amount_received", "latest_charge") == {
        "status": "requires_payment_method", "payment_method": None, "amount_received": 0, "latest_charge": body["charge"],
    }
    assert intent.last_payment_error.message == expected["message"]
    assert "payment_intent" not in intent.last_payment_error

    charge = v1.charges.retrieve(body["charge"])
    assert pick(charge, "status", "paid", "captured", "failure_code", "failure_message", "balance_transaction") == {
        "status": "failed", "paid": False, "captured": False, "failure_code": expected["code"],
        "failure_message": expected["message"], "balance_transaction": None,
    }
    assert pick(charge.outcome, *row["outcome"]) == row["outcome"]


@pytest.mark.parametrize("row", [row for row in DECLINES if row["refused_when_saved"]], ids=lambda row: row["card"])
def test_a_declining_card_is_refused_when_it_is_saved(v1, row):
    code, message = row["error"]["code"], row["error"]["message"]
    customer = v1.customers.create()
    refusal(lambda: v1.payment_methods.attach(row["card"], {"customer": customer.id}), http_status=402, code=code, message=message)
    params = {"customer": customer.id, "payment_method": row["card"], "confirm": True, "return_url": RETURN_URL}
    error = refusal(lambda: v1.setup_intents.create(params), stripe.CardError, http_status=402, code=code)
    setup = body_of(error)["setup_intent"]
    assert (setup["status"], setup["last_setup_error"]["code"]) == ("requires_payment_method", code)
    assert v1.customers.payment_methods.list(customer.id).data == []


def test_a_card_can_be_saved_and_decline_later(shop, v1):
    customer = v1.customers.create()
    card = v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer.id})
    refusal(
        lambda: shop.pay(customer=customer.id, payment_method=card.id, off_session=True), stripe.CardError,
        code="card_declined", decline_code="generic_decline",
    )


def test_after_a_decline_the_same_intent_can_be_paid_with_another_card(v1):
    intent = v1.payment_intents.create({"amount": 2000, "currency": "usd"})

    def confirm(card):
        return v1.payment_intents.confirm(intent.id, {"payment_method": card, "return_url": RETURN_URL})

    error = refusal(lambda: confirm("pm_card_visa_chargeDeclined"), code="card_declined")
    paid = confirm("pm_card_visa")
    assert (paid.status, paid.last_payment_error) == ("succeeded", None)
    assert paid.latest_charge != body_of(error)["charge"]
    assert [c.status for c in v1.charges.list({"payment_intent": intent.id}).data] == ["succeeded", "failed"]


def test_a_wrong_cvc_declines_only_when_a_cvc_is_sent(shop, v1):
    card = {"number": "4000000000000127", "exp_month": 12, "exp_year": 2040}

    def pay(**more):
        return shop.pay(payment_method=v1.payment_methods.create({"type": "card", "card": {**card, **more}}).id)

    refusal(lambda: pay(cvc="123"), stripe.CardError, code="incorrect_cvc", param="cvc")
    assert pay().status == "succeeded"
