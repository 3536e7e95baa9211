"""W9619: the path parameters that a method declares are in its path."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.models.common import METHOD, methods
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class PathVariable(Rule):
    """A path parameter that the path doesn't have."""

    id = "W9619"
    short = "The path of a method has the path parameters that the method declares"
    long = "`method.request.path.<name>` stands for {name} or {name+} in the path of the resource; case counts."
    aws = (
        "The parameter is in no call: with a validator each call is answered with 400 Missing required request "
        "parameters, and a mapping of it has no value. Whether the method is refused before that is not documented."
    )
    fix = "Write the name as the path has it."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, route, resource in methods(view):
            names = [part.name for part in route.parts if part.kind != "static"]
            given = resource.properties.get("RequestParameters") if route.request_parameters else None
            for long, node in given.items() if given is not None else ():
                name = long.removeprefix("method.request.path.")
                if name == long or name in names:
                    continue
                close = nearest(name.strip("{}+"), names)
                fix = (
                    f"Write method.request.path.{close}" if close else f"Put {{{name}}} into the path, or leave it out"
                )
                yield Problem(
                    node.at,
                    f"{route.key} declares the path parameter {name}, which its path does not have: no call has it, "
                    f"and a validator would answer each with 400. {fix}",
                )
