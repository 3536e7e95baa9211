"""E9828: a stage variable that API Gateway doesn't take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.http.common import STAGE, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class StageVariables(Rule):
    """A stage variable that API Gateway doesn't take."""

    id = "E9828"
    short = "Stage variables are named by letters, digits and _; their values have no blanks"
    long = "A name has letters, digits and underscores; a value letters, digits and -._~:/?#&=, alone."
    aws = "The stack fails when the stage is made: 400 BadRequestException."
    fix = "Rename the variable; encode the value, or put it into the function's environment."
    url = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for stage in view.resources(STAGE):
            variables = stage.properties.get("StageVariables")
            for name, node in variables.items() if variables is not None else ():
                if not re.fullmatch(r"[A-Za-z0-9_]+", name):
                    yield Problem(
                        at(stage, "StageVariables", name),
                        f"{name!r} is no name of a stage variable (400). Write letters, digits and _",
                    )
                written = literal(node)
                odd = re.search(r"[^A-Za-z0-9._~:/?#&=,-]", written) if written is not None else None
                if odd is not None:
                    yield Problem(
                        at(stage, "StageVariables", name),
                        f"The stage variable {name} has {odd[0]!r} in its value, which API Gateway refuses "
                        "(400). Write letters, "
                        "digits and -._~:/?#&=, alone",
                    )
