"""W9654: a method or route that names an authorizer asks it."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import METHOD, ROUTE, uses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class AuthorizerIgnored(Rule):
    """An AuthorizerId beside an AuthorizationType that asks no authorizer."""

    id = "W9654"
    short = "A method or route that names an authorizer asks it"
    long = "AuthorizationType says who decides: with NONE, AWS_IAM or none at all, an AuthorizerId says nothing."
    aws = "The stack is created, and the authorizer is never called: with NONE everybody may call the route."
    fix = "Write AuthorizationType CUSTOM, COGNITO_USER_POOLS or JWT, or leave out AuthorizerId."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html"
    tags = ("apigateway", "authorizers", "security")
    types = (METHOD, ROUTE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            if use.authorizer is None or use.authorizer.unknown is not None:
                continue
            if use.kind == "NONE":
                yield Problem(
                    use.at("AuthorizerId"),
                    f"{use.name} names an authorizer, but its AuthorizationType is NONE: everybody may call it. Write "
                    "the AuthorizationType that the authorizer is for, or leave out AuthorizerId",
                )
            elif use.kind == "AWS_IAM":
                yield Problem(
                    use.at("AuthorizerId"),
                    f"{use.name} names an authorizer, but with AWS_IAM it is never asked: who may invoke the API by "
                    "IAM gets in. Write the authorizer's AuthorizationType, or leave out AuthorizerId",
                )
