"""E9930: vpcConfig has subnets and security groups, or neither."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.functions import shared


class NetworkWhole(Rule):
    """VpcConfig has subnets and security groups, or neither."""

    id = "E9930"
    short = "VpcConfig has subnets and security groups, or neither"
    long = "A function in a VPC needs both. With one of them alone it is in none."
    aws = "The stack fails: SecurityGroupIds and SubnetIds must coexist or be both empty list."
    fix = "Write both SubnetIds and SecurityGroupIds."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Function", "AWS::Serverless::Function"):
            network = shared(each, "Function").get("VpcConfig")
            if network is None or not network.is_mapping:
                continue
            counts = {name: _count(network, name) for name in ("SubnetIds", "SecurityGroupIds")}
            missing = next((name for name, count in counts.items() if count == 0), None)
            if missing and any(count for count in counts.values()):
                yield Problem(
                    below(network.at, missing),
                    f"VpcConfig of {each.key} has no {missing}: the stack would fail. Write both SubnetIds and "
                    "SecurityGroupIds",
                )


def _count(network: Node, name: str) -> int | None:
    """Count what is listed; None where nobody can tell."""
    if name not in network.value:
        return 0 if all(isinstance(each, str) for each in network.value) and "Fn::If" not in network.value else None
    given = network.get(name)
    if given is None:
        return 0
    return len(list(given.each())) if given.is_list else None
