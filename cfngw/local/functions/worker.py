"""One worker: a process that has one event at a time, the frames that go to it and come from it, and its end.

The frames are those of ``python_child``. What comes is bounded, and what makes no sense ends the process: its other
side runs a stranger's code, which may write there what it likes.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from struct import Struct
from typing import TYPE_CHECKING, Protocol, cast

from cfngw.local.functions import outcomes
from cfngw.local.functions.output import Output, Sink
from cfngw.local.functions.process import Started, kill, resident_bytes, start
from cfngw.local.running import Invocation

if TYPE_CHECKING:
    from cfngw.local.functions.plan import Plan
    from cfngw.local.journey import Journey

_HEAD, _BACK = Struct("<IHHd"), Struct("<IB")
_BACK_SIZE = _BACK.size
_READY, _RESULT, _ERROR, _INIT_ERROR, _TOO_LARGE, _OUT_OF_MEMORY, _LEAVING = range(1, 8)
_INIT_SECONDS = 10.0  # https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
_EXIT_SECONDS = 1.0  # for a process to go by itself after its socket ended
_MEGABYTE = 1 << 20


class Call:
    """One invocation on its way to a worker. ``result`` is None where nobody waits for it."""

    __slots__ = ("arn", "began", "event", "in_line", "is_cold", "journey", "request_id", "result")

    def __init__(
        self, event: bytes, request_id: str, arn: bytes, journey: Journey, result: asyncio.Future[Invocation] | None
    ) -> None:
        self.event = event
        self.request_id = request_id
        self.arn = arn
        self.journey = journey
        self.result = result
        self.in_line = False  # waits because all workers are taken: it has not begun
        self.is_cold = True
        self.began: float | None = None  # at a worker, by the monotonic clock

    def answer(self, outcome: Invocation) -> None:
        """Give the outcome to who waits for it, if anybody still does."""
        if self.result is not None and not self.result.done():
            self.result.set_result(outcome)


class Owner(Protocol):
    """Who has a worker, and is told what becomes of it."""

    def ready(self, worker: Worker, version: str) -> None:
        """Take a worker that has imported its handler."""
        ...

    def free(self, worker: Worker) -> None:
        """Take back a worker that has answered."""
        ...

    def gone(self, worker: Worker, outcome: Callable[[str], Invocation]) -> None:
        """Forget a worker; where it never was ready, ``outcome`` of a request's id is what came of starting it."""
        ...


class Worker(asyncio.Protocol):
    """A process, from its start to its end."""

    def __init__(self, plan: Plan, owner: Owner, sink: Sink, loop: asyncio.AbstractEventLoop) -> None:
        self.plan = plan
        self.call: Call | None = None
        self.is_ready = False
        self.is_gone = False
        self.is_reaped = False
        self.generation = 0
        self.idle_since = 0.0
        self._has_run = False
        self._owner = owner
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._data = bytearray()
        self._outcome: Callable[[str], Invocation] | None = None
        self._tells = False  # why it ended is for its output to say, since the runtime did not
        self._until = time.monotonic() + max(_INIT_SECONDS, plan.timeout_seconds)
        self._started: Started = start(plan.command, plan.arguments, plan.environment, plan.folder)
        self._output = Output(loop, self._started.printed, plan.logical_id, sink)
        self._opening = loop.create_task(self._open())

    @property
    def process_id(self) -> int:
        """Give the number of the process."""
        return self._started.process.pid

    async def _open(self) -> None:
        try:
            await self._loop.create_unix_connection(lambda: self, sock=self._started.socket)
        except OSError:
            self.end()

    def expect(self, request_id: str) -> None:
        """Tell for which request it is started, before it is ready."""
        self._output.expect(request_id)

    def run(self, call: Call) -> None:
        """Send an event to the process."""
        self.call = call
        seconds = self.plan.timeout_seconds
        call.began = now = time.monotonic()
        call.is_cold = not self._has_run
        self._has_run = True
        self._until = now + seconds
        request_id, event, arn = call.request_id.encode()[:1000], call.event, call.arn
        self._output.begin(call.request_id, call.journey)
        head = _HEAD.pack(len(event), len(request_id), len(arn), time.time() + seconds)
        if self._transport is not None:
            self._transport.write(b"".join((head, event, request_id, arn)))

    def check(self, now: float) -> None:
        """End the process where its time is up, or where it takes more memory than its function has."""
        if now >= self._until:
            seconds = (
                self.plan.timeout_seconds if self.call is not None else max(_INIT_SECONDS, self.plan.timeout_seconds)
            )
            self.end(lambda request_id: outcomes.timed_out(request_id, seconds))
        elif resident_bytes(self.process_id) > self.plan.memory_mb * _MEGABYTE:
            self.end(outcomes.out_of_memory)

    def end(self, outcome: Callable[[str], Invocation] | None = None) -> None:
        """Kill the process and all that it started; ``outcome`` is what its event comes to, unless it was answered."""
        if self.is_gone:
            return
        self._tells = self._outcome is None and outcome is not None
        self._outcome = self._outcome or outcome or (lambda request_id: outcomes.exited(request_id, -9))
        kill(self._started.process)
        self._finish()

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket."""
        self._transport = cast(asyncio.Transport, transport)
        if self.is_gone:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take what came of frames."""
        if self.is_gone:
            return
        held = self._data
        if held or len(data) < _BACK_SIZE:
            held += data
            if len(held) < _BACK_SIZE:
                return
            data = held  # type: ignore[assignment]
        size, kind = _BACK.unpack_from(data)
        missing = _BACK_SIZE + size - len(data)
        if missing > 0 and size <= outcomes.LARGEST_ANSWER:
            if not held:
                held += data
            return
        payload = bytes(data[_BACK_SIZE:]) if missing == 0 else None
        if held:
            self._data = bytearray()
        if payload is None:
            self._end_stranger()  # too large, or more than one frame: not the runtime's doing
        else:
            self._frame(kind, payload)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        """See why the process ended."""
        if not self.is_gone:
            self._wait_for_exit(time.monotonic() + _EXIT_SECONDS)

    def _frame(self, kind: int, payload: bytes) -> None:
        call = self.call
        if call is not None and kind in (_RESULT, _ERROR, _TOO_LARGE):
            made = outcomes.too_large() if kind == _TOO_LARGE else Invocation(payload, kind == _ERROR)
            self._output.end(outcomes.line(made) if kind == _TOO_LARGE else "")
            self.call = None
            call.answer(made)
            self._owner.free(self)
        elif call is None and kind == _READY and not self.is_ready:
            self.is_ready = True
            self._output.end()
            self._owner.ready(self, payload.decode(errors="replace")[:40])
        elif kind in (_INIT_ERROR, _LEAVING) and self.is_ready == (kind == _LEAVING):
            self._outcome = lambda _: Invocation(payload, True)
            self.end()
        elif kind == _OUT_OF_MEMORY:
            self.end(outcomes.out_of_memory)
        else:
            self._end_stranger()

    def _end_stranger(self) -> None:
        """End a process that writes what the runtime would not."""
        self.end(lambda request_id: outcomes.exited(request_id, -9))

    def _wait_for_exit(self, until: float, pause: float = 0.001) -> None:
        if self.is_gone:
            return
        code = self._started.process.poll()
        if code is None and time.monotonic() < until:
            self._loop.call_later(pause, self._wait_for_exit, until, min(pause * 2, 0.05))
            return
        if code is None:  # it lives, and closed its socket
            kill(self._started.process)
            code = 1
        self._tells = self._outcome is None and (self.call is not None or not self.is_ready)
        self._outcome = self._outcome or (lambda request_id: outcomes.exited(request_id, code))
        self._finish()

    def _finish(self) -> None:
        """Answer what is open, free what it held, and have the process reaped."""
        self.is_gone = True
        outcome = self._outcome or (lambda request_id: outcomes.exited(request_id, None))
        self._output.close(outcomes.line(outcome("")) if self._tells else "")
        if self._transport is not None:  # otherwise it is closed when the loop has made it
            self._transport.abort()
        kill(self._started.process)
        os.close(self._started.life)
        self._reap()
        call, self.call = self.call, None
        if call is not None:
            call.answer(outcome(call.request_id))
        self._owner.gone(self, outcome)

    def _reap(self, pause: float = 0.002) -> None:
        self.is_reaped = self._started.process.poll() is not None
        if not self.is_reaped and pause < 2:
            self._loop.call_later(pause, self._reap, pause * 2)

    async def ended(self) -> None:
        """Wait until the process is gone."""
        await self._opening
        until = time.monotonic() + _EXIT_SECONDS
        while self._started.process.poll() is None and time.monotonic() < until:
            await asyncio.sleep(0.002)
