"""What an authorizer's function is given.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from cfngw.local.context import resource_id
from cfngw.local.http.outgoing import outgoing
from cfngw.local.http.payload import header_values
from cfngw.local.rest.integrations.flow import received_headers

if TYPE_CHECKING:
    from cfngw.local.passage import Passage


def of_token(token: str, arn: str) -> dict[str, Any]:
    """Give what a TOKEN authorizer is given."""
    return {"type": "TOKEN", "methodArn": arn, "authorizationToken": token}


def of_rest_request(passage: Passage, arn: str, account: str) -> dict[str, Any]:
    """Give what a REQUEST authorizer of a REST API is given; what is not there is an empty mapping."""
    headers = received_headers(passage)
    return {
        "type": "REQUEST",
        "methodArn": arn,
        "resource": _resource(passage),
        "path": unquote(passage.path),
        "httpMethod": passage.call.method,
        "headers": _last(headers),
        "multiValueHeaders": headers,
        "queryStringParameters": dict(passage.call.parameters),
        "multiValueQueryStringParameters": _many(passage.call.parameters),
        "pathParameters": dict(passage.path_parameters),
        "stageVariables": dict(passage.variables),
        "requestContext": _rest_context(passage, account),
    }


def of_http_request(passage: Passage, arn: str, account: str, identity: list[str]) -> dict[str, Any]:
    """Give what an authorizer of an HTTP API is given in format 2.0."""
    call = passage.call
    headers = header_values(passage, outgoing(passage))
    event: dict[str, Any] = {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": arn,
        "identitySource": identity or None,
        "routeKey": _key(passage),
        "rawPath": _raw_path(passage),
        "rawQueryString": call.query,
    }
    sent = headers.pop("cookie", ())
    cookies = [cookie.strip() for value in sent for cookie in value.split(";") if cookie.strip()]
    if cookies:
        event["cookies"] = cookies
    event["headers"] = {name: ",".join(values) for name, values in headers.items()}
    if call.parameters:
        event["queryStringParameters"] = {name: ",".join(found) for name, found in _many(call.parameters).items()}
    event["requestContext"] = {
        "accountId": account,
        "apiId": passage.api_id,
        "domainName": passage.domain_name,
        "domainPrefix": passage.domain_name.split(".")[0],
        "http": {
            "method": call.method,
            "path": _raw_path(passage),
            "protocol": call.protocol,
            "sourceIp": call.source_ip,
            "userAgent": call.header("user-agent") or "",
        },
        "requestId": passage.request_id,
        "routeKey": _key(passage),
        "stage": passage.stage_name,
        "time": _written(call.received),
        "timeEpoch": int(call.received * 1000),
    }
    if passage.path_parameters:
        event["pathParameters"] = dict(passage.path_parameters)
    if passage.variables:
        event["stageVariables"] = dict(passage.variables)
    return event


def of_http_request_1(passage: Passage, arn: str, account: str, identity: list[str]) -> dict[str, Any]:
    """Give what an authorizer of an HTTP API is given in format 1.0."""
    joined = ",".join(identity)
    event = of_rest_request(passage, arn, account)
    for name in ("multiValueHeaders", "multiValueQueryStringParameters"):
        del event[name]
    event["headers"] = _last(header_values(passage, outgoing(passage)))
    return {"version": "1.0", **event, "identitySource": joined, "authorizationToken": joined}


def _rest_context(passage: Passage, account: str) -> dict[str, Any]:
    call = passage.call
    return {
        "resourceId": "" if passage.route is None else resource_id(passage.route.path),
        "resourcePath": _resource(passage),
        "httpMethod": call.method,
        "extendedRequestId": passage.extended_request_id,
        "requestTime": _written(call.received),
        "path": unquote(passage.whole_path),
        "accountId": account,
        "protocol": call.protocol,
        "stage": passage.stage_name,
        "domainPrefix": passage.domain_name.split(".")[0],
        "requestTimeEpoch": int(call.received * 1000),
        "requestId": passage.request_id,
        "identity": {
            "cognitoIdentityPoolId": None,
            "accountId": None,
            "cognitoIdentityId": None,
            "caller": None,
            "sourceIp": call.source_ip,
            "principalOrgId": None,
            "accessKey": None,
            "cognitoAuthenticationType": None,
            "cognitoAuthenticationProvider": None,
            "userArn": None,
            "userAgent": call.header("user-agent"),
            "user": None,
        },
        "domainName": passage.domain_name,
        "apiId": passage.api_id,
    }


def _resource(passage: Passage) -> str:
    return "" if passage.route is None else passage.route.path


def _key(passage: Passage) -> str:
    return "$default" if passage.route is None else passage.route.key


def _raw_path(passage: Passage) -> str:
    return passage.path if passage.stage_name == "$default" else f"/{passage.stage_name}{passage.path}"


def _many(pairs: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _last(values: dict[str, list[str]]) -> dict[str, str]:
    return {name: each[-1] for name, each in values.items()}


def _written(received: float) -> str:
    return time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(received))
