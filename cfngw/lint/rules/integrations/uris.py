"""Addresses of AWS's services as integrations write them, taken apart.

``arn:{partition}:apigateway:{region}:{subdomain.service|service}:path|action/{service_api}``
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_VARIABLE = re.compile(
    r"\$\{stageVariables\.([^}/:]*)(\}?)|(?<!\{)\$?stageVariables\.\w*|(?<!\$)\{stageVariables\.\w*\}?"
)


class Address(NamedTuple):
    """An address: ``kind`` is path or action, or empty where neither is there; ``rest`` is what follows."""

    region: str
    service: str
    kind: str
    rest: str


class Invocation(NamedTuple):
    """What follows ``lambda:path/``, with the faults of its form that are known."""

    version: str
    function: str
    verb: str
    leading: bool
    trailing: bool


@lru_cache(maxsize=2048)
def address(marked: str) -> Address | None:
    """Take an address apart; None where it is none of API Gateway's, or can't be told."""
    parts = marked.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn" or parts[2] != "apigateway":
        return None
    kind, slash, rest = parts[5].partition("/")
    if not slash or kind not in ("path", "action"):
        return Address(parts[3], parts[4], "", parts[5])
    return Address(parts[3], parts[4], kind, rest)


@lru_cache(maxsize=2048)
def invocation(rest: str) -> Invocation | None:
    """Take the path of an invocation apart; None for other paths of Lambda."""
    path = rest.lstrip("/")
    version, _, tail = path.partition("/")
    if not tail.startswith("functions/"):
        return None
    trimmed = tail.removeprefix("functions/").rstrip("/")
    function, _, verb = trimmed.rpartition("/")
    if not function:
        function, verb = trimmed, ""
    return Invocation(version, function, verb, path != rest, trimmed != tail.removeprefix("functions/"))


@lru_cache(maxsize=2048)
def wrong_variable(text: str) -> tuple[str, str] | None:
    """Find a stage variable that is not written as ``${stageVariables.name}``: what is written, and why it is "
    "wrong."""
    if "stageVariables." not in text:
        return None
    for found in _VARIABLE.finditer(text):
        name = found[1]
        if name is None:
            return found[0], "stands outside ${}"
        if not found[2]:
            return found[0], "has no closing brace"
        if not re.fullmatch("[A-Za-z0-9_]+", name):
            return found[0], "has a name of other characters than letters, digits and _"
    return None
