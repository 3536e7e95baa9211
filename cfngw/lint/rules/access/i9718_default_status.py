"""I9718: a default gateway response keeps the status of each error."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.responses import part_at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_CLASSES = {"DEFAULT_4XX": "4", "DEFAULT_5XX": "5"}


class DefaultStatus(Rule):
    """A DEFAULT_4XX or DEFAULT_5XX with one status for all."""

    id = "I9718"
    short = "A default gateway response keeps the status of each error"
    long = (
        "DEFAULT_4XX and DEFAULT_5XX stand for all types that have no response of their own. A StatusCode there gives "
        "all of them that one: 401, 403, 413 and 429 can't be told apart."
    )
    aws = "The stack is created; every such error is answered with the one status."
    fix = "Leave StatusCode out, and give a type of its own the status that it needs."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
    tags = ("apigateway", "gateway-responses")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            for each in api.gateway_responses:
                if isinstance(each.status, str) and each.status.startswith(_CLASSES.get(each.type, "-")):
                    yield Problem(
                        part_at(each, "StatusCode"),
                        f"{each.type} with the status {each.status} gives it to all errors that have no response of "
                        "their own. Leave it out",
                    )
