"""``format`` of a model, as the gateway's validator (json-schema-validator, in Java) has it: each with its message.

That the gateway checks formats is reported for ``email``; the others are the library's of draft 4. A format that it
does not know is not checked, ``date`` and ``time`` among them. ``uuid``, ``email`` and ``uri`` are checked by their
characters.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import datetime

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+", re.ASCII)
_URI = re.compile(r"(?:[^\s%\"<>\\^`{|}\x00-\x1f\x7f]|%[0-9A-Fa-f]{2})*")
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,12})?(?:Z|[+-]\d\d:?\d\d)", re.ASCII)
_MOMENTS = "[\"yyyy-MM-dd'T'HH:mm:ssZ\",\"yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,12}Z\"]"
_MOST = 10_000


def _is_moment(text: str) -> bool:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return False
    try:
        datetime.fromisoformat(found[1])
    except ValueError:
        return False
    return True


def _is_hostname(text: str) -> bool:
    name = text.removesuffix(".")
    return 0 < len(name) <= 253 and all(_LABEL.fullmatch(label) for label in name.split("."))


def _is_ipv4(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return "%" not in text


FORMATS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "date-time": (_is_moment, 'string "{}" is invalid against requested date format(s) ' + _MOMENTS),
    "email": (_EMAIL.fullmatch, 'string "{}" is not a valid email address'),
    "hostname": (_is_hostname, 'string "{}" is not a valid hostname'),
    "ipv4": (_is_ipv4, 'string "{}" is not a valid IPv4 address'),
    "ipv6": (_is_ipv6, 'string "{}" is not a valid IPv6 address'),
    "uri": (_URI.fullmatch, 'string "{}" is not a valid URI'),
    "uuid": (_UUID.fullmatch, 'input string "{}" is not a valid UUID'),
}


def format_problem(name: object, text: str) -> str | None:
    """Give the message where a text is none of a format; its braces stand for the text."""
    known = FORMATS.get(name) if isinstance(name, str) else None
    if known is None:
        return None
    is_one, message = known
    return None if len(text) <= _MOST and is_one(text) else message
