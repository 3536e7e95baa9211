"""W9746: a stage without a name."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import STAGE
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class StageWithoutName(Rule):
    """A Stage that leaves StageName out."""

    id = "W9746"
    short = "A stage has a name"
    long = "API Gateway makes no stage without a name; the schema of CloudFormation lets it be left out."
    aws = "The stage is refused (400), or gets a name that nobody knows; what CloudFormation does is not documented."
    fix = "Add StageName."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(STAGE):
            written = each.properties.value
            if not isinstance(written, dict) or any(name.startswith("Fn::") for name in written):
                continue
            if "StageName" not in written:
                text = f"{each.logical_id} has no name, which API Gateway demands of a stage. Add StageName"
                yield Problem(each.at, text)
