"""An HTTP/1.1 client on asyncio and httptools: one request, one answer, nothing followed, nothing decoded.

Headers go out as they are given, in their order and with repeats, but for those that belong to the connection: these
are the client's own. Answers are held to limits: 10 MB of body (what API Gateway takes from an integration), 64 KB of
headers, eight answers of 1xx. Connections are kept for reuse, at most 32 of an origin and 128 in all, each for at most
4 seconds of rest. A request that changes something goes over one that rested less than half a second or a new one: a
server that closes an idle connection must not lose it, and it must never be sent twice. No proxy of the environment is
used; authorities of certificates are the system's, or those of ``SSL_CERT_FILE``.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from typing import Any, NamedTuple

from cfngw.local.backends.addresses import Address, is_localhost
from cfngw.local.backends.connection import Connection
from cfngw.local.running import BackendAnswer, BackendFailed, BackendRequest

_CONNECT_SECONDS = 5.0
_IDLE_SECONDS = 4.0
_FRESH_SECONDS = 0.5
_IDLE_OF_ORIGIN, _IDLE_IN_ALL, _BUSY = 32, 128, 512
_HOP_BY_HOP = frozenset(
    (
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
_SAFE_TWICE = frozenset(("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"))
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_BAD_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_WANTS_LENGTH = frozenset(("POST", "PUT", "PATCH"))


class _Key(NamedTuple):
    """What two requests must share to share a connection."""

    scheme: str
    host: str
    port: int
    verify: bool
    server_name: str | None


class HttpClient:
    """Sends requests to addresses that were checked before; what may be called is not decided here."""

    def __init__(self) -> None:
        self._idle: dict[_Key, list[Connection]] = {}
        self._resting = 0
        self._busy = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._contexts: dict[bool, ssl.SSLContext] = {}

    async def send(self, address: Address, request: BackendRequest, host: str | None = None) -> BackendAnswer:
        """Send a request to an address and give the answer; raise BackendFailed.

        ``host``: the Host header where neither the request's headers nor the address should give it.
        """
        head = _head(address, request, host)
        if self._busy >= _BUSY:
            raise BackendFailed("unreachable", f"{_BUSY} calls of {address.origin} and others are under way already")
        self._busy += 1
        try:
            async with asyncio.timeout(request.timeout_seconds):
                return await self._send(address, request, head)
        except TimeoutError:
            raise BackendFailed(
                "timeout", f"{address.origin} did not answer within {request.timeout_seconds:g} seconds"
            ) from None
        finally:
            self._busy -= 1

    async def _send(self, address: Address, request: BackendRequest, head: bytes) -> BackendAnswer:
        key = _Key(address.scheme, address.host, address.port, request.verify_tls, request.server_name)
        repeatable = request.method.upper() in _SAFE_TWICE
        kept = self._take(key, _IDLE_SECONDS if repeatable else _FRESH_SECONDS)
        if kept is not None:
            try:
                return await self._over(kept, key, head, request)
            except BackendFailed:
                if not (repeatable and kept.untouched):
                    raise
        return await self._over(await self._connect(key, address), key, head, request)

    async def _over(self, connection: Connection, key: _Key, head: bytes, request: BackendRequest) -> BackendAnswer:
        try:
            answer = await connection.exchange(head, request.body, request.method.upper() == "HEAD")
        except BaseException:
            connection.abort()
            raise
        if connection.reusable:
            self._keep(key, connection)
        else:
            connection.abort()
        return answer

    # Connections at rest

    def _take(self, key: _Key, rested: float) -> Connection | None:
        self._same_loop()
        kept = self._idle.get(key)
        now = time.monotonic()
        while kept:
            connection = kept.pop()
            self._resting -= 1
            if connection.alive and now - connection.since < rested:
                return connection
            connection.abort()
        self._idle.pop(key, None)
        return None

    def _keep(self, key: _Key, connection: Connection) -> None:
        if self._resting >= _IDLE_IN_ALL:
            self._sweep()
        kept = self._idle.setdefault(key, [])
        if len(kept) >= _IDLE_OF_ORIGIN or self._resting >= _IDLE_IN_ALL:
            connection.abort()
            return
        connection.since = time.monotonic()
        kept.append(connection)
        self._resting += 1

    def _sweep(self) -> None:
        """Close what rested too long, whomever it led to."""
        limit = time.monotonic() - _IDLE_SECONDS
        for key, kept in list(self._idle.items()):
            stays = [each for each in kept if each.alive and each.since > limit]
            for each in kept:
                if each not in stays:
                    each.abort()
            self._resting -= len(kept) - len(stays)
            if stays:
                self._idle[key] = stays
            else:
                del self._idle[key]

    def _same_loop(self) -> None:
        """Forget the connections of another event loop: tests run one for each request."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self.close()
            self._loop = loop

    def close(self) -> None:
        """Close what rests."""
        for kept in self._idle.values():
            for connection in kept:
                connection.abort()
        self._idle.clear()
        self._resting = 0

    # Connecting

    async def _connect(self, key: _Key, address: Address) -> Connection:
        context = self._context(key.verify) if key.scheme == "https" else None
        hosts = ("127.0.0.1", "::1") if is_localhost(key.host) else (key.host,)
        problem = ""
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                for host in hosts:
                    try:
                        return await _open(host, key, context)
                    except ssl.SSLError as error:
                        raise _tls(address, error) from None
                    except OSError as error:
                        problem = problem or error.strerror or str(error)
                    except UnicodeError:
                        raise BackendFailed("malformed", f"{address.host!r} is no name of a host") from None
        except TimeoutError:
            problem = f"no connection within {_CONNECT_SECONDS:g} seconds"
        raise BackendFailed("unreachable", f"{address.origin} can't be reached: {problem}")

    def _context(self, verify: bool) -> ssl.SSLContext:
        context = self._contexts.get(verify)
        if context is None:
            context = ssl.create_default_context()
            if not verify:
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            context.set_alpn_protocols(["http/1.1"])
            self._contexts[verify] = context
        return context


async def _open(host: str, key: _Key, context: ssl.SSLContext | None) -> Connection:
    options: dict[str, Any] = {}
    if context is not None:
        options = {"ssl": context, "server_hostname": key.server_name or key.host}
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Connection, host, key.port, **options)
    return connection


def _tls(address: Address, error: ssl.SSLError) -> BackendFailed:
    why = getattr(error, "verify_message", "") or error.reason or str(error)
    return BackendFailed("tls", f"TLS with {address.origin} failed: {why}")


def _head(address: Address, request: BackendRequest, host: str | None) -> bytes:
    """Write the request line and the headers; refuse what would break them."""
    if not _TOKEN.match(request.method):
        raise BackendFailed("malformed", f"{request.method!r} is no method")
    given = next((value for name, value in request.headers if name.lower() == "host"), None)
    lines = [f"{request.method} {address.target} HTTP/1.1", f"Host: {given or host or address.authority}"]
    for name, value in request.headers:
        if name.lower() not in _HOP_BY_HOP:
            if not _TOKEN.match(name):
                raise BackendFailed("malformed", f"{name!r} is no name of a header")
            lines.append(f"{name}: {value}")
    if request.body or request.method in _WANTS_LENGTH:
        lines.append(f"Content-Length: {len(request.body)}")
    for line in lines:
        if _BAD_VALUE.search(line):
            raise BackendFailed("malformed", f"the line {line[:80]!r} of the request holds a control character")
    try:
        return "\r\n".join((*lines, "", "")).encode("latin-1")
    except UnicodeEncodeError:
        return "\r\n".join((*lines, "", "")).encode("utf-8", "replace")  # what is no Latin-1 goes out as UTF-8
