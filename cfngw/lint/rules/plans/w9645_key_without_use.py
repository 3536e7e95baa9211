"""W9645: a key or a plan that is tied to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import named
from cfngw.lint.rules.plans.common import KEY, PLAN, PLAN_KEY, is_whole
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class KeyWithoutUse(Rule):
    """An ApiKey that no UsagePlanKey names."""

    id = "W9645"
    short = "An API key belongs to a usage plan"
    long = (
        "A key is good for the stages of its plans, and a UsagePlanKey puts it into one. StageKeys of an ApiKey do "
        "not, since there are usage plans."
    )
    aws = "Nothing fails; each call with the key gets 403 Forbidden."
    fix = "Add a UsagePlanKey with KeyId: !Ref of the key."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplankey.htm"
        "l"
    )
    types = (KEY,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        if not is_whole(view):
            return
        used: set[str] = set()
        for each in view.found.index.values():
            if each.type != KEY:
                used.update(named(each.node.value) if each.type in (PLAN_KEY, PLAN) else ())
        used.update(named(view.document.data.get("Outputs")))
        for each in view.resources(PLAN_KEY):
            given = each.properties.get("KeyId")
            if given is not None and given.unknown is not None:
                return
        for each in view.resources(KEY):
            if each.logical_id in used or each.made is not True:
                continue
            old = ", and StageKeys do not replace one" if each.properties.get("StageKeys") is not None else ""
            yield Problem(
                each.at,
                f"{each.logical_id} is in no usage plan{old}: each call with it gets 403 Forbidden. Add a UsagePlanKey",
            )
