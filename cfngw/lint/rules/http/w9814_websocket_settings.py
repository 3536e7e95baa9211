"""W9814: a setting of the API that WebSocket APIs alone have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, apis, at, given, is_true
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class WebSocketSettings(Rule):
    """A setting of the API that WebSocket APIs alone have."""

    id = "W9814"
    short = "An HTTP API has no selection of keys, no models to validate and one way to select routes"
    long = "ApiKeySelectionExpression and DisableSchemaValidation are for WebSocket APIs."
    aws = "Nothing comes of it, where API Gateway takes it at all; what AWS answers is not documented."
    fix = "Leave it out."
    url = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html"
    types = (API,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            key = given(api.resource, "ApiKeySelectionExpression")
            if isinstance(key, str) and key != "$request.header.x-api-key":
                yield Problem(
                    at(api.resource, "ApiKeySelectionExpression"),
                    "An HTTP API asks for no keys: ApiKeySelectionExpression is for WebSocket APIs. Leave it out",
                )
            if is_true(api.resource, "DisableSchemaValidation"):
                yield Problem(
                    at(api.resource, "DisableSchemaValidation"),
                    "An HTTP API has no models: DisableSchemaValidation is for WebSocket APIs. Leave it out",
                )
