"""W9642: a key that lets nobody in."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.plans.common import KEY, PLAN_KEY
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import flag


class KeyDisabled(Rule):
    """A key of a plan that is not enabled."""

    id = "W9642"
    short = "A key of a usage plan is enabled"
    long = "An ApiKey is disabled unless it says Enabled: true, and a disabled key is good for nothing."
    aws = "Nothing fails; each call with the key gets 403 Forbidden."
    fix = "Add Enabled: true."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-apikey.html"
    types = (PLAN_KEY,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        seen = set()
        for each in view.resources(PLAN_KEY):
            key = view.found.referred(each.properties.get("KeyId"))
            if key is None or key.type != KEY or key.key in seen or not isinstance(key.properties.value, dict):
                continue
            seen.add(key.key)
            own = key.properties
            given = own.get("Enabled")
            left_out = given is None and "Enabled" not in own.value and not any(one[:4] == "Fn::" for one in own.value)
            if left_out:
                yield Problem(
                    key.at,
                    f"{key.logical_id} is disabled, for it does not say otherwise: each call with it gets 403. Add "
                    "Enabled: true",
                )
            elif given is not None and flag(given) is False:
                text = f"{key.logical_id} is disabled: each call with it gets 403 Forbidden. Write Enabled: true"
                yield Problem(below(key.at, "Properties", "Enabled"), text)
