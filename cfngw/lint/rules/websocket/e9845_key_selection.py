"""E9845: a place where no key is."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, apis, at, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_RIGHT = ("$request.header.x-api-key", "$context.authorizer.usageIdentifierKey")


class KeySelection(Rule):
    """A place where no key is."""

    id = "E9845"
    short = "The key of a WebSocket API is in x-api-key or comes of the authorizer"
    long = "ApiKeySelectionExpression is $request.header.x-api-key or $context.authorizer.usageIdentifierKey."
    aws = "The stack fails when the API is made: 400 BadRequestException."
    fix = "Write one of the two."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html"
    types = (API,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            written = given(api.resource, "ApiKeySelectionExpression")
            if isinstance(written, str) and written not in _RIGHT:
                yield Problem(
                    at(api.resource, "ApiKeySelectionExpression"),
                    f"API Gateway takes no key from {written} (400). Write {' or '.join(_RIGHT)}",
                )
