"""What the API does a moment after its answer, with the delay that it has by default."""
import pytest

from florin import Server
from shop import Shop, plain


@pytest.fixture(scope="module")
def unhurried():
    server = Server(FLORIN_ASYNC_DELAY=None)
    yield Shop(server.url, server.secret_key, server.publishable_key)
    server.stop()


def test_a_charge_shows_its_balance_transaction_two_seconds_later(unhurried):
    shop = unhurried.fresh()
    if not shop.speaks("2024-04-10"):
        return  # older API versions do it within the call
    paid = shop.pay(expand=["latest_charge"])
    assert paid.capture_method == "automatic_async"
    assert paid.latest_charge.balance_transaction is None

    shop.advance("10s")
    charge = shop.v1.charges.retrieve(paid.latest_charge.id)
    assert charge.balance_transaction.startswith("txn_")
    [event] = shop.v1.events.list({"type": "charge.updated"}).data
    assert (event.data.object.id, event.data.object.balance_transaction) == (charge.id, charge.balance_transaction)
    event = plain(event)
    assert event["data"]["previous_attributes"]["balance_transaction"] is None
    assert event["request"] == {"id": None, "idempotency_key": None}


def test_capture_method_automatic_does_it_within_the_call(unhurried):
    shop = unhurried.fresh()
    paid = shop.pay(capture_method="automatic", expand=["latest_charge"])
    assert paid.latest_charge.balance_transaction.startswith("txn_")
