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
        "Without SourceArn and SourceAccount an API of any account in the region may invoke the function: the service "
        "principal is the same for all customers (the confused deputy)."
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
            if grant.principal != GATEWAY or grant.action not in INVOKES:
                continue
            if grant.source is not None or grant.account is not None:
                continue
            yield Problem(
                grant.at,
                f"The permission {grant.resource.logical_id} has no SourceArn: an API of any AWS account may invoke "
                "the function. Write SourceArn with this account and the API's id",
            )
