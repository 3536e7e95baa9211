"""W9833: a preflight that an authorizer refuses."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, folded
from cfngw.lint.rules.http.cors import cors_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Route


class GuardedPreflight(Rule):
    """A preflight that an authorizer refuses."""

    id = "W9833"
    short = "With CORS no authorizer stands before OPTIONS"
    long = (
        "API Gateway answers preflights itself, unless a route takes OPTIONS: one for OPTIONS, for ANY, or "
        "$default. Browsers send preflights without credentials."
    )
    aws = "The stack is created; preflights get 401 or 403, and browsers refuse to send the request."
    fix = "Write the methods in place of ANY; add OPTIONS /{proxy+} without an authorizer beside $default."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html"
    types = ("AWS::Serverless::HttpApi", API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, cors in cors_of(view):
            if api.unknown or not (cors.origins or cors.methods):
                continue
            open_to = {
                folded(route.path) for route in api.routes if route.method in ("OPTIONS", "ANY") and _is_open(route)
            }
            known = {folded(route.path) for route in api.routes if route.method == "OPTIONS"}
            for route in api.routes:
                if not isinstance(route.authorization, str) or route.authorization == "NONE":
                    continue
                path = folded(route.path)
                if route.path == "$default":
                    wrong = "/{+}" not in open_to
                else:
                    wrong = route.method == "OPTIONS" or (route.method == "ANY" and path not in known)
                if wrong:
                    cure = (
                        "Add a route OPTIONS /{proxy+} without one"
                        if route.path == "$default"
                        else "Write a route for each method but OPTIONS"
                    )
                    yield Problem(
                        route.at,
                        f"{route.key} takes the preflights of browsers, too, and its authorizer refuses "
                        f"them (401). {cure}",
                    )


def _is_open(route: Route) -> bool:
    return route.authorization == "NONE" or not isinstance(route.authorization, str)
