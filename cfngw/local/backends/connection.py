"""One connection of the HTTP client: an exchange at a time. Bytes go straight into the parser of the answer."""

from __future__ import annotations

import asyncio
import contextlib
import ssl

from cfngw.local.backends.answer_parsing import Parsing
from cfngw.local.running import BackendAnswer, BackendFailed


class Connection(asyncio.Protocol):
    """One connection: an exchange at a time. It is its own reader: bytes go straight into the parser."""

    def __init__(self) -> None:
        self.since = 0.0
        self.alive = False
        self.reusable = False
        self.untouched = True  # whether no byte of an answer came
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[BackendAnswer] | None = None
        self._answer: Parsing | None = None

    async def exchange(self, head: bytes, body: bytes, without_body: bool) -> BackendAnswer:
        """Send a request and wait for its answer."""
        self._answer = Parsing(without_body)
        self._waiting = asyncio.get_running_loop().create_future()
        self.reusable, self.untouched = False, True
        if self._transport is None or not self.alive:
            self._fail("the connection was closed")
        elif len(body) > 16_384:
            self._transport.write(head)
            self._transport.write(body)
        else:
            self._transport.write(head + body)
        try:
            return await self._waiting
        finally:
            self._waiting = None

    def abort(self) -> None:
        """Close at once."""
        self.alive = False
        if self._transport is not None and not self._transport.is_closing():
            with contextlib.suppress(RuntimeError):  # its event loop is closed, and the connection with it
                self._transport.abort()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        self._transport = transport  # type: ignore[assignment]
        self.alive = True

    def data_received(self, data: bytes) -> None:
        """Feed the parser; what comes unasked ends the connection."""
        if self._waiting is None or self._waiting.done() or self._answer is None:
            self.reusable = False
            self.abort()
            return
        self.untouched = False
        try:
            done = self._answer.feed(data)
        except BackendFailed as failed:
            self._waiting.set_exception(failed)
            return
        if done:
            self.reusable = self._answer.keeps
            self._waiting.set_result(self._answer.result())

    def eof_received(self) -> bool:
        """Close when the server does."""
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """End the answer that lasts until the end, or fail the one that should have gone on."""
        self.alive = self.reusable = False
        if self._waiting is None or self._waiting.done():
            return
        if self._answer is not None and error is None and self._answer.ends_here:
            self._waiting.set_result(self._answer.result())
        elif isinstance(error, ssl.SSLError):
            self._waiting.set_exception(BackendFailed("tls", f"the connection failed: {error.reason or error}"))
        else:
            self._fail("the connection was closed before the answer was whole")

    def _fail(self, why: str) -> None:
        # An answer that began and broke off is a broken answer; none at all is as good as nobody there.
        if self._waiting is not None:
            self._waiting.set_exception(BackendFailed("unreachable" if self.untouched else "malformed", why))
