"""W9576: $context has the variables that a template reads."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import names_of, uses
from cfngw.lint.rules.view import View

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
_PLAIN = (
    *("accountId", "apiId", "awsEndpointRequestId", "customDomain", "deploymentId"),
    *("domainName", "domainPrefix", "endpointType", "error", "extendedRequestId", "httpMethod", "isCanaryRequest"),
    *("identity", "authorizer", "path", "protocol", "requestId", "requestOverride", "requestTime", "requestTimeEpoch"),
    *("resourceId", "resourcePath", "responseOverride", "stage", "wafResponseCode", "webaclArn", "xrayTraceId"),
    *("tlsVersion", "cipherSuite", "vpcId", "vpceId", "sourceVpc", "sourceVpce"),
)
_IDENTITY = (
    *("accountId", "accessKey", "apiKey", "apiKeyId", "caller", "clientCert", "cognitoAuthenticationProvider"),
    *("cognitoAuthenticationType", "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId", "sourceIp", "user"),
    *("userAgent", "userArn", "vpcId", "vpceId"),
)
_LOGS = (
    *("status", "responseLatency", "responseLength", "integrationLatency", "integrationStatus", "integration", "waf"),
    *("authorize", "authenticate", "webaclArn", "xrayTraceId", "integrationErrorMessage", "waf"),
)
_METHODS = ("keySet", "entrySet", "values", "size", "isEmpty", "containsKey", "get", "put")


class UnknownContext(Rule):
    """A variable that $context doesn't have."""

    id = "W9576"
    short = "$context has the variables that a mapping template reads"
    long = (
        "The variables of $context are listed by AWS, and their case counts. Those of access logs, such as "
        "$context.status, are not there for mapping templates; $context.authorizer.claims gives nothing by itself."
    )
    aws = "The stack is created; the variable is the empty text."
    fix = "Write the variable as AWS's list has it."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            for node in use.look.references:
                names = names_of(node) if node.root == "context" else []
                wrong = _wrong(names, len(node.steps)) if names else None
                if wrong is not None:
                    yield Problem(
                        use.template.at,
                        f"{use.name} reads $context.{'.'.join(names[:2])} ({use.place(node)}), {wrong}",
                    )


def _wrong(names: list[str], steps: int) -> str | None:
    """Say what is wrong with the names behind $context."""
    first = names[0]
    if first in _METHODS:
        return None
    if first not in _PLAIN:
        if first in _LOGS:
            return "which only access logs have: it would be the empty text. Leave it to the log format"
        return f"which API Gateway doesn't have: it would be the empty text. {_cure('', first, _PLAIN)}"
    if first == "identity" and len(names) > 1 and names[1] not in (*_IDENTITY, *_METHODS):
        return f"which API Gateway doesn't have: it would be the empty text. {_cure('identity.', names[1], _IDENTITY)}"
    if names == ["authorizer", "claims"] and steps == 2:
        return "which gives nothing by itself. Read one claim: $context.authorizer.claims.sub"
    return None


def _cure(before: str, name: str, known: tuple[str, ...]) -> str:
    same = next((each for each in known if each.lower() == name.lower()), None)
    close = same or nearest(name, known)
    if close is None and not before and name in _IDENTITY:
        close = f"identity.{name}"
    return f"Write $context.{before}{close}" if close else "Leave it out"
