"""E9723: two stages of one name."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import API, DEPLOYMENT, STAGE, STAGES, owner, stages_of
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
            first: dict[str, str] = {}
            stages = [(name, each) for name, each in stages_of(view, api) if name is not None and each.made is True]
            for name, each in sorted(stages, key=lambda stage: stage[1].type != STAGE):
                other = first.setdefault(name, each.logical_id)
                if other == each.logical_id or (
                    each.type == DEPLOYMENT and view.found.index[_key(each, other)].type != STAGE
                ):
                    continue
                fix = "Leave StageName out of the deployment" if each.type == DEPLOYMENT else "Give one another name"
                yield Problem(
                    below(each.at, "Properties", "StageName"),
                    f"{other} makes the stage {name} of this {API.rpartition(':')[2]}, too: AWS answers Stage already "
                    f"exists. {fix}",
                )


def _key(each: object, other: str) -> str:
    prefix = str(getattr(each, "key", "")).rpartition("/")[0]
    return f"{prefix}/{other}" if prefix else other
