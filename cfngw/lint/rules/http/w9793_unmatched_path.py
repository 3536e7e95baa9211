"""W9793: a path that is meant as a pattern, and is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_ODD = re.compile(r"\?|#|\s|/\*|/:[A-Za-z_]\w*")


class UnmatchedPath(Rule):
    """A path that is meant as a pattern, and is none."""

    id = "W9793"
    short = "The path of a route is a path: no query, no wildcard of another kind, no :name"
    long = (
        "Variables are written {name} and {name+}. A star, a colon before a name, a query or a fragment are texts, "
        "which no client sends in a path."
    )
    aws = "Calls are answered with 404 Not Found, where API Gateway takes the route at all."
    fix = "Write {proxy+} for all that follows and {id} for one part; leave out the query, which every route takes."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for route in api.routes:
                path = (route.key or "").partition(" ")[2]
                found = _ODD.search(path)
                if found is not None:
                    yield Problem(
                        at(route.resource, "RouteKey"),
                        f"The path {path} has {found[0].strip('/')!r} in it, which stands for itself "
                        "alone: the calls that are meant "
                        f"get 404. {_cure(found[0])}",
                    )


def _cure(found: str) -> str:
    if found == "/*":
        return "Write {proxy+}"
    if found.startswith("/:"):
        return f"Write {{{found[2:]}}}"
    return "Leave it out"
