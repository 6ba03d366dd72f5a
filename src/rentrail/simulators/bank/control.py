"""The bank's back door for whoever runs a demo or a test: a few calls in JSON over loopback.

POST /run-day?date=2026-03-02, /pick-up, /faults, /behaviours; GET /status, /accounts, /files,
/published. It asks for no password, so it listens on this machine only.
"""

import json
import threading
from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rentrail.simulators.bank.bank import Bank, BankDayError
from rentrail.simulators.bank.config import BankConfigError, Behaviour
from rentrail.simulators.bank.faults import FaultsError, probabilities_from

Call = Callable[[Bank, dict[str, str], dict[str, Any]], Any]
REFUSALS = (BankDayError, BankConfigError, FaultsError, KeyError, TypeError, ValueError)


def start_control(*, bank: Bank, port: int = 0) -> ThreadingHTTPServer:
    """Answer calls in a thread; stop it with `shutdown` and `server_close`."""
    handler = type("BankControl", (_Handler,), {"bank": bank})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


def _run_day(bank: Bank, query: dict[str, str], body: dict[str, Any]) -> Any:
    bank.run_day(date.fromisoformat(query["date"]))
    return bank.status()


def _pick_up(bank: Bank, query: dict[str, str], body: dict[str, Any]) -> Any:
    return {"picked_up": bank.pick_up()}


def _change_faults(bank: Bank, query: dict[str, str], body: dict[str, Any]) -> Any:
    """Take any of: spec, clear, next_file, kind, drop_after_bytes, during, lose_reply_to, junk."""
    faults = bank.faults
    if body.get("clear"):
        faults.clear()
    if "spec" in body:
        faults.probabilities = probabilities_from(body["spec"])
    if "next_file" in body:
        faults.next_file(body["next_file"], kind=body.get("kind"))
    if "drop_after_bytes" in body:
        faults.drop_after_bytes(int(body["drop_after_bytes"]), during=body.get("during", "write"))
    if "lose_reply_to" in body:
        faults.lose_reply_to(body["lose_reply_to"])
    if body.get("junk"):
        faults.publish_junk()
    return {"probabilities": dict(faults.probabilities)}


def _set_behaviour(bank: Bank, query: dict[str, str], body: dict[str, Any]) -> Any:
    details = dict(body)
    routing, number = str(details.pop("routing")), str(details.pop("number"))
    behaviour = Behaviour.named(details.pop("behaviour"), **details)
    bank.set_behaviour(routing=routing, number=number, behaviour=behaviour)
    return {"routing": routing, "number": number, "behaviour": behaviour.code}


CALLS: dict[tuple[str, str], Call] = {
    ("POST", "/run-day"): _run_day,
    ("POST", "/pick-up"): _pick_up,
    ("POST", "/faults"): _change_faults,
    ("POST", "/behaviours"): _set_behaviour,
    ("GET", "/status"): lambda bank, query, body: bank.status(),
    ("GET", "/accounts"): lambda bank, query, body: bank.accounts(),
    ("GET", "/files"): lambda bank, query, body: bank.files(),
    ("GET", "/published"): lambda bank, query, body: bank.published_files(),
}


class _Handler(BaseHTTPRequestHandler):
    bank: Bank

    def do_GET(self) -> None:
        """Answer a question."""
        self._call()

    def do_POST(self) -> None:
        """Do what is asked."""
        self._call()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _call(self) -> None:
        parts = urlsplit(self.path)
        call = CALLS.get((self.command, parts.path))
        if call is None:
            self._answer(HTTPStatus.NOT_FOUND, {"problem": f"There is no {parts.path} here."})
            return
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        try:
            self._answer(HTTPStatus.OK, call(self.bank, query, self._body()))
        except REFUSALS as refusal:
            self._answer(HTTPStatus.BAD_REQUEST, {"problem": str(refusal)})

    def _body(self) -> dict[str, Any]:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        if not isinstance(body, dict):
            raise ValueError("The body is not a JSON object.")
        return body

    def _answer(self, status: HTTPStatus, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
