"""The shop's server, as a merchant writes it: prices and orders are decided here, cards never come here."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import stripe
from flask import Flask, Response, abort, jsonify, request, send_from_directory

SHOP = Path(__file__).resolve().parent.parent
PAGES = SHOP / "pages"
DATA = json.loads((SHOP / "products.json").read_text())

# The one thing that a shop on Florin has and others have not: where Florin is.
FLORIN = os.environ.get("FLORIN_URL", "http://127.0.0.1:12111").rstrip("/")
PUBLISHABLE_KEY = os.environ.get("STRIPE_PUBLISHABLE_KEY", "pk_test_florin")
WEBHOOK_SECRET = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
client = stripe.StripeClient(os.environ.get("STRIPE_SECRET_KEY", "sk_test_florin"), base_addresses={"api": FLORIN})

app = Flask(__name__, static_folder=None)
# Orders by PaymentIntent. A real shop keeps them in its database.
orders: dict[str, dict] = {}
# The one customer of this shop, made at the first visit: so that saved cards come back.
customer: str | None = None


@app.post("/webhook")
def webhook():
    try:
        event = client.construct_event(request.data, request.headers.get("Stripe-Signature"), WEBHOOK_SECRET)
    except (ValueError, stripe.SignatureVerificationError) as error:
        return f"Webhook Error: {error}", 400
    intent = event.data.object
    if event.type == "payment_intent.succeeded":
        fulfil(intent)
    if event.type == "payment_intent.payment_failed":
        order(intent)["status"] = "failed"
    return jsonify(received=True)


@app.get("/shop.json")
def shop():
    return jsonify(publishableKey=PUBLISHABLE_KEY, currency=DATA["currency"], products=DATA["products"])


@app.post("/total")
def total():
    return jsonify(priced(request.json))


@app.post("/create-confirm-intent")
def create_confirm_intent():
    """Flow 1: the browser has a ConfirmationToken; the payment is made and confirmed here."""
    try:
        intent = client.v1.payment_intents.create({
            "confirm": True,
            "amount": priced(request.json)["amount"],
            "currency": DATA["currency"],
            "customer": customer_id(),
            "automatic_payment_methods": {"enabled": True},
            "confirmation_token": request.json["confirmationTokenId"],
            "return_url": request.host_url + "status.html",
            "metadata": {"items": json.dumps(request.json["items"])},
        })
    except stripe.StripeError as error:
        return jsonify(error={"message": error.user_message, "code": error.code}), error.http_status or 500
    order(intent)
    return jsonify(client_secret=intent.client_secret, status=intent.status, id=intent.id)


@app.post("/create-intent-and-customer-session")
def create_intent():
    """Flow 2: the payment exists before the browser shows anything."""
    try:
        intent = client.v1.payment_intents.create({
            "amount": priced(request.json)["amount"],
            "currency": DATA["currency"],
            "customer": customer_id(),
            "automatic_payment_methods": {"enabled": True},
            "metadata": {"items": json.dumps(request.json["items"])},
        })
    except stripe.StripeError as error:
        return jsonify(error={"message": error.user_message}), error.http_status or 500
    order(intent)
    return jsonify(client_secret=intent.client_secret, customer_session_client_secret=customer_session())


@app.post("/create-customer-session")
def create_customer_session():
    return jsonify(customer_session_client_secret=customer_session())


@app.get("/orders/<intent>")
def one_order(intent: str):
    return jsonify(orders[intent]) if intent in orders else (jsonify(error={"message": "No such order."}), 404)


@app.get("/")
@app.get("/<path:name>")
def page(name: str = "index.html"):
    if not name.endswith(".html"):
        return send_from_directory(PAGES, name)
    file = PAGES / Path(name).name
    if not file.exists():
        abort(404)
    answer = Response(file.read_text().replace("{{FLORIN}}", origin()), mimetype="text/html")
    # The pages name the script's host; so does the policy that lets nothing else in.
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src 'self' {origin()}; frame-src {origin()}; "
        f"connect-src 'self' {origin()}; img-src 'self' data: {origin()}"
    )
    return answer


def origin() -> str:
    parts = urlsplit(FLORIN)
    return f"{parts.scheme}://{parts.netloc}"


def priced(cart: dict) -> dict:
    """The browser says what and how many; what it costs is decided here."""
    prices = {product["id"]: product["amount"] for product in DATA["products"]}
    amount = 0
    for item in cart.get("items", []):
        quantity = item["quantity"]
        if item["id"] not in prices or not isinstance(quantity, int) or not 1 <= quantity <= 99:
            abort(400, "The cart is not valid.")
        amount += prices[item["id"]] * quantity
    percent = DATA["codes"].get(str(cart.get("code") or "").upper(), 0)
    return {"amount": amount - amount * percent // 100, "currency": DATA["currency"], "percent": percent}


def customer_id() -> str:
    global customer
    if customer is None:
        customer = client.v1.customers.create({"name": "Jenny Rosen", "email": "jenny@example.com"}).id
    return customer


def customer_session() -> str:
    session = client.v1.customer_sessions.create({
        "customer": customer_id(),
        "components": {
            "payment_element": {
                "enabled": True,
                "features": {
                    "payment_method_redisplay": "enabled",
                    "payment_method_save": "enabled",
                    "payment_method_save_usage": "off_session",
                    "payment_method_remove": "enabled",
                },
            },
        },
    })
    return session.client_secret


def order(intent) -> dict:
    return orders.setdefault(intent.id, {"id": intent.id, "amount": intent.amount, "status": "open", "shipments": 0})


def fulfil(intent) -> None:
    """Webhooks come at least once, in any order: an order that is fulfilled stays as it is."""
    paid = order(intent)
    if paid["status"] == "fulfilled":
        return
    paid["status"] = "fulfilled"
    paid["shipments"] += 1
    print(f"fulfilled {intent.id}: {intent.amount_received} {intent.currency}", flush=True)


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "4242")))
