"""The integration request of a non-proxy integration: body, headers, query and path variables.

https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html

Parameter mappings first, then the template's overrides. Binary data passes without a template; with one it has to be
UTF-8, or the answer is a 500 (seen on AWS). Not documented: ``$default`` is a template for all types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from cfngw.local.fault import Fault
from cfngw.local.rest.integrations.headers import NEVER_SENT, NOT_MAPPED, is_name, safe_value, text_of
from cfngw.local.rest.integrations.parameters import Mapped, source_of
from cfngw.local.rest.integrations.payload import to_integration
from cfngw.local.rest.integrations.templates import JSON, Problem, Templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cfngw.document.values import At
    from cfngw.local.rest.integrations.flow import Flow
    from cfngw.local.rest.integrations.parameters import Source
    from cfngw.local.rest.integrations.payload import BinaryTypes
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Integration

_PATH_SAFE = "/:@!$&'()*+,;=~-._"
_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})


class Parameters(NamedTuple):
    """What is sent besides the body; headers and query keep all values of a name."""

    headers: list[tuple[str, str]]
    query: list[tuple[str, str]]
    path: dict[str, str]


class ParameterMapping:
    """The request parameters of an integration."""

    def __init__(self, integration: Integration, values: LocalValues) -> None:
        self.at = integration.at
        self._kind = str(integration.type)
        self._not_mapped = NOT_MAPPED.get(self._kind, frozenset())
        self.unknown: list[str] = []
        self._mapped: list[tuple[str, str, Source]] = []
        for destination, expression in integration.request_parameters.items():
            place, _, name = destination.removeprefix("integration.request.").partition(".")
            text = values.text(expression)
            source = source_of(text) if text is not None else None
            if source is None or place not in ("header", "querystring", "path") or not name:
                self.unknown.append(destination)
            else:
                self._mapped.append((place, name, source))

    def __bool__(self) -> bool:
        return bool(self._mapped)

    def apply(self, flow: Flow) -> Parameters:
        """Map the request's parameters; raise Fault."""
        made = Parameters([], [], {})
        for place, name, source in self._mapped:
            value = source(flow)
            if not value:
                continue
            if place == "header":
                if name.lower() in self._not_mapped:
                    raise _already_present(name, self.at)
                made.headers.append((name, _single(value)))
            elif place == "path":
                made.path[name] = _single(value)
            else:
                made.query.extend((name, each) for each in _each(value))
        return made


def _already_present(name: str, at: At) -> Fault:
    hint = f"execution fails due to a configuration error: API Gateway lets no mapping write the header {name}"
    return Fault("API_CONFIGURATION_ERROR", "Internal server error", status=500, hint=hint, at=at)


def _single(value: Mapped) -> str:
    return ",".join(value) if isinstance(value, list) else value or ""


def _each(value: Mapped) -> list[str]:
    return value if isinstance(value, list) else [value or ""]


def overridden(made: Parameters, overrides: Mapping[str, Any] | None) -> Parameters:
    """Put a template's overrides over mapped parameters."""
    given = overrides.get("request") if overrides else None
    if not isinstance(given, dict):
        return made
    headers, query, path = given.get("header"), given.get("querystring"), given.get("path")
    return Parameters(
        _replaced(made.headers, headers, folded=True), _replaced(made.query, query, folded=False), _paths(made, path)
    )


def _replaced(pairs: list[tuple[str, str]], given: Any, *, folded: bool) -> list[tuple[str, str]]:
    if not isinstance(given, dict) or not given:
        return pairs
    names = {name.lower() if folded else name for name in given}
    kept = [(name, value) for name, value in pairs if (name.lower() if folded else name) not in names]
    for name, value in given.items():
        values = value if isinstance(value, list) else [value]
        kept += [(name, text_of(each)) for each in values if each is not None]
    return kept


def _paths(made: Parameters, given: Any) -> dict[str, str]:
    if not isinstance(given, dict) or not given:
        return made.path
    return {**made.path, **{name: text_of(value) for name, value in given.items() if value is not None}}


class BodyMapping:
    """The body of an integration request: a template's, or the request's own by the passthrough behavior."""

    def __init__(self, integration: Integration, values: LocalValues, types: BinaryTypes) -> None:
        self.at = integration.at
        self._templates = Templates(integration.request_templates, values)
        self._passthrough = values.text(integration.passthrough) or "WHEN_NO_MATCH"
        self._handling = values.text(integration.content_handling)
        self._types = types

    @property
    def problems(self) -> list[Problem]:
        """Give the templates that can't be rendered."""
        return self._templates.problems

    def apply(self, flow: Flow) -> str | bytes:
        """Give the body; raise Fault."""
        call, journey = flow.call, flow.passage.journey
        content_type = call.header("content-type")
        rendering = self._templates.for_request(content_type)
        if rendering is None and self._refuses():
            hint = f"no request template for {content_type or JSON}, and PassthroughBehavior is {self._passthrough}"
            raise Fault("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type", status=415, hint=hint, at=self.at)
        body = to_integration(call.body, content_type, self._handling, self._types)
        if rendering is None or rendering.empty:
            if journey.on:
                why = "no template for the content type" if rendering is None else "an empty template"
                journey.step("mapping", f"the body passes through: {why}", self.at, output=body)
            return body
        output = rendering.render(flow, _as_template_text(body, rendering.at))
        if journey.on:
            journey.step("mapping", "the request template is rendered", rendering.at, output=output)
        return output

    def _refuses(self) -> bool:
        return self._passthrough == "NEVER" or (self._passthrough == "WHEN_NO_TEMPLATES" and bool(self._templates))


def _as_template_text(body: str | bytes, at: At) -> str:
    if isinstance(body, str):
        return body
    try:
        return body.decode()
    except UnicodeDecodeError:
        hint = "a template reads no binary data: ContentHandling CONVERT_TO_TEXT gives it base64"
        raise Fault("API_CONFIGURATION_ERROR", "Internal server error", status=500, hint=hint, at=at) from None


# --- what is sent to an endpoint --------------------------------------------------------------------------------


def as_bytes(body: str | bytes) -> bytes:
    """Give a body as it is sent."""
    return body.encode(errors="replace") if isinstance(body, str) else body


def body_for(method: str, body: str | bytes) -> bytes:
    """Give a body where the method has one."""
    return b"" if method in _WITHOUT_BODY else as_bytes(body)


def method_for(method: str | None, flow: Flow) -> str:
    """Give the integration's method; the request's where it is ANY or none."""
    return flow.call.method if method in (None, "", "ANY") else str(method)


def sent_headers(
    headers: Iterable[tuple[str, str]], kind: str, defaults: Iterable[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Give the headers of an integration request: without those that are never sent, with those that always are."""
    never = NEVER_SENT[kind]
    made = [(name, safe_value(value)) for name, value in headers if name.lower() not in never and is_name(name)]
    present = {name.lower() for name, _ in made}
    made += [(name, value) for name, value in defaults if name.lower() not in present]
    return tuple(made)


def with_query(url: str, query: list[tuple[str, str]]) -> str:
    """Add a query to a URL."""
    if not query:
        return url
    encoded = urlencode(query, quote_via=quote, safe="", errors="replace")
    return f"{url}{'&' if '?' in url else '?'}{encoded}"


def with_path(written: str, path: Mapping[str, str], at: At) -> str:
    """Put path variables into a URI. What is not mapped stays in braces, which no URI may hold: a fault."""
    if "{" not in written:
        return written
    for name, value in path.items():
        written = written.replace(f"{{{name}}}", quote(value, safe=_PATH_SAFE, errors="replace"))
    start = written.find("{")
    if start >= 0:
        name = written[start + 1 :].partition("}")[0]
        hint = (
            f"{{{name}}} in the URI has no value: map integration.request.path.{name} "
            f"from method.request.path.{name} in the RequestParameters"
        )
        raise Fault("API_CONFIGURATION_ERROR", "Internal server error", status=500, hint=hint, at=at)
    return written
