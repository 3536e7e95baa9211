"""The workers of one function, and the invocations that wait for one of them.

An invocation takes the worker that was freed last; where none is free another starts, up to a bound; beyond it
invocations wait in line, up to another. Workers that were started from files that changed since are replaced.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from cfngw.local.functions.watch import INTERVAL_SECONDS
from cfngw.local.functions.worker import Call, Worker
from cfngw.local.running import Invocation, InvocationRefused

if TYPE_CHECKING:
    from cfngw.local.functions.output import Sink
    from cfngw.local.functions.plan import Plan
    from cfngw.local.functions.watch import Watch


class Bounds(NamedTuple):
    """``workers`` at once; ``line``: how many invocations may wait; ``idle_seconds``: the age of a worker too many;
    ``look_seconds``: how long a look at the files holds.
    """

    workers: int = 10
    line: int = 1000
    idle_seconds: float = 60.0
    look_seconds: float = INTERVAL_SECONDS


class Crew:
    """``make`` plans the workers anew where files changed; ``watch`` tells whether they did."""

    def __init__(
        self,
        make: Callable[[], tuple[Plan, Watch]],
        bounds: Bounds,
        sink: Sink,
        versions: Callable[[Plan, str], None],
        active: set[Worker],
    ) -> None:
        self._make = make
        self._plan, self._watch = make()
        self._generation = 0  # of the plan
        self._looked = 0
        self._bounds = bounds
        self._sink = sink
        self._versions = versions
        self._active = active  # of the whole pool: those whose time and memory have to be looked at
        self._loop = asyncio.get_running_loop()
        self._free: list[Worker] = []
        self._all: set[Worker] = set()
        self._ending: list[Worker] = []  # killed, and not yet gone from the system
        self._starting = 0
        self._line: deque[Call] = deque()
        self.is_closed = False

    @property
    def workers(self) -> int:
        """Give how many workers there are."""
        return len(self._all)

    def submit(self, call: Call) -> None:
        """Have an invocation run. Raises InvocationRefused where too many wait, or where the code went."""
        if self.is_closed:
            raise InvocationRefused("ServiceException", "the gateway is ending")
        self._renew()
        if self._free:
            self._run(self._free.pop(), call)
            return
        if len(self._line) >= self._bounds.line:
            raise InvocationRefused("TooManyRequestsException", "Rate Exceeded.")
        call.in_line = len(self._all) >= self._bounds.workers
        self._line.append(call)
        self._fill(call.request_id)

    def warm(self) -> None:
        """Start the first worker, unless there is one."""
        if not self._all and not self.is_closed:
            self._start("")

    def renew(self) -> None:
        """Start with another plan from the next invocation on."""
        self._looked = -1

    def _renew(self) -> None:
        looked = self._watch.look()
        if looked == self._looked:
            return
        self._plan, self._watch = self._make()
        self._looked = self._watch.look()
        self._generation += 1
        for worker in [each for each in self._all if each.call is None]:
            worker.end()

    def _fill(self, request_id: str = "") -> None:
        """Start workers for those who wait."""
        while self._starting < len(self._line) and len(self._all) < self._bounds.workers and not self.is_closed:
            if not self._start(request_id):
                return

    def _start(self, request_id: str) -> bool:
        try:
            worker = Worker(self._plan, self, self._sink, self._loop)
        except OSError as error:
            why = f"{self._plan.logical_id} can't be started: {error.strerror or error}"
            self._refuse_next(InvocationRefused("ServiceException", why))
            return False
        worker.generation = self._generation
        worker.expect(request_id)
        self._starting += 1
        self._all.add(worker)
        self._active.add(worker)
        return True

    def _refuse_next(self, refusal: InvocationRefused) -> None:
        if self._line:
            call = self._line.popleft()
            if call.result is not None and not call.result.done():
                call.result.set_exception(refusal)

    def _run(self, worker: Worker, call: Call) -> None:
        self._active.add(worker)
        worker.run(call)

    # What workers tell.

    def ready(self, worker: Worker, version: str) -> None:
        """Take a worker that has imported its handler."""
        self._starting -= 1
        self._versions(worker.plan, version)
        self.free(worker)

    def free(self, worker: Worker) -> None:
        """Give a worker the next invocation, or keep it."""
        if worker.generation != self._generation:
            worker.end()
            return
        call = self._next()
        if call is not None:
            self._run(worker, call)
            return
        self._active.discard(worker)
        worker.idle_since = time.monotonic()
        self._free.append(worker)

    def gone(self, worker: Worker, outcome: Callable[[str], Invocation]) -> None:
        """Forget a worker. What one comes to that never got ready is the outcome of an invocation that waits."""
        self._all.discard(worker)
        self._active.discard(worker)
        self._ending = [each for each in (*self._ending, worker) if not each.is_reaped]
        if worker in self._free:
            self._free.remove(worker)
        if not worker.is_ready:
            self._starting -= 1
            if worker.generation == self._generation or self.is_closed:
                call = self._next()
                if call is not None:
                    call.answer(outcome(call.request_id))
        if not self.is_closed:
            self._fill()

    def _next(self) -> Call | None:
        """Give the next invocation; who gave up while it stood in line has none."""
        while self._line:
            call = self._line.popleft()
            if not (call.in_line and call.result is not None and call.result.done()):
                return call
        return None

    def tidy(self, now: float) -> None:
        """End workers beyond the first that had nothing to do for long."""
        while len(self._all) > 1 and self._free and now - self._free[0].idle_since > self._bounds.idle_seconds:
            self._free.pop(0).end()

    def close(self) -> list[Worker]:
        """End all workers, and give those whose processes may still be there."""
        self.is_closed = True
        for worker in list(self._all):
            worker.end()
        while self._line:
            self._refuse_next(InvocationRefused("ServiceException", "the gateway is ending"))
        return list(self._ending)
