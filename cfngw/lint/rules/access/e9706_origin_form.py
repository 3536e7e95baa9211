"""E9706: an allowed origin is one that browsers send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfngw.document.values import At
from cfngw.lint.rules.access.cors import ORIGIN, PAGE, paths, quoted
from cfngw.lint.rules.access.responses import header_at, headers_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_FORM = re.compile(r"\*|null|[A-Za-z][A-Za-z0-9+.-]*://[^/\s*?#,'\"]+")
_FAILS = "browsers would refuse every answer"


class OriginForm(Rule):
    """An Access-Control-Allow-Origin that no origin is equal to."""

    id = "E9706"
    short = "An allowed origin is one that browsers send"
    long = (
        "Browsers compare the whole text with their own origin: scheme, host and port. Several origins in one header, "
        "a slash or a path behind, a * inside or a name without https:// are equal to none."
    )
    aws = "The stack is created; browsers of all origins refuse the answers."
    fix = "Write one origin, such as 'https://notes.example', or '*'; choose among several in a mapping template."
    url = PAGE
    tags = ("apigateway", "cors")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        told: set[tuple[str | int, ...]] = set()
        for at, name, value in _origins(view):
            wrong = _wrong(quoted(value))
            if wrong is not None and at.path not in told:
                told.add(at.path)
                yield Problem(at, f"{name} allows the origin {value}, {wrong}")


def _origins(view: View) -> Iterator[tuple[At, str, Any]]:
    for path in paths(view):
        for route, mine in path.routes:
            for answer in mine:
                if ORIGIN in answer.headers:
                    at = answer.response.at if "Cors" in answer.response.at.path else answer.at(ORIGIN)
                    yield at, route.key, answer.origin
    for api in view.reading.apis:
        for each in api.gateway_responses:
            given = headers_of(each).get(ORIGIN)
            if given is not None:
                yield header_at(each, given[0]), f"The gateway response {each.type}", given[1]


def _wrong(origin: str | None) -> str | None:
    if origin is None or _FORM.fullmatch(origin):
        return None
    if re.search(r"[,\s]", origin.strip()):
        return f"which is more than one: {_FAILS}. Write one, and choose among several in a mapping template"
    if "*" in origin:
        return f"in which * stands for nothing: {_FAILS}. Name each origin in full, or write '*'"
    if "://" not in origin:
        return (
            f"without its scheme: {_FAILS}. Write 'https://{origin.strip('/')}'"
            if origin
            else f"which is empty: {_FAILS}"
        )
    host = re.match(r"[^/]*//[^/]*", origin)
    return f"with more than scheme, host and port: {_FAILS}. Write '{host[0] if host else origin}'"
