"""Customers, what belongs to them, and how objects are listed and expanded."""
import re

from shop import pick, plain, refusal


def test_a_customer_is_created_retrieved_and_updated(v1):
    created = v1.customers.create({
        "email": "jenny@example.com", "name": "Jenny Rosen", "phone": "+49 30 1234567", "description": "First",
        "address": {"line1": "Hauptstr. 1", "city": "Berlin", "country": "DE"}, "preferred_locales": ["de", "en"],
        "shipping": {"name": "Jenny", "address": {"line1": "Hauptstr. 1", "postal_code": "10115"}},
    })
    assert re.fullmatch(r"cus_\w{14}", created.id)
    assert pick(created, "object", "email", "livemode", "balance", "default_source", "preferred_locales") == {
        "object": "customer", "email": "jenny@example.com", "livemode": False, "balance": 0, "default_source": None, "preferred_locales": ["de", "en"],
    }
    assert plain(created.address) == {"city": "Berlin", "country": "DE", "line1": "Hauptstr. 1", "line2": None, "postal_code": None, "state": None}
    assert plain(v1.customers.retrieve(created.id)) == plain(created)

    updated = v1.customers.update(created.id, {"name": "Jenny R.", "address": {"postal_code": "10115"}})
    assert (updated.name, updated.email) == ("Jenny R.", "jenny@example.com")
    assert (updated.address.line1, updated.address.postal_code) == ("Hauptstr. 1", "10115"), "an address is merged leaf by leaf"


def test_metadata_is_merged_and_cleared_by_key_or_as_a_whole(v1):
    customer = v1.customers.create({"description": "x", "metadata": {"a": "1", "b": "2", "n": 7}})

    def update(**params):
        return v1.customers.update(customer.id, params)

    assert plain(customer.metadata) == {"a": "1", "b": "2", "n": "7"}
    assert plain(update(metadata={"b": "", "c": "3"}).metadata) == {"a": "1", "c": "3", "n": "7"}
    assert plain(update(email="a@example.com").metadata) == {"a": "1", "c": "3", "n": "7"}
    assert plain(update(metadata="").metadata) == {}
    assert update(description="").description is None
    long = "x" * 501
    refusal(
        lambda: update(metadata={"k": long}), http_status=400, param="metadata[k]",
        message=f"Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. Invalid value: {long}",
    )


def test_a_deleted_customer_stays_as_a_stub_without_its_cards(v1):
    customer = v1.customers.create({"email": "gone@example.com"})
    card = v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    stub = {"id": customer.id, "object": "customer", "deleted": True}
    assert plain(v1.customers.delete(customer.id)) == stub
    assert plain(v1.customers.retrieve(customer.id)) == stub
    assert v1.payment_methods.retrieve(card.id).customer is None
    assert v1.customers.list({"email": "gone@example.com"}).data == []
    refusal(
        lambda: v1.payment_intents.create({"amount": 2000, "currency": "usd", "customer": customer.id}),
        http_status=400, code="resource_missing", param="customer", message=f"No such customer: '{customer.id}'",
    )


def test_all_customers_are_listed_page_by_page_newest_first(fresh_shop):
    v1 = fresh_shop.v1
    made = [v1.customers.create({"email": f"c{i}@example.com"}).id for i in range(33)]
    newest_first = made[::-1]
    assert [c.id for c in v1.customers.list({"limit": 10}).auto_paging_iter()] == newest_first

    page = v1.customers.list()
    assert (page.object, page.url, page.has_more, len(page.data)) == ("list", "/v1/customers", True, 10)
    before = v1.customers.list({"limit": 5, "ending_before": newest_first[20]})
    assert [c.id for c in before.data] == newest_first[15:20], "a page before is newest first as well"
    last = v1.customers.list({"limit": 5, "starting_after": newest_first[27]})
    assert (len(last.data), last.has_more) == (5, False)

    refusal(
        lambda: v1.customers.list({"starting_after": made[0], "ending_before": made[1]}), http_status=400,
        message="Received both starting_after and ending_before parameters. Please pass in only one.",
    )
    refusal(
        lambda: v1.customers.list({"starting_after": "cus_none"}),
        http_status=400, code="resource_missing", param="starting_after", message="No such customer: 'cus_none'",
    )


def test_lists_are_filtered(fresh_shop):
    v1, pay = fresh_shop.v1, fresh_shop.pay
    jenny, tom = v1.customers.create({"email": "jenny@example.com"}), v1.customers.create({"email": "tom@example.com"})

    def ids(page):
        return [item.id for item in page.data]

    assert ids(v1.customers.list({"email": "tom@example.com"})) == [tom.id]
    assert len(v1.customers.list({"created": {"gte": jenny.created}}).data) == 2
    assert v1.customers.list({"created": {"gt": tom.created}}).data == []
    assert v1.customers.list({"created": {"lt": jenny.created}}).data == []

    first, second = pay(customer=jenny.id), pay(customer=tom.id)
    assert ids(v1.payment_intents.list({"customer": jenny.id})) == [first.id]
    assert ids(v1.payment_intents.list()) == [second.id, first.id]
    assert ids(v1.charges.list({"customer": tom.id})) == [second.latest_charge]
    assert ids(v1.charges.list({"payment_intent": first.id})) == [first.latest_charge]
    assert v1.payment_methods.list({"type": "card"}).data == [], "without a customer the list is empty"


def test_objects_are_expanded_in_objects_and_in_lists(shop, v1):
    customer = v1.customers.create({"email": "e@example.com"})
    paid = shop.pay(customer=customer.id, expand=["customer", "latest_charge", "payment_method"])
    assert paid.customer.email == "e@example.com"
    assert paid.latest_charge.payment_intent == paid.id
    assert paid.payment_method.card.last4 == "4242"

    deep = v1.charges.retrieve(paid.latest_charge.id, {"expand": ["payment_intent.customer", "balance_transaction.source"]})
    assert deep.payment_intent.customer.id == customer.id
    assert deep.balance_transaction.source.id == deep.id
    listed = v1.payment_intents.list({"customer": customer.id, "expand": ["data.latest_charge.balance_transaction"]})
    assert listed.data[0].latest_charge.balance_transaction.object == "balance_transaction"

    refusal(
        lambda: v1.payment_intents.retrieve(paid.id, {"expand": ["color"]}),
        http_status=400, message="This property cannot be expanded (color).",
    )
    hinted = refusal(lambda: v1.payment_intents.list({"expand": ["customer"]}), http_status=400)
    message = hinted.json_body["error"]["message"]
    assert message.startswith("This property cannot be expanded (customer).")
    assert message.endswith("You may want to try expanding 'data.customer' instead.")


def test_a_customer_session_opens_components_for_a_customer(v1):
    customer = v1.customers.create()
    features = {
        "payment_method_redisplay": "enabled", "payment_method_save": "enabled",
        "payment_method_save_usage": "off_session", "payment_method_remove": "enabled",
    }
    session = v1.customer_sessions.create({"customer": customer.id, "components": {"payment_element": {"enabled": True, "features": features}}})
    assert "id" not in session
    assert session.object == "customer_session"
    assert session.client_secret.startswith("cuss_secret_")
    assert (session.customer, session.expires_at - session.created) == (customer.id, 1800)
    element = session.components.payment_element
    assert element.enabled is True
    assert plain(element.features) == {**features, "payment_method_allow_redisplay_filters": ["always"], "payment_method_redisplay_limit": 3}
    assert session.components.buy_button.enabled is False


def test_a_card_token_is_used_once(v1):
    token = v1.tokens.create({"card": {"number": "5555555555554444", "exp_month": "11", "exp_year": "2041", "cvc": "123", "name": "Jenny"}})
    assert token.id.startswith("tok_")
    assert (token.type, token.used, token.card.last4, token.card.exp_year, token.card.name) == ("card", False, "4444", 2041, "Jenny")
    assert v1.tokens.retrieve(token.id).id == token.id

    def use():
        return v1.payment_methods.create({"type": "card", "card": {"token": token.id}})

    method = use()
    assert (method.card.brand, method.card.last4) == ("mastercard", "4444")
    assert v1.tokens.retrieve(token.id).used is True
    refusal(use, http_status=400, code="token_already_used", message=f"You cannot use a Stripe token more than once: {token.id}.")


def test_the_account_tells_who_it_is(v1):
    account = v1.accounts.retrieve_current()
    assert account.id.startswith("acct_")
    assert account.object == "account"
