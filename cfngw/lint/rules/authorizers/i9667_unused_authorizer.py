"""I9667: each authorizer is asked by a route."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import called
from cfngw.lint.rules.authorizers.unused import unused
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class UnusedAuthorizer(Rule):
    """An authorizer that no route asks, beside others that are asked."""

    id = "I9667"
    short = "Each authorizer is asked by a route"
    long = "An authorizer that no route of its API names is left over, or forgotten on the route that it was made for."
    aws = "The stack is created; the authorizer counts towards the limit of 10 in an API."
    fix = "Name it on the routes that it is for, or leave it out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in unused(view):
            if api.policy is not None or any(route.authorization != "NONE" for route in api.routes):
                yield Problem(
                    authorizer.at,
                    f"No route of {api.logical_id} asks the authorizer {called(authorizer)}. Name it on the routes "
                    "that it is for, or leave it out",
                )
