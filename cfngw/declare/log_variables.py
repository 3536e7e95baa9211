"""The variables that the access logs of HTTP APIs know, and the nearest to one that they don't."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.declare.log_group import VARIABLE
from cfngw.errors import nearest

# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html (read November 2026)
HTTP_VARIABLES = (
    *("accountId", "apiId", "authorizer.error", "awsEndpointRequestId", "awsEndpointRequestId2"),
    *("customDomain.basePathMatched", "dataProcessed", "domainName", "domainPrefix", "error.message"),
    *("error.messageString", "error.responseType", "extendedRequestId", "httpMethod", "identity.accountId"),
    *("identity.caller", "identity.cognitoAuthenticationProvider", "identity.cognitoAuthenticationType"),
    *("identity.cognitoIdentityId", "identity.cognitoIdentityPoolId", "identity.principalOrgId"),
    *("identity.clientCert.clientCertPem", "identity.clientCert.subjectDN", "identity.clientCert.issuerDN"),
    *("identity.clientCert.serialNumber", "identity.clientCert.validity.notBefore"),
    *("identity.clientCert.validity.notAfter", "identity.sourceIp", "identity.user", "identity.userAgent"),
    *("identity.userArn", "integration.error", "integration.integrationStatus", "integration.latency"),
    *("integration.requestId", "integration.status", "integrationErrorMessage", "integrationLatency"),
    *("integrationStatus", "path", "protocol", "requestId", "requestTime", "requestTimeEpoch", "responseLatency"),
    *("responseLength", "routeKey", "stage", "status"),
)
_OF_REST = {"resourcePath": "routeKey", "resourceId": "routeKey", "requestOverride.path": "path"}
_PREFIX = "$context."
_AUTHORIZER = "authorizer."


def unknown_variables(line: str) -> Iterator[tuple[str, str]]:
    """Give each variable of a format that HTTP APIs are not documented to have, with what to do."""
    for variable in dict.fromkeys(VARIABLE.findall(line)):
        if not variable.startswith(_PREFIX):
            yield variable, "leave it out: access logs know $context variables alone"
            continue
        name = variable.removeprefix(_PREFIX)
        if name in HTTP_VARIABLES:
            continue
        if name == "authorizer.claims":
            yield variable, "name one claim, such as $context.authorizer.claims.sub: the whole is null"
        elif not name.startswith(_AUTHORIZER) or name == _AUTHORIZER:
            close = _OF_REST.get(name) or nearest(name, HTTP_VARIABLES)
            yield variable, f"write {_PREFIX}{close}" if close else "leave it out, unless AWS has added it since"
