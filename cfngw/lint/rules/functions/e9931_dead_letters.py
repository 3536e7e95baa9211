"""E9931: dead letters go to a standard queue or topic, by its ARN."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import flag, value


class DeadLetters(Rule):
    """Dead letters go to a standard queue or topic, by its ARN."""

    id = "E9931"
    short = "Dead letters go to a standard queue or topic, by its ARN"
    long = (
        "DeadLetterConfig takes the ARN of a standard queue of SQS or a standard topic of SNS. A Ref to a queue is "
        "its URL; FIFO queues and topics, streams and functions are refused."
    )
    aws = (
        "The stack fails: The provided target ARN is not valid, or the type of the dead letter target is not supported."
    )
    fix = "Write `!GetAtt Queue.Arn` of a standard queue, or `!Ref Topic`."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Function",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Function"):
            letters = each.properties.get("DeadLetterConfig")
            given = value(letters.get("TargetArn")) if letters is not None else None
            why = _why(view, given)
            if why:
                yield Problem(
                    below(each.at, "Properties", "DeadLetterConfig", "TargetArn"),
                    f"TargetArn of {each.key} {why}: the stack would fail. Give the ARN of a standard queue or topic",
                )


def _why(view: View, given: object) -> str | None:
    """Tell what is wrong; None where nothing is."""
    if isinstance(given, str):
        parts = given.split(":")
        wrong = len(parts) > 5 and parts[2] not in ("sqs", "sns")
        fifo = len(parts) > 5 and given.endswith(".fifo")
        return f"is of {parts[2]}" if wrong else "is a FIFO queue or topic" if fifo else None
    if not isinstance(given, Reference):
        return None
    if given.type == "AWS::SQS::Queue" and given.attribute == "":
        return f"is the URL of {given.logical_id}"
    if given.type in ("AWS::SQS::Queue", "AWS::SNS::Topic"):
        resource = view.found.index[given.logical_id]
        name = "FifoQueue" if given.type == "AWS::SQS::Queue" else "FifoTopic"
        return f"is {given.logical_id}, which is FIFO" if flag(resource.properties.get(name)) is True else None
    return f"is {given.logical_id}, an {given.type}" if given.type in _OTHERS else None


_OTHERS = ("AWS::Kinesis::Stream", "AWS::Lambda::Function", "AWS::Events::EventBus", "AWS::S3::Bucket")
