"""Answers of the gateway's own: an HTTP API has fixed statuses and texts, and no templates for them.

The texts of 401, 403, 404, 429, 500 and 503 are those that AWS documents or users report. Which failures of an endpoint
are 503 and which 500 is not documented: no answer in time and no connection are 503 here, the rest is 500. What Lambda
refuses is 500.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cfngw.local.exchange import Answer
from cfngw.local.fault import Fault

if TYPE_CHECKING:
    from cfngw.document.values import At
    from cfngw.local.running import BackendFailed, InvocationRefused

NOT_FOUND = "RESOURCE_NOT_FOUND"

_TEXTS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
_STATUSES = {
    "UNAUTHORIZED": 401,
    "ACCESS_DENIED": 403,
    "EXPIRED_TOKEN": 403,
    "INVALID_API_KEY": 403,
    "INVALID_SIGNATURE": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "WAF_FILTERED": 403,
    "BAD_REQUEST_BODY": 400,
    "BAD_REQUEST_PARAMETERS": 400,
    "DEFAULT_4XX": 400,
    NOT_FOUND: 404,
    "REQUEST_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "THROTTLED": 429,
    "QUOTA_EXCEEDED": 429,
    "INTEGRATION_TIMEOUT": 503,
    "INTEGRATION_NETWORK_FAILURE": 503,
}
_JSON = ("Content-Type", "application/json")


def answer_of(fault: Fault) -> Answer:
    """Give the answer to a fault; a type that is not listed, such as AUTHORIZER_FAILURE, is 500.

    The fault's own message is for a status that has no text here.
    """
    status = fault.status or _STATUSES.get(fault.type, 500)
    text = _TEXTS.get(status) or fault.message or _TEXTS[500 if status >= 500 else 400]
    fault.message = text  # what the access log has for $context.error.message
    return Answer(status, [_JSON, *fault.headers], json.dumps({"message": text}, separators=(",", ":")).encode())


def misconfigured(hint: str, at: At | None = None) -> Fault:
    """Give the fault of a route that can't be served as the template has it."""
    return Fault("API_CONFIGURATION_ERROR", hint=hint, at=at)


def no_answer_in_time(seconds: float, at: At | None = None) -> Fault:
    """Give the fault of an integration that takes too long."""
    return Fault("INTEGRATION_TIMEOUT", hint=f"the integration gave no answer in {seconds:g} s", at=at)


def refused(refusal: InvocationRefused, at: At | None = None) -> Fault:
    """Give the fault of an invocation that Lambda does not take."""
    return Fault("INTEGRATION_FAILURE", hint=f"{refusal.code}: {refusal.why}", at=at)


def failed(failure: BackendFailed, at: At | None = None) -> Fault:
    """Give the fault of an endpoint that gives no answer."""
    kinds = {
        "timeout": "INTEGRATION_TIMEOUT",
        "unreachable": "INTEGRATION_NETWORK_FAILURE",
        "refused": "INTEGRATION_NETWORK_FAILURE",
    }
    return Fault(kinds.get(failure.kind, "INTEGRATION_FAILURE"), hint=f"{failure.kind}: {failure.why}", at=at)
