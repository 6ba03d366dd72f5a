"""A tiny MRI that gives literal answers, and a client that speaks with it without waiting."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.connection import Format, MriConnection
from rentrail.accounting.mri.exchange import Exchange
from rentrail.accounting.mri.limits import Backoff

NO_ANSWER = b"<no answer>"  # the connection is dropped when the request has been read
CUT = b"<cut>"  # the answer promises more than it brings


@dataclass
class Asked:
    """A request as the literal MRI met it."""

    method: str
    url: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    client_port: int


@dataclass
class LiteralMri:
    """Gives the answers it was told, in order, and keeps what it was asked."""

    base_url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: deque[tuple[int, bytes, dict[str, str]]] = field(default_factory=deque)

    def answer(
        self, body: bytes | str | dict[str, Any], *, status: int = 200, **headers: str
    ) -> None:
        """Tell it its next answer."""
        if isinstance(body, dict):
            body = json.dumps(body)
        content = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, content, named))

    def answer_rows(self, *rows: dict[str, Any], link: str | None = None) -> None:
        """Tell it to answer with rows in JSON."""
        body: dict[str, Any] = {"odata.metadata": "…", "value": list(rows)}
        self.answer(body if link is None else {**body, "nextLink": link})


def handler_of(mri: LiteralMri) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            place = urlsplit(self.path)
            length = int(self.headers.get("Content-Length", 0))
            mri.asked.append(
                Asked(
                    method=self.command,
                    url=self.path,
                    query=dict(parse_qsl(place.query)),
                    headers=dict(self.headers),
                    body=self.rfile.read(length),
                    client_port=self.client_address[1],
                )
            )
            status, body, headers = mri.answers.popleft()
            if body == NO_ANSWER:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) + (1_000 if body == CUT else 0)))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = body == CUT

        do_POST = do_GET  # noqa: N815 - http.server's name
        do_PUT = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *args: object) -> None: ...

    return Handler


@pytest.fixture
def mri() -> Iterator[LiteralMri]:
    """A literal MRI on a free port."""
    literal = LiteralMri()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(literal))
    server.daemon_threads = True
    literal.base_url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield literal
    server.shutdown()
    server.server_close()
    thread.join()


def connection_to(base_url: str, *, form: Format = "json", **settings: Any) -> MriConnection:
    return MriConnection(
        base_url=base_url,
        client_id="C1",
        database="DB",
        user="WEB",
        key="K-secret",
        password="p:secret",
        format=form,
        **settings,
    )


@dataclass
class Speaking:
    """A client, the waits it would have made, and the exchanges it recorded."""

    client: MriClient
    waits: list[float]
    exchanges: list[Exchange]


@pytest.fixture
def speaking(mri: LiteralMri) -> Iterator[Callable[..., Speaking]]:
    """Make clients that speak with the literal MRI; their waits are only noted."""
    clients: list[MriClient] = []

    def make(*, form: Format = "json", attempts: int = 4, **settings: Any) -> Speaking:
        waits: list[float] = []
        exchanges: list[Exchange] = []
        clients.append(
            MriClient(
                connection=connection_to(
                    settings.pop("base_url", mri.base_url), form=form, **settings
                ),
                record=exchanges.append,
                backoff=Backoff(chance=lambda: 0.0),
                sleep=waits.append,
                monotonic=lambda: 0.0,
                read_attempts_max=attempts,
            )
        )
        return Speaking(client=clients[-1], waits=waits, exchanges=exchanges)

    yield make
    for client in clients:
        client.close()
