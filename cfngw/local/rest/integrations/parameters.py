"""Parameter mapping expressions, compiled: what becomes a header, a query parameter or a piece of a path.

https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html

Several values of one name: the last; the ``multivalue`` forms give all, headers joined by commas. A value that is not
there, or is empty, maps nothing. Not documented: the case of header names, which does not count here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cfngw.local.fault import Fault
from cfngw.local.rest.integrations.payload import as_text
from cfngw.vtl.errors import JavaError, LimitExceededError

if TYPE_CHECKING:
    from cfngw.local.rest.integrations.flow import Flow

Mapped = str | list[str] | None
Source = Callable[["Flow"], Mapped]


def source_of(expression: str) -> Source | None:
    """Compile an expression; None for what is none."""
    if len(expression) > 1 and expression[0] == expression[-1] == "'":
        literal = expression[1:-1]
        return lambda _: literal
    expression = expression.removeprefix("$")
    root, _, rest = expression.partition(".")
    if root == "context" and rest:
        return _of_context(rest)
    if root == "stageVariables" and rest:
        return lambda flow: flow.variables.get(rest)
    if expression.startswith("method.request."):
        return _of_request(expression.removeprefix("method.request."))
    if expression.startswith("integration.response."):
        return _of_response(expression.removeprefix("integration.response."))
    return None


def _of_context(rest: str) -> Source:
    names = rest.split(".")

    def source(flow: Flow) -> Mapped:
        value: Any = flow.context
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return text_of(value)

    return source


def _of_request(rest: str) -> Source | None:
    place, _, name = rest.partition(".")
    if place == "body":
        return _of_request_body(name)
    if not name:
        return None
    if place == "path":
        return lambda flow: flow.passage.path_parameters.get(name)
    if place == "header":
        return lambda flow: _last(flow.header_values(name))
    if place == "multivalueheader":
        return lambda flow: ",".join(flow.header_values(name))
    if place == "querystring":
        return lambda flow: _last(flow.multi_query.get(name))
    if place == "multivaluequerystring":
        return lambda flow: flow.multi_query.get(name)
    return None


def _of_response(rest: str) -> Source | None:
    place, _, name = rest.partition(".")
    if place == "body":
        return _of_response_body(name)
    if not name:
        return None
    if place == "header":
        return lambda flow: _last(flow.answered_values(name))
    if place == "multivalueheader":
        return lambda flow: ",".join(flow.answered_values(name))
    return None


def _of_request_body(path: str) -> Source | None:
    if not path:
        return lambda flow: as_text(flow.call.body) or None
    look = _looker(path)
    if look is None:
        return None

    def source(flow: Flow) -> Mapped:
        try:
            return text_of(look(flow.document()))
        except (JavaError, LimitExceededError) as error:
            raise Fault("DEFAULT_4XX", "Invalid JSON in request body", status=400, hint=str(error)) from None

    return source


def _of_response_body(path: str) -> Source | None:
    if not path:
        return lambda flow: as_text(flow.payload) or None
    look = _looker(path)
    if look is None:
        return None

    def source(flow: Flow) -> Mapped:
        try:
            return text_of(look(flow.payload_document()))
        except (JavaError, LimitExceededError) as error:
            hint = f"the integration's body is no JSON, and a header is mapped from it: {error}"
            raise Fault("API_CONFIGURATION_ERROR", "Internal server error", status=500, hint=hint) from None

    return source


def _looker(path: str) -> Callable[[Any], Any] | None:
    """Give what looks a JSONPath up. Below ``errorMessage`` a text is read as the JSON of a Lambda custom error."""
    from cfngw.vtl.json_smart import parse_json
    from cfngw.vtl.jsonpath import NotFoundError, compile_path
    from cfngw.vtl.limits import Budget

    within = path.removeprefix("errorMessage.") if path.startswith("errorMessage.") else None
    try:
        whole = compile_path(f"$.{path}")
        inner = compile_path(f"$.{within}") if within else None
    except JavaError:
        return None

    def look(document: Any) -> Any:
        message = document.get("errorMessage") if inner is not None and isinstance(document, dict) else None
        budget = Budget()
        try:
            if inner is not None and isinstance(message, str):
                return inner.read(parse_json(message), budget)
            return whole.read(document, budget)
        except NotFoundError:
            return None

    return look


def _last(values: list[str] | None) -> str | None:
    return values[-1] if values else None


def text_of(value: Any) -> str | None:
    """Write what an expression found: texts as they are, all else as JSON."""
    if value is None or isinstance(value, str):
        return value
    from cfngw.vtl.json_smart import to_json

    return to_json(value, slashes=False)
