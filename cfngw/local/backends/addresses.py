"""Which addresses may be called: loopback, and hosts that the user named. Nothing is asked of DNS to decide it.

A host is loopback by how it is written: ``localhost``, a name that ends with ``.localhost``, ``127.x.y.z`` and
``[::1]``. Whatever else may lead there (decimal or octal numbers, IPv4 in IPv6, names with a dot at their end) is not
taken for it. ``localhost`` names are connected to 127.0.0.1 and ::1 without a look-up (RFC 6761, section 6.3).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import quote

from cfngw.errors import UsageError
from cfngw.local.running import BackendFailed

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?(?:#.*)?\Z",
    re.IGNORECASE | re.DOTALL,
)
_AUTHORITY = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}))(?::(?P<port>[0-9]{1,5}))?\Z"
)
_BROKEN = re.compile(r"[\x00-\x1f\x7f]")
_BYTE = r"(?:0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])"
_LOOPBACK_V4 = re.compile(rf"127(?:\.{_BYTE}){{3}}\Z")
_AS_THEY_STAND = "!\"#$%&'()*+,/:;<=>?@[\\]^_`{|}~-."
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """A URL in its parts: ``host`` in lower case and without brackets; ``target`` is path and query, as sent."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Give what a Host header says: the port only where it is not the scheme's own."""
        host = bracketed(self.host)
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Give scheme, host and port."""
        return f"{self.scheme}://{self.authority}"


def bracketed(host: str) -> str:
    """Write a host as URLs have it."""
    return f"[{host}]" if ":" in host else host


def parse_url(url: str) -> Address:
    """Take a URL apart; raise BackendFailed (malformed) for what no client should send.

    User names in it are refused: ``http://127.0.0.1@evil.example`` reads as one host and leads to another.
    """
    if _BROKEN.search(url):
        raise BackendFailed("malformed", f"the URL {_shown(url)} holds a control character")
    found = _URL.match(url)
    if found is None:
        raise BackendFailed("malformed", f"{_shown(url)} is no http or https URL")
    authority = _AUTHORITY.match(found["authority"])
    port = int(authority["port"]) if authority and authority["port"] else None
    if authority is None or port == 0 or (port or 0) > 65535:
        raise BackendFailed("malformed", f"the URL {_shown(url)} has no host and port that could be called")
    scheme = found["scheme"].lower()
    # What the template's author or a mapping left unencoded, as HTTP clients encode it.
    target = quote((found["path"] or "/") + (found["query"] or ""), safe=_AS_THEY_STAND, errors="replace")
    return Address(scheme, authority["host"].strip("[]").lower(), port or _DEFAULT_PORTS[scheme], target)


def is_loopback(host: str) -> bool:
    """Tell a host that is on this machine by how it is written."""
    return host == "::1" or is_localhost(host) or _LOOPBACK_V4.match(host) is not None


def is_localhost(host: str) -> bool:
    """Tell ``localhost`` and the names below it."""
    return host == "localhost" or (host.endswith(".localhost") and ".." not in host)


def check_reach(address: Address, reach: Collection[str]) -> None:
    """Raise BackendFailed (refused) for what is not loopback nor in ``reach``: hosts in lower case, or ``*``."""
    if is_loopback(address.host) or "*" in reach or address.host in reach:
        return
    raise BackendFailed(
        "refused",
        f"{address.origin} is not on this machine: nothing else is called unless you say so. "
        f"Give what stands in for it, --stand-in {address.origin}=http://127.0.0.1:9000, "
        f"or let it be called: --reach {bracketed(address.host)}",
    )


def parse_reach(text: str) -> str:
    """Read the option ``--reach api.example.com``, or ``*`` for every host; raise UsageError."""
    found = _AUTHORITY.match(text)
    if text == "*" or (found is not None and found["port"] is None):
        return text.strip("[]").lower()
    host = text.partition("://")[2].partition("/")[0].partition(":")[0]
    raise UsageError(
        "it names a host that may be called.",
        given=text,
        allowed='the name of a host or its address, [2001:db8::1] in brackets, without scheme and port; "*" for all',
        fix=f"write --reach {host}" if host else "write --reach api.example.com",
        option="--reach",
    )


def _shown(url: str) -> str:
    return repr(url if len(url) <= 120 else url[:119] + "…")
