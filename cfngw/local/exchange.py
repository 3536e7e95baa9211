"""What comes in and what goes out, in HTTP's own terms; no server and no framework is known here."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote_plus

Pairs = tuple[tuple[str, str], ...]


@dataclass
class Call:
    """A request as the client sent it.

    ``path`` and ``query`` are raw: percent-encoded, the query without its question mark. ``headers`` keep order,
    repeats and the case of names; their bytes are read as Latin-1. ``received`` is seconds since the epoch.
    """

    method: str
    path: str
    query: str = ""
    headers: Pairs = ()
    body: bytes = b""
    source_ip: str = "127.0.0.1"
    protocol: str = "HTTP/1.1"
    scheme: str = "http"
    received: float = 0.0

    @cached_property
    def folded(self) -> dict[str, list[str]]:
        """Give the values of each header by its name in lower case."""
        found: dict[str, list[str]] = {}
        for name, value in self.headers:
            found.setdefault(name.lower(), []).append(value)
        return found

    def header(self, name: str) -> str | None:
        """Give the last value of a header, whatever the case of its name; None where there is none."""
        values = self.folded.get(name) or self.folded.get(name.lower())
        return values[-1] if values else None

    @cached_property
    def parameters(self) -> Pairs:
        """Give the decoded pairs of the query, in order; a name without ``=`` has the empty value."""
        pairs = (each.partition("=") for each in self.query.split("&") if each)
        return tuple((unquote_plus(name), unquote_plus(value)) for name, _, value in pairs)


@dataclass(slots=True)
class Answer:
    """What the client gets. Headers may repeat; Content-Length is the server's to add."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Give the last value of a header, whatever the case of its name."""
        name = name.lower()
        return next((value for key, value in reversed(self.headers) if key.lower() == name), None)
