"""W9586: the path variables that a template reads are in the path."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import uses
from cfngw.lint.rules.templates.i9585_undeclared_parameter import undeclared
from cfngw.lint.rules.view import View


class PathVariable(Rule):
    """A path variable that a template reads and the path doesn't have."""

    id = "W9586"
    short = "The path has the variables that a mapping template reads of it"
    long = "$input.params().path has the variables of the resource's path, and no others."
    aws = "The stack is created; the variable is the empty text in each call."
    fix = "Write the variable as the path has it, or put it into the path."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            names = [part.name for part in use.route.parts if part.kind != "static"]
            for place, name, line, column in undeclared(use):
                if place != "path":
                    continue
                close = nearest(name, names)
                cure = f"Write {close}" if close else f"Put {{{name}}} into the path, or leave it out"
                yield Problem(
                    use.template.at,
                    f"{use.name} reads the path variable {name} ({use.spot(line, column)}), which {use.route.path} "
                    f"does not have: it would be the empty text. {cure}",
                )
