"""E9660: an AuthorizerUri is the address by which API Gateway invokes a function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import (
    BY_FUNCTION,
    authorizers,
    called,
    is_of_sam,
    is_told,
    marked,
    place,
)
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.targets import FUNCTIONS

_TYPES = (*FUNCTIONS, "AWS::Lambda::Alias", "AWS::Lambda::Version")
_FORM = re.compile(r"arn:[^:]+:apigateway:[^:]+:lambda:path/[0-9-]+/functions/.+/invocations", re.DOTALL)
_SHOWN = (
    "!Sub arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"
)


class AuthorizerUri(Rule):
    """An authorizer without an AuthorizerUri, or with one that invokes no function."""

    id = "E9660"
    short = "An AuthorizerUri is the address by which API Gateway invokes a function"
    long = (
        "TOKEN and REQUEST authorizers call a function, by the same address as an integration does: "
        "arn:…:apigateway:…:lambda:path/2015-03-31/functions/<ARN>/invocations. A function's ARN alone is none."
    )
    aws = (
        "The stack fails: Invalid Authorizer URI. Authorizer URI should be a valid API Gateway ARN that represents a "
        "Lambda function invocation."
    )
    fix = f"Write {_SHOWN}."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _api, authorizer in authorizers(view):
            if authorizer.kind not in BY_FUNCTION or is_of_sam(authorizer):
                continue
            uri = authorizer.uri
            if uri is None:
                yield Problem(
                    place(authorizer, "AuthorizerUri"),
                    f"{called(authorizer)} is of the type {authorizer.kind} and has no AuthorizerUri: the stack would "
                    f"fail. Write {_SHOWN}",
                )
            elif is_told(uri, *_TYPES) and _FORM.fullmatch(marked(uri)) is None:
                yield Problem(
                    place(authorizer, "AuthorizerUri"),
                    f"{called(authorizer)} has an AuthorizerUri that invokes no function: the stack would fail with "
                    f"Invalid Authorizer URI. Write {_SHOWN}",
                )
