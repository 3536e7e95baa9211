"""The server: a port for each API, in one process and one event loop, until it is told to stop.

It opens nothing but loopback. A template that changes is read anew and takes the place of the old one between two
requests; what ran goes on to its end. A template that can't be read keeps the old one.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfngw.errors import CfngwError
from cfngw.local.connection import Connection
from cfngw.local.port import Bounds, Port, listen, loopback

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer, Call
    from cfngw.local.front import ServedApi
    from cfngw.local.start import Served

HOST, PORT = "127.0.0.1", 3000
_LOOK_SECONDS = 0.5  # how often files and deadlines are looked at
_END_SECONDS, _OLD_SECONDS = 0.5, 35.0


class Door:
    """An API and the port that it is served at. The API is replaced when its template changes; None when it is gone."""

    def __init__(self, api: ServedApi, opened: socket.socket) -> None:
        self.api: ServedApi | None = api
        self.name = (api.template.path, api.logical_id)
        self.socket = opened
        self.address: tuple[str, int] = opened.getsockname()[:2]

    @property
    def url(self) -> str:
        """Give the address as a URL without a slash at its end."""
        host, port = self.address
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server:
    """Serves what was opened. ``reopen`` opens it anew; ``say`` tells a person, and ``changed`` what is served now."""

    def __init__(
        self,
        served: Served,
        *,
        host: str = HOST,
        port: int = PORT,
        reopen: Callable[[], Served] | None = None,
        say: Callable[[str], None] = lambda _text: None,
        changed: Callable[[Server], None] = lambda _server: None,
        refused: Callable[[int], None] = lambda _status: None,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        self.served = served
        self.doors: list[Door] = []
        self._host, self._port = loopback(host), port
        self._reopen, self._say, self._changed, self._refused = reopen, say, changed, refused
        self.bounds = Bounds()
        self._look_seconds = look_seconds
        self._seen: dict[Path, tuple[int, int]] = {}
        self._old: set[asyncio.Task[None]] = set()
        self._listening: list[asyncio.Server] = []
        self._open_doors()

    def _open_doors(self) -> list[Door]:
        """Open a port for each API that has none: the first at the port that was asked for, the others behind it."""
        made: list[Door] = []
        try:
            for api in self.served.apis:
                name = (api.template.path, api.logical_id)
                door = next((each for each in self.doors if each.name == name), None)
                if door is not None:
                    door.api = api
                    continue
                port = self._port + len(self.doors) + len(made) if self._port else 0
                made.append(Door(api, listen(self._host, port, several=len(self.served.apis))))
        except CfngwError:
            for door in made:
                door.socket.close()
            raise
        self.doors += made
        return made

    async def run(self, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until ``stop`` is set."""
        looking = None
        try:
            for door in self.doors:
                await self._listen(door)
            self._seen = _stamps(self.served.files)
            looking = asyncio.create_task(self._look())
            self.served.warm()
            ready()
            await stop.wait()
        finally:
            if looking is not None:
                looking.cancel()
            await self._end()

    async def _listen(self, door: Door) -> None:
        port = Port(
            self.bounds,
            lambda call: self._answer(call, door),
            is_rest=door.api is None or door.api.is_rest,
            refused=self._refused,
        )
        loop = asyncio.get_running_loop()
        self._listening.append(await loop.create_server(lambda: Connection(port), sock=door.socket))

    def _answer(self, call: Call, door: Door) -> Coroutine[Any, Any, Answer]:
        if door.api is None:
            return _gone()
        return self.served.front.answer(call, door.api)

    async def _look(self) -> None:
        """Look at deadlines, and at the templates' files."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._look_seconds)
            now = loop.time()
            for connection in list(self.bounds.connections):
                connection.check(now)
            if self._reopen is not None:
                stamps = _stamps(self._seen)
                if stamps != self._seen:
                    self._seen = stamps
                    await self._renew(self._reopen)

    async def _renew(self, reopen: Callable[[], Served]) -> None:
        """Put what the templates hold now in the place of what they held."""
        try:
            new = reopen()
        except CfngwError as error:
            self._say(f"the template changed and can't be served; the old one goes on.\n{error}")
            return
        old, self.served = self.served, new
        new.front.listener, new.front.tracing = old.front.listener, old.front.tracing
        for door in self.doors:
            door.api = None
        try:
            for door in self._open_doors():
                await self._listen(door)
        except CfngwError as error:
            self._say(str(error))
        self._seen = _stamps(new.files)
        closing = asyncio.create_task(_close_when_idle(old))
        self._old.add(closing)
        closing.add_done_callback(self._old.discard)
        self._changed(self)

    async def _end(self) -> None:
        """Stop taking requests, give those that run a moment, and end all processes."""
        self.bounds.closing = True
        for listening in self._listening:
            listening.close()
        for door in self.doors:
            door.socket.close()
        for connection in list(self.bounds.connections):
            connection.end()
        for task in self._old:
            task.cancel()
        if self.bounds.tasks:
            await asyncio.wait(self.bounds.tasks, timeout=_END_SECONDS / 2)
        for connection in list(self.bounds.connections):
            connection.abort()
        for task in list(self.bounds.tasks):
            task.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.served.close(), _END_SECONDS)


async def _gone() -> Answer:
    from cfngw.local.front import nowhere

    return nowhere(rest=False)


async def _close_when_idle(old: Served) -> None:
    """End what was replaced when its last request is answered."""
    waited = 0.0
    try:
        while old.front.active and waited < _OLD_SECONDS:
            await asyncio.sleep(_LOOK_SECONDS)
            waited += _LOOK_SECONDS
    finally:
        await old.close()


def _stamps(paths: Any) -> dict[Path, tuple[int, int]]:
    """Give time and size of files; zeros for one that is not there."""
    found = {}
    for path in paths:
        try:
            status = path.stat()
            found[path] = (status.st_mtime_ns, status.st_size)
        except OSError:
            found[path] = (0, 0)
    return found


def run_until_stopped(main: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run an event loop, uvloop's where it is installed, until SIGINT or SIGTERM; a second one ends it at once."""

    async def whole() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def stopped() -> None:
            if stop.is_set():
                sys.exit(130)
            stop.set()

        with suppress(NotImplementedError):  # Windows: KeyboardInterrupt ends the loop there
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(name, stopped)
            if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # a closed terminal, unless nohup began it
                loop.add_signal_handler(signal.SIGHUP, stopped)
        await main(stop)

    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        runner.run(whole())


def fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give uvloop's loop where it is installed."""
    try:
        import uvloop
    except ImportError:
        return None
    made: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return made
