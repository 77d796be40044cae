"""Card payments in one call, in two steps, from a token of the browser; held, captured, canceled."""
import pytest
import stripe

from shop import NO_REDIRECTS, RETURN_URL, body_of, pick, plain, refusal


def test_a_payment_in_one_call(shop, v1):
    intent = shop.pay(amount=1099, description="Order 7", metadata={"order": "7"}, receipt_email="jenny@example.com")
    assert intent.id.startswith("pi_")
    assert pick(intent, "object", "status", "amount", "amount_received", "amount_capturable", "livemode", "last_payment_error", "next_action") == {
        "object": "payment_intent", "status": "succeeded", "amount": 1099, "amount_received": 1099,
        "amount_capturable": 0, "livemode": False, "last_payment_error": None, "next_action": None,
    }
    assert plain(intent.metadata) == {"order": "7"}
    assert intent.client_secret.startswith(f"{intent.id}_secret_")
    assert intent.payment_method.startswith("pm_1"), "a magic id makes a new PaymentMethod"

    charge = v1.charges.retrieve(intent.latest_charge)
    assert charge.id.startswith("ch_")
    assert pick(charge, "status", "paid", "captured", "amount_captured", "refunded", "payment_intent", "payment_method", "description", "receipt_email") == {
        "status": "succeeded", "paid": True, "captured": True, "amount_captured": 1099, "refunded": False,
        "payment_intent": intent.id, "payment_method": intent.payment_method, "description": "Order 7", "receipt_email": "jenny@example.com",
    }
    assert pick(charge.outcome, "type", "network_status", "reason", "risk_level", "seller_message") == {
        "type": "authorized", "network_status": "approved_by_network", "reason": None, "risk_level": "normal", "seller_message": "Payment complete.",
    }
    card = charge.payment_method_details.card
    assert (card.brand, card.last4, card.checks.cvc_check, card.three_d_secure) == ("visa", "4242", "pass", None)


def test_a_payment_in_two_steps(v1):
    created = v1.payment_intents.create({"amount": 2000, "currency": "eur"})
    assert (created.status, created.payment_method) == ("requires_payment_method", None)

    updated = v1.payment_intents.update(created.id, {"amount": 2500, "payment_method": "pm_card_mastercard"})
    assert (updated.status, updated.amount) == ("requires_confirmation", 2500)

    confirmed = v1.payment_intents.confirm(created.id, {"return_url": RETURN_URL})
    assert pick(confirmed, "id", "status", "amount_received", "payment_method") == {
        "id": created.id, "status": "succeeded", "amount_received": 2500, "payment_method": updated.payment_method,
    }
    assert plain(v1.payment_intents.retrieve(created.id)) == plain(confirmed)

    refusal(
        lambda: v1.payment_intents.confirm(created.id), stripe.InvalidRequestError,
        http_status=400, code="payment_intent_unexpected_state",
        message="You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.",
    )
    refusal(
        lambda: v1.payment_intents.update(created.id, {"amount": 1}),
        code="payment_intent_unexpected_state", param="amount",
        message="This PaymentIntent's amount could not be updated because it has a status of succeeded. You may only update the amount of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.",
    )


def test_a_confirm_needs_a_payment_method(v1):
    intent = v1.payment_intents.create({"amount": 2000, "currency": "usd"})
    error = refusal(
        lambda: v1.payment_intents.confirm(intent.id, {"return_url": RETURN_URL}),
        http_status=400, code="payment_intent_unexpected_state",
        message="You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
    )
    assert body_of(error)["payment_intent"]["id"] == intent.id


def test_a_confirm_needs_a_page_to_return_to(shop, v1):
    if not shop.speaks("2023-08-16"):
        return  # older API versions do not ask for it
    intent = v1.payment_intents.create({"amount": 2000, "currency": "usd"})
    error = refusal(lambda: v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}), http_status=400)
    message = body_of(error)["message"]
    assert message.startswith("This PaymentIntent is configured to accept payment methods enabled in your Dashboard. ")
    assert "you must provide a `return_url`" in message


def test_a_payment_from_a_confirmation_token(v1):
    address = {"line1": "1234 Main Street", "city": "San Francisco", "state": "CA", "country": "US", "postal_code": "94111"}
    token = v1.test_helpers.confirmation_tokens.create({
        "payment_method": "pm_card_visa", "return_url": RETURN_URL, "setup_future_usage": "off_session",
        "shipping": {"name": "Jenny Rosen", "address": address},
    })
    assert token.id.startswith("ctoken_")
    assert token.expires_at - token.created == 12 * 3600
    assert token.payment_intent is None
    assert (token.payment_method_preview.type, token.payment_method_preview.card.last4) == ("card", "4242")

    customer = v1.customers.create()
    params = {"amount": 1099, "currency": "usd", "customer": customer.id, "confirm": True, "confirmation_token": token.id}
    intent = v1.payment_intents.create(params)
    assert (intent.status, intent.setup_future_usage) == ("succeeded", "off_session")
    assert intent.shipping.address.postal_code == "94111"
    assert v1.payment_methods.retrieve(intent.payment_method).customer == customer.id
    assert v1.confirmation_tokens.retrieve(token.id).payment_intent == intent.id
    assert refusal(lambda: v1.payment_intents.create(params)).http_status in (400, 402)


def test_a_held_payment_is_captured(shop, v1):
    held = shop.pay(amount=3000, capture_method="manual")
    assert pick(held, "status", "amount_capturable", "amount_received") == {
        "status": "requires_capture", "amount_capturable": 3000, "amount_received": 0,
    }
    charge = v1.charges.retrieve(held.latest_charge)
    assert (charge.captured, charge.paid, charge.balance_transaction) == (False, True, None)

    captured = v1.payment_intents.capture(held.id)
    assert pick(captured, "status", "amount_capturable", "amount_received") == {
        "status": "succeeded", "amount_capturable": 0, "amount_received": 3000,
    }
    assert v1.charges.retrieve(held.latest_charge).captured is True
    refusal(
        lambda: v1.payment_intents.capture(held.id), code="payment_intent_unexpected_state",
        message="The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized amount has been released.",
    )


def test_a_part_of_a_held_payment_is_captured(shop, v1):
    held = shop.pay(amount=3000, capture_method="manual")
    refusal(
        lambda: v1.payment_intents.capture(held.id, {"amount_to_capture": 3001}),
        http_status=400, code="amount_too_large", param="amount_to_capture",
        message="The payment could not be captured because the requested capture amount is greater than the amount you can capture for this charge. Contact us via https://support.stripe.com/contact/ for help.",
    )
    captured = v1.payment_intents.capture(held.id, {"amount_to_capture": 1200})
    assert pick(captured, "status", "amount", "amount_received", "amount_capturable") == {
        "status": "succeeded", "amount": 3000, "amount_received": 1200, "amount_capturable": 0,
    }
    assert v1.charges.retrieve(held.latest_charge).amount_captured == 1200


def test_a_held_payment_is_canceled(shop, v1):
    held = shop.pay(amount=3000, capture_method="manual")
    canceled = v1.payment_intents.cancel(held.id, {"cancellation_reason": "requested_by_customer"})
    assert pick(canceled, "status", "cancellation_reason", "amount_capturable") == {
        "status": "canceled", "cancellation_reason": "requested_by_customer", "amount_capturable": 0,
    }
    assert canceled.canceled_at >= canceled.created
    charge = v1.charges.retrieve(held.latest_charge)
    assert (charge.refunded, charge.captured) == (True, False)
    refusal(
        lambda: v1.payment_intents.capture(held.id), code="payment_intent_unexpected_state",
        message="This PaymentIntent could not be captured because it has a status of canceled. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.",
    )


def test_what_is_paid_cannot_be_canceled(shop, v1):
    unpaid = v1.payment_intents.create({"amount": 2000, "currency": "usd"})
    assert v1.payment_intents.cancel(unpaid.id).status == "canceled"
    paid = shop.pay()
    error = refusal(lambda: v1.payment_intents.cancel(paid.id), code="payment_intent_unexpected_state")
    assert body_of(error)["payment_intent"]["status"] == "succeeded"
    if shop.speaks("2026-03-25"):  # older API versions list fewer statuses
        assert body_of(error)["message"] == (
            "You cannot cancel this PaymentIntent because it has a status of succeeded. Only a PaymentIntent with one of the following statuses "
            "may be canceled: requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, expired, processing."
        )


CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}


def test_raw_numbers_and_tokens_pay_as_well(shop, v1):
    raw = v1.payment_methods.create({"type": "card", "card": CARD, "billing_details": {"address": {"postal_code": "94111"}}})
    assert raw.card.checks.address_postal_code_check == "unchecked"
    assert shop.pay(payment_method=raw.id).payment_method == raw.id
    method = v1.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}})
    assert shop.pay(payment_method=method.id).payment_method == method.id


@pytest.mark.parametrize(("wrong", "code", "param", "message"), [
    ({"number": "4242424242424241"}, "incorrect_number", "number", "Your card number is incorrect."),
    ({"exp_month": 13}, "invalid_expiry_month", "exp_month", "Your card's expiration month is invalid."),
    ({"exp_year": 2020}, "invalid_expiry_year", "exp_year", "Your card's expiration year is invalid."),
    ({"cvc": "99"}, "invalid_cvc", "cvc", "Your card's security code is invalid."),
])
def test_mistyped_cards_are_refused(v1, wrong, code, param, message):
    refusal(
        lambda: v1.payment_methods.create({"type": "card", "card": {**CARD, **wrong}}), stripe.CardError,
        http_status=402, type="card_error", code=code, param=param, message=message,
    )


@pytest.mark.parametrize(("amount", "code", "message"), [
    (49, "amount_too_small", "Amount must be at least $0.50 usd"),
    ("10.5", "parameter_invalid_integer", "Invalid integer: 10.5"),
])
def test_amounts_have_bounds(v1, amount, code, message):
    refusal(
        lambda: v1.payment_intents.create({"amount": amount, "currency": "usd"}),
        http_status=400, code=code, param="amount", message=message,
    )


def test_amounts_may_be_digits_and_have_no_decimals(v1):
    assert v1.payment_intents.create({"amount": "1500", "currency": "usd"}).amount == 1500
    assert v1.payment_intents.create({"amount": 500, "currency": "jpy", **NO_REDIRECTS}).currency == "jpy"
