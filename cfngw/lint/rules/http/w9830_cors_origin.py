"""W9830: an origin that no browser sends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.http.common import API
from cfngw.lint.rules.http.cors import cors_of, place
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://")


class CorsOrigin(Rule):
    """An origin that no browser sends."""

    id = "W9830"
    short = "An origin of CORS is a scheme, a host and a port that is not the usual one"
    long = (
        "Browsers send https://www.example.com: no path, no slash at the end, no quotes, small letters. Origins "
        "are compared as texts; a star is everything, or everything behind https:// or http://."
    )
    aws = (
        "The stack is created, or fails with 400; browsers refuse the answers of the API, for no header names "
        "their origin."
    )
    fix = "Write each origin as browsers send it."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html"
    types = ("AWS::Serverless::HttpApi", API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, cors in cors_of(view):
            for index, origin in enumerate(cors.origins):
                wrong = _wrong(origin) if isinstance(origin, str) else None
                if wrong is not None:
                    yield Problem(
                        place(cors, "AllowOrigins", index),
                        f"The origin {origin} {wrong[0]}: no browser sends it. {wrong[1]}",
                    )


def _wrong(origin: str) -> tuple[str, str] | None:
    if origin in ("*", "null", "https://*", "http://*"):
        return None
    if origin[:1] in ("'", '"'):
        return "has quotes around it, as REST APIs want them", f"Write {origin[1:-1]}"
    if "," in origin:
        return "is several in one text", "Write each in a line of its own"
    scheme = _SCHEME.match(origin)
    if scheme is None:
        return "has no scheme", f"Write https://{origin}"
    host, slash, path = origin[scheme.end() :].partition("/")
    if slash:
        return f"has {'a path' if path else 'a slash at the end'}", f"Write {scheme[0]}{host}"
    if "*" in host:
        return "has a star within it, which stands for itself", "Write each host"
    if host != host.lower():
        return "has capitals in its host", f"Write {origin.lower()}"
    usual = {"https://": ":443", "http://": ":80"}.get(scheme[0])
    if usual is not None and host.endswith(usual):
        return f"has the usual port {usual[1:]}, which browsers leave out", f"Write {origin.removesuffix(usual)}"
    return None
