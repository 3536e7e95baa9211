"""W9637: a plan that lets nothing through."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.lint.rules.deployments.common import number
from cfngw.lint.rules.plans.common import PLAN, plan_stages
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class PlanLetsNothing(Rule):
    """A throttle or a quota of zero."""

    id = "W9637"
    short = "A usage plan lets some requests through"
    long = "A rate, a burst or a quota of 0 lets no request of the plan's keys through."
    aws = "Nothing fails; each call gets 429 Too Many Requests, or 429 Limit Exceeded."
    fix = "Write 1 or more, or leave the limit out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html"
    types = (PLAN,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(PLAN):
            yield from _zero(each.properties.get("Throttle"), ("RateLimit", "BurstLimit"))
            yield from _zero(each.properties.get("Quota"), ("Limit",))
        for row in plan_stages(view):
            throttles = row.node.get("Throttle")
            for _, throttle in throttles.items() if throttles is not None else ():
                yield from _zero(throttle, ("RateLimit", "BurstLimit"))


def _zero(limits: Node | None, names: tuple[str, ...]) -> Iterator[Problem]:
    for name in names if limits is not None else ():
        if limits is not None and number(limits.get(name)) == 0:
            text = f"{name} 0 lets no request of this plan through: each gets 429. Write 1 or more, or leave it out"
            yield Problem(below(limits.at, name), text)
