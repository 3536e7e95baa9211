"""E9813: a property that WebSocket APIs alone have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, INTEGRATION, ROUTE, STAGE, apis, at, having
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_NAMES = {
    ROUTE: {
        "ApiKeyRequired": "Use an authorizer, or a REST API",
        "RequestModels": "Check the body in the function",
        "RequestParameters": "Check them in the function",
        "ModelSelectionExpression": "Leave it out",
        "RouteResponseSelectionExpression": "Leave it out: an HTTP API always answers",
    },
    INTEGRATION: {
        "RequestTemplates": "Write RequestParameters, or a REST API",
        "TemplateSelectionExpression": "Leave it out",
        "PassthroughBehavior": "Leave it out: an HTTP API passes all on",
        "ContentHandlingStrategy": "Leave it out: payload format 2.0 tells binary bodies",
    },
    STAGE: {"ClientCertificateId": "Leave it out: an HTTP API shows its backends no certificate"},
}


class WebSocketProperties(Rule):
    """A property that WebSocket APIs alone have."""

    id = "E9813"
    short = "An HTTP API has no keys, models, mapping templates and client certificates"
    long = (
        "ApiKeyRequired, RequestModels, RequestParameters of a route, ModelSelectionExpression and "
        "RouteResponseSelectionExpression; RequestTemplates, TemplateSelectionExpression, PassthroughBehavior and "
        "ContentHandlingStrategy of an integration; ClientCertificateId of a stage."
    )
    aws = (
        "The stack fails with 400 BadRequestException (ApiKeyRequired is not currently supported for HTTP APIs); "
        "in no case is a key asked for, a body checked or a template applied."
    )
    fix = "Leave it out; use an authorizer in place of a key, parameter mapping in place of a template, or a REST API."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html"
    types = (API,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for kind, names in _NAMES.items():
                for each in api.of(kind):
                    for name, found in having(each, names):
                        if found.unknown is None and found.value not in (False, "false", {}):
                            yield Problem(
                                at(each, name),
                                f"{each.logical_id} has {name}, which WebSocket APIs alone have: an HTTP "
                                "API refuses it (400), or "
                                f"does nothing with it. {names[name]}",
                            )
