"""W9701: what browsers ask for before they call has an answer."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.cors import ORIGIN, PAGE, paths
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Route

_ASKED = ("PUT", "PATCH", "DELETE")


class NoPreflight(Rule):
    """A method that lets browsers of other origins read its answer, on a path without OPTIONS."""

    id = "W9701"
    short = "A method for browsers of other origins has an OPTIONS beside it"
    long = (
        "Before PUT, PATCH, DELETE, a POST of JSON, and whatever carries a token or a key, a browser asks by OPTIONS. "
        "Here the method's answer names an origin, and the path has neither OPTIONS nor ANY."
    )
    aws = "The stack is created; OPTIONS is answered with 403 Missing Authentication Token, and the call never made."
    fix = "Add an OPTIONS method with a MOCK integration and the Access-Control-Allow- headers."
    url = PAGE
    tags = ("apigateway", "cors")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for path in paths(view):
            if path.api.unknown or view.is_open or view.reading.unknown:
                continue
            if any(route.method in ("OPTIONS", "ANY") for route, _ in path.routes):
                continue
            for route, mine in path.routes:
                if route.made is True and _is_asked(route) and any(ORIGIN in each.headers for each in mine):
                    yield Problem(
                        route.at,
                        f"{route.key} answers to other origins, and {route.path} has no OPTIONS: a browser's preflight "
                        "would get 403, and the call is never made. Add an OPTIONS method",
                    )
                    break


def _is_asked(route: Route) -> bool:
    """Tell whether a browser asks before it sends such a call."""
    if route.method in _ASKED or route.authorization not in ("NONE", None) or route.api_key_required is True:
        return True
    return route.method == "POST" and "application/json" in route.request_models
