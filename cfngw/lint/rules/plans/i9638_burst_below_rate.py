"""I9638: a burst that the rate cannot use."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.lint.rules.deployments.common import STAGES, number, settings_of
from cfngw.lint.rules.plans.common import PLAN, plan_stages
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class BurstBelowRate(Rule):
    """A BurstLimit that is less than the RateLimit."""

    id = "I9638"
    short = "A burst is as large as the rate, or larger"
    long = (
        "A bucket of as many tokens as the burst is filled again at the rate. With a burst below the rate, requests "
        "that do not come evenly are refused before the rate is used."
    )
    aws = "Nothing fails; some calls get 429 though the rate is not reached."
    fix = "Write a burst of the rate or more."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html"
    types = (PLAN, *STAGES)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(PLAN):
            yield from _small(each.properties.get("Throttle"), "RateLimit", "BurstLimit")
        for row in plan_stages(view):
            throttles = row.node.get("Throttle")
            for _, throttle in throttles.items() if throttles is not None else ():
                yield from _small(throttle, "RateLimit", "BurstLimit")
        for each in view.resources(*STAGES):
            for setting in settings_of(each):
                yield from _small(setting, "ThrottlingRateLimit", "ThrottlingBurstLimit")


def _small(limits: Node | None, rate_name: str, burst_name: str) -> Iterator[Problem]:
    rate = number(limits.get(rate_name)) if limits is not None else None
    burst = number(limits.get(burst_name)) if limits is not None else None
    if limits is not None and rate is not None and burst is not None and 0 < burst < rate:
        yield Problem(
            below(limits.at, burst_name),
            f"{burst_name} {burst:g} is below {rate_name} {rate:g}: calls that come together get 429 before the rate "
            f"is used. Write {rate:g} or more",
        )
