"""E9874: the SourceArn of a permission is that of calls through an API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.grants import GATEWAY, grants, refused_form
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class SourceArnForm(Rule):
    """The SourceArn of a permission is that of calls through an API."""

    id = "E9874"
    short = "The SourceArn of a permission is that of calls through an API"
    long = (
        "The gateway tells Lambda the ARN of the call: "
        "`arn:<partition>:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`. The ARN of the API itself, "
        "as tags and access policies use it, and one that ends with the API's id are never that of a call."
    )
    aws = "The stack is created; the permission lets nothing in, and calls that rest on it are answered with 500."
    fix = "Write `arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*`."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            why = refused_form(grant)
            if why and grant.principal == GATEWAY:
                yield Problem(
                    grant.place("SourceArn"),
                    f"{why}, so that the permission lets no call in: each would be answered with 500. Write "
                    "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*",
                )
