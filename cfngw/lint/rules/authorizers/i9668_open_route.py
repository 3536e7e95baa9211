"""I9668: a route that changes something is not open by oversight."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import is_open
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_CHANGING = ("POST", "PUT", "PATCH", "DELETE", "ANY")


class OpenRoute(Rule):
    """A route that changes something and asks nobody, in an API whose other routes do."""

    id = "I9668"
    short = "A route that changes something is not open by oversight"
    long = (
        "Most routes of this API ask who calls; this one, which changes something, does not. A resource that says "
        "Metadata: {cfngw: {Public: why}} is open on purpose and not told; neither is an API with a resource policy."
    )
    aws = "The stack is created; everybody may call the route."
    fix = "Give the route the authorization of the others, or write down why it is open."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html"
    tags = ("apigateway", "authorizers", "security")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            if api.policy is not None or api.protocol not in ("REST", "HTTP"):
                continue
            opened = [route for route in api.routes if is_open(route) and route.method in _CHANGING]
            asking = sum(isinstance(route.authorization, str) and route.authorization != "NONE" for route in api.routes)
            if not opened or asking < len(opened):
                continue
            for route in opened:
                if route.public is None:
                    yield Problem(
                        route.at,
                        f"{route.key} is open to everybody, and {asking} other route{'s' if asking > 1 else ''} of "
                        f"{api.logical_id} ask who calls. Give it their authorization, or say in Metadata why it is "
                        "open: {cfngw: {Public: why}}",
                    )
