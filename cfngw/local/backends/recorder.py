"""Calls of services that nobody does: kept, written to a file if one is named, and answered.

What is kept is bounded: the last thousand calls, at most 8 MB of bodies. A line of the file is one call in JSON,
without credentials; its body is text, or base64 where it is none.
"""

from __future__ import annotations

import base64
import json
import os
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.errors import OutputError
from cfngw.local.backends.service_request import shown_headers

if TYPE_CHECKING:
    from cfngw.local.backends.service_request import ServiceCall

_MOST_CALLS, _MOST_BYTES = 1000, 8 * 1024 * 1024


class Recorded(NamedTuple):
    """One call. ``action`` is empty where nothing tells it; ``time`` is seconds since the epoch."""

    time: float
    service: str
    action: str
    method: str
    path: str
    region: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def line(self) -> dict[str, Any]:
        """Give what stands in the file."""
        when = datetime.fromtimestamp(self.time, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": when, "service": self.service}
        line |= {"action": self.action} if self.action else {}
        line |= {"method": self.method, "path": self.path, "region": self.region}
        line["headers"] = shown_headers(self.headers)
        try:
            line["body"] = self.body.decode()
        except UnicodeDecodeError:
            line["base64"] = base64.b64encode(self.body).decode()
        return line


class Recorder:
    """Keeps calls. ``file`` is opened at once: a wrong path is told before the first call; raises OutputError."""

    def __init__(self, file: Path | None = None) -> None:
        self._calls: deque[Recorded] = deque()
        self._bytes = 0
        self.count = 0  # of all calls so far
        self._file = file
        self._broken = False
        if file is not None:
            try:
                with file.open("ab"):
                    pass
            except OSError as error:
                raise OutputError(
                    f"{file} can't be written: {error.strerror}.",
                    given=str(file),
                    allowed="a file in a folder that exists",
                    fix="name another file",
                    option="--record",
                ) from error

    @property
    def calls(self) -> tuple[Recorded, ...]:
        """Give what is kept, the oldest first."""
        return tuple(self._calls)

    def clear(self) -> None:
        """Forget what is kept; the file stays as it is."""
        self._calls.clear()
        self._bytes = 0

    def keep(self, call: ServiceCall, now: float) -> str | None:
        """Keep a call; give what should be said, once, where the file can't be written any more."""
        recorded = Recorded(
            now, call.service.name, call.action, call.method, call.target, call.region, call.headers, call.body
        )
        self._calls.append(recorded)
        self.count += 1
        self._bytes += len(call.body)
        while len(self._calls) > _MOST_CALLS or (self._bytes > _MOST_BYTES and len(self._calls) > 1):
            self._bytes -= len(self._calls.popleft().body)
        return self._write(recorded) if self._file is not None else None

    def _write(self, recorded: Recorded) -> str | None:
        text = json.dumps(recorded.line(), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
        try:
            # One write to a file that is opened for appending: lines of two servers don't mix.
            descriptor = os.open(str(self._file), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                os.write(descriptor, text)
            finally:
                os.close(descriptor)
        except OSError as error:
            if self._broken:
                return None
            self._broken = True
            return f"calls are not recorded in {self._file} any more: {error.strerror}"
        return None
