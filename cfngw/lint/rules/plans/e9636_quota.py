"""E9636: a quota that API Gateway refuses."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.deployments.common import number
from cfngw.lint.rules.plans.common import PLAN
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_LAST = {"DAY": 0, "WEEK": 6, "MONTH": 27}


class Quota(Rule):
    """Period, limit and offset of a quota."""

    id = "E9636"
    short = "A quota has a period, a limit, and an offset within the period"
    long = "Period is DAY, WEEK or MONTH, with a Limit; Offset is 0 in a DAY, 0 to 6 in a WEEK and 0 to 27 in a MONTH."
    aws = "The plan is refused: Usage Plan quota period or offset is not valid (400)."
    fix = "Write a period with a limit, and an offset that lies in it."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-usageplan-quotasettings.htm"
        "l"
    )
    types = (PLAN,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(PLAN):
            quota = each.properties.get("Quota")
            if quota is None or not quota.is_mapping or any(name.startswith("Fn::") for name in quota.value):
                continue
            for name, other in (("Period", "Limit"), ("Limit", "Period")):
                if name not in quota.value and other in quota.value:
                    yield Problem(quota.at, f"The quota has a {other} and no {name}: AWS refuses the plan. Add {name}")
            period, offset = literal(quota.get("Period")), number(quota.get("Offset"))
            if period is None:
                continue
            if period not in _LAST:
                close = nearest(period.upper(), _LAST) or {"DAILY": "DAY"}.get(period.upper(), "DAY, WEEK or MONTH")
                text = (
                    f"There is no period {period!r}: AWS takes DAY, WEEK or MONTH and refuses the plan. Write {close}"
                )
                yield Problem(below(quota.at, "Period"), text)
            elif offset is not None and offset > _LAST[period]:
                last = f"0 to {_LAST[period]}" if _LAST[period] else "0 alone"
                text = (
                    f"A {period} has no offset {offset:g}, and AWS refuses the plan: it takes {last}. Write one of "
                    "these"
                )
                yield Problem(below(quota.at, "Offset"), text)
