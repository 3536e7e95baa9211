"""A request on its way to what answers it, for parameter mapping to change before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, unquote_plus

if TYPE_CHECKING:
    from cfngw.local.exchange import Pairs
    from cfngw.local.passage import Passage

# What belongs to one connection and is never handed on (RFC 9110, section 7.6.1).
HOP_BY_HOP = frozenset(
    (
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
_SAFE = "/:@!$&'()*+,;=~-._"


@dataclass(slots=True)
class Outgoing:
    """``path`` is decoded and has no stage; ``query`` is raw; ``overwritten`` tells a path that a mapping has set."""

    path: str
    query: str
    headers: Pairs | list[tuple[str, str]]
    overwritten: bool = False


def outgoing(passage: Passage) -> Outgoing:
    """Begin with what the client sent."""
    return Outgoing(decoded(passage.path), passage.call.query, passage.call.headers)


def decoded(path: str) -> str:
    """Decode a path as HTTP APIs do before they hand it on: ``%2F`` becomes a slash, ``+`` stays.

    What follows a decoded question mark is lost, as live events show.
    https://github.com/middleapi/standard-server/pull/93
    """
    return unquote(path).partition("?")[0] if "%" in path else path


def encoded(path: str) -> str:
    """Encode a decoded path for a URL."""
    return quote(path, safe=_SAFE, errors="replace")


def pairs_of(query: str) -> list[tuple[str, str]]:
    """Take a raw query apart and decode it."""
    pairs = (each.partition("=") for each in query.split("&") if each)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs]


def query_of(pairs: list[tuple[str, str]]) -> str:
    """Write a query of decoded pairs."""
    return "&".join(f"{_piece(name)}={_piece(value)}" for name, value in pairs)


def _piece(text: str) -> str:
    return quote(text, safe="", errors="replace")


def folded(headers: Pairs | list[tuple[str, str]]) -> dict[str, list[str]]:
    """Give the values of each header by its name in lower case."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value)
    return found
