"""E9672: an HTTP API has at most ten authorizers."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_MOST = 10


class TooManyAuthorizers(Rule):
    """More authorizers than an HTTP API may have."""

    id = "E9672"
    short = "An HTTP API has at most ten authorizers"
    long = "The quota is 10 authorizers in an API, and AWS does not raise it for HTTP APIs."
    aws = "The stack fails at the eleventh authorizer."
    fix = "Share an authorizer between routes; one function can decide by the route."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"
    tags = ("apigateway", "authorizers", "limits")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            sure = [each for each in api.authorizers if each.made is True]
            if api.protocol == "HTTP" and len(sure) > _MOST:
                yield Problem(
                    sure[_MOST].at,
                    f"{api.logical_id} has {len(sure)} authorizers, and AWS allows {_MOST}: the stack would fail. "
                    "Share some between routes",
                )
