"""E9797: a type of integration that the API doesn't have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.http.common import API, INTEGRATION, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_ALL = ("AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK")


class IntegrationType(Rule):
    """A type of integration that the API doesn't have."""

    id = "E9797"
    short = "An HTTP API takes integrations of the types AWS_PROXY and HTTP_PROXY alone"
    long = "IntegrationType is AWS_PROXY or HTTP_PROXY; AWS, HTTP and MOCK are for WebSocket APIs."
    aws = "The stack fails: 400, an API with a protocol type of HTTP may only be associated with proxy integrations."
    fix = (
        "Write AWS_PROXY for a function or a service, HTTP_PROXY for an address; let a function answer in place of "
        "a mock."
    )
    url = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            for row in api.integrations:
                kind = row.found.type
                if not isinstance(kind, str) or api.protocol is None:
                    continue
                if kind not in _ALL:
                    close = nearest(kind, _ALL)
                    yield Problem(
                        row.at("IntegrationType"),
                        f"{kind} is no type of integration, and API Gateway refuses it (400). "
                        f"Write {close or 'one of ' + ', '.join(_ALL)}",
                    )
                elif api.protocol == "HTTP" and not kind.endswith("_PROXY"):
                    cure = (
                        "HTTP_PROXY"
                        if kind == "HTTP"
                        else "AWS_PROXY, to a function that answers"
                        if kind == "MOCK"
                        else "AWS_PROXY"
                    )
                    yield Problem(
                        row.at("IntegrationType"),
                        f"{row.name} is of type {kind}, and an HTTP API takes proxies alone (400). Write {cure}",
                    )
