"""W9870: a function that an API invokes lets the gateway invoke it."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.judged import MISSING, judged
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class NoPermission(Rule):
    """A function that an API invokes lets the gateway invoke it."""

    id = "W9870"
    short = "A function that an API invokes lets the gateway invoke it"
    long = (
        "A route or an authorizer invokes a function of the template, and there is neither a permission for the "
        "gateway nor a role in Credentials. A permission may be in another stack, so that this is a warning."
    )
    aws = (
        "The stack is created; each call is answered with 500 Internal server error (Invalid permissions on Lambda "
        "function in the log)."
    )
    fix = (
        "Add an AWS::Lambda::Permission for apigateway.amazonaws.com with the API in SourceArn, or give the "
        "integration a role that may invoke the function."
    )
    url = "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html"
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
        yield from judged(view, MISSING)
