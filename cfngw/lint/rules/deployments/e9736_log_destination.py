"""E9736: access logs that go nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.document.values import Reference, Text
from cfngw.lint.rules.deployments.common import STAGES
from cfngw.lint.rules.deployments.e9734_log_format import OTHER_STAGES, access_logs
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_GROUP, _STREAM = "AWS::Logs::LogGroup", "AWS::KinesisFirehose::DeliveryStream"
_PREFIX = "amazon-apigateway-"
_OF_STREAM = re.compile(r":deliverystream/(?P<name>[^:/\x00]+)")
_ARN = re.compile(r"arn:[^:]*:(logs|firehose):[^:]*:[^:]*:(log-group:|deliverystream/).+", re.DOTALL)


class LogDestination(Rule):
    """A destination that API Gateway refuses."""

    id = "E9736"
    short = "Access logs go to a log group, or to a Firehose stream that begins with amazon-apigateway-"
    long = (
        "DestinationArn is the ARN of a log group, or of a stream of Data Firehose whose name begins with "
        "amazon-apigateway-. Ref of either gives its name."
    )
    aws = "The stage is refused: Invalid ARN specified in the request (400)."
    fix = "Write !GetAtt <LogGroup>.Arn, or give the stream a name with that beginning."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_AccessLogSettings.html"
    types = (*STAGES, *OTHER_STAGES)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for setting in access_logs(view):
            given = setting.get("DestinationArn")
            wrong = _wrong(view, given) if given is not None else None
            if wrong is not None:
                yield Problem(below(setting.at, "DestinationArn"), wrong)


def _wrong(view: View, given: Node) -> str | None:
    value = given.value
    if isinstance(value, Reference):
        return _referred(view, given, value)
    text = value.marked() if isinstance(value, Text) else literal(given)
    if not isinstance(text, str):
        return None
    named = _OF_STREAM.search(text)
    if named is not None and not named["name"].startswith(_PREFIX):
        return _misnamed(named["name"])
    if isinstance(value, str) and not _ARN.match(value):
        return f"{value!r} is the ARN of no log group and of no Firehose stream: AWS refuses it. Write one of these"
    return None


def _referred(view: View, given: Node, value: Reference) -> str | None:
    target = view.found.referred(given)
    if target is None:
        return None
    if target.type == _GROUP:
        if value.attribute:
            return None
        return (
            f"!Ref {target.logical_id} is the name of the log group, and AWS wants its ARN. Write !GetAtt "
            f"{target.logical_id}.Arn"
        )
    if target.type == _STREAM:
        if not value.attribute:
            return (
                f"!Ref {target.logical_id} is the name of the stream, and AWS wants its ARN. Write !GetAtt "
                f"{target.logical_id}.Arn"
            )
        named = target.properties.get("DeliveryStreamName")
        if named is None:
            if isinstance(target.properties.value, dict) and "DeliveryStreamName" in target.properties.value:
                return None
            return (
                f"{target.logical_id} gets a name from CloudFormation, and API Gateway writes to streams alone whose "
                f"name begins with {_PREFIX}. Give it such a DeliveryStreamName"
            )
        name = literal(named)
        return _misnamed(name) if name is not None and not name.startswith(_PREFIX) else None
    if target.type in ("AWS::Kinesis::Stream", "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::SNS::Topic"):
        return f"{target.logical_id} is an {target.type}, and access logs go to a log group or a Firehose stream alone"
    return None


def _misnamed(name: str) -> str:
    return f"API Gateway writes to no stream called {name}: the name begins with {_PREFIX}. Call it {_PREFIX}{name}"
