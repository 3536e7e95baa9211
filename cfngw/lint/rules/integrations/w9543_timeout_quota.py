"""W9543: more than 29 seconds need a raised quota."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, integrations
from cfngw.lint.rules.integrations.e9542_timeout_refused import is_edge
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_MOST = 29_000


class TimeoutQuota(Rule):
    """More than 29 seconds need a raised quota."""

    id = "W9543"
    short = "An integration's timeout of more than 29 seconds needs a raised quota"
    long = "29 seconds are the quota of an account; for REGIONAL and PRIVATE APIs it can be raised, region by region."
    aws = (
        "Where it was not raised, PutIntegration answers 400 Timeout should be between 50 ms and 29000 ms, and the "
        "stack is rolled back."
    )
    fix = "Ask for more in Service Quotas first (Maximum integration timeout in milliseconds), or write at most 29000."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            given = row.found.timeout_ms
            if not isinstance(given, int) or given <= _MOST or row.found.transfer_mode not in (None, "BUFFERED"):
                continue
            if not is_edge(row):
                yield Problem(
                    row.at("TimeoutInMillis"),
                    f"{row.route.key} gives its integration {given} ms: unless the account's quota was raised in "
                    f"this region, API Gateway refuses more than {_MOST}. Have it raised first, or write at most "
                    f"{_MOST}",
                )
