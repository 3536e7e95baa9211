"""E9734: a format of access logs that API Gateway refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.document.values import Text
from cfngw.lint.rules.deployments.common import STAGES, described_by
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

OTHER_STAGES = ("AWS::Serverless::Api", "AWS::Serverless::HttpApi")  # AWS::ApiGatewayV2::Stage has rules of its own
_REQUEST_ID = re.compile(r"\$context\.(requestId|extendedRequestId)(?![A-Za-z0-9_])")
_LONGEST = 3 * 1024


def access_logs(view: View) -> Iterator[Node]:
    """Give the settings of access logs of all stages."""
    for each in view.resources(*STAGES):
        described = described_by(each)
        found = described.get("AccessLogSetting") if described is not None else None
        if found is not None and found.is_mapping:
            yield found
    for each in view.resources(*OTHER_STAGES):
        name = "AccessLogSetting" if each.type == "AWS::Serverless::Api" else "AccessLogSettings"
        found = each.properties.get(name)
        if found is not None and found.is_mapping:
            yield found


class LogFormat(Rule):
    """What a format of access logs has to be."""

    id = "E9734"
    short = "A format of access logs is one line with the request id"
    long = (
        "The format is a single line of up to 3 KB that holds $context.requestId or $context.extendedRequestId; it "
        "and the destination are given together."
    )
    aws = "The stage is refused: Access log format must be single line, and contain $context.requestId (400)."
    fix = "Write the format in one line, with $context.requestId."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html"
    types = (*STAGES, *OTHER_STAGES)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for setting in access_logs(view):
            yield from _wrong(setting)


def _wrong(setting: Node) -> Iterator[Problem]:
    written = setting.get("Format")
    at = below(setting.at, "Format")
    if written is None:
        if setting.get("DestinationArn") is not None and "Format" not in setting.value:
            yield Problem(setting.at, "Access logs have a destination and no Format: AWS refuses them. Add Format")
        return
    if setting.get("DestinationArn") is None and "DestinationArn" not in setting.value:
        yield Problem(
            setting.at, "Access logs have a Format and no DestinationArn: AWS refuses them. Add DestinationArn"
        )
    line = literal(written)
    if line is None:
        if isinstance(written.value, Text) and written.value.unknown is None and "\n" in str(written.value).strip():
            yield Problem(at, _SEVERAL)
        return
    if "\n" in line.strip():
        yield Problem(at, _SEVERAL)
    if not _REQUEST_ID.search(line):
        yield Problem(
            at,
            "The format of the access logs does not hold the request id, without which AWS refuses it. Add "
            "$context.requestId",
        )
    if len(line.encode()) > _LONGEST:
        text = f"The format of the access logs has {len(line.encode())} bytes, and AWS takes {_LONGEST}. Shorten it"
        yield Problem(at, text)


_SEVERAL = (
    "The format of the access logs has several lines, and AWS takes one: Access log format must be single line. Write "
    "it in one, such as by >- in YAML"
)
