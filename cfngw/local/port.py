"""A port of loopback, behind which one API is, and what all connections of a server may hold together."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from cfngw.errors import UsageError

if TYPE_CHECKING:
    from cfngw.local.connection import Connection
    from cfngw.local.exchange import Answer, Call

MOST_CONNECTIONS, MOST_REQUESTS, MOST_HELD = 1_000, 1_000, 256 * 1024 * 1024
_TRIES = 50  # how many ports are looked at for a free one to name


class Bounds:
    """What a server holds for its clients: connections, running requests, bytes of bodies."""

    def __init__(self) -> None:
        self.connections: set[Connection] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self.held = 0
        self.closing = False


class Port:
    """What a connection sees of its server."""

    def __init__(
        self,
        bounds: Bounds,
        answer: Callable[[Call], Coroutine[Any, Any, Answer]],
        *,
        is_rest: bool,
        refused: Callable[[int], None] = lambda _status: None,
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.clock = time.time
        self.answer = answer
        self.is_rest = is_rest
        self.refused = refused
        self._bounds = bounds

    @property
    def closing(self) -> bool:
        """Say whether each answer shall be a connection's last."""
        return self._bounds.closing

    def join(self, connection: Connection) -> bool:
        """Count a connection; False where there are too many."""
        self._bounds.connections.add(connection)
        return len(self._bounds.connections) <= MOST_CONNECTIONS and len(self._bounds.tasks) < MOST_REQUESTS

    def leave(self, connection: Connection) -> None:
        """Forget a connection."""
        self._bounds.connections.discard(connection)

    def run(self, answering: Coroutine[Any, Any, None]) -> None:
        """Run what answers a request."""
        task = self.loop.create_task(answering)
        self._bounds.tasks.add(task)
        task.add_done_callback(self._bounds.tasks.discard)

    def hold(self, count: int) -> bool:
        """Count bytes of bodies; False where there are too many."""
        if self._bounds.held + count > MOST_HELD:
            return False
        self._bounds.held += count
        return True

    def release(self, count: int) -> None:
        """Count them out."""
        self._bounds.held -= count


def loopback(host: str) -> str:
    """Give the address of a host of loopback; raise UsageError for any other."""
    try:
        address = "127.0.0.1" if host == "localhost" else str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        address = ""
    if not address or not ipaddress.ip_address(address).is_loopback:
        raise UsageError(
            "the gateway is served on loopback only.",
            given=host,
            allowed="127.0.0.1, another address of 127.0.0.0/8, ::1 or localhost",
            fix="leave --host out; reach it from elsewhere through an SSH tunnel",
        )
    return address


def listen(host: str, port: int, *, several: int = 1) -> socket.socket:
    """Open a port; 0 is any that is free. Raises UsageError where it is in use, and names ``several`` that are free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(512)
        opened.setblocking(False)
    except OSError as error:
        opened.close()
        free = _free(host, port + 1, several)
        raise UsageError(
            f"port {port} of {host} can't be opened: {(error.strerror or str(error)).lower()}.",
            fix=f"--port {free}" if free else "choose another port with --port",
        ) from None
    return opened


def _free(host: str, first: int, several: int) -> int | None:
    """Give the first of several ports in a row that are free now."""
    last = min(first + _TRIES, 65_537 - several)
    for port in range(first, last):
        if all(_is_free(host, port + number) for number in range(several)):
            return port
    return None


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return False
    return True
