"""HTTP proxy: the request goes on as it is, and so does what comes back.

https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html

Recorded on AWS: mapped headers replace those of the request, mapped query parameters are added to its own; Host and
Content-Encoding do not go on; headers of the answer are renamed. Path variables reach the URI by a mapping alone. Not
documented: a text answer to a request that accepts a binary type stays text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfngw.local.exchange import Answer
from cfngw.local.rest.integrations.calls import within
from cfngw.local.rest.integrations.compression import opened
from cfngw.local.rest.integrations.flow import trace_id
from cfngw.local.rest.integrations.headers import outgoing
from cfngw.local.rest.integrations.payload import as_text, to_client, to_integration
from cfngw.local.rest.integrations.request_side import (
    ParameterMapping,
    Parameters,
    body_for,
    sent_headers,
    with_path,
    with_query,
)
from cfngw.local.rest.integrations.templates import JSON

if TYPE_CHECKING:
    from cfngw.local.rest.integrations.flow import Flow
    from cfngw.local.rest.integrations.http import Endpoint
    from cfngw.local.rest.integrations.payload import BinaryTypes
    from cfngw.local.rest.integrations.planning import UriOf
    from cfngw.local.running import BackendAnswer, Backends

_STAYS = frozenset({"host", "content-encoding"})


class HttpProxy:
    """A method whose integration is an HTTP endpoint, as a proxy."""

    def __init__(
        self,
        endpoint: Endpoint,
        uri_of: UriOf,
        backends: Backends,
        parameters: ParameterMapping,
        types: BinaryTypes,
        handling: str | None,
    ) -> None:
        self._endpoint = endpoint
        self._uri_of = uri_of
        self._backends = backends
        self._parameters = parameters
        self._types = types
        self._handling = handling

    async def __call__(self, flow: Flow) -> Answer:
        """Take a request through; raise Fault."""
        made, endpoint, call = self._parameters.apply(flow), self._endpoint, flow.call
        method = endpoint.method(flow)
        url = with_path(self._uri_of(flow), made.path, endpoint.at)
        url = with_query(url, [*call.parameters, *made.query])
        body = body_for(method, to_integration(call.body, call.header("content-type"), self._handling, self._types))
        request = endpoint.request(method, url, self._headers(flow, made), body)
        sent = self._backends.http(request, flow.passage.journey)
        return self._answer(flow, opened(await within(flow, endpoint.seconds, endpoint.at, sent)))

    def _headers(self, flow: Flow, made: Parameters) -> tuple[tuple[str, str], ...]:
        mapped = {name.lower() for name, _ in made.headers}
        headers = [
            (name, value)
            for name, values in flow.multi_headers.items()
            if name.lower() not in _STAYS and name.lower() not in mapped
            for value in values
        ]
        passage = flow.passage
        defaults = [("Accept", JSON), ("User-Agent", f"AmazonAPIGateway_{passage.api_id}")]
        defaults.append(("x-amzn-apigateway-api-id", passage.api_id))
        return sent_headers([*headers, *made.headers], "HTTP_PROXY", defaults)

    def _answer(self, flow: Flow, answer: BackendAnswer) -> Answer:
        passage, headers = flow.passage, list(answer.headers)
        passage.integration_status = answer.status
        named = {name.lower(): value for name, value in headers}
        body = answer.body if "content-encoding" in named else self._body(flow, answer.body, named.get("content-type"))
        if "content-type" not in named:
            headers.append(("Content-Type", JSON))
        if "x-amzn-trace-id" not in named:
            headers.append(("X-Amzn-Trace-Id", trace_id(passage)))
        if passage.journey.on:
            passage.journey.step("response", f"status {answer.status}", self._endpoint.at, headers=headers, output=body)
        return Answer(answer.status, outgoing(headers, "HTTP_PROXY"), body)

    def _body(self, flow: Flow, body: bytes, content_type: str | None) -> bytes:
        if self._types.has(content_type):
            made = to_client(body, content_type, flow.call.header("accept"), None, self._types)
        else:
            made = as_text(body)
        return made.encode(errors="replace") if isinstance(made, str) else made
