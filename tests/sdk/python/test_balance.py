"""Where the money is: balance, its transactions, and how time makes it available."""
from florin import until
from shop import pick, plain, refusal


def balance_of(shop):
    balance = shop.v1.balance.retrieve()
    return tuple(sum(funds.amount for funds in part if funds.currency == "usd") for part in (balance.available, balance.pending))


def transaction_of(shop, intent):
    """The balance transaction of a payment; it may be written a moment after the payment."""

    def look():
        return shop.v1.charges.retrieve(intent.latest_charge, {"expand": ["balance_transaction"]}).balance_transaction

    return until("the balance transaction", look)


def test_a_payment_is_pending_first_and_available_later(fresh_shop):
    shop = fresh_shop
    assert balance_of(shop) == (0, 0)
    transaction = transaction_of(shop, shop.pay(amount=10_000))
    assert transaction.id.startswith("txn_")
    assert pick(transaction, "amount", "fee", "net", "currency", "exchange_rate", "reporting_category", "status", "type") == {
        "amount": 10_000, "fee": 320, "net": 9680, "currency": "usd", "exchange_rate": None,
        "reporting_category": "charge", "status": "pending", "type": "charge",
    }
    assert [plain(fee) for fee in transaction.fee_details] == [
        {"amount": 320, "application": None, "currency": "usd", "description": "Stripe processing fees", "type": "stripe_fee"},
    ]
    assert transaction.available_on > transaction.created
    assert transaction.available_on % 86_400 == 0
    assert balance_of(shop) == (0, 9680)

    shop.advance("7d")
    assert balance_of(shop) == (9680, 0)
    assert shop.v1.balance_transactions.retrieve(transaction.id).status == "available"


def test_a_refund_takes_the_amount_back_and_leaves_the_fee(fresh_shop):
    shop = fresh_shop
    intent = shop.pay(amount=10_000)
    charged = transaction_of(shop, intent)
    refund = shop.v1.refunds.create({"payment_intent": intent.id, "amount": 4000, "expand": ["balance_transaction"]})
    assert pick(refund.balance_transaction, "amount", "fee", "net", "type", "source") == {
        "amount": -4000, "fee": 0, "net": -4000, "type": "refund", "source": refund.id,
    }
    assert sum(balance_of(shop)) == 10_000 - 320 - 4000

    def listed(**params):
        return [t.id for t in shop.v1.balance_transactions.list(params).data]

    assert listed() == [refund.balance_transaction.id, charged.id]
    assert listed(type="charge") == [charged.id]
    assert listed(source=refund.id) == [refund.balance_transaction.id]


def test_money_of_some_test_cards_is_available_at_once(fresh_shop):
    transaction = transaction_of(fresh_shop, fresh_shop.pay(amount=10_000, payment_method="pm_card_bypassPending"))
    assert transaction.status == "available"
    assert balance_of(fresh_shop) == (transaction.net, 0)


def test_a_hold_moves_no_money_until_it_is_captured_and_a_decline_none_at_all(fresh_shop):
    shop = fresh_shop
    held = shop.pay(amount=10_000, capture_method="manual")
    refusal(lambda: shop.pay(payment_method="pm_card_visa_chargeDeclined"), http_status=402)
    assert balance_of(shop) == (0, 0)
    shop.v1.payment_intents.capture(held.id, {"amount_to_capture": 5000})
    transaction_of(shop, held)
    assert balance_of(shop) == (0, 5000 - 175)
