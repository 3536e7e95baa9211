"""Text and binary: what a payload becomes by binary media types, Content-Type or Accept, and ContentHandling.

A payload of a binary type is binary, every other is UTF-8 text; base64 stands for the one in the other.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html

Not documented: a missing Content-Type or Accept matches ``*/*`` and no other type; bytes that are no UTF-8 become
replacement characters; base64 may stand in quotes, as a function returns it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from cfngw.local.fault import Fault

TO_BINARY, TO_TEXT = "CONVERT_TO_BINARY", "CONVERT_TO_TEXT"
_MOST_REMEMBERED = 256


class BinaryTypes:
    """The binary media types of an API. ``~1`` stands for a slash, as API Gateway's patches write it."""

    __slots__ = ("_known", "_pairs")

    def __init__(self, types: Iterable[str | None]) -> None:
        found = (each.replace("~1", "/").partition(";")[0].strip().lower() for each in types if each)
        self._pairs = [(kind, subtype) for kind, slash, subtype in (each.partition("/") for each in found) if slash]
        self._known: dict[str | None, bool] = {}

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def has(self, header: str | None) -> bool:
        """Tell whether the first type of a Content-Type or Accept is one of them."""
        if not self._pairs:
            return False
        known = self._known.get(header)
        if known is None:
            known = self._matches(header)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[header] = known
        return known

    def _matches(self, header: str | None) -> bool:
        kind, _, subtype = first_type(header).partition("/")
        return any(mine in ("*", kind) and its in ("*", subtype) for mine, its in self._pairs)


def first_type(header: str | None) -> str:
    """Give the first media type of a header, without parameters and in small letters."""
    return (header or "").partition(",")[0].partition(";")[0].strip().lower()


def to_integration(body: bytes, content_type: str | None, handling: str | None, types: BinaryTypes) -> str | bytes:
    """Convert the payload of a method request."""
    if types.has(content_type):
        return as_base64(body) if handling == TO_TEXT else body
    return from_base64(body) if handling == TO_BINARY else as_text(body)


def to_client(
    body: bytes, content_type: str | None, accept: str | None, handling: str | None, types: BinaryTypes
) -> str | bytes:
    """Convert the payload of an integration response."""
    wants_text = handling == TO_TEXT or (handling != TO_BINARY and not types.has(accept))
    if types.has(content_type):
        return as_base64(body) if wants_text else body
    return as_text(body) if wants_text else from_base64(body)


def as_text(body: bytes) -> str:
    """Read UTF-8."""
    return body.decode(errors="replace")


def as_base64(body: bytes) -> str:
    """Write base64."""
    return base64.b64encode(body).decode("ascii")


def from_base64(body: bytes | str) -> bytes:
    """Read base64, also in the quotes that a function's text has as JSON, or raise the fault that is answered with."""
    bare = as_text(body) if isinstance(body, bytes) else body
    bare = bare.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        bare = bare[1:-1]
    try:
        return base64.b64decode(bare, validate=True)
    except (binascii.Error, ValueError):
        hint = "the payload is to become binary, and is no base64: look at ContentHandling and BinaryMediaTypes"
        raise Fault("API_CONFIGURATION_ERROR", "Internal server error", status=500, hint=hint) from None
