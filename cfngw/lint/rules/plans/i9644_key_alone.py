"""I9644: a key is all that protects a method."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.plans.common import METHOD, WITH_METHODS
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class KeyAlone(Rule):
    """Methods with an API key and no authorization."""

    id = "I9644"
    short = "An API key tells who calls; it is no protection of its own"
    long = (
        "Keys are for limits by caller. They are sent with each request, do not expire, and one that is good for an "
        "API of a plan is good for all APIs of that plan."
    )
    aws = "Nothing fails; who has found a key may call. AWS advises against keys for authorization."
    fix = "Add an authorizer or AWS_IAM, or leave it where a leaked key does no harm."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"
    tags = ("apigateway", "security")
    types = WITH_METHODS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            if api.protocol != "REST" or api.policy is not None:
                continue
            mine = [each for each in api.routes if each.api_key_required is True and each.authorization == "NONE"]
            if mine:
                own = view.found.index.get(mine[0].logical_id)
                is_method = own is not None and own.type == METHOD
                more = f" ({len(mine)} methods of {api.logical_id})" if len(mine) > 1 else ""
                yield Problem(
                    below(mine[0].at, "Properties", "ApiKeyRequired") if is_method else mine[0].at,
                    f"An API key is all that protects {mine[0].key}{more}: it tells who calls and does not expire. "
                    "Add an authorizer or AWS_IAM where that is not enough",
                )
