"""Integrations of REST methods: what API Gateway calls, and where."""

from __future__ import annotations

import re
from typing import Any

from troposphere import Sub

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.invocation import credentials, invocation_uri
from cfngw.declare.function import Callee
from cfngw.declare.integration import AsyncLambda, HttpIntegration, HttpProxy, Mock
from cfngw.declare.mapping import Request
from cfngw.declare.mapping_template import JSON, by_content_type
from cfngw.declare.method import Method
from cfngw.declare.rest_api import RestApi

_ASYNC = {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
_MOCK_TEMPLATE = '{"statusCode": 200}'
_VARIABLE = re.compile(r"\{([A-Za-z0-9._-]+)\}")
_NOTHING = Request()


class Integrations:
    """Makes the options of the integrations of one API; what many methods share is made once."""

    def __init__(self, assembly: Assembly, api: RestApi) -> None:
        self._assembly = assembly
        self._credentials = credentials(api)
        self._uris: dict[int, Any] = {}

    def options(self, method: Method) -> dict[str, Any]:
        """Give the options of a method's integration, without its responses."""
        request = method.request or _NOTHING
        integration = method.integration
        templates = self.templates(method)
        options = {
            "Type": integration.kind,
            **self._target(method),
            "RequestParameters": self._parameters(method, request) or None,
            "RequestTemplates": templates or None,
            "PassthroughBehavior": self._passthrough(request, templates),
            "ContentHandling": self._assembly.resolve(request.content_handling),
            "TimeoutInMillis": self._assembly.resolve(method.timeout_ms),
            "CacheKeyParameters": [each.long for each in method.cache_key_parameters] or None,  # type: ignore[union-attr]
        }
        return only_given(options)

    def templates(self, method: Method) -> dict[str, Any]:
        """Give the request's templates by content type."""
        given = method.request.template if method.request is not None else None
        if given is None and method.kind is Mock:
            return {JSON: _MOCK_TEMPLATE}
        resolve = self._assembly.resolve
        return {name: resolve(text) for name, text in by_content_type(given).items()}

    def _passthrough(self, request: Request, templates: dict[str, Any]) -> Any:
        """With a template, a body that none is for is refused: it would reach the integration as the client sent it."""
        if request.passthrough_behavior is not None:
            return self._assembly.resolve(request.passthrough_behavior)
        return "NEVER" if templates else None

    def _target(self, method: Method) -> dict[str, Any]:
        function = method.function
        if function is not None:
            return {"IntegrationHttpMethod": "POST", "Uri": self._uri(function), "Credentials": self._credentials}
        integration = method.integration
        if isinstance(integration, HttpIntegration | HttpProxy):
            linked = integration.vpc_link_id is not None
            return {
                "IntegrationHttpMethod": integration.method or method.key.method,
                "Uri": self._assembly.resolve(integration.url),
                "ConnectionType": "VPC_LINK" if linked else None,
                "ConnectionId": self._assembly.resolve(integration.vpc_link_id),
            }
        return {}

    def _uri(self, function: Callee) -> Sub:
        uri = self._uris.get(id(function))
        if uri is None:
            uri = self._uris[id(function)] = invocation_uri(self._assembly, function)
        return uri

    def _parameters(self, method: Method, request: Request) -> dict[str, Any]:
        integration = method.integration
        found: dict[str, Any] = dict(_ASYNC) if isinstance(integration, AsyncLambda) else {}
        if isinstance(integration, HttpIntegration | HttpProxy) and isinstance(integration.url, str):
            for name in _VARIABLE.findall(integration.url):
                if ("path", name) in method.parameters:
                    found[f"integration.request.path.{name}"] = f"method.request.path.{name}"
        return {**found, **self._assembly.resolve(request.sources)}
