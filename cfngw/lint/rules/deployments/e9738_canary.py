"""E9738: a canary that API Gateway refuses."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.lint.rules.deployments.common import DEPLOYMENT, STAGE, STAGES, number, owner
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class CanaryRefused(Rule):
    """Canary settings of deployments and stages."""

    id = "E9738"
    short = "A canary serves a deployment of its own API, for 0 to 100 percent"
    long = (
        "PercentTraffic is a number from 0 to 100, in DeploymentCanarySettings too, where the schema has no bounds; "
        "the DeploymentId of a CanarySetting is one of the API that the stage belongs to."
    )
    aws = "The deployment or the stage is refused (400, 404)."
    fix = "Write a percentage from 0 to 100, and refer to a deployment of the same API."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(DEPLOYMENT):
            settings = each.properties.get("DeploymentCanarySettings")
            if settings is None:
                continue
            percent = number(settings.get("PercentTraffic"))
            if percent is not None and not 0 <= percent <= 100:
                text = f"PercentTraffic {percent:g} is refused: a canary gets 0 to 100 percent. Write one of these"
                yield Problem(below(settings.at, "PercentTraffic"), text)
        for each in view.resources(STAGE):
            yield from _of_other_api(view, each)


def _of_other_api(view: View, stage: Resource) -> Iterator[Problem]:
    canary = stage.properties.get("CanarySetting")
    given = canary.get("DeploymentId") if canary is not None else None
    deployment = view.found.referred(given)
    if canary is None or deployment is None or deployment.type != DEPLOYMENT:
        return
    mine, other = owner(stage), owner(deployment)
    if mine is not None and other is not None and mine != other:
        yield Problem(
            below(canary.at, "DeploymentId"),
            f"{deployment.logical_id} is a deployment of {other}, and this stage is one of {mine}: AWS answers "
            "Invalid Deployment identifier specified. Refer to a deployment of the same API",
        )
