"""Lambda proxy: the whole request is the event, and what the function returns is the answer.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html

Shown by recordings of AWS: path and path parameters come as they were sent, percent-encoded, while query parameters
are decoded; Authorization, Host and User-Agent come so spelled; unknown members of a result, and headers that are no
scalars, are malformed; missing ones are not. Not documented, and malformed here: a body that is no text, and a
statusCode outside 200 to 599. Headers of CloudFront are not added, as for a regional endpoint.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cfngw.local.exchange import Answer
from cfngw.local.fault import Fault
from cfngw.local.rest.integrations.calls import invoke, limit_of
from cfngw.local.rest.integrations.flow import trace_id
from cfngw.local.rest.integrations.headers import is_name, outgoing
from cfngw.local.rest.integrations.lambda_custom import error_message
from cfngw.local.rest.integrations.payload import as_base64, as_text, from_base64

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfngw.local.passage import Passage
    from cfngw.local.rest.integrations.flow import Flow
    from cfngw.local.rest.integrations.payload import BinaryTypes
    from cfngw.local.rest.integrations.planning import FunctionOf
    from cfngw.local.running import Functions
    from cfngw.read.model import Integration, Route

_MEMBERS = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"})
_CONTEXT = (
    "accountId",
    "apiId",
    "authorizer",
    "deploymentId",
    "domainName",
    "domainPrefix",
    "extendedRequestId",
    "httpMethod",
    "operationName",
    "path",
    "protocol",
    "requestId",
    "requestTime",
    "requestTimeEpoch",
    "resourceId",
    "resourcePath",
    "stage",
)
_IDENTITY = (
    "accessKey",
    "accountId",
    "caller",
    "cognitoAuthenticationProvider",
    "cognitoAuthenticationType",
    "cognitoIdentityId",
    "cognitoIdentityPoolId",
    "principalOrgId",
    "sourceIp",
    "user",
    "userAgent",
    "userArn",
)
_IDENTITY_IF_ANY = ("apiKey", "apiKeyId", "clientCert", "vpcId", "vpceId")


class LambdaProxy:
    """A method whose integration is a function, as a proxy."""

    def __init__(
        self,
        route: Route,
        integration: Integration,
        function_of: FunctionOf,
        functions: Functions,
        types: BinaryTypes,
    ) -> None:
        self._at = integration.at
        self._function_of = function_of
        self._functions = functions
        self._types = types
        self._seconds = limit_of(integration)
        self._resource = route.path
        self._variables = [
            (index, part.name, part.kind == "greedy") for index, part in enumerate(route.parts) if part.kind != "static"
        ]

    async def __call__(self, flow: Flow) -> Answer:
        """Take a request through; raise Fault."""
        event = json.dumps(self.event(flow)).encode()
        target = self._function_of(flow)
        result = await invoke(flow, self._functions, target, event, seconds=self._seconds, at=self._at)
        if result.failed:
            hint = f"the function failed: {error_message(result.payload)[:500]}"
            raise self._bad_gateway(flow, hint)
        return self._answer(flow, result.payload)

    # --- the event -------------------------------------------------------------------------------------------------

    def event(self, flow: Flow) -> dict[str, Any]:
        """Make the event."""
        passage, call = flow.passage, flow.call
        body: str | None = None
        is_base64 = False
        if call.body:
            is_base64 = self._types.has(call.header("content-type"))
            body = as_base64(call.body) if is_base64 else as_text(call.body)
        return {
            "resource": self._resource,
            "path": _path(passage),
            "httpMethod": call.method,
            "headers": flow.headers or None,
            "multiValueHeaders": flow.multi_headers or None,
            "queryStringParameters": flow.query or None,
            "multiValueQueryStringParameters": (flow.multi_query or None) if call.query else None,
            "pathParameters": self._path_parameters(passage) or None,
            "stageVariables": dict(flow.variables) or None,
            "requestContext": _request_context(flow.context),
            "body": body,
            "isBase64Encoded": is_base64,
        }

    def _path_parameters(self, passage: Passage) -> Mapping[str, str]:
        """Give the path's variables as they were sent."""
        if not self._variables:
            return {}
        pieces = passage.path.split("/")[1:]
        if pieces and not pieces[-1]:
            pieces.pop()
        if self._variables[-1][0] >= len(pieces):
            return passage.path_parameters
        return {name: "/".join(pieces[index:]) if greedy else pieces[index] for index, name, greedy in self._variables}

    # --- the answer ------------------------------------------------------------------------------------------------

    def _answer(self, flow: Flow, payload: bytes) -> Answer:
        try:
            result = json.loads(payload)
        except (ValueError, RecursionError):
            raise self._malformed(flow, "what the function returned is no JSON") from None
        if not isinstance(result, dict):
            raise self._malformed(flow, f"the function returned {_noun(result)} rather than an object")
        if not result.keys() <= _MEMBERS:
            unknown = ", ".join(str(name)[:80] for name in result if name not in _MEMBERS)
            raise self._malformed(
                flow, f"the function returned members that API Gateway does not know: {unknown[:300]}"
            )
        status = self._status(flow, result.get("statusCode"))
        headers = self._headers(flow, result)
        body = self._body(flow, result)
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", "application/json"))
        if not any(name.lower() == "x-amzn-trace-id" for name, _ in headers):
            headers.append(("X-Amzn-Trace-Id", trace_id(flow.passage)))
        journey = flow.passage.journey
        if journey.on:
            journey.step("response", f"status {status}", self._at, headers=headers, output=body)
        return Answer(status, outgoing(headers, "AWS_PROXY"), body)

    def _status(self, flow: Flow, given: Any) -> int:
        if given is None:
            return 200
        if isinstance(given, str) and given.strip().isdecimal() and len(given) < 10:
            given = int(given)
        if isinstance(given, float) and given.is_integer():
            given = int(given)
        if not isinstance(given, int) or isinstance(given, bool) or not 200 <= given <= 599:
            raise self._malformed(flow, f"statusCode is {str(given)[:80]!r}, and has to be a number from 200 to 599")
        return given

    def _headers(self, flow: Flow, result: dict[str, Any]) -> list[tuple[str, str]]:
        """Merge both forms; a pair that both have is taken once."""
        single, multi = result.get("headers") or {}, result.get("multiValueHeaders") or {}
        if not isinstance(single, dict) or not isinstance(multi, dict):
            raise self._malformed(flow, "headers and multiValueHeaders have to be objects")
        made: list[tuple[str, str]] = []
        for name, values in multi.items():
            made += [self._header(flow, name, value) for value in (values if isinstance(values, list) else [values])]
        seen = {(name.lower(), value) for name, value in made} if made else ()
        for name, value in single.items():
            pair = self._header(flow, name, value)
            if not seen or (pair[0].lower(), pair[1]) not in seen:
                made.append(pair)
        return made

    def _header(self, flow: Flow, name: str, value: Any) -> tuple[str, str]:
        if value is None:
            value = ""
        if not isinstance(value, str):
            if not isinstance(value, bool | int | float):
                raise self._malformed(flow, f"the header {name[:80]} is {_noun(value)}, and has to be a text")
            value = json.dumps(value)
        if not is_name(name) or "\r" in value or "\n" in value or "\0" in value:
            raise self._malformed(
                flow, f"the header {name[:80]!r} can't be sent: a name or value that HTTP does not know"
            )
        return name, value

    def _body(self, flow: Flow, result: dict[str, Any]) -> bytes:
        body, is_base64 = result.get("body"), result.get("isBase64Encoded")
        if is_base64 not in (None, True, False, "true", "false"):
            raise self._malformed(flow, "isBase64Encoded has to be true or false")
        if body is None:
            return b""
        if not isinstance(body, str):
            raise self._malformed(flow, f"body is {_noun(body)}, and has to be a text: write it with a JSON encoder")
        if is_base64 in (True, "true") and self._types.has(flow.call.header("accept")):
            return from_base64(body.encode(errors="replace"))
        return body.encode(errors="replace")

    def _malformed(self, flow: Flow, why: str) -> Fault:
        return self._bad_gateway(flow, f"Malformed Lambda proxy response: {why}")

    def _bad_gateway(self, flow: Flow, hint: str) -> Fault:
        flow.passage.integration_error = hint
        return Fault("API_CONFIGURATION_ERROR", "Internal server error", status=502, hint=hint, at=self._at)


def _path(passage: Passage) -> str:
    """Give the path without the stage; below a domain's mapping with all that was sent."""
    whole, path = passage.whole_path, passage.path
    mapped = whole != path and whole != f"/{passage.stage_name}{path}" and whole != f"/{passage.stage_name}"
    return whole if mapped else path


def _request_context(context: Mapping[str, Any]) -> dict[str, Any]:
    made = {name: context[name] for name in _CONTEXT if context.get(name) is not None}
    given = context.get("identity")
    identity: Mapping[str, Any] = given if isinstance(given, dict) else {}
    made["identity"] = {name: identity.get(name) for name in _IDENTITY}
    for name in _IDENTITY_IF_ANY:
        if identity.get(name) is not None:
            made["identity"][name] = identity[name]
    epoch = made.get("requestTimeEpoch")
    if isinstance(epoch, str) and epoch.isdecimal():
        made["requestTimeEpoch"] = int(epoch)
    return made


def _noun(value: Any) -> str:
    nouns = {dict: "an object", list: "an array", str: "a text", bool: "true or false", type(None): "null"}
    return nouns.get(type(value), "a number")
