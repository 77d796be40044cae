"""Starts the real binary on a free port with an empty store, and ends it with the tests."""
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]


def until(what, condition, seconds=10):
    """The first truthy answer of `condition`. It waits for that, never for a time: the deadline ends a failing test."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.02)


class Server:
    """A running `florin serve`; `env` adds variables, a value of None removes one."""

    def __init__(self, **env):
        binary = pathlib.Path(os.environ.get("FLORIN_BIN", REPOSITORY / "target/debug/florin"))
        if not binary.exists():
            raise FileNotFoundError(f"no florin at {binary}: build it first, or say where it is with FLORIN_BIN")
        self.secret_key = f"sk_test_{secrets.token_hex(12)}"
        self.publishable_key = f"pk_test_{secrets.token_hex(12)}"
        self.webhook_secret = f"whsec_{secrets.token_hex(16)}"
        for attempt in range(1, 4):
            self._launch(binary, env)
            try:
                until("florin to be ready", self._is_ready, seconds=20)
                return
            except AssertionError as error:
                output = self.stop()
                # Another program may have taken the port between our look and the server's.
                if attempt == 3 or "in use" not in output.lower():
                    raise AssertionError(f"{error}\n{output}") from None

    def _launch(self, binary, env):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="florin-sdk-python-"))
        self.output = open(self.folder / "output", "wb")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        variables = {name: value for name, value in os.environ.items() if not name.startswith("FLORIN_")}
        variables |= {
            "FLORIN_SECRET_KEY": self.secret_key,
            "FLORIN_PUBLISHABLE_KEY": self.publishable_key,
            "FLORIN_WEBHOOK_SECRET": self.webhook_secret,
            "FLORIN_ASYNC_DELAY": "0",
        }
        variables |= env
        self.process = subprocess.Popen(
            [binary, "serve", "--ephemeral", "--listen", f"127.0.0.1:{port}"],
            cwd=self.folder,  # no florin.toml of the caller
            env={name: value for name, value in variables.items() if value is not None},
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )

    def _is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"florin ended with {self.process.returncode}")
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as reply:
                return reply.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self):
        """Ends the server and returns what it printed."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()
        printed = (self.folder / "output").read_text(errors="replace")
        shutil.rmtree(self.folder, ignore_errors=True)
        return printed


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
