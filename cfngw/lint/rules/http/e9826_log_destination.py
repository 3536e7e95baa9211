"""E9826: access logs of an HTTP API that go to what is no log group."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.http.common import STAGE, apis, at, referred
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import value

_LOGS = re.compile(r"arn:[^:]*:logs:[^:]*:[^:]*:log-group:.+")


class LogDestination(Rule):
    """Access logs of an HTTP API that go to what is no log group."""

    id = "E9826"
    short = "Access logs of an HTTP API go to a log group, by its ARN"
    long = (
        "DestinationArn is the ARN of a log group of CloudWatch Logs: GetAtt LogGroup.Arn. A Ref gives the name; a "
        "stream of Firehose is for REST APIs."
    )
    aws = "The stack fails when the stage is made: 400 BadRequestException."
    fix = "Write DestinationArn: !GetAtt LogGroup.Arn."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for stage in api.of(STAGE):
                logs = stage.properties.get("AccessLogSettings")
                to = value(logs.get("DestinationArn")) if logs is not None else None
                kind, attribute = referred(to)
                wrong = None
                if (kind, attribute) == ("AWS::Logs::LogGroup", ""):
                    wrong = f"is the name of {to.logical_id}, not its ARN" if isinstance(to, Reference) else None
                elif kind in ("AWS::KinesisFirehose::DeliveryStream", "AWS::S3::Bucket", "AWS::Kinesis::Stream"):
                    wrong = f"is a {kind.rpartition('::')[2]}, which HTTP APIs don't write to"
                elif isinstance(to, str) and not _LOGS.match(to):
                    wrong = f"{to!r} is no ARN of a log group"
                if wrong is not None:
                    yield Problem(
                        at(stage, "AccessLogSettings", "DestinationArn"),
                        f"The DestinationArn of {stage.logical_id} {wrong}: API Gateway refuses the stage (400). Write "
                        "!GetAtt LogGroup.Arn",
                    )
