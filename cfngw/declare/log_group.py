"""Log groups: of a function, and of a stage's access logs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.declare.intrinsic import Integer, Text
from cfngw.declare.kinds import ARN, KEY_ARN, TAGS, Checked, Either, OneOf, RejectedError, Words
from cfngw.declare.value import Value, option, pinned
from cfngw.errors import CfngwError

_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
_RETENTION = f"{', '.join(map(str, _DAYS))}, None for ever, a Parameter or an intrinsic"
RETENTION = Either(OneOf(*_DAYS), Checked("None", lambda given: _for_ever(given)), described=_RETENTION)


def _for_ever(given: Any) -> None:
    if given is not None:
        raise RejectedError


GROUP_NAME = Words("a log group name", pattern=r"[.\-_/#A-Za-z0-9]+", longest=512)
_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")


class LogGroup(Value):
    """The log group of a function, named by CloudFormation, kept for 30 days.

    ``retention_in_days``: None keeps logs for ever. ``log_format="JSON"`` is needed for the two levels.
    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
    """

    retention_in_days: Integer | None = option(RETENTION, default=30)
    kms_key_arn: Text | None = option(KEY_ARN, default=None)
    log_group_name: Text | None = option(GROUP_NAME, default=None)
    log_format: Text | None = option(OneOf("Text", "JSON"), default=None)
    application_log_level: Text | None = option(OneOf(*_LEVELS), default=None)
    system_log_level: Text | None = option(OneOf("DEBUG", "INFO", "WARN"), default=None)
    deletion_policy: str | None = option(OneOf("Delete", "Retain", "RetainExceptOnCreate", literal=True), default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    logical_id: str | None = pinned(default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check that levels come with the JSON format."""
        if (self.application_log_level or self.system_log_level) and self.log_format in (None, "Text"):
            yield self.refusal(
                "log levels work with the JSON format only.",
                given=self.log_format,
                allowed="log_format='JSON'",
                fix="add log_format='JSON' or leave out the levels",
            )


VARIABLE = re.compile(r"\$[A-Za-z]+(?:\.[A-Za-z0-9_-]+)*")

_FIELDS = {
    "requestId": "$context.requestId",
    "ip": "$context.identity.sourceIp",
    "requestTime": "$context.requestTime",
    "httpMethod": "$context.httpMethod",
    "routeKey": "$context.routeKey",
    "path": "$context.path",
    "status": "$context.status",
    "protocol": "$context.protocol",
    "responseLength": "$context.responseLength",
    "responseLatency": "$context.responseLatency",
    "integrationError": "$context.integrationErrorMessage",
}
_JSON = "{" + ",".join(f'"{name}":"{variable}"' for name, variable in _FIELDS.items()) + "}"
_CLF = (
    '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" '
    "$context.status $context.responseLength $context.requestId"
)
_XML = (
    '<request id="$context.requestId">'
    + "".join(f"<{name}>{variable}</{name}>" for name, variable in _FIELDS.items() if name != "requestId")
    + "</request>"
)
_CSV = ",".join(_FIELDS.values())
FORMATS = {"JSON": _JSON, "CLF": _CLF, "XML": _XML, "CSV": _CSV}
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
REST_FORMATS = {
    name: line.replace("routeKey", "resourcePath").replace("integrationErrorMessage", "integration.error")
    for name, line in FORMATS.items()
}
_LONGEST_FORMAT = 3 * 1024
# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html
_STREAM = re.compile(r":deliverystream/(?!\$\{)(?P<name>[^:/]+)")
_STREAM_PREFIX = "amazon-apigateway-"


class AccessLogs(Value):
    """One line per request, to a log group of the stage's own that keeps 30 days.

    ``format``: ``"JSON"``, ``"CLF"``, ``"XML"``, ``"CSV"`` or your own single line of ``$context`` variables with
    ``$context.requestId``. ``log_group_name``: CloudFormation's unless given; one that begins with ``/aws/vendedlogs/``
    takes no room in the account's policy for logs. ``destination_arn``: a log group, or a stream of Data Firehose whose
    name begins with ``amazon-apigateway-``, that exists already; then no log group is made.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
    """

    format: Text = option(Either(OneOf(*FORMATS), Words("a line of $context variables")), default="JSON", kw_only=False)
    retention_in_days: Integer | None = option(RETENTION, default=30)
    kms_key_arn: Text | None = option(KEY_ARN, default=None)
    log_group_name: Text | None = option(GROUP_NAME, default=None)
    destination_arn: Text | None = option(ARN, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def label(self) -> str:
        """Name this value by its class; a format is long."""
        return "AccessLogs"

    def line(self, *, rest: bool = False) -> Any:
        """Give the format as API Gateway takes it; the variables of REST APIs have other names."""
        known = REST_FORMATS if rest else FORMATS
        return known.get(self.format, self.format) if isinstance(self.format, str) else self.format

    @property
    def stream(self) -> bool:
        """Tell whether the lines go to a stream of Data Firehose."""
        arn = _written(self.destination_arn)
        return arn is not None and ":firehose:" in arn

    def check(self) -> Iterator[CfngwError]:
        """Check what API Gateway demands of a format and a stream, and that a group is either made or given."""
        stream = _STREAM.search(_written(self.destination_arn) or "")
        if stream is not None and not stream["name"].startswith(_STREAM_PREFIX):
            yield self.refusal(
                f'API Gateway writes to no stream called "{stream["name"]}".',
                given=self.destination_arn,
                allowed=f"a stream of Data Firehose whose name begins with {_STREAM_PREFIX}",
                fix=f'name the stream "{_STREAM_PREFIX}{stream["name"]}"',
                option="destination_arn",
            )
        of_group = {"retention_in_days", "kms_key_arn", "log_group_name"} & self.given().keys()
        if self.destination_arn is not None and of_group:
            yield self.refusal(
                "retention, encryption and name belong to the log group that destination_arn names.",
                given=self.given(),
                allowed="destination_arn, or retention_in_days, kms_key_arn and log_group_name of a group that is made",
                fix="leave out one of them",
            )
        line = self.line()
        if not isinstance(line, str):
            return
        if not {"$context.requestId", "$context.extendedRequestId"} & set(VARIABLE.findall(line)):
            close = next((name for name in FORMATS if name == line.strip().upper()), None)
            yield self.refusal(
                "the format does not name the request id.",
                given=line,
                allowed=f"{', '.join(FORMATS)}, or a line that holds $context.requestId or $context.extendedRequestId",
                fix=f'write "{close}"' if close else "add $context.requestId",
            )
        if "\n" in line.strip("\n"):
            yield self.refusal("the format has several lines.", given=line, fix="write it in one line")
        if len(line.encode()) > _LONGEST_FORMAT:
            yield self.refusal(
                f"the format has {len(line.encode())} bytes.", allowed=f"at most {_LONGEST_FORMAT}", fix="shorten it"
            )


def _written(arn: Text | None) -> str | None:
    """Give an ARN as far as it is written out: itself, or the text of a Sub."""
    if arn is None or isinstance(arn, str):
        return arn
    form = arn.to_dict()
    text = form.get("Fn::Sub") if isinstance(form, Mapping) else None
    text = text[0] if isinstance(text, list | tuple) and text else text
    return text if isinstance(text, str) else None
