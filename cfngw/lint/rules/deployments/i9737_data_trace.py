"""I9737: whole requests and answers in the log."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import STAGES, settings_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Flag
from cfngw.read.taking import flag, literal


class DataTrace(Rule):
    """DataTraceEnabled on a stage."""

    id = "I9737"
    short = "Data tracing writes what callers send into the log"
    long = (
        "DataTraceEnabled logs whole requests and answers, passwords and personal data in bodies and headers included."
    )
    aws = "Nothing fails; who may read the log group reads what the callers sent. AWS advises against it in production."
    fix = "Leave DataTraceEnabled out; log what you need by the access log."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
    tags = ("apigateway", "security")
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(*STAGES):
            for setting in settings_of(each):
                traced: Flag = flag(setting.get("DataTraceEnabled"))
                level = literal(setting.get("LoggingLevel"))
                if traced is not True:
                    continue
                at = below(setting.at, "DataTraceEnabled")
                if level in ("INFO", "ERROR"):
                    yield Problem(
                        at,
                        "DataTraceEnabled writes whole requests and answers into the log, secrets included. Leave it "
                        "out where callers send real data",
                    )
                elif level == "OFF" or (level is None and setting.get("LoggingLevel") is None):
                    yield Problem(
                        at,
                        "DataTraceEnabled without LoggingLevel INFO or ERROR writes nothing, and all that callers "
                        "send as soon as somebody switches logs on. Leave it out",
                    )
