"""A merchant: an account of its own, the official library pointed at the server, and what tests do with both."""
import json
import os
import urllib.request

import pytest
import stripe

#: Where the shopper comes back to; nobody listens there.
RETURN_URL = "https://shop.example/return?order=7#done"

#: Card payments that need no page to return to.
NO_REDIRECTS = {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}


class Shop:
    """An account of the server: `v1` is the library with the secret key, `browser` with the publishable one."""

    def __init__(self, url, secret_key, publishable_key, account=None):
        self.url, self.secret_key, self.publishable_key, self.account = url, secret_key, publishable_key, account
        self.client = client(url, secret_key)
        self.v1 = services(self.client)
        self.browser = services(client(url, publishable_key))

    def pay(self, options=None, **params):
        """A payment in one call; `params` add to it or replace its parts, None takes a part away."""
        params = {"amount": 2000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True, **NO_REDIRECTS, **params}
        params = {name: value for name, value in params.items() if value is not None}
        return self.v1.payment_intents.create(params, options or {})

    def control(self, path, body):
        """A call of the sandbox's control interface."""
        request = urllib.request.Request(
            f"{self.url}/_florin/{path}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.secret_key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)

    def advance(self, by):
        """Moves this account's clock on (`10m`, `3d`) and runs what falls due."""
        return self.control("time", {"advance": by})

    def fresh(self, country="US", default_currency="usd"):
        """A further account, whose data meet no other test's."""
        made = self.control("accounts", {"country": country, "default_currency": default_currency})
        return Shop(self.url, made["secret_key"], made["publishable_key"], made["id"])

    def speaks(self, date):
        """Whether the library speaks an API version of `date` or later; the server says which it used."""
        return self.v1.balance.retrieve().last_response.headers["stripe-version"] >= date


def client(url, key, **options):
    recorder = os.environ.get("FLORIN_RECORD_BODIES")
    http_client = Recorder(recorder) if recorder else None
    return stripe.StripeClient(key, base_addresses={"api": url}, max_network_retries=0, http_client=http_client, **options)


def services(of):
    return getattr(of, "v1", of)  # older majors have the services on the client itself


class Recorder(stripe.RequestsClient):
    """The library's own HTTP client, which also appends each answer to a file for the check against the schemas."""

    def __init__(self, path):
        super().__init__()
        self.path = path

    def request(self, method, url, headers, post_data=None, **more):
        body, status, reply_headers = super().request(method, url, headers, post_data, **more)
        asked = {name.lower(): value for name, value in headers.items()}
        if asked.get("stripe-version") == stripe.api_version:
            place = f"{method.upper()} /v1/{url.split('/v1/', 1)[-1].split('?')[0]}"
            record = {"schema": None, "body": json.loads(body), "from": place}
            if "pk_test_" in asked.get("authorization", ""):
                record["partial"] = True  # fields are hidden from it
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(json.dumps(record) + "\n")
        return body, status, reply_headers


def refusal(call, kind=stripe.StripeError, **expected):
    """The error that `call` is refused with; `expected` are fields of the error's body, and `http_status`."""
    with pytest.raises(kind) as caught:
        call()
    error = caught.value
    body = error.json_body["error"]
    seen = {field: error.http_status if field == "http_status" else body.get(field) for field in expected}
    assert seen == expected, body
    return error


def body_of(error):
    """The `error` hash of a refusal, as it came."""
    return error.json_body["error"]


def plain(value):
    """An object of the library as dicts and lists, whatever its major makes of them."""
    return json.loads(str(value))


def pick(value, *fields):
    """Some fields of an object, for one comparison instead of many."""
    return {field: value[field] for field in fields}
