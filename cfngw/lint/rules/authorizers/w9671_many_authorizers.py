"""W9671: a REST API has at most ten authorizers."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_MOST = 10


class ManyAuthorizers(Rule):
    """More authorizers than a new account allows a REST API."""

    id = "W9671"
    short = "A REST API has at most ten authorizers"
    long = "The quota is 10 authorizers in an API; AWS raises it for REST APIs on request."
    aws = "The stack fails at the eleventh authorizer, unless the account's quota was raised."
    fix = "Share an authorizer between methods, or ask for a higher quota."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
    tags = ("apigateway", "authorizers", "limits")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            sure = [each for each in api.authorizers if each.made is True]
            if api.protocol == "REST" and len(sure) > _MOST:
                yield Problem(
                    sure[_MOST].at,
                    f"{api.logical_id} has {len(sure)} authorizers, and a new account allows {_MOST} in an API: the "
                    "stack would fail. Share some, or ask for a higher quota",
                )
