"""S3 and STS on loopback: moto's server, and before it a proxy that counts, cuts and answers for it.

moto does not check who owns a bucket; the proxy does, as S3 would.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

ACCOUNT = "123456789012"  # moto's
REGION = "eu-west-1"
Rule = Callable[["Request"], "bytes | int | None"]


@dataclass(frozen=True)
class Request:
    """The head of a request."""

    method: str
    path: str
    query: str
    headers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Proxy:
    """A TCP proxy before another server, one thread for each connection.

    ``rule`` sees every request: None lets it pass, bytes answer it, a number cuts it off after as many bytes.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self.requests: list[Request] = []
        self.rule: Rule = lambda _request: None
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def sent(self, method: str | None = None) -> list[str]:
        """Give the requests as text, without those to STS."""
        return [str(each) for each in self.requests if each.path != "/" and method in (None, each.method)]

    def reset(self) -> None:
        """Forget what was seen, and let all pass."""
        self.requests.clear()
        self.rule = lambda _request: None

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(2)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._handle, args=(client,), daemon=True).start()

    def _handle(self, client: socket.socket) -> None:
        with client:
            try:
                head = _head(client)
                if head:
                    self._answer(client, head)
            except OSError:
                return

    def _answer(self, client: socket.socket, head: bytes) -> None:
        request = _request(head)
        self.requests.append(request)
        verdict = self.rule(request)
        if isinstance(verdict, bytes):
            client.sendall(verdict)
            return
        with socket.create_connection(self._target, 5) as server:
            # One request for each connection, so that every head is seen.
            server.sendall(head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            if verdict is not None:
                _pass_some(client, server, verdict)
                return
            upward = threading.Thread(target=_pass_all, args=(client, server), daemon=True)
            upward.start()
            _pass_all(server, client)


def _head(client: socket.socket) -> bytes:
    head = b""
    client.settimeout(10)
    while b"\r\n\r\n" not in head:
        piece = client.recv(65536)
        if not piece:
            return b""
        head += piece
    return head


def _request(head: bytes) -> Request:
    first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    parts = urlsplit(target)
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    return Request(method, parts.path, parts.query, headers)


def _pass_some(source: socket.socket, target: socket.socket, count: int) -> None:
    while count > 0 and (piece := source.recv(min(count, 65536))):
        target.sendall(piece)
        count -= len(piece)


def _pass_all(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


def answer(status: str, code: str = "", message: str = "") -> bytes:
    """Make an answer as S3 gives it; without a code it has no body, as to HEAD."""
    body = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode() if code else b""
    head = (f"HTTP/1.1 {status}", "Content-Type: application/xml", f"Content-Length: {len(body)}", "Connection: close")
    return "\r\n".join((*head, "", "")).encode() + body


def owned_by(account: str) -> Rule:
    """Refuse requests that expect another owner, as S3 does."""

    def rule(request: Request) -> bytes | None:
        expected = request.headers.get("x-amz-expected-bucket-owner")
        if expected in (None, account):
            return None
        return answer("403 Forbidden", "" if request.method == "HEAD" else "AccessDenied", "Access Denied")

    return rule


@contextmanager
def moto() -> Iterator[tuple[str, int]]:
    """Run moto's server in a thread."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    yield server.get_host_and_port()
    server.stop()


@cache
def _session(region: str) -> Any:
    from boto3.session import Session

    return Session(aws_access_key_id="none", aws_secret_access_key="none", region_name=region)


@cache
def clients(url: str, *, attempts: int = 2, region: str = REGION) -> tuple[Any, Any]:
    """Make clients of S3 and STS for a server, with credentials that are none."""
    from botocore.config import Config

    session = _session(region)
    config = Config(
        retries={"mode": "standard", "total_max_attempts": attempts},
        connect_timeout=3,
        read_timeout=5,
        s3={"addressing_style": "path"},
    )
    made = [session.client(name, endpoint_url=url, config=config) for name in ("s3", "sts")]
    return made[0], made[1]
