"""W9735: variables of access logs that nobody fills."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.deployments.common import STAGES, described_by
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
_KNOWN = (
    *("accountId", "apiId", "authorize.error", "authorize.latency", "authorize.status", "authorizer.error"),
    *("authorizer.integrationLatency", "authorizer.integrationStatus", "authorizer.latency", "authorizer.principalId"),
    *("authorizer.requestId", "authorizer.status", "authenticate.error", "authenticate.latency", "authenticate.status"),
    *("awsEndpointRequestId", "awsEndpointRequestId2", "cipherSuite", "customDomain.basePathMatched"),
    *(
        "customDomain.routingRuleIdMatched",
        "dataProcessed",
        "deploymentId",
        "domainName",
        "domainPrefix",
        "endpointType",
    ),
    *("error.message", "error.messageString", "error.responseType", "error.validationErrorString"),
    *(
        "extendedRequestId",
        "httpMethod",
        "identity.accountId",
        "identity.apiKey",
        "identity.apiKeyId",
        "identity.caller",
    ),
    *("identity.clientCert.clientCertPem", "identity.clientCert.issuerDN", "identity.clientCert.serialNumber"),
    *("identity.clientCert.subjectDN", "identity.clientCert.validity.notAfter"),
    *("identity.clientCert.validity.notBefore", "identity.cognitoAuthenticationProvider"),
    *("identity.cognitoAuthenticationType", "identity.cognitoIdentityId", "identity.cognitoIdentityPoolId"),
    *("identity.principalOrgId", "identity.sourceIp", "identity.user", "identity.userAgent", "identity.userArn"),
    *("identity.vpcId", "identity.vpceId", "integration.error", "integration.integrationStatus"),
    *("integration.latency", "integration.requestId", "integration.responseTransferMode", "integration.status"),
    *("integration.timeToAllHeaders", "integration.timeToFirstContent", "integrationErrorMessage"),
    *("integrationLatency", "integrationStatus", "isCanaryRequest", "path", "protocol", "requestId"),
    *("requestOverride.header", "requestOverride.path", "requestOverride.querystring", "requestTime"),
    *("requestTimeEpoch", "resourceId", "resourcePath", "responseLatency", "responseLength"),
    *("responseOverride.header", "responseOverride.status", "routeKey", "stage", "status", "tlsVersion"),
    *("waf.error", "waf.latency", "waf.status", "wafResponseCode", "webaclArn", "xrayTraceId"),
)
_KNOWN_SET = frozenset(_KNOWN)
_VARIABLE = re.compile(r"\$(?:context|stageVariables|input|util)(?:\.[A-Za-z0-9_-]+)*")
_OF_WEBSOCKET = ("connectedAt", "connectionId", "eventType", "messageDirection", "messageId")
_OPEN = ("authorizer.", "requestOverride.", "responseOverride.")


class LogVariables(Rule):
    """A variable of a format that REST APIs do not have."""

    id = "W9735"
    short = "Access logs name variables that API Gateway has"
    long = "A format holds $context variables, which are written as AWS documents them, small and capital letters too."
    aws = "Nothing fails; where the value should be, each line has a hyphen, or the text itself."
    fix = "Write the variable as AWS documents it."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(*STAGES):
            described = described_by(each)
            setting = described.get("AccessLogSetting") if described is not None else None
            line = literal(setting.get("Format")) if setting is not None else None
            if setting is None or line is None:
                continue
            for variable in dict.fromkeys(_VARIABLE.findall(line)):
                wrong = _wrong(variable)
                if wrong is not None:
                    yield Problem(below(setting.at, "Format"), wrong)


def _wrong(variable: str) -> str | None:
    root, _, name = variable.partition(".")
    if root != "$context":
        return f"Access logs know $context variables alone, and {variable} is none: each line has no value there"
    if name in _KNOWN_SET:
        return None
    if name == "authorizer.claims":
        return "$context.authorizer.claims is null as a whole. Name one claim, such as $context.authorizer.claims.sub"
    if name.startswith(_OPEN) and not name.endswith("."):
        return None
    if name in _OF_WEBSOCKET:
        return f"{variable} is of WebSocket APIs: each line of a REST API has a hyphen there. Leave it out"
    by_case = {known.lower(): known for known in _KNOWN}
    close = by_case.get(name.lower()) or nearest(name, _KNOWN)
    if close is None:
        return None  # AWS may have added it
    return f"{variable} is no variable of access logs: each line has a hyphen there. Write $context.{close}"
