"""I9567: a proxy for all paths asks who calls."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, integrations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class OpenProxy(Rule):
    """A proxy for all paths asks who calls."""

    id = "I9567"
    short = "A proxy of all paths and methods to a web address asks who calls"
    long = (
        "{proxy+} with ANY hands on whatever is called, and whoever calls: what the backend has besides what was "
        "meant is open too."
    )
    aws = "Nothing fails; each path of the backend is open to everybody."
    fix = "Give the method an authorizer, AWS_IAM or an API key, or name the paths that are meant."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html"
    tags = ("apigateway", "authorizers", "security")
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            route, api = row.route, row.api
            if row.type != "HTTP_PROXY" or route.method != "ANY" or not route.parts or route.parts[-1].kind != "greedy":
                continue
            is_open = route.authorization == "NONE" and route.api_key_required is False and route.public is None
            if is_open and api.policy is None and "PRIVATE" not in api.endpoint_types:
                yield Problem(
                    row.at("Type"),
                    f"{route.key} hands on whatever anybody calls to {row.shown(row.marked)}. Give it an authorizer, "
                    "AWS_IAM or an API key, or name the paths that are meant",
                )
