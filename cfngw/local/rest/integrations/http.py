"""HTTP, and AWS services: an endpoint gets what the mappings make, and an integration response makes the answer.

https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-lambda.html

Of the request's headers only Content-Type goes on by itself (recorded on AWS); Accept is JSON unless mapped. Roles in
``Credentials`` are not assumed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cfngw.local.rest.integrations.calls import limit_of, within
from cfngw.local.rest.integrations.compression import opened
from cfngw.local.rest.integrations.flow import trace_id
from cfngw.local.rest.integrations.request_side import (
    BodyMapping,
    ParameterMapping,
    Parameters,
    as_bytes,
    body_for,
    method_for,
    overridden,
    sent_headers,
    with_path,
    with_query,
)
from cfngw.local.rest.integrations.templates import JSON
from cfngw.local.running import BackendAnswer, BackendRequest

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer
    from cfngw.local.rest.integrations.flow import Flow
    from cfngw.local.rest.integrations.planning import ServiceOf, UriOf
    from cfngw.local.rest.integrations.selection import Selection
    from cfngw.local.running import Backends
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Integration


class Endpoint:
    """What is common to endpoints: method, limit of time, TLS."""

    def __init__(self, integration: Integration, values: LocalValues) -> None:
        self.at = integration.at
        self.seconds = limit_of(integration)
        self._method = values.text(integration.method)
        self._verify = integration.skips_tls_verification is not True
        self._server_name = values.text(integration.tls_server_name)

    def method(self, flow: Flow) -> str:
        """Give the method that the endpoint is called with."""
        return method_for(self._method, flow)

    def request(self, method: str, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> BackendRequest:
        """Make a request to it."""
        return BackendRequest(method, url, headers, body, self.seconds, self._verify, self._server_name)


class HttpCustom:
    """A method whose integration is an HTTP endpoint, without proxy."""

    def __init__(
        self,
        endpoint: Endpoint,
        uri_of: UriOf,
        backends: Backends,
        body: BodyMapping,
        parameters: ParameterMapping,
        selection: Selection,
    ) -> None:
        self._endpoint = endpoint
        self._uri_of = uri_of
        self._backends = backends
        self._body = body
        self._parameters = parameters
        self._selection = selection

    async def __call__(self, flow: Flow) -> Answer:
        """Take a request through; raise Fault."""
        mapped = self._parameters.apply(flow)
        body = self._body.apply(flow)
        made = overridden(mapped, flow.overrides)
        endpoint = self._endpoint
        method = endpoint.method(flow)
        url = with_query(with_path(self._uri_of(flow), made.path, endpoint.at), made.query)
        defaults = [*default_headers(flow, method), ("x-amzn-apigateway-api-id", flow.passage.api_id)]
        request = endpoint.request(method, url, sent_headers(made.headers, "HTTP", defaults), body_for(method, body))
        call = self._backends.http(request, flow.passage.journey)
        return answered(flow, await within(flow, endpoint.seconds, endpoint.at, call), self._selection)


class Service:
    """A method whose integration is an action or a path of an AWS service."""

    def __init__(
        self,
        endpoint: Endpoint,
        service_of: ServiceOf,
        backends: Backends,
        body: BodyMapping,
        parameters: ParameterMapping,
        selection: Selection,
    ) -> None:
        self._endpoint = endpoint
        self._service_of = service_of
        self._backends = backends
        self._body = body
        self._parameters = parameters
        self._selection = selection

    async def __call__(self, flow: Flow) -> Answer:
        """Take a request through; raise Fault."""
        mapped = self._parameters.apply(flow)
        body = self._body.apply(flow)
        made = overridden(mapped, flow.overrides)
        endpoint, target = self._endpoint, self._service_of(flow)
        if target.path is not None:
            path = self._filled(target.path, made)
            target = replace(target, path=path)
            url = with_query(path if path.startswith("/") else f"/{path}", made.query)  # path// is the root
        else:
            target = replace(target, action=self._filled(target.action or "", made))
            url = with_query("", made.query)
        if target.subdomain is not None:
            target = replace(target, subdomain=self._filled(target.subdomain, made))
        method = endpoint.method(flow)
        headers = sent_headers(made.headers, "AWS", default_headers(flow, method))
        request = endpoint.request(method, url, headers, as_bytes(body) if method != "GET" else b"")
        call = self._backends.service(target, request, flow.passage.journey)
        return answered(flow, await within(flow, endpoint.seconds, endpoint.at, call), self._selection)

    def _filled(self, written: object, made: Parameters) -> str:
        return with_path(str(written), made.path, self._endpoint.at)


def default_headers(flow: Flow, method: str) -> list[tuple[str, str]]:
    """Give the headers that an endpoint gets unless they are mapped."""
    passage = flow.passage
    made = [
        ("Accept", JSON),
        ("User-Agent", f"AmazonAPIGateway_{passage.api_id}"),
        ("X-Amzn-Trace-Id", trace_id(passage)),
    ]
    content_type = flow.call.header("content-type")
    if method not in ("GET", "HEAD", "OPTIONS"):
        made.append(("Content-Type", content_type or JSON))
    return made


def answered(flow: Flow, answer: BackendAnswer, selection: Selection) -> Answer:
    """Make the method response of what an endpoint answered; raise Fault."""
    answer = opened(answer)
    passage = flow.passage
    passage.integration_status = answer.status
    flow.answered, flow.payload = answer.headers, answer.body
    types = flow.answered_values("content-type")
    made = selection.choose(flow, str(answer.status), few=True).answer(flow, types[-1] if types else None)
    made.headers.append(("X-Amzn-Trace-Id", trace_id(passage)))
    return made
