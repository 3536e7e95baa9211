"""W9873: the permission names the API that invokes the function."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.judged import OTHER_API, judged
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class PermissionOtherApi(Rule):
    """The permission names the API that invokes the function."""

    id = "W9873"
    short = "The permission names the API that invokes the function"
    long = (
        "SourceArn of the only permission names an API that does not invoke the function, while another one of the "
        "template does; or it has the id of an API in letters, which changes when the API is replaced."
    )
    aws = "The stack is created; each call is answered with 500 Internal server error."
    fix = "Refer to the API in SourceArn, as in `${Api}`."
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
        yield from judged(view, OTHER_API)
