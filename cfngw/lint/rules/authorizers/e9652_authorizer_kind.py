"""E9652: an authorizer is of the kind that the AuthorizationType says."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import METHOD, OF_HTTP, OF_REST, ROUTE, Use, uses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

# cfn-lint compares CUSTOM and COGNITO_USER_POOLS of methods (E3708).
_WANTED = {(ROUTE, "JWT"): ("JWT",), (ROUTE, "CUSTOM"): ("REQUEST",), (METHOD, "JWT"): ("JWT",)}


class AuthorizerKind(Rule):
    """An authorizer of another kind than the AuthorizationType says."""

    id = "E9652"
    short = "An authorizer is of the kind that the AuthorizationType says"
    long = "JWT wants an authorizer of the type JWT; CUSTOM on a route wants one of the type REQUEST, a function."
    aws = (
        "The stack fails: Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT "
        "authorizer."
    )
    fix = "Write the AuthorizationType that belongs to the authorizer."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html"
    tags = ("apigateway", "authorizers")
    types = (METHOD, ROUTE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            wanted = _WANTED.get((use.resource.type, use.kind or ""))
            if wanted is None:
                continue
            name, kind = _kind(view, use)
            if kind is not None and kind not in wanted:
                right = "JWT" if kind == "JWT" else "CUSTOM" if kind in ("REQUEST", "TOKEN") else kind
                yield Problem(
                    use.at("AuthorizationType"),
                    f"{use.name} has AuthorizationType {use.kind}, and its authorizer {name} is of the type {kind}: "
                    f"the stack would fail with Invalid authorizer ID specified. Write AuthorizationType: {right}",
                )


def _kind(view: View, use: Use) -> tuple[str, str | None]:
    resource = view.found.referred(use.authorizer)
    if resource is None or resource.type not in (OF_REST, OF_HTTP):
        return "", None
    if (resource.type == OF_REST) != (use.resource.type == METHOD):
        return "", None  # E9653 tells of that
    kind = literal(resource.properties.get("Type" if resource.type == OF_REST else "AuthorizerType"))
    return resource.logical_id, kind.upper() if kind is not None else None
