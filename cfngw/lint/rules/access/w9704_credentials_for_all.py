"""W9704: credentials are allowed to origins by name."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.cors import CREDENTIALS, ORIGIN, PAGE, paths, quoted
from cfngw.lint.rules.access.responses import header_at, headers_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class CredentialsForAll(Rule):
    """Access-Control-Allow-Credentials beside an origin of *."""

    id = "W9704"
    short = "Credentials are allowed to origins by name"
    long = "Access-Control-Allow-Credentials: true and Access-Control-Allow-Origin: * can't stand together."
    aws = "The stack is created; browsers refuse the answer to each call that carries cookies or credentials."
    fix = "Name the origin, or leave out Access-Control-Allow-Credentials."
    url = PAGE
    tags = ("apigateway", "cors")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for path in paths(view):
            for route, mine in path.routes:
                for answer in mine:
                    if "Cors" in answer.response.at.path:
                        continue  # SAM's, which refuses it
                    given = answer.headers.get(CREDENTIALS)
                    if given is not None and quoted(given[1]) == "true" and quoted(answer.origin) == "*":
                        yield Problem(answer.at(CREDENTIALS), _message(route.key))
        for api in view.reading.apis:
            for each in api.gateway_responses:
                headers = headers_of(each)
                given = headers.get(CREDENTIALS)
                origin = headers.get(ORIGIN)
                if given is None or origin is None:
                    continue
                if quoted(given[1]) == "true" and quoted(origin[1]) == "*":
                    yield Problem(header_at(each, given[0]), _message(f"The gateway response {each.type}"))


def _message(name: str) -> str:
    return (
        f"{name} allows credentials to the origin *, which browsers refuse: calls with credentials would fail. Name "
        "the origin, or leave out Access-Control-Allow-Credentials"
    )
