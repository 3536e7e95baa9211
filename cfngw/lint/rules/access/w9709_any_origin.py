"""W9709: the gateway's errors do not allow credentials to whoever asks."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.cors import CREDENTIALS, ORIGIN, paths, quoted
from cfngw.lint.rules.access.responses import PAGE, header_at, headers_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_ECHO = "method.request.header.origin"


class AnyOrigin(Rule):
    """An answer that repeats any origin, and allows it credentials."""

    id = "W9709"
    short = "Credentials are not allowed to whatever origin asks"
    long = (
        "method.request.header.Origin repeats the origin of any page. With Access-Control-Allow-Credentials: true "
        "every website may read the answer in the name of its visitor."
    )
    aws = "The stack is created; pages of any website may read these answers with the visitor's cookies."
    fix = "Name the origin, or leave out Access-Control-Allow-Credentials."
    url = PAGE
    tags = ("apigateway", "cors", "security")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            for each in api.gateway_responses:
                headers = headers_of(each)
                origin, given = headers.get(ORIGIN), headers.get(CREDENTIALS)
                if origin is None or given is None or quoted(given[1]) != "true":
                    continue
                if isinstance(origin[1], str) and origin[1].lower() == _ECHO:
                    yield Problem(header_at(each, origin[0]), _message(f"The gateway response {each.type}"))
        for path in paths(view):
            for route, mine in path.routes:
                for answer in mine:
                    own = answer.headers.get(CREDENTIALS)
                    if own is None or quoted(own[1]) != "true" or not isinstance(answer.origin, str):
                        continue
                    if answer.origin.lower() == _ECHO:
                        yield Problem(answer.at(ORIGIN), _message(route.key))


def _message(name: str) -> str:
    return (
        f"{name} repeats any origin and allows it credentials: every website may read it in the name of its visitor. "
        "Name the origin, or leave out Access-Control-Allow-Credentials"
    )
