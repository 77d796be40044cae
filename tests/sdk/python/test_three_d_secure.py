"""3-D Secure: the page, both its buttons, and the way back to the shop."""
import pytest

from challenge import answer_challenge, assert_returned
from shop import RETURN_URL, body_of, pick, refusal

CARD = "pm_card_threeDSecure2Required"


@pytest.fixture
def challenged(v1):
    """Makes a payment that waits for the shopper; returns it and the page's URL."""

    def create(**params):
        intent = v1.payment_intents.create(
            {"amount": 2000, "currency": "usd", "payment_method": CARD, "confirm": True, "return_url": RETURN_URL, **params},
        )
        assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")
        assert intent.next_action.redirect_to_url.return_url == RETURN_URL
        return intent, intent.next_action.redirect_to_url.url

    return create


def test_a_completed_challenge_pays(v1, challenged):
    intent, page = challenged()
    assert_returned(answer_challenge(page, "complete"), "payment_intent", intent, "succeeded")
    paid = v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (paid.status, paid.next_action) == ("succeeded", None)
    authentication = paid.latest_charge.payment_method_details.card.three_d_secure
    assert pick(authentication, "authentication_flow", "electronic_commerce_indicator", "result", "result_reason", "version") == {
        "authentication_flow": "challenge", "electronic_commerce_indicator": "05", "result": "authenticated", "result_reason": None, "version": "2.2.0",
    }


def test_a_failed_challenge_asks_for_another_payment_method(v1, challenged):
    intent, page = challenged()
    assert_returned(answer_challenge(page, "fail"), "payment_intent", intent, "failed")
    failed = v1.payment_intents.retrieve(intent.id)
    assert (failed.status, failed.payment_method) == ("requires_payment_method", None)
    assert pick(failed.last_payment_error, "type", "code", "message") == {
        "type": "invalid_request_error", "code": "payment_intent_authentication_failure",
        "message": "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.",
    }
    paid = v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa", "return_url": RETURN_URL})
    assert paid.status == "succeeded"


def test_a_challenge_can_end_in_a_hold(v1, challenged):
    intent, page = challenged(capture_method="manual")
    answer_challenge(page, "complete")
    assert v1.payment_intents.retrieve(intent.id).status == "requires_capture"
    assert v1.payment_intents.capture(intent.id).amount_received == 2000


def test_a_passed_challenge_does_not_help_a_card_without_funds(v1, challenged):
    intent, page = challenged(payment_method="pm_card_authenticationRequiredChargeDeclinedInsufficientFunds")
    answer_challenge(page, "complete")
    declined = v1.payment_intents.retrieve(intent.id)
    assert declined.status == "requires_payment_method"
    assert pick(declined.last_payment_error, "code", "decline_code") == {"code": "card_declined", "decline_code": "insufficient_funds"}


def test_a_challenged_intent_can_be_canceled_or_confirmed_anew(v1, challenged):
    intent, _ = challenged()
    assert v1.payment_intents.cancel(intent.id).status == "canceled"
    second, _ = challenged()
    assert v1.payment_intents.confirm(second.id, {"payment_method": "pm_card_visa", "return_url": RETURN_URL}).status == "succeeded"


def test_without_a_return_url_the_browser_library_is_told_what_to_do(shop):
    intent = shop.pay(payment_method=CARD)
    assert (intent.status, intent.next_action.type) == ("requires_action", "use_stripe_sdk")
    assert intent.next_action.use_stripe_sdk["type"] in ("three_d_secure_redirect", "stripe_3ds2_fingerprint")


def test_a_confirmation_token_keeps_the_challenge_in_the_browser(v1):
    token = v1.test_helpers.confirmation_tokens.create({"payment_method": CARD, "return_url": RETURN_URL})
    intent = v1.payment_intents.create({"amount": 2000, "currency": "usd", "confirm": True, "confirmation_token": token.id})
    assert (intent.status, intent.next_action.type) == ("requires_action", "use_stripe_sdk")


def test_optional_3d_secure_happens_when_it_is_asked_for(shop, challenged):
    optional = "pm_card_threeDSecureOptional"
    assert shop.pay(payment_method=optional).status == "succeeded"
    intent, page = challenged(payment_method=optional, payment_method_options={"card": {"request_three_d_secure": "any"}})
    assert_returned(answer_challenge(page, "complete"), "payment_intent", intent, "succeeded")


def test_error_on_requires_action_declines_instead(shop):
    error = refusal(lambda: shop.pay(payment_method=CARD, error_on_requires_action=True), code="authentication_required")
    assert body_of(error)["payment_intent"]["status"] == "requires_payment_method"


@pytest.mark.parametrize(("answer", "returned", "status", "code"), [
    ("complete", "succeeded", "succeeded", None),
    ("fail", "failed", "requires_payment_method", "setup_intent_authentication_failure"),
])
def test_a_setup_intent_is_challenged_too(v1, answer, returned, status, code):
    setup = v1.setup_intents.create({"payment_method": CARD, "confirm": True, "return_url": RETURN_URL})
    assert_returned(answer_challenge(setup.next_action.redirect_to_url.url, answer), "setup_intent", setup, returned)
    after = v1.setup_intents.retrieve(setup.id)
    assert after.status == status
    assert (after.last_setup_error.code if after.last_setup_error else None) == code
