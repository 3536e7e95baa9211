"""I9620: a path parameter is required."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import METHOD, methods
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import flag


class OptionalPathVariable(Rule):
    """A path parameter that is said to be optional."""

    id = "I9620"
    short = "A path parameter is declared as required"
    long = "A call without a value in the path reaches another resource, or none: a path parameter is always there."
    aws = "The stack is created; false has no effect, but for SDKs and documents that take the parameter as optional."
    fix = "Write true."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, route, resource in methods(view):
            names = {part.name for part in route.parts if part.kind != "static"}
            given = resource.properties.get("RequestParameters") if route.request_parameters else None
            for long, node in given.items() if given is not None else ():
                name = long.removeprefix("method.request.path.")
                if name != long and name in names and flag(node, default=True) is False:
                    yield Problem(
                        node.at,
                        f"{route.key} declares the path parameter {name} as optional, and each call has it: false has "
                        "no effect. Write true",
                    )
