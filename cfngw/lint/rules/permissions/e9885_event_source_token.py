"""E9885: the gateway's permission has no EventSourceToken."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.grants import GATEWAY, grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class EventSourceToken(Rule):
    """The gateway's permission has no EventSourceToken."""

    id = "E9885"
    short = "The gateway's permission has no EventSourceToken"
    long = (
        "EventSourceToken is the id of an Alexa skill, which only Alexa sends. With it in the permission of the "
        "gateway the condition never holds."
    )
    aws = "The stack is created; each call is answered with 500 Internal server error."
    fix = "Leave EventSourceToken out."
    url = "https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            token = grant.resource.properties.get("EventSourceToken")
            if token is not None and grant.principal == GATEWAY:
                yield Problem(
                    grant.place("EventSourceToken"),
                    "EventSourceToken is for Alexa alone, and the gateway sends none: each call would be answered "
                    "with 500. Leave it out",
                )
