"""The event of a Lambda proxy in format 1.0, as an HTTP API writes it.

It resembles a REST API's: null where there is nothing, lists of all values beside the last one of each. ``path`` is the
whole path that the client sent, with the stage or the mapping of a domain, decoded. AWS's page says that names of
headers are in lower case; older events show some, such as Host, with capitals.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cfngw.local.http.outgoing import decoded
from cfngw.local.http.payload import DEFAULT, body_of, clf_time, header_values, query_values, write

if TYPE_CHECKING:
    from cfngw.local.http.outgoing import Outgoing
    from cfngw.local.passage import Passage


def event(passage: Passage, request: Outgoing, account: str) -> bytes:
    """Write the event."""
    call = passage.call
    route = passage.route
    resource = route.path if route is not None else DEFAULT
    path = request.path if request.overwritten else decoded(passage.whole_path)
    headers = header_values(passage, request)
    query = query_values(request.query)
    body, is_base64 = body_of(call) if call.body else (None, False)
    return write(
        {
            "version": "1.0",
            "resource": resource,
            "path": path,
            "httpMethod": call.method,
            "headers": {name: values[-1] for name, values in headers.items()},
            "multiValueHeaders": headers,
            "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
            "multiValueQueryStringParameters": query or None,
            "requestContext": {
                "accountId": account,
                "apiId": passage.api_id,
                "authorizer": _authorizer(passage.authorizer),
                "domainName": passage.domain_name,
                "domainPrefix": passage.domain_name.partition(".")[0],
                "extendedRequestId": passage.request_id,
                "httpMethod": call.method,
                "identity": _identity(passage),
                "path": path,
                "protocol": call.protocol,
                "requestId": passage.request_id,
                "requestTime": clf_time(int(call.received)),
                "requestTimeEpoch": int(call.received * 1000),
                "resourceId": None,
                "resourcePath": resource,
                "stage": passage.stage_name,
            },
            "pathParameters": passage.path_parameters or None,
            "stageVariables": dict(passage.variables) or None,
            "body": body,
            "isBase64Encoded": is_base64,
        }
    ).encode()


def _authorizer(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give the claims and scopes of a token, or what a function added."""
    given = given or {}
    if isinstance(given.get("lambda"), Mapping):
        return dict(given["lambda"])
    jwt = given.get("jwt") or {}
    return {"claims": jwt.get("claims"), "scopes": jwt.get("scopes")}


def _identity(passage: Passage) -> dict[str, Any]:
    known = passage.identity or {}
    return {
        "accessKey": known.get("accessKey", known.get("access_key")),
        "accountId": known.get("accountId", known.get("account")),
        "caller": known.get("caller", known.get("user")),
        "cognitoAuthenticationProvider": None,
        "cognitoAuthenticationType": None,
        "cognitoIdentityId": None,
        "cognitoIdentityPoolId": None,
        "principalOrgId": known.get("principalOrgId"),
        "sourceIp": passage.call.source_ip,
        "user": known.get("user"),
        "userAgent": passage.call.header("user-agent"),
        "userArn": known.get("userArn", known.get("arn")),
    }
