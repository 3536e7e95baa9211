"""E9874: the SourceArn of a permission is that of calls through an API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Unknown
from cfngw.lint.rules.permissions.grants import GATEWAY, Grant, grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class SourceArnForm(Rule):
    """The SourceArn of a permission is that of calls through an API."""

    id = "E9874"
    short = "The SourceArn of a permission is that of calls through an API"
    long = (
        "The gateway tells Lambda the ARN of the call: "
        "`arn:<partition>:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`. The ARN of the API "
        "itself, as tags and access policies use it, and one that ends with the API's id are never that of a call."
    )
    aws = "The stack is created; the permission lets nothing in, and calls that rest on it are answered with 500."
    fix = "Write `arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*`."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            if grant.principal != GATEWAY or grant.arn is None:
                continue
            why = _why(grant)
            if why:
                yield Problem(
                    grant.place("SourceArn"),
                    f"{why}, so that the permission lets no call in: each would be answered with 500. Write "
                    "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*",
                )


_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY")


def _why(grant: Grant) -> str | None:
    """Tell why an ARN is that of no call; None where it may be."""
    if grant.arn is None:
        return None
    _, _, service, region, account, rest = grant.arn
    if service == "apigateway":
        return "SourceArn is that of the API as a resource, not of its calls"
    if service == "lambda":
        return "SourceArn is that of a function, not of what calls it"
    if service != "execute-api":
        return None
    if not region or not account:
        return "SourceArn has no region or no account"
    if "*" not in rest and "?" not in rest and grant.tail is None and not isinstance(grant.api, Unknown):
        return "SourceArn ends behind the id of the API, and a call's ARN has /<stage>/<method>/<path> there"
    if grant.tail is None:
        return None
    first = grant.tail.partition("/")[0]
    if first in _METHODS:
        return f"SourceArn has the method {first} in the place of the stage"
    return "SourceArn has an empty stage" if first == "" else None
