"""W9744: more stages than an API may have at first."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import STAGES, owner, stages_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_MOST = 10


class ManyStages(Rule):
    """An API with more stages than the quota."""

    id = "W9744"
    short = "An API has at most 10 stages, unless AWS has raised it"
    long = "A REST API has 10 stages at most, a quota that AWS raises on request."
    aws = "The stage that is one too many is refused: Maximum number of stages for this API has been reached."
    fix = "Ask for a higher quota for this API, or make an API for each environment."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in dict.fromkeys(key for each in view.resources(*STAGES) if (key := owner(each)) is not None):
            made = [each for _, each in stages_of(view, api) if each.made is True]
            if len(made) > _MOST:
                text = f"{api} has {len(made)} stages, and an API may have {_MOST} unless AWS has raised its quota"
                yield Problem(made[_MOST].at, text)
