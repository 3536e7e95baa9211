"""E9640: a tie between a plan and a key that has no such ends."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.plans.common import KEY, PLAN, PLAN_KEY
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_ENDS = {"KeyId": (KEY, "APIKeyId"), "UsagePlanId": (PLAN, "Id")}


class PlanKeyEnds(Rule):
    """KeyId and UsagePlanId that refer to something else."""

    id = "E9640"
    short = "A UsagePlanKey ties an API key to a usage plan"
    long = "KeyId is the id of an ApiKey, not its value; UsagePlanId that of a UsagePlan."
    aws = "The stack fails: Invalid API Key identifier specified, or Invalid Usage Plan ID specified (404)."
    fix = "Write !Ref of the ApiKey, and !Ref of the UsagePlan."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplankey.htm"
        "l"
    )
    types = (PLAN_KEY,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(PLAN_KEY):
            for name, (kind, _) in _ENDS.items():
                given = each.properties.get(name)
                target = view.found.referred(given)
                if given is None or target is None or target.type == kind or not isinstance(given.value, Reference):
                    continue
                if target.type.startswith("AWS::ApiGateway") or target.type == "AWS::SecretsManager::Secret":
                    yield Problem(
                        below(each.at, "Properties", name),
                        f"{target.logical_id} is an {target.type}, no {kind.rpartition(':')[2]}: AWS refuses it as an "
                        f"id. Refer to an {kind}",
                    )
