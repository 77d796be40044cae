"""Saving a card and paying with it later, with the customer there and without."""
import stripe

from challenge import answer_challenge
from shop import RETURN_URL, body_of, refusal

OFF_SESSION_DECLINE = {
    "http_status": 402, "code": "authentication_required", "decline_code": "authentication_required",
    "message": "Your card was declined. This transaction requires authentication.",
}


def methods_of(v1, customer):
    return [method.id for method in v1.customers.payment_methods.list(customer.id).data]


def test_a_setup_intent_saves_a_card_which_then_pays_without_the_customer(shop, v1):
    customer = v1.customers.create({"email": "jenny@example.com"})
    setup = v1.setup_intents.create({"customer": customer.id, "payment_method": "pm_card_visa", "confirm": True, "return_url": RETURN_URL})
    assert (setup.status, setup.usage, setup.mandate) == ("succeeded", "off_session", None)
    assert setup.latest_attempt.startswith("setatt_")
    assert methods_of(v1, customer) == [setup.payment_method]

    intent = shop.pay(customer=customer.id, payment_method=setup.payment_method, off_session=True)
    assert (intent.status, intent.customer, intent.payment_method) == ("succeeded", customer.id, setup.payment_method)


def test_a_setup_intent_in_steps(v1):
    setup = v1.setup_intents.create({})
    assert setup.status == "requires_payment_method"
    assert setup.client_secret.startswith(f"{setup.id}_secret_")
    refusal(
        lambda: v1.setup_intents.confirm(setup.id, {"return_url": RETURN_URL}), http_status=400, code="setup_intent_unexpected_state",
        message="You cannot confirm this SetupIntent because it's missing a payment method. You can either update the SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
    )
    assert v1.setup_intents.confirm(setup.id, {"payment_method": "pm_card_visa", "return_url": RETURN_URL}).status == "succeeded"
    refusal(
        lambda: v1.setup_intents.cancel(setup.id), code="setup_intent_unexpected_state",
        message="You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of the following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.",
    )
    other = v1.setup_intents.create({"payment_method": "pm_card_visa"})
    assert other.status == "requires_confirmation"
    canceled = v1.setup_intents.cancel(other.id, {"cancellation_reason": "abandoned"})
    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "abandoned")


def test_a_card_is_attached_updated_and_detached(v1):
    customer, stranger = v1.customers.create(), v1.customers.create()
    card = v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    assert (card.customer, card.allow_redisplay, card.card.checks.cvc_check) == (customer.id, "unspecified", "pass")
    assert v1.payment_methods.attach(card.id, {"customer": customer.id}).id == card.id
    refusal(
        lambda: v1.payment_methods.attach(card.id, {"customer": stranger.id}),
        http_status=400, message="The payment method you provided has already been attached to a customer.",
    )

    updated = v1.payment_methods.update(card.id, {"allow_redisplay": "always", "billing_details": {"name": "Jenny", "address": {"city": "Berlin"}}})
    assert (updated.allow_redisplay, updated.billing_details.name, updated.billing_details.address.city) == ("always", "Jenny", "Berlin")
    assert v1.customers.payment_methods.list(customer.id, {"allow_redisplay": "limited"}).data == []

    assert v1.payment_methods.detach(card.id).customer is None
    assert methods_of(v1, customer) == []
    refusal(
        lambda: v1.payment_methods.detach(card.id), http_status=400,
        message="The payment method you provided is not attached to a customer so detachment is impossible.",
    )
    refusal(
        lambda: v1.payment_methods.attach(card.id, {"customer": customer.id}), http_status=400,
        message="This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.",
    )


def test_the_same_number_has_the_same_fingerprint(v1):
    raw = v1.payment_methods.create({"type": "card", "card": {"number": "4242424242424242", "exp_month": 1, "exp_year": 2039}})
    magic = v1.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}})
    other = v1.payment_methods.create({"type": "card", "card": {"token": "tok_mastercard"}})
    assert raw.card.fingerprint == magic.card.fingerprint != other.card.fingerprint
    assert (raw.card.checks.cvc_check, raw.customer, raw.card.exp_year) == (None, None, 2039)


def test_a_payment_saves_its_card_with_setup_future_usage(shop, v1):
    customer = v1.customers.create()
    first = shop.pay(customer=customer.id, setup_future_usage="off_session")
    assert first.setup_future_usage == "off_session"
    assert methods_of(v1, customer) == [first.payment_method]
    assert shop.pay(customer=customer.id, payment_method=first.payment_method, off_session=True).status == "succeeded"
    second = shop.pay(customer=customer.id, setup_future_usage="on_session")
    assert set(methods_of(v1, customer)) == {first.payment_method, second.payment_method}


def test_a_payment_without_setup_future_usage_uses_its_card_up(shop):
    paid = shop.pay()
    refusal(
        lambda: shop.pay(payment_method=paid.payment_method), http_status=400,
        message="The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.",
    )


def test_a_customers_card_pays_only_for_that_customer(shop, v1):
    customer, stranger = v1.customers.create(), v1.customers.create()
    card = v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    refusal(
        lambda: shop.pay(payment_method=card.id), http_status=400, code="parameter_missing", param="source",
        message=f"The `payment_method` parameter supplied {card.id} belongs to the Customer {customer.id}. Please include the Customer in the `customer` parameter on the PaymentIntent.",
    )
    refusal(
        lambda: shop.pay(payment_method=card.id, customer=stranger.id), http_status=400, param="payment_method",
        message=f"The PaymentMethod {card.id} does not belong to the Customer you supplied {stranger.id}. Please use this PaymentMethod with the Customer that it belongs to instead.",
    )


def test_a_confirm_falls_back_to_the_customers_default_card(shop, v1):
    customer = v1.customers.create({"payment_method": "pm_card_visa", "invoice_settings": {"default_payment_method": "pm_card_visa"}})
    [card] = methods_of(v1, customer)
    assert customer.invoice_settings.default_payment_method == card
    assert shop.pay(customer=customer.id, payment_method=None).payment_method == card


def test_a_card_that_needs_authentication_pays_off_session_only_once_it_was_set_up(shop, v1):
    customer = v1.customers.create()
    card = v1.payment_methods.attach("pm_card_authenticationRequiredOnSetup", {"customer": customer.id})

    def pay():
        return shop.pay(customer=customer.id, payment_method=card.id, off_session=True)

    error = refusal(pay, stripe.CardError, **OFF_SESSION_DECLINE)
    intent = body_of(error)["payment_intent"]
    assert (intent["status"], intent["last_payment_error"]["code"]) == ("requires_payment_method", "authentication_required")

    setup = v1.setup_intents.create({"customer": customer.id, "payment_method": card.id, "confirm": True, "return_url": RETURN_URL})
    assert setup.status == "requires_action"
    answer_challenge(setup.next_action.redirect_to_url.url, "complete")
    assert v1.setup_intents.retrieve(setup.id).status == "succeeded"
    assert pay().status == "succeeded"


def test_cards_that_never_or_always_pay_off_session(shop, v1):
    customer = v1.customers.create()

    def pay(magic):
        card = v1.payment_methods.attach(magic, {"customer": customer.id})
        return shop.pay(customer=customer.id, payment_method=card.id, off_session=True)

    refusal(lambda: pay("pm_card_authenticationRequired"), stripe.CardError, **OFF_SESSION_DECLINE)
    assert pay("pm_card_authenticationRequiredSetupForOffSession").status == "succeeded"
