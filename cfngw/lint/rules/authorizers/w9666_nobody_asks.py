"""W9666: an API that has an authorizer asks one."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import called
from cfngw.lint.rules.authorizers.unused import unused
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class NobodyAsks(Rule):
    """An API with authorizers, all of whose routes are open."""

    id = "W9666"
    short = "An API that has an authorizer asks one"
    long = (
        "An authorizer decides nothing by being there: each method or route has to name it. Here there is one, and all "
        "routes are open to everybody."
    )
    aws = "The stack is created; everybody may call the API."
    fix = "Write AuthorizationType and AuthorizerId on the methods or routes, or leave the authorizer out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html"
    tags = ("apigateway", "authorizers", "security")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in unused(view):
            if api.policy is None and all(route.authorization == "NONE" for route in api.routes):
                yield Problem(
                    authorizer.at,
                    f"No route of {api.logical_id} asks the authorizer {called(authorizer)}, and all "
                    f"{len(api.routes)} are open to everybody. Name it on the routes that it is for",
                )
