"""What Lambda asks of a role when it makes a function."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.document.values import Reference
from cfngw.read.taking import row, value

_ENI = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface")
_LETTERS = {"AWS::SQS::Queue": "sqs:SendMessage", "AWS::SNS::Topic": "sns:Publish"}


def checks_of(function: Resource) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the properties that need something of the role, and the actions."""
    own = function.properties
    network = own.get("VpcConfig")
    subnets = network.get("SubnetIds") if network is not None else None
    if subnets is not None and subnets.is_list and row(subnets):
        yield "VpcConfig", _ENI
    letters = own.get("DeadLetterConfig")
    target = value(letters.get("TargetArn")) if letters is not None else None
    if isinstance(target, Reference) and target.type in _LETTERS:
        yield "DeadLetterConfig", (_LETTERS[target.type],)
