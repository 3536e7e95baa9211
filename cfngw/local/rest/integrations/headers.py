"""Which headers API Gateway drops, renames or refuses on their way.

AWS documents a part of it, for the reader rather than for a program; the lists here are those that tests against API
Gateway have shown (LocalStack's validated ones), by type of integration.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html

The public reports that are at hand have Authorization and WWW-Authenticate renamed in the answers of Lambda proxies
too, which those lists do not tell: here they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

REFUSED_AT_ENTRY = frozenset(
    {
        "connection",
        "content-length",
        "content-md5",
        "expect",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "te",
        "transfer-encoding",
        "trailer",
        "upgrade",
        "www-authenticate",
    }
)
"""Headers of a request that nothing behind the gateway sees, neither a template nor a function."""

SPELLED = {"authorization": "Authorization", "host": "Host", "user-agent": "User-Agent"}
"""Names that come to a function in one spelling, however the client wrote them."""

_NEVER_SENT = frozenset({"expect", "proxy-authenticate", "te"})
NEVER_SENT = {"AWS": _NEVER_SENT | {"referer"}, "HTTP": _NEVER_SENT | {"via"}, "HTTP_PROXY": _NEVER_SENT | {"via"}}
"""What no mapping and no override brings to an endpoint, by type of integration."""

_NOT_MAPPED = frozenset({"content-length", "transfer-encoding", "x-amzn-trace-id", "x-amzn-apigateway-api-id"})
_NOT_MAPPED_TO_AWS = _NOT_MAPPED | {"authorization", "connection", "expect", "proxy-authenticate", "te"}
NOT_MAPPED = {"AWS": _NOT_MAPPED_TO_AWS, "HTTP": _NOT_MAPPED, "HTTP_PROXY": _NOT_MAPPED}
"""Destinations of a parameter mapping that end in a configuration error."""

_RENAMED = {
    name.lower(): f"x-amzn-Remapped-{name}"
    for name in ("Authorization", "Connection", "Content-Length", "Date", "Server", "WWW-Authenticate")
}
_RENAMED_OF_HTTP_PROXY = {**_RENAMED, "x-amzn-requestid": "x-amzn-Remapped-x-amzn-RequestId"}
_RENAMED_MAPPED = {
    **_RENAMED,
    **{
        name.lower(): f"x-amzn-Remapped-{name}"
        for name in ("Content-MD5", "Expect", "Host", "Max-Forwards", "Proxy-Authenticate", "Trailer", "Upgrade")
    },
    "user-agent": "x-amzn-Remapped-User-Agent",
}
RENAMED = {"AWS_PROXY": _RENAMED, "HTTP_PROXY": _RENAMED_OF_HTTP_PROXY}
_DROPPED = frozenset({"transfer-encoding"})
DROPPED = {"HTTP_PROXY": _DROPPED | {"via"}}

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}").fullmatch
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def is_name(name: str) -> bool:
    """Tell whether a text can be the name of a header."""
    return _TOKEN(name) is not None


def safe_value(value: str) -> str:
    """Give a value as a header can carry it: no line breaks, and UTF-8 where it is more than Latin-1."""
    if value.isascii() and value.isprintable():
        return value
    value = _CONTROL.sub(" ", value)
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode(errors="replace").decode("latin-1")
    return value


def text_of(value: Any) -> str:
    """Write plain data as a header or a query has it."""
    if isinstance(value, str):
        return value
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def outgoing(headers: Iterable[tuple[str, str]], kind: str) -> list[tuple[str, str]]:
    """Give the headers of a method response: renamed or dropped as the type of integration has it."""
    renamed, dropped = RENAMED.get(kind, _RENAMED_MAPPED), DROPPED.get(kind, _DROPPED)
    made = []
    for name, value in headers:
        low = name.lower()
        if low in dropped or not is_name(name):
            continue
        made.append((renamed.get(low, name), safe_value(value)))
    return made
