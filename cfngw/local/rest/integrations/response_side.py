"""The method response of a non-proxy integration: status, headers and body by an integration response.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/mapping-response-parameters.html

A status without a method response is a 500, and a header that the method response does not declare is not sent:
CloudFormation makes neither. Not documented: the default Content-Type, which is that of the chosen template; a status
override below 200, which is ignored here as one that is no integer of 100 to 599 is by AWS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cfngw.local.exchange import Answer
from cfngw.local.fault import Fault
from cfngw.local.rest.integrations.headers import outgoing, text_of
from cfngw.local.rest.integrations.parameters import source_of
from cfngw.local.rest.integrations.payload import to_client
from cfngw.local.rest.integrations.templates import JSON, Problem, Rendering, Templates

if TYPE_CHECKING:
    from cfngw.local.rest.integrations.flow import Flow
    from cfngw.local.rest.integrations.parameters import Source
    from cfngw.local.rest.integrations.payload import BinaryTypes
    from cfngw.local.values import LocalValues
    from cfngw.read.model import IntegrationResponse, Route

_PREFIX = "method.response.header."


class ResponseMapping:
    """One integration response. ``pattern`` is None where the template does not tell it, and empty for the default."""

    def __init__(
        self, response: IntegrationResponse, route: Route, kind: str, values: LocalValues, types: BinaryTypes
    ) -> None:
        self.at = response.at
        self.pattern = values.text(response.pattern)
        status = values.text(response.status) or ""
        self.status = int(status) if status.isdecimal() and len(status) == 3 else None
        method = next((each for each in route.responses if values.text(each.status) == status), None)
        self._declared = method is not None
        declared = {name.lower() for name in method.headers} if method is not None else set()
        self.dropped: list[str] = []
        self._headers: list[tuple[str, Source]] = []
        for destination, expression in response.parameters.items():
            name, text = destination.removeprefix(_PREFIX), values.text(expression)
            source = source_of(text) if text is not None else None
            if source is None or name.lower() not in declared:
                self.dropped.append(name)
            else:
                self._headers.append((name, source))
        self._templates = Templates(response.templates, values)
        self._handling = values.text(response.content_handling)
        self._types = types
        self._kind = kind

    @property
    def problems(self) -> list[Problem]:
        """Give the templates that can't be rendered."""
        return self._templates.problems

    def answer(self, flow: Flow, content_type: str | None) -> Answer:
        """Make the answer of ``flow.payload``, which has a content type; raise Fault."""
        if self.status is None or not self._declared:
            raise self._undeclared()
        accept = flow.call.header("accept")
        chosen = self._templates.for_response(accept)
        body = self._body(flow, chosen, to_client(flow.payload, content_type, accept, self._handling, self._types))
        headers = [(name, value) for name, source in self._headers if (value := _header(source(flow)))]
        status = self.status
        overrides = flow.overrides
        if overrides is not None:
            given = overrides.get("response")
            if isinstance(given, dict):
                status = _status(given.get("status"), status)
                headers = _replaced(headers, given.get("header"))
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", chosen[0] if chosen is not None and "/" in chosen[0] else JSON))
        if flow.passage.journey.on:
            flow.passage.journey.step("response", f"status {status}", self.at, headers=headers, output=body)
        return Answer(status, outgoing(headers, self._kind), body)

    def _body(self, flow: Flow, chosen: tuple[str, Rendering] | None, payload: str | bytes) -> bytes:
        if chosen is None or chosen[1].empty:
            return payload.encode(errors="replace") if isinstance(payload, str) else payload
        name, rendering = chosen
        if isinstance(payload, bytes):
            hint = "a template reads no binary data: ContentHandling CONVERT_TO_TEXT gives it base64"
            raise Fault("API_CONFIGURATION_ERROR", "Internal server error", status=500, hint=hint, at=rendering.at)
        output = rendering.render(flow, payload, response=True)
        if flow.passage.journey.on:
            flow.passage.journey.step(
                "mapping", f"the response template for {name} is rendered", rendering.at, output=output
            )
        return output.encode(errors="replace")

    def _undeclared(self) -> Fault:
        if self.status is None:
            hint = "the integration response has no status that is known"
        else:
            hint = f"the method has no response {self.status}: add it to the MethodResponses"
        return Fault("API_CONFIGURATION_ERROR", "Internal server error", status=500, hint=hint, at=self.at)


def _header(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else value or ""


def _status(given: Any, status: int) -> int:
    if isinstance(given, int) and not isinstance(given, bool) and 200 <= given <= 599:
        return given
    return status


def _replaced(headers: list[tuple[str, str]], given: Any) -> list[tuple[str, str]]:
    if not isinstance(given, dict) or not given:
        return headers
    names = {name.lower() for name in given}
    kept = [(name, value) for name, value in headers if name.lower() not in names]
    for name, value in given.items():
        values = value if isinstance(value, list) else [value]
        kept += [(name, text_of(each)) for each in values if each is not None]
    return kept
