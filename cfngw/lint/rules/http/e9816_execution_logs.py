"""E9816: execution logs of an HTTP API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import STAGE, apis, at, route_settings
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import flag, literal

_MESSAGE = (
    "{0} asks for execution logs, which an HTTP API doesn't write (400). Leave it out, and give "
    "the stage AccessLogSettings"
)


class ExecutionLogs(Rule):
    """Execution logs of an HTTP API."""

    id = "E9816"
    short = "A stage of an HTTP API writes no execution logs"
    long = "LoggingLevel and DataTraceEnabled are for WebSocket APIs; an HTTP API writes access logs."
    aws = "The stack fails when the stage is made: 400, Execution logs are not supported on protocolType HTTP."
    fix = "Leave it out, and give the stage AccessLogSettings."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for stage in api.of(STAGE):
                for steps, each in route_settings(stage):
                    level = literal(each.get("LoggingLevel"))
                    if level not in (None, "OFF"):
                        yield Problem(at(stage, *steps, "LoggingLevel"), _MESSAGE.format("LoggingLevel"))
                    if flag(each.get("DataTraceEnabled")) is True:
                        yield Problem(at(stage, *steps, "DataTraceEnabled"), _MESSAGE.format("DataTraceEnabled"))
