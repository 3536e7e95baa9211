"""W9871: the SourceArn of a permission matches the calls that it is for."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.judged import UNCOVERED, judged
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class PermissionDoesNotCover(Rule):
    """The SourceArn of a permission matches the calls that it is for."""

    id = "W9871"
    short = "The SourceArn of a permission matches the calls that it is for"
    long = (
        "The ARN of a call ends in `<api>/<stage>/<method>/<path>`, that of `$default` and of a WebSocket route in "
        "`<api>/<stage>/<route key>`, that of an authorizer in `<api>/authorizers/<id>`. In SourceArn a `*` stands "
        "for any characters, slashes too; a path variable of a REST API is not written in braces."
    )
    aws = "The stack is created; calls that no permission matches are answered with 500 Internal server error."
    fix = (
        "End SourceArn in `/*`, or in `/*/*`, or name stage, method and path as the route has them, with `*` for path "
        "variables."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html"
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
        yield from judged(view, UNCOVERED)
