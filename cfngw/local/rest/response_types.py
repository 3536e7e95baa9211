"""The gateway's own answers of a REST API: type, status, text, and the word of ``x-amzn-ErrorType``.

Statuses are documented; texts and words are those that public answers of gateways show. Of AUTHORIZER_FAILURE and
AUTHORIZER_CONFIGURATION_ERROR the text is null where the authorizer gives none. No public answer was found for the
words of INTEGRATION_FAILURE and RESOURCE_NOT_FOUND.
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

DEFAULT_4XX, DEFAULT_5XX = "DEFAULT_4XX", "DEFAULT_5XX"
_FAILED = "Internal server error"
_SIGNATURE = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)


class ResponseType(NamedTuple):
    """A type: its status, its text, and the word of its header."""

    status: int
    text: str | None
    error: str


TYPES: Mapping[str, ResponseType] = {
    "ACCESS_DENIED": ResponseType(403, "User is not authorized to access this resource", "AccessDeniedException"),
    "API_CONFIGURATION_ERROR": ResponseType(500, _FAILED, "InternalServerErrorException"),
    "AUTHORIZER_CONFIGURATION_ERROR": ResponseType(500, None, "AuthorizerConfigurationException"),
    "AUTHORIZER_FAILURE": ResponseType(500, None, "AuthorizerFailureException"),
    "BAD_REQUEST_BODY": ResponseType(400, "Invalid request body", "BadRequestException"),
    "BAD_REQUEST_PARAMETERS": ResponseType(400, "Missing required request parameters", "BadRequestException"),
    DEFAULT_4XX: ResponseType(400, "Bad Request", "BadRequestException"),
    DEFAULT_5XX: ResponseType(500, _FAILED, "InternalServerErrorException"),
    "EXPIRED_TOKEN": ResponseType(
        403, "The security token included in the request is expired", "ExpiredTokenException"
    ),
    "INTEGRATION_FAILURE": ResponseType(
        504, "Network error communicating with endpoint", "InternalServerErrorException"
    ),
    "INTEGRATION_TIMEOUT": ResponseType(504, "Endpoint request timed out", "InternalServerErrorException"),
    "INVALID_API_KEY": ResponseType(403, "Forbidden", "ForbiddenException"),
    "INVALID_SIGNATURE": ResponseType(403, _SIGNATURE, "InvalidSignatureException"),
    "MISSING_AUTHENTICATION_TOKEN": ResponseType(
        403, "Missing Authentication Token", "MissingAuthenticationTokenException"
    ),
    "QUOTA_EXCEEDED": ResponseType(429, "Limit Exceeded", "LimitExceededException"),
    "REQUEST_TOO_LARGE": ResponseType(413, "Request Too Long", "RequestTooLargeException"),
    "RESOURCE_NOT_FOUND": ResponseType(404, "Not Found", "NotFoundException"),
    "THROTTLED": ResponseType(429, "Too Many Requests", "TooManyRequestsException"),
    "UNAUTHORIZED": ResponseType(401, "Unauthorized", "UnauthorizedException"),
    "UNSUPPORTED_MEDIA_TYPE": ResponseType(415, "Unsupported Media Type", "BadRequestException"),
    "WAF_FILTERED": ResponseType(403, "Forbidden", "ForbiddenException"),
}


def type_of(kind: str, status: int | None) -> ResponseType:
    """Give a type by its name; one that AWS does not have goes by its status."""
    known = TYPES.get(kind)
    return known or TYPES[DEFAULT_4XX if status is not None and 400 <= status < 500 else DEFAULT_5XX]
