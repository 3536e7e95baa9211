"""W9796: a route that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, apis, at, lacks
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class RouteWithoutTarget(Rule):
    """A route that leads nowhere."""

    id = "W9796"
    short = "A route has a Target"
    long = (
        "Without a Target nothing answers. Exempt are OPTIONS of an HTTP API, which CORS answers, and $connect and "
        "$disconnect of a WebSocket API."
    )
    aws = "The stack is created; each call of the route fails."
    fix = "Give the route Target: !Sub integrations/${Integration}."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            for route in api.routes:
                if route.key is None or route.key in ("$connect", "$disconnect") or route.key.startswith("OPTIONS "):
                    continue
                if route.target is None and lacks(route.resource, "Target"):
                    yield Problem(
                        at(route.resource, "Target"),
                        f"The route {route.key} has no Target: nothing answers its calls. Write Target: "
                        "!Sub integrations/${Integration}",
                    )
