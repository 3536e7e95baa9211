"""Path and method to route, with the precedence that AWS documents.

Piece by piece a static one goes before a variable, and that before a greedy variable; a method goes before ``ANY``; on
HTTP APIs ``$default`` takes what is left. HTTP APIs match path and method together; a REST API finds the resource by
its path alone, and then asks it for the method (AWS documents neither that nor whether it looks further). HTTP APIs
decode paths before they hand them on; whether before they look for the route is not documented: here static pieces are
compared decoded, and an encoded slash stays within its piece.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from cfngw.read.model import Route

ANY = "ANY"


class Found(NamedTuple):
    """A route and the raw pieces of its variables; ``route`` is None where the path is there and the method isn't."""

    route: Route | None
    parameters: dict[str, str]


class _Level:
    __slots__ = ("greedy", "routes", "static", "variable")

    def __init__(self) -> None:
        self.static: dict[str, _Level] = {}
        self.variable: _Level | None = None
        self.greedy: _Level | None = None
        self.routes: dict[str, Route] = {}


class Router:
    """Finds the route of a request. ``rest``: a REST API's rules, otherwise an HTTP API's."""

    def __init__(self, routes: Iterable[Route], *, rest: bool) -> None:
        self._rest = rest
        self._root = _Level()
        self._default: Route | None = None
        for route in routes:
            if route.path == "$default":
                self._default = route
            else:
                self._add(route)

    def _add(self, route: Route) -> None:
        level = self._root
        for part in route.parts:
            if part.kind == "static":
                level = level.static.setdefault(part.name, _Level())
            elif part.kind == "variable":
                level.variable = level = level.variable or _Level()
            else:
                level.greedy = level = level.greedy or _Level()
        level.routes.setdefault(route.method, route)

    def find(self, method: str, path: str) -> Found | None:
        """Find a route by a method and a raw path; None where nothing has the path."""
        pieces = self._pieces(path)
        names = pieces if self._rest or "%" not in path else [unquote(piece) for piece in pieces]
        for level, values in _levels(self._root, pieces, names, 0, ()):
            route = level.routes.get(method) or level.routes.get(ANY)
            if route is not None:
                variables = [part.name for part in route.parts if part.kind != "static"]
                return Found(route, dict(zip(variables, values, strict=True)))
            if self._rest:
                return Found(None, {})
        return None if self._default is None else Found(self._default, {})

    def _pieces(self, path: str) -> list[str]:
        pieces = path.split("/")[1:]
        if pieces and not pieces[-1] and (self._rest or len(pieces) == 1):
            pieces.pop()  # a REST API takes a slash at the end for none; the root has no pieces
        return pieces


def _levels(
    level: _Level, pieces: list[str], names: list[str], index: int, values: tuple[str, ...]
) -> Iterator[tuple[_Level, tuple[str, ...]]]:
    """Give the levels that a path leads to, the most specific first; static ones are found by ``names``."""
    if index == len(pieces):
        if level.routes:
            yield level, values
        return
    piece = pieces[index]
    if names[index] in level.static:
        yield from _levels(level.static[names[index]], pieces, names, index + 1, values)
    if level.variable is not None and piece:
        yield from _levels(level.variable, pieces, names, index + 1, (*values, piece))
    if level.greedy is not None and any(pieces[index:]):
        yield level.greedy, (*values, "/".join(pieces[index:]))
