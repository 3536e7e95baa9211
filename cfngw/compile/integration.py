"""Integrations of REST methods: what API Gateway calls, and where."""

from __future__ import annotations

import re
from typing import Any

from troposphere import Sub

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.invocation import credentials, invocation_uri
from cfngw.declare.aws_target import AwsTarget
from cfngw.declare.function import Callee
from cfngw.declare.http_integration import PrivateIntegration
from cfngw.declare.integration import AsyncLambda, HttpIntegration, HttpProxy, Mock
from cfngw.declare.mapping import Request
from cfngw.declare.mapping_template import JSON, by_content_type
from cfngw.declare.method import MOST_STREAMED_TIMEOUT, Method
from cfngw.declare.rest_api import RestApi

_ASYNC = {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
_MOCK_TEMPLATE = '{"statusCode": 200}'
_VARIABLE = re.compile(r"\{([A-Za-z0-9._-]+)\}")
_NOTHING = Request()


class Integrations:
    """Makes the options of the integrations of one API; what many methods share is made once."""

    def __init__(self, assembly: Assembly, api: RestApi) -> None:
        self._assembly = assembly
        self._api = api
        self._credentials = credentials(api)
        self._uris: dict[tuple[int, bool], Any] = {}

    def options(self, method: Method) -> dict[str, Any]:
        """Give the options of a method's integration, without its responses."""
        request = method.request or _NOTHING
        integration = method.integration
        target = self._target(method)
        templates = self.templates(method) or target.pop("RequestTemplates", {})
        options = {
            "Type": integration.kind,
            **target,
            "RequestParameters": {
                **target.get("RequestParameters", {}),
                **self._parameters(method, request),
            }
            or None,
            "RequestTemplates": templates or None,
            "PassthroughBehavior": self._passthrough(request, templates),
            "ContentHandling": self._assembly.resolve(request.content_handling),
            **self._transfer(method),
            "CacheNamespace": self._assembly.resolve(method.cache_namespace),
            "CacheKeyParameters": [each.long for each in method.cache_key_parameters] or None,  # type: ignore[union-attr]
        }
        return only_given(options)

    def _transfer(self, method: Method) -> dict[str, Any]:
        """Say how long an answer may take; a stream has the 15 minutes that AWS allows unless told."""
        if not method.streams:
            return {"TimeoutInMillis": self._assembly.resolve(method.timeout_ms)}
        timeout = method.timeout_ms if method.timeout_ms is not None else MOST_STREAMED_TIMEOUT
        return {"ResponseTransferMode": "STREAM", "TimeoutInMillis": self._assembly.resolve(timeout)}

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
            return {
                "IntegrationHttpMethod": "POST",
                "Uri": self._uri(method, function),
                "Credentials": self._credentials,
            }
        integration = method.integration
        if isinstance(integration, AwsTarget):
            from cfngw.compile.aws_integration import aws_options

            return aws_options(self._assembly, self._api, method, integration)
        if isinstance(integration, HttpIntegration | HttpProxy | PrivateIntegration):
            return {
                "IntegrationHttpMethod": integration.method or method.key.method,
                "Uri": self._assembly.resolve(integration.url),
                **(self._linked(integration) if integration.vpc_link is not None else {}),
            }
        return {}

    def _linked(self, integration: HttpIntegration | HttpProxy | PrivateIntegration) -> dict[str, Any]:
        from cfngw.compile.vpc_link import link_id  # for those who have one

        target = getattr(integration, "target_arn", None)
        return {
            "ConnectionType": "VPC_LINK",
            "ConnectionId": link_id(self._assembly, integration.vpc_link),
            "IntegrationTarget": self._assembly.resolve(target),
        }

    def _uri(self, method: Method, function: Callee) -> Sub:
        stream = method.streams
        uri = self._uris.get((id(function), stream))
        if uri is None:
            uri = self._uris[id(function), stream] = invocation_uri(self._assembly, function, stream=stream)
        return uri

    def _parameters(self, method: Method, request: Request) -> dict[str, Any]:
        integration = method.integration
        found: dict[str, Any] = dict(_ASYNC) if isinstance(integration, AsyncLambda) else {}
        url = getattr(integration, "url", None)
        if isinstance(url, str):
            for name in _VARIABLE.findall(url):
                if ("path", name) in method.parameters:
                    found[f"integration.request.path.{name}"] = f"method.request.path.{name}"
        return {**found, **self._assembly.resolve(request.sources)}
