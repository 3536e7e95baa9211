"""E9653: an AuthorizerId is the id of an authorizer of the same API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.authorizers.common import METHOD, OF_HTTP, OF_REST, ROUTE, Use, uses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_STRANGERS = ("AWS::Lambda::", "AWS::Serverless::Function", "AWS::Cognito::", "AWS::ApiGateway", "AWS::IAM::")


class AuthorizerId(Rule):
    """An AuthorizerId that stands for something else, or for an authorizer of another API."""

    id = "E9653"
    short = "An AuthorizerId is the id of an authorizer of the same API"
    long = (
        "AuthorizerId takes what !Ref gives of an AWS::ApiGateway::Authorizer for a method, of an "
        "AWS::ApiGatewayV2::Authorizer of the same API for a route; not a function, a user pool or an ARN."
    )
    aws = "The stack fails: Invalid authorizer ID specified."
    fix = "Make an authorizer in this API, and write AuthorizerId: !Ref and its logical id."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html"
    tags = ("apigateway", "authorizers")
    types = (METHOD, ROUTE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            if use.authorizer is None or use.kind in ("NONE", "AWS_IAM"):
                continue
            problem = _problem(view, use)
            if problem is not None:
                yield Problem(
                    use.at("AuthorizerId"),
                    f"{use.name} names {problem}: the stack would fail with Invalid authorizer ID specified. Write "
                    "!Ref and the logical id of an authorizer of this API",
                )


def _problem(view: View, use: Use) -> str | None:
    given = use.authorizer.value if use.authorizer is not None else None
    if isinstance(given, str):
        return f'"{given}", which is no authorizer\'s id' if ":" in given or "/" in given else None
    if not isinstance(given, Reference):
        return None
    wanted = OF_REST if use.resource.type == METHOD else OF_HTTP
    if given.type != wanted:
        return f"{given.logical_id}, an {given.type}, as its authorizer" if given.type.startswith(_STRANGERS) else None
    if use.resource.type == METHOD:
        return None  # cfn-lint compares the APIs (E3699)
    resource = view.found.referred(use.authorizer)
    apis = [each.properties.get("ApiId") for each in (use.resource, resource) if each is not None]
    names = [each.value.logical_id for each in apis if each is not None and isinstance(each.value, Reference)]
    if len(names) == 2 and names[0] != names[1]:
        return f"{given.logical_id}, an authorizer of the API {names[1]}, and belongs to {names[0]}"
    return None
