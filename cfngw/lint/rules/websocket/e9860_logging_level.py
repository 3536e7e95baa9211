"""E9860: a level of logs that is none."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import STAGE, apis, at, route_settings
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class LoggingLevel(Rule):
    """A level of logs that is none."""

    id = "E9860"
    short = "The logging level of a WebSocket API is ERROR, INFO or OFF"
    long = (
        "LoggingLevel of DefaultRouteSettings and of RouteSettings is ERROR, INFO or OFF; with full messages by "
        "DataTraceEnabled."
    )
    aws = "The stack fails when the stage is made: 400 BadRequestException."
    fix = "Write ERROR, INFO or OFF."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for stage in api.of(STAGE):
                for steps, each in route_settings(stage):
                    level = literal(each.get("LoggingLevel"))
                    if level not in (None, "ERROR", "INFO", "OFF"):
                        yield Problem(
                            at(stage, *steps, "LoggingLevel"),
                            f"{level} is no logging level (400). Write ERROR, INFO or OFF",
                        )
