"""W9678: the words of authorization are in capitals."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import METHOD, OF_HTTP, OF_REST, ROUTE, uses
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_KINDS = ("NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS", "JWT")
_TYPES = ("TOKEN", "REQUEST", "COGNITO_USER_POOLS", "JWT")


class Capitals(Rule):
    """An AuthorizationType or a type of authorizer in small letters."""

    id = "W9678"
    short = "AuthorizationType and the type of an authorizer are in capitals"
    long = (
        "AWS documents NONE, AWS_IAM, CUSTOM, TOKEN and so on. In a resource they are written so; small letters are "
        "those of OpenAPI documents."
    )
    aws = "AWS documents no other spelling; the stack may fail, and tools that read it take the word for another."
    fix = "Write the word in capitals."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html"
    tags = ("apigateway", "authorizers")
    types = (METHOD, ROUTE, OF_REST, OF_HTTP)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            if use.kind is not None and use.kind not in _KINDS and use.kind.upper() in _KINDS:
                yield Problem(use.at("AuthorizationType"), _message(use.name, "AuthorizationType", use.kind))
        for resource in view.resources(OF_REST, OF_HTTP):
            name = "Type" if resource.type == OF_REST else "AuthorizerType"
            kind = literal(resource.properties.get(name))
            if kind is not None and kind not in _TYPES and kind.upper() in _TYPES:
                at = below(resource.at, "Properties", name)
                yield Problem(at, _message(resource.logical_id, name, kind))


def _message(noun: str, name: str, kind: str) -> str:
    return f"{noun} has {name} {kind}, and AWS documents {kind.upper()}: the stack may fail. Write {kind.upper()}"
