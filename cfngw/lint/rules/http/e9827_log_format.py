"""E9827: an access-log format that API Gateway doesn't take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.http.common import STAGE, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import value

_ID = re.compile(r"\$context\.(requestId|extendedRequestId)\b")
_OF_REST = re.compile(
    r"\$context\.(resourceId|resourcePath|apiKeyId|wafResponseCode|webaclArn|xrayTraceId|deploymentId|isCanaryRequest|"
    r"identity\.apiKey|identity\.apiKeyId|requestOverride\.[\w.]+|responseOverride\.[\w.]+|waf\.[\w.]+|authenticate\.[\w.]+|"
    r"authorize\.[\w.]+)\b"
)


class LogFormat(Rule):
    """An access-log format that API Gateway doesn't take."""

    id = "E9827"
    short = "A format of access logs is one line with the request id, of variables that HTTP APIs have"
    long = (
        "The format has $context.requestId or $context.extendedRequestId in it, stands in one line, and names no "
        "variable that REST APIs alone have."
    )
    aws = "The stack fails when the stage is made: 400 BadRequestException."
    fix = "Add $context.requestId; write the format in one line; take variables from the list for HTTP APIs."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            for stage in api.of(STAGE):
                logs = stage.properties.get("AccessLogSettings")
                written = value(logs.get("Format")) if logs is not None else None
                wrong = _wrong(written, api.protocol) if isinstance(written, str) else None
                if wrong is not None:
                    yield Problem(
                        at(stage, "AccessLogSettings", "Format"), f"The log format of {stage.logical_id} {wrong}"
                    )


def _wrong(written: str, protocol: str | None) -> str | None:
    if not _ID.search(written):
        return "has no $context.requestId, which API Gateway asks for (400). Add it"
    if "\n" in written.rstrip("\n"):
        return "has several lines, and API Gateway takes one (400). Fold it: Format: >-"
    other = _OF_REST.search(written)
    if protocol == "HTTP" and other is not None:
        return f"names {other[0]}, which REST APIs alone have (400). Leave it out"
    return None
