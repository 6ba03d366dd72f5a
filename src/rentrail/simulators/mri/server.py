"""The HTTP server around the simulated MRI: keep-alive, one thread a connection."""

import contextlib
import socket
import threading
import time
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from rentrail.simulators.mri import control
from rentrail.simulators.mri.service import API_PATH, Answer, Request, Service
from rentrail.simulators.mri.world import World


class Server(ThreadingHTTPServer):
    """Listens for a service, and can let go of the connections that clients keep open."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, *, address: tuple[str, int], service: Service, world: World) -> None:
        self.service = service
        self.world = world
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__(address, Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember a connection while it is open."""
        with self._connections_lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has ended."""
        with self._connections_lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Stop listening and end every connection."""
        super().server_close()
        with self._connections_lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class Handler(BaseHTTPRequestHandler):
    """Reads one request after another from a connection, and sends the answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer a read."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a write."""
        self._answer()

    def do_PUT(self) -> None:
        """Answer an update; there are none."""
        self._answer()

    def handle(self) -> None:
        """Serve a connection until it ends, in whatever way it does."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing; the status page tells."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=parts.path,
            query=parts.query,
            host=f"http://{self.headers.get('Host', 'localhost')}",
            body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
            authorization=self.headers.get("Authorization", ""),
        )
        self._send(self._decide(request))

    def _decide(self, request: Request) -> Answer:
        if request.path.startswith(control.PREFIX):
            return control.answer(
                service=self.server.service, world=self.server.world, request=request
            )
        if request.path.lower() in (API_PATH, f"/mriweb{API_PATH}"):
            return self.server.service.answer(request)
        return Answer(status=404, body=b"Not found.")

    def _send(self, answer: Answer) -> None:
        if answer.delay_seconds:
            time.sleep(answer.delay_seconds)
        data = _head(answer) + answer.body
        cut = _cut(answer=answer, length=len(data))
        if cut is None:
            self.wfile.write(data)
            return
        self.wfile.write(data[:cut])
        self.close_connection = True


def _head(answer: Answer) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status} {responses[answer.status]}",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {len(answer.body)}",
    ]
    if answer.status == 401:
        lines.append('WWW-Authenticate: Basic realm="MRI simulator"')
    if answer.retry_after_seconds is not None:
        lines.append(f"Retry-After: {answer.retry_after_seconds}")
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def _cut(*, answer: Answer, length: int) -> int | None:
    if answer.cut_at_byte is not None:
        return min(answer.cut_at_byte, length - 1)
    return None if answer.cut_place is None else int(answer.cut_place * length)
