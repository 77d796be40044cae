"""One server for all tests; what needs an account to itself takes `fresh_shop`."""
import pytest

from florin import Server
from shop import Shop
from sink import Sink


@pytest.fixture(scope="session")
def server():
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def shop(server):
    return Shop(server.url, server.secret_key, server.publishable_key)


@pytest.fixture
def v1(shop):
    """The library's services with the secret key."""
    return shop.v1


@pytest.fixture
def fresh_shop(shop):
    return shop.fresh()


@pytest.fixture
def sink():
    sink = Sink()
    yield sink
    sink.stop()
