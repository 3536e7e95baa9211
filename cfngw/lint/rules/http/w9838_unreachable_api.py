"""W9838: an API that nobody can reach."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.http.common import API, apis, at, given, is_true
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_MAPPINGS = {"AWS::ApiGatewayV2::ApiMapping": "ApiId", "AWS::ApiGateway::BasePathMapping": "RestApiId"}


class UnreachableApi(Rule):
    """An API that nobody can reach."""

    id = "W9838"
    short = "An API without its own address has a domain"
    long = (
        "DisableExecuteApiEndpoint takes the address of the API away; clients then come by a domain that is mapped "
        "to a stage."
    )
    aws = "The stack is created; each call of the API's own address is answered with 404 Not Found."
    fix = "Map a domain to a stage by AWS::ApiGatewayV2::ApiMapping, or leave DisableExecuteApiEndpoint out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html"
    types = (API,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        mapped = [given(each, name) for kind, name in _MAPPINGS.items() for each in view.resources(kind)]
        routed = view.may_have("AWS::ApiGatewayV2::RoutingRule")
        for api in apis(view):
            leads = any(not isinstance(each, Reference) or each.logical_id == api.resource.key for each in mapped)
            if is_true(api.resource, "DisableExecuteApiEndpoint") and not leads and not routed:
                yield Problem(
                    at(api.resource, "DisableExecuteApiEndpoint"),
                    f"{api.resource.logical_id} has no address of its own, and no domain of the template "
                    "leads to it: calls get "
                    "404. Add an AWS::ApiGatewayV2::ApiMapping",
                )
