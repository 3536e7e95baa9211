"""W9841: a property that HTTP APIs alone have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, INTEGRATION, ROUTE, apis, at, having
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_NAMES = {
    API: {
        "CorsConfiguration": "Leave it out; look at the header Origin when clients connect",
        "Target": "Make routes and integrations",
        "RouteKey": "Make an AWS::ApiGatewayV2::Route",
        "Body": "Write it as resources",
        "BodyS3Location": "Write it as resources",
    },
    ROUTE: {"AuthorizationScopes": "Leave it out; check the token in a Lambda authorizer"},
    INTEGRATION: {
        "IntegrationSubtype": "Write IntegrationType: AWS and the service's URI",
        "TlsConfig": "Leave it out",
        "ResponseParameters": "Make an AWS::ApiGatewayV2::IntegrationResponse",
    },
}


class HttpProperties(Rule):
    """A property that HTTP APIs alone have."""

    id = "W9841"
    short = "A WebSocket API has no CORS, no quick create, no document and no services by subtype"
    long = (
        "CorsConfiguration, Target, RouteKey, Body and BodyS3Location of an API; IntegrationSubtype, TlsConfig and "
        "ResponseParameters of an integration; AuthorizationScopes of a route."
    )
    aws = (
        "AWS documents these as supported for HTTP APIs alone, and not what it answers: the stack fails with 400 "
        "BadRequestException, or nothing comes of it."
    )
    fix = (
        "Leave it out: browsers send no preflight for WebSockets; the function of $connect can look at the header "
        "Origin."
    )
    url = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html"
    types = (API,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for kind, names in _NAMES.items():
                for each in (api.resource,) if kind == API else api.of(kind):
                    for name, found in having(each, names):
                        if found.unknown is None and found.value not in ([], {}):
                            yield Problem(
                                at(each, name),
                                f"{each.logical_id} has {name}, which AWS supports for HTTP APIs alone: a "
                                "WebSocket API refuses or ignores it. "
                                f"{names[name]}",
                            )
