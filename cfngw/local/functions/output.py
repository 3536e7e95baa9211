"""What a process prints, and for which request.

It is read as it comes, and once more when an answer is there, so that what was printed before the answer is the
request's. Of one invocation 256 KB are kept; the rest is counted and thrown away. What a handler prints when none runs
(a thread that it left behind) counts to the request before.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from cfngw.local.journey import Journey

Sink = Callable[[str, str, str], None]
"""Takes a function's logical id, a request's id (empty: started ahead of any request) and whole lines."""

MOST_KEPT = 256 * 1024
_PIECE = 65536  # as much as a pipe of Linux holds


class Output:
    """The reading end of what a process prints."""

    def __init__(self, loop: asyncio.AbstractEventLoop, number: int, logical_id: str, sink: Sink) -> None:
        self._loop = loop
        self._number = number
        self._id = logical_id
        self._sink = sink
        self._request_id = ""
        self._journey: Journey | None = None
        self._line = b""
        self._kept = 0
        self._cut = 0
        self._early: list[str] = []  # printed before the first request
        self._has_run = False
        loop.add_reader(number, self._readable)

    def begin(self, request_id: str, journey: Journey) -> None:
        """Count what comes to a request."""
        self._request_id = request_id
        self._journey = journey if journey.on else None
        if not self._has_run:
            self._has_run = True
            if journey.on and self._early:
                journey.output.append((self._id, "".join(self._early)))
            self._early = []

    def expect(self, request_id: str) -> None:
        """Count what comes before the first request to the one that it was started for."""
        self._request_id = request_id

    def end(self, said: str = "") -> None:
        """Take what was printed until now; ``said`` is a line of Lambda's own behind it."""
        try:
            data = os.read(self._number, _PIECE)
        except OSError:
            data = b""
        if data:
            self._take(data)
        if self._line or self._cut or self._kept:
            self._finish()
        if said:
            self._emit(f"{said}\n".encode())

    def close(self, said: str = "") -> None:
        """Take what is left, up to a bound, and close the pipe; ``said`` is a line of Lambda's own behind it."""
        if self._number < 0:
            return
        self._loop.remove_reader(self._number)
        for _ in range(MOST_KEPT // _PIECE):
            try:
                data = os.read(self._number, _PIECE)
            except OSError:
                break
            if not data:
                break
            self._take(data)
        os.close(self._number)
        self._number = -1
        self._finish()
        if said:
            self._emit(f"{said}\n".encode())
        self._journey = None

    def _readable(self) -> None:
        try:
            data = os.read(self._number, _PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._take(data)
        else:
            self._loop.remove_reader(self._number)  # the process closed it; its socket tells whether it lives

    def _take(self, data: bytes) -> None:
        room = MOST_KEPT - self._kept
        if len(data) > room:
            self._cut += len(data) - room
            data = data[:room]
        self._kept += len(data)
        whole, newline, rest = data.rpartition(b"\n")
        if newline:
            self._emit(self._line + whole + newline)
            self._line = rest
        else:
            self._line += data

    def _finish(self) -> None:
        line, cut = self._line, self._cut
        self._line, self._kept, self._cut = b"", 0, 0
        if line:
            self._emit(line + b"\n")
        if cut:
            self._emit(f"[{cut:,} more bytes were printed, and cut]\n".encode())

    def _emit(self, data: bytes) -> None:
        text = data.decode(errors="replace")
        if self._journey is not None:
            self._journey.output.append((self._id, text))
        elif not self._has_run:
            self._early.append(text)
        self._sink(self._id, self._request_id, text)
