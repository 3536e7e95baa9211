"""W9739: a canary that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import DEPLOYMENT, STAGE, STAGES, refers_to
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import flag


class CanaryWithoutEffect(Rule):
    """A canary that is the same as its stage."""

    id = "W9739"
    short = "A canary serves another deployment than its stage, or other variables"
    long = "A canary with the deployment of its stage and no variables of its own answers as the stage does."
    aws = "Nothing fails; all requests get the same, whichever part they belong to."
    fix = "Let the stage serve the deployment before, and the canary the new one."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(STAGE):
            own = each.properties
            canary = own.get("CanarySetting")
            if canary is None or not canary.is_mapping:
                continue
            mine, other = refers_to(own.get("DeploymentId")), refers_to(canary.get("DeploymentId"))
            if mine is not None and mine == other and canary.get("StageVariableOverrides") is None:
                yield Problem(
                    below(canary.at, "DeploymentId"),
                    f"The canary serves {other}, as {each.logical_id} itself does: nothing is tried. Give the stage "
                    "the deployment before, or the canary variables of its own",
                )
            if flag(canary.get("UseStageCache")) is True and own.get("CacheClusterEnabled") is None:
                yield Problem(
                    below(canary.at, "UseStageCache"),
                    f"{each.logical_id} has no cache that its canary could use. Add CacheClusterEnabled, or leave "
                    "UseStageCache out",
                )
        for each in view.resources(DEPLOYMENT):
            own = each.properties
            settings = own.get("DeploymentCanarySettings")
            written = own.value if isinstance(own.value, dict) else {}
            if settings is None or "StageName" in written or any(name.startswith("Fn::") for name in written):
                continue
            yield Problem(
                settings.at,
                f"{each.logical_id} is the canary of no stage: AWS refuses or ignores DeploymentCanarySettings "
                "without StageName. Add it, or leave them out",
            )
