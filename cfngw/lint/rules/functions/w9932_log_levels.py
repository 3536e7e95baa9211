"""W9932: levels of logs are for logs in JSON."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.functions import shared


class LogLevels(Rule):
    """Levels of logs are for logs in JSON."""

    id = "W9932"
    short = "Levels of logs are for logs in JSON"
    long = (
        "ApplicationLogLevel and SystemLogLevel filter logs in JSON alone; Text is the format that a function has by "
        "itself. Of SystemLogLevel with LogFormat: Text cfn-lint tells it (E3696)."
    )
    aws = "Lambda refuses it: LogLevel is not supported when LogFormat is set to Text."
    fix = "Write LogFormat: JSON, or leave the levels out."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Function", "AWS::Serverless::Function"):
            own = shared(each, "Function").get("LoggingConfig")
            if own is None or not own.is_mapping or not all(isinstance(name, str) for name in own.value):
                continue
            format_ = own.get("LogFormat")
            if format_ is not None and format_.value != "Text":
                continue
            if format_ is None and ("LogFormat" in own.value or "Fn::If" in own.value):
                continue
            for name in ("ApplicationLogLevel", "SystemLogLevel"):
                told = name == "SystemLogLevel" and format_ is not None
                if own.get(name) is not None and not told:
                    yield Problem(
                        below(own.at, name),
                        f"{name} of {each.key} is for logs in JSON, and its logs are text: Lambda would refuse it. "
                        "Write LogFormat: JSON",
                    )
