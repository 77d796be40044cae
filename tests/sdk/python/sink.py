"""A merchant's webhook endpoint: keeps what arrives and lets tests wait for it."""
import http.server
import json
import threading
from typing import NamedTuple


class Delivery(NamedTuple):
    headers: dict
    body: bytes
    event: dict


class Sink:
    """Listens on a free port; `received` holds what came, in order of arrival."""

    def __init__(self):
        self.received, self.status = [], 200
        self._arrival = threading.Condition()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _handler(sink):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                with sink._arrival:
                    sink.received.append(Delivery(headers, body, json.loads(body)))
                    status = sink.status
                    sink._arrival.notify_all()
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler

    def wait_for(self, what, test, seconds=15):
        """The first delivery whose event `test` accepts, now or later."""
        with self._arrival:
            found = self._arrival.wait_for(lambda: next((d for d in self.received if test(d.event)), None), timeout=seconds)
            assert found, f"waited {seconds} s for {what}; came: {[d.event['type'] for d in self.received]}"
            return found

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
