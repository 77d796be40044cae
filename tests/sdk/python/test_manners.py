"""Keys, idempotency, errors, headers and versions, as the library shows them."""
import concurrent.futures
import re
import secrets

import pytest
import stripe

from shop import RETURN_URL, body_of, client, plain, refusal, services


def key(story):
    return {"idempotency_key": f"{story}-{secrets.token_hex(6)}"}


def test_an_unknown_key_is_refused_masked(server):
    wrong = services(client(server.url, "sk_test_nobodyhasthiskey1234"))
    error = refusal(
        wrong.customers.list, stripe.AuthenticationError, http_status=401,
        type="invalid_request_error", message="Invalid API Key provided: sk_test_***1234",
    )
    assert set(body_of(error)) == {"message", "type"}
    assert error.headers["www-authenticate"] == 'Bearer realm="Stripe"'
    assert "request-id" not in error.headers


def test_a_publishable_key_reaches_little(shop):
    for call in (shop.browser.customers.list, lambda: shop.browser.refunds.create({"charge": "ch_1"})):
        error = refusal(call, code="secret_key_required")
        assert error.http_status in (401, 403)
        assert body_of(error)["message"].startswith("This API call cannot be made with a publishable API key. Please use a secret API key.")
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
    assert shop.browser.tokens.create({"card": card}).id.startswith("tok_")


def test_a_publishable_key_sees_the_public_part_of_an_intent_with_its_secret(shop, v1):
    intent = v1.payment_intents.create({"amount": 2000, "currency": "usd", "customer": v1.customers.create().id, "metadata": {"inner": "secret"}})
    browser = shop.browser
    seen = browser.payment_intents.retrieve(intent.id, {"client_secret": intent.client_secret})
    assert (seen.id, seen.amount, seen.status) == (intent.id, 2000, "requires_payment_method")
    hidden = {
        "amount_capturable", "amount_received", "application", "customer", "latest_charge", "metadata", "on_behalf_of", "review",
        "statement_descriptor", "transfer_data", "transfer_group",
    }
    assert not hidden & set(plain(seen))
    refusal(lambda: browser.payment_intents.retrieve(intent.id))
    refusal(lambda: browser.payment_intents.retrieve(intent.id, {"client_secret": f"{intent.id}_secret_wrong"}))

    card = browser.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}})
    confirm = {"client_secret": intent.client_secret, "payment_method": card.id, "return_url": RETURN_URL}
    paid = browser.payment_intents.confirm(intent.id, confirm)
    assert paid.status == "succeeded"
    assert "latest_charge" not in paid


def test_the_same_key_and_parameters_get_the_same_answer(shop, v1):
    options = key("order")
    first, again = shop.pay(options, amount=1234), shop.pay(options, amount=1234)
    assert plain(again) == plain(first)
    one, two = first.last_response, again.last_response
    assert "idempotent-replayed" not in one.headers
    assert two.headers["idempotent-replayed"] == "true"
    assert one.headers["original-request"] == two.headers["original-request"] == one.request_id
    assert two.request_id != one.request_id
    assert two.idempotency_key == options["idempotency_key"]

    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{options['idempotency_key']}' if you meant to execute a different request."
    )
    refusal(lambda: shop.pay(options, amount=4321), stripe.IdempotencyError, http_status=400, type="idempotency_error", message=message)
    refusal(lambda: v1.customers.create({}, options), stripe.IdempotencyError, message=message)


def test_a_decline_is_replayed(shop):
    options = key("declined")
    errors = [refusal(lambda: shop.pay(options, payment_method="pm_card_visa_chargeDeclined"), http_status=402) for _ in range(2)]
    first, second = map(body_of, errors)
    assert second["payment_intent"]["id"] == first["payment_intent"]["id"]
    assert errors[1].headers["idempotent-replayed"] == "true"


def test_a_refused_request_is_not_kept(v1):
    options = key("refused")
    refusal(lambda: v1.customers.create({"color": "red"}, options), code="parameter_unknown")
    assert v1.customers.create({"name": "Now right"}, options).id.startswith("cus_")


def test_parallel_use_of_one_key_pays_once(shop):
    options = {**key("parallel"), "max_network_retries": 8}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        intents = list(pool.map(lambda _: shop.pay(options, amount=777), range(8)))
    assert len({intent.id for intent in intents}) == 1
    assert len({intent.latest_charge for intent in intents}) == 1


@pytest.mark.parametrize(("fault", "succeeds"), [
    ({"kind": "connection_reset"}, True),
    ({"kind": "connection_reset", "when": "before"}, True),
    ({"kind": "server_error"}, True),
    # An answer of 500 is an answer: it is replayed, and the shop must look what became of its payment.
    ({"kind": "server_error", "when": "after"}, False),
])
def test_the_library_pays_once_through(fresh_shop, fault, succeeds):
    fresh_shop.control("faults", {**fault, "path": "/v1/payment_intents"})

    def pay():
        return fresh_shop.pay({"max_network_retries": 2})

    if succeeds:
        assert pay().status == "succeeded"
    else:
        refusal(pay, stripe.APIError, http_status=500, type="api_error")
    assert len(fresh_shop.v1.charges.list().data) == 1


EMPTY = (
    "You passed an empty string for 'currency'. We assume empty values are an attempt to unset a parameter; however 'currency' cannot be unset. "
    "You should remove 'currency' from your request or supply a non-empty value."
)
REFUSED = {
    "an unknown parameter": (
        lambda v1: v1.customers.create({"color": "red"}),
        dict(http_status=400, code="parameter_unknown", param="color", message="Received unknown parameter: color"),
    ),
    "several unknown parameters": (
        lambda v1: v1.customers.create({"color": "red", "size": "xl"}),
        dict(code="parameter_unknown", message="Received unknown parameters: color, size"),
    ),
    "a nested unknown parameter": (
        lambda v1: v1.customers.create({"address": {"planet": "earth"}}),
        dict(code="parameter_unknown", param="address[planet]"),
    ),
    "a missing parameter": (
        lambda v1: v1.payment_intents.create({"amount": 2000}),
        dict(http_status=400, code="parameter_missing", param="currency", message="Missing required param: currency."),
    ),
    "an empty parameter": (
        lambda v1: v1.payment_intents.create({"amount": 2000, "currency": ""}),
        dict(code="parameter_invalid_empty", param="currency", message=EMPTY),
    ),
    "a word for a number": (
        lambda v1: v1.payment_intents.create({"amount": "ten", "currency": "usd"}),
        dict(code="parameter_invalid_integer", param="amount", message="Invalid integer: ten"),
    ),
    "an unknown choice": (
        lambda v1: v1.payment_intents.create({"amount": 2000, "currency": "usd", "capture_method": "later"}),
        dict(http_status=400, param="capture_method"),
    ),
    "a missing customer": (
        lambda v1: v1.customers.retrieve("cus_none"),
        dict(http_status=404, code="resource_missing", param="id", message="No such customer: 'cus_none'"),
    ),
    "a missing payment": (
        lambda v1: v1.payment_intents.retrieve("pi_none"),
        dict(http_status=404, code="resource_missing", param="intent", message="No such payment_intent: 'pi_none'"),
    ),
    "a missing setup": (
        lambda v1: v1.setup_intents.retrieve("seti_none"),
        dict(http_status=404, code="resource_missing", param="intent", message="No such setupintent: 'seti_none'"),
    ),
    "a missing payment method": (
        lambda v1: v1.payment_methods.retrieve("pm_none"),
        dict(http_status=404, code="resource_missing", param="payment_method", message="No such PaymentMethod: 'pm_none'"),
    ),
    "a missing object in the body": (
        lambda v1: v1.payment_intents.create({"amount": 2000, "currency": "usd", "payment_method": "pm_none"}),
        dict(http_status=400, code="resource_missing", param="payment_method", message="No such PaymentMethod: 'pm_none'"),
    ),
    "an unknown version": (
        lambda v1: v1.customers.list({}, {"stripe_version": "1999-01-01"}),
        dict(http_status=400, message="Invalid Stripe API version: 1999-01-01"),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_wrong_request_is_refused(v1, what):
    call, expected = REFUSED[what]
    error = refusal(lambda: call(v1), stripe.InvalidRequestError, type="invalid_request_error", **expected)
    body = body_of(error)
    if "code" in body:
        assert body["doc_url"] == f"https://stripe.com/docs/error-codes/{body['code'].replace('_', '-')}"


def test_replies_carry_their_headers(v1):
    reply = v1.customers.create().last_response
    assert re.fullmatch(r"req_\w{14}", reply.request_id)
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["cache-control"] == "no-cache, no-store"


def test_a_version_that_the_library_pins_is_the_one_that_is_spoken(shop, v1):
    old = {"stripe_version": "2022-11-15"}
    params = {"amount": 2000, "currency": "usd", "payment_method_types": ["card"]}
    intent = v1.payment_intents.create(params, old)
    assert intent.last_response.headers["stripe-version"] == "2022-11-15"
    assert intent.payment_method_types == ["card"]
    assert intent.capture_method == "automatic"
    if shop.speaks("2026-09-30"):
        refusal(
            lambda: v1.payment_intents.create(params), code="parameter_unknown", param="payment_method_types",
            message="Received unknown parameter: payment_method_types",
        )
        assert v1.payment_intents.create({"amount": 2000, "currency": "usd"}).capture_method == "automatic_async"
