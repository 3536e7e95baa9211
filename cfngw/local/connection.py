"""One connection of a client: HTTP/1.1 and 1.0 by llhttp's parser, bounded in size, time and number.

Requests of one connection are answered one after the other, in order; what a client sends ahead waits unread. A request
that is malformed, too large or too slow gets one answer and the connection ends. A client that goes away ends nothing:
its request runs on, as at API Gateway, and its answer is dropped.

asyncio calls this directly, with no framework between: headers keep the case of their names, which frameworks lose and
handlers see, and a body that is too large is refused before it is read.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

import httptools

from cfngw.local.exchange import Answer, Call
from cfngw.local.wire import MOST_BODY, MOST_HEAD, message, refused

if TYPE_CHECKING:
    from cfngw.local.port import Port

MOST_READ_HEAD = 64 * 1024  # of bytes before the headers end; what is told apart from an endless header
HEAD_SECONDS, BODY_SECONDS, IDLE_SECONDS, WRITE_SECONDS = 10.0, 30.0, 75.0, 30.0
_LINGER_SECONDS, _MOST_LINGERED = 2.0, 32 * 1024 * 1024


class Connection(asyncio.Protocol):
    """A connection at a port; ``check`` is called about each second."""

    def __init__(self, port: Port) -> None:
        self._port = port
        self._loop = port.loop
        self._transport: Any = None
        self._parser: Any = httptools.HttpRequestParser(self)
        self._peer = "127.0.0.1"
        self._waiting: deque[tuple[Call | Answer, bool, int]] = deque()  # what to answer; kept though 1.0; bytes held
        self._running = False
        self._paused = False  # the client reads too slowly
        self._unread = False  # we do, since a request waits
        self._ended = False  # the last request was taken: what follows is dropped
        self._refused = False  # the last one in the middle of it
        self._lingered = 0
        self._deadline = self._loop.time() + IDLE_SECONDS
        self._begin()

    def _begin(self) -> None:
        """Make ready for the next request."""
        self._read = 0
        self._in_head = True
        self._started = False
        self._url = b""
        self._headers: list[tuple[str, str]] = []
        self._body = bytearray()  # grows in place: a list would hold an object for each chunk
        self._held = 0

    # --- asyncio --------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or end at once where too many are open."""
        self._transport = transport
        peer = transport.get_extra_info("peername")
        self._peer = peer[0] if peer else "127.0.0.1"
        if not self._port.join(self):
            self._end_with(503)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        """Forget all but the request that runs."""
        self._ended = True
        for _, _, held in self._waiting:
            self._port.release(held)
        self._waiting.clear()
        self._release()
        self._transport = None
        self._parser = None
        self._port.leave(self)

    def pause_writing(self) -> None:
        """Wait for a client that does not read."""
        self._paused = True
        self._deadline = self._loop.time() + WRITE_SECONDS

    def resume_writing(self) -> None:
        """Go on."""
        self._paused = False
        self._next()

    def eof_received(self) -> bool:
        """Answer what was asked, then close; a client that sent half a request gets nothing."""
        self._ended = True
        return self._running or bool(self._waiting)

    def data_received(self, data: bytes) -> None:
        """Take bytes in."""
        if self._ended:
            self._lingered += len(data)
            if self._lingered > _MOST_LINGERED:
                self._transport.abort()
            return
        if self._in_head:
            self._read += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._ended = True  # the request is answered as HTTP; what follows would be another protocol's
        except httptools.HttpParserError:
            if not self._ended:
                self._end_with(400)
        else:
            if self._in_head and self._read > MOST_READ_HEAD and not self._ended:
                self._end_with(431)

    # --- the parser -----------------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._started = True
        if not self._running:
            self._deadline = self._loop.time() + HEAD_SECONDS

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; what follows a chunked body is dropped."""
        if self._in_head:
            self._headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """Look whether the request may go on."""
        self._in_head = False
        if self._ended:
            return
        size = len(self._url) + 16
        expects = False
        for name, value in self._headers:
            size += len(value)
            if len(name) == 14 and name.lower() == "content-length" and value.isdecimal() and int(value) > MOST_BODY:
                self._end_with(413)
                return
            if len(name) == 6 and name.lower() == "expect" and value.lower() == "100-continue":
                expects = True
        if size > MOST_HEAD:
            self._end_with(431)
            return
        if not self._running:
            self._deadline = self._loop.time() + BODY_SECONDS
        if expects and not self._running and not self._waiting:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        if self._ended:
            return
        self._held += len(body)
        if self._held > MOST_BODY:
            self._held -= len(body)
            self._end_with(413)
        elif not self._port.hold(len(body)):
            self._held -= len(body)
            self._end_with(503)
        else:
            self._body += body

    def on_message_complete(self) -> None:
        """Put the request in line."""
        if self._ended:
            return
        target, _, query = self._url.decode("latin-1").partition("?")
        path = target if target.startswith("/") else _below_authority(target)
        if path is None:
            self._end_with(400)
            return
        parser = self._parser
        version = parser.get_http_version()
        keeps = parser.should_keep_alive()
        call = Call(
            parser.get_method().decode("latin-1"),
            path,
            query,
            tuple(self._headers),
            bytes(self._body),
            self._peer,
            f"HTTP/{version}",
            "http",
            self._port.clock(),
        )
        held, self._held = self._held, 0
        self._begin()
        self._ended = not keeps
        self._waiting.append((call, keeps and version == "1.0", held))
        if self._running and not self._unread:
            self._unread = True
            self._transport.pause_reading()  # one request waits; more come when it runs
        self._next()

    # --- answers --------------------------------------------------------------------------------------------------

    def _next(self) -> None:
        """Answer what waits, where nothing else runs."""
        if self._running or self._paused or not self._waiting or self._transport is None:
            return
        asked, kept, held = self._waiting.popleft()
        self._deadline = float("inf")
        if isinstance(asked, Answer):
            self._send(asked, "GET", kept=kept)
            return
        self._running = True
        self._port.run(self._answer(asked, held, kept=kept))
        if self._unread and not self._waiting:
            self._unread = False
            self._transport.resume_reading()

    async def _answer(self, call: Call, held: int, *, kept: bool) -> None:
        try:
            answer = await self._port.answer(call)
        finally:
            self._running = False
            self._port.release(held)
        if self._transport is not None and not self._transport.is_closing():
            self._send(answer, call.method, kept=kept)

    def _send(self, answer: Answer, method: str, *, kept: bool) -> None:
        last = self._port.closing or (self._ended and not self._waiting)
        self._transport.write(message(answer, method, close=last, kept_1_0=kept))
        now = self._loop.time()
        if last and self._refused:  # closing before the client stops sending would lose the answer
            self._deadline = now + _LINGER_SECONDS
            try:
                self._transport.write_eof()
            except OSError:  # the client is gone already
                self._transport.abort()
        elif last:
            self._ended = True
            self._deadline = now + WRITE_SECONDS
            self._transport.close()
        else:
            if not self._paused:
                self._deadline = now + (HEAD_SECONDS if self._started else IDLE_SECONDS)
            self._next()

    def _end_with(self, status: int) -> None:
        """Refuse the request that comes in, behind the answers of those before it, and end the connection."""
        self._release()
        self._ended = self._refused = True
        self._waiting.append((refused(status, rest=self._port.is_rest), False, 0))
        self._port.refused(status)
        self._next()

    def _release(self) -> None:
        self._port.release(self._held)
        self._held = 0
        self._body = bytearray()

    # --- time -----------------------------------------------------------------------------------------------------

    def check(self, now: float) -> None:
        """End what takes too long: half a request is told so, anything else just ends."""
        if now < self._deadline or self._transport is None:
            return
        if self._paused or self._ended:
            self._transport.abort()
        elif self._started:
            self._end_with(408)
        else:
            self._transport.close()

    def end(self) -> None:
        """Close when what runs is answered; at once where nothing does."""
        if not self._running and self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close now."""
        if self._transport is not None:
            self._transport.abort()


def _below_authority(target: str) -> str | None:
    """Give the path of a target in absolute form; None for what has none."""
    scheme, found, rest = target.partition("://")
    if not found or scheme.lower() not in ("http", "https"):
        return None
    slash = rest.find("/")
    return "/" if slash < 0 else rest[slash:]
