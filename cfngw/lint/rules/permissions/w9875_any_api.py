"""W9875: a permission for the gateway says which API may invoke the function."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.grants import GATEWAY, INVOKES, grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class AnyApi(Rule):
    """A permission for the gateway says which API may invoke the function."""

    id = "W9875"
    short = "A permission for the gateway says which API may invoke the function"
    long = (
        "Without SourceArn, or with wildcards for account and API, an API of any account in the region may invoke "
        "the function: the service principal is the same for all customers (the confused deputy)."
    )
    aws = "The stack is created; whoever knows the function's ARN can put an API of their own before it."
    fix = (
        "Give SourceArn with the API's id, as in "
        "`arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*`."
    )
    url = "https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html"
    tags = ("apigateway", "lambda", "security")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            if grant.principal != GATEWAY or grant.account is not None or grant.action not in INVOKES:
                continue
            if grant.source is None:
                at, why = grant.at, "has no SourceArn"
            elif grant.is_of_gateway and grant.arn is not None and grant.arn[4] in ("*", "") and _is_wild(grant.api):
                at, why = grant.place("SourceArn"), "has wildcards for account and API in SourceArn"
            else:
                continue
            yield Problem(
                at,
                f"The permission {grant.resource.logical_id} {why}: an API of any AWS account may invoke the function. "
                "Write "
                "SourceArn with this account and the API's id",
            )


def _is_wild(api: object) -> bool:
    return isinstance(api, str) and api.startswith("*")
