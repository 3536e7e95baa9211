"""W9743: a stage that lets nothing through."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import STAGES, number, settings_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_LIMITS = ("ThrottlingRateLimit", "ThrottlingBurstLimit")


class StageThrottle(Rule):
    """A limit of zero for the methods of a stage."""

    id = "W9743"
    short = "A stage lets some requests through"
    long = "A rate or a burst of 0 in the settings of a stage lets no request through."
    aws = "Nothing fails; each call gets 429 Too Many Requests."
    fix = "Write limits of at least 1, or leave them out for the account's."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(*STAGES):
            for setting in settings_of(each):
                for name in _LIMITS:
                    if number(setting.get(name)) == 0:
                        text = f"{name} 0 lets no request through: each gets 429. Write 1 or more, or leave it out"
                        yield Problem(below(setting.at, name), text)
