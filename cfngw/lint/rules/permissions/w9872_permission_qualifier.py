"""W9872: the permission is for the version or alias that the API invokes."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.judged import QUALIFIER, judged
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class PermissionQualifier(Rule):
    """The permission is for the version or alias that the API invokes."""

    id = "W9872"
    short = "The permission is for the version or alias that the API invokes"
    long = (
        "The policy of a function, of each of its versions and of each of its aliases are separate ones: a permission "
        "for the function does not let the gateway invoke an alias, nor the other way round. With a stage variable in "
        "the URI each stage's alias needs one."
    )
    aws = "The stack is created; each call is answered with 500 Internal server error."
    fix = "Refer to the alias or version in FunctionName of the permission, or add one for each alias."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html"
    tags = ("apigateway", "lambda")
    types = (
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
        "AWS::Serverless::Api",
        "AWS::Serverless::HttpApi",
        "AWS::Serverless::Function",
    )

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        yield from judged(view, QUALIFIER)
