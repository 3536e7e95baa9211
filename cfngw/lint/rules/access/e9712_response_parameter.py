"""E9712: a gateway response's mapping leads from what the gateway knows to a header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfngw.lint.rules.access.responses import header_at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_NAME = re.compile(r"gatewayresponse\.(header|path|querystring)\.[^\s:]+")
_SOURCE = re.compile(
    r"'.*'|(method\.request\.(header|querystring|path|multivalueheader|multivaluequerystring|body)|context|stageVariables)\.\S+",
    re.DOTALL,
)
_OTHERS = ("method.response.header.", "integration.response.header.")
_FAILS = "the stack would fail with Invalid mapping expression specified"


class ResponseParameter(Rule):
    """A mapping of a gateway response whose name or value is none."""

    id = "E9712"
    short = "A gateway response maps what the gateway knows to headers of its own"
    long = (
        "ResponseParameters are named gatewayresponse.header.Name. A value is a literal in single quotes inside the "
        "text, \"'*'\", or method.request.header.X, method.request.querystring.X, method.request.path.X, context.X, "
        "stageVariables.X. Neither the integration nor the body is known there."
    )
    aws = "The stack fails: Invalid mapping expression specified: Validation Result: warnings : [], errors : […]."
    fix = "Write gatewayresponse.header.Name: \"'value'\"."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.responseParameters.html"
    tags = ("apigateway", "gateway-responses")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            for each in api.gateway_responses:
                for name, value in each.parameters.items():
                    wrong = _wrong_name(name) or _wrong_value(value)
                    if wrong is not None:
                        yield Problem(header_at(each, name), f"The gateway response {each.type} maps {wrong}")


def _wrong_name(name: str) -> str | None:
    if _NAME.fullmatch(name):
        return None
    other = next((each for each in _OTHERS if name.startswith(each)), None)
    bare = name.removeprefix(other) if other else name if re.fullmatch(r"[A-Za-z0-9-]+", name) else "Name"
    return f'to "{name}", which is nothing of its own: {_FAILS}. Write gatewayresponse.header.{bare}'


def _wrong_value(value: Any) -> str | None:
    if not isinstance(value, str) or _SOURCE.fullmatch(value):
        return None
    if value.startswith("$"):
        return f"{value}, and mappings know no $: {_FAILS}. Write {value[1:]}"
    if value.startswith(("integration.", "method.response.")):
        return (
            f"{value}, and there is no answer of an integration to map: {_FAILS}. Write method.request.… or a literal"
        )
    shown = value.strip('"')
    return f"{value}, which is neither a literal nor a source: {_FAILS}. Write \"'{shown}'\""
