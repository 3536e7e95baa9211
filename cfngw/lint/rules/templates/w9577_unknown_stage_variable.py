"""W9577: a stage defines the stage variables that a template reads."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import names_of, uses
from cfngw.lint.rules.view import View
from cfngw.read.model import Api

_METHODS = ("keySet", "entrySet", "values", "size", "isEmpty", "containsKey", "get", "put")


class UnknownStageVariable(Rule):
    """A stage variable that no stage defines."""

    id = "W9577"
    short = "A stage defines the stage variables that a mapping template reads"
    long = "What a template reads of $stageVariables has to be among the variables of the stage that is called."
    aws = "The stack is created; the variable is the empty text. A stage that another stack makes may define it."
    fix = "Add the variable to the stage."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        if view.is_open:
            return
        known: dict[str, set[str] | None] = {}
        for use in uses(view):
            for node in use.look.references:
                names = names_of(node) if node.root == "stageVariables" else []
                if not names or names[0] in _METHODS:
                    continue
                if use.api.logical_id not in known:
                    known[use.api.logical_id] = _defined(view, use.api)
                defined = known[use.api.logical_id]
                if defined is None or names[0] in defined:
                    continue
                close = nearest(names[0], defined)
                stages = " and ".join(str(stage.name) for stage in use.api.stages[:3])
                yield Problem(
                    use.template.at,
                    f"{use.name} reads $stageVariables.{names[0]} ({use.place(node)}), which no stage ({stages}) "
                    f"defines: it would be the empty text. "
                    + (f"Write $stageVariables.{close}" if close else "Add it to the stage's Variables"),
                )


def _defined(view: View, api: Api) -> set[str] | None:
    """Give the variables of all stages; None where there may be others."""
    if not api.stages or any(stage.made is not True for stage in api.stages):
        return None
    for kind in ("AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment", "AWS::Serverless::Api"):
        for resource in view.resources(kind):
            for name in ("Variables", "StageDescription", "CanarySetting"):
                given = resource.properties.get(name)
                if given is not None and (name != "Variables" or not given.is_mapping):
                    return None
    return {name for stage in api.stages for name in stage.variables}
