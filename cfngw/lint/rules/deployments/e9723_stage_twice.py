"""E9723: two stages of one name."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.lint.rules.deployments.common import DEPLOYMENT, STAGE, STAGES, owner, same_written, stages_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class StageTwice(Rule):
    """A stage that is there already."""

    id = "E9723"
    short = "A stage of an API is made once"
    long = "A StageName on a Deployment makes a stage, too; a Stage of the same name is then a second one."
    aws = "The stack fails: Stage already exists (409)."
    fix = "Leave StageName and StageDescription out of the Deployment, or give the stages different names."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-deployment-stagedescription.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        apis = dict.fromkeys(key for each in view.resources(*STAGES) if (key := owner(each)) is not None)
        for api in apis:
            first: dict[str, Resource] = {}
            stages = [(name, each) for name, each in stages_of(view, api) if name is not None and each.made is True]
            for name, each in sorted(stages, key=lambda stage: stage[1].type != STAGE):
                other = first.setdefault(name, each)
                if other is each or other.type != STAGE or same_written(other, each, "RestApiId", "StageName"):
                    continue
                fix = "Leave StageName out of the deployment" if each.type == DEPLOYMENT else "Give one another name"
                yield Problem(
                    below(each.at, "Properties", "StageName"),
                    f"{other.logical_id} makes the stage {name} of this API, too: AWS refuses a second. {fix}",
                )
