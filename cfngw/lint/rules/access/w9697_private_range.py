"""W9697: a public API's callers have public addresses."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network

from cfngw.lint.rules.access.conditions import endpoint_of
from cfngw.lint.rules.access.policies import PAGE, policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_INSIDE = tuple(IPv4Network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))


class PrivateRange(Rule):
    """A range of private addresses in the policy of a public API."""

    id = "W9697"
    short = "The policy of a public API names public addresses"
    long = (
        "aws:SourceIp is the address that a request has on the internet. Ranges such as 10.0.0.0/8 are those of "
        "networks inside: a caller from a VPC comes with the address of its NAT gateway."
    )
    aws = "The stack is created; no caller fits the range, so that it lets nobody in."
    fix = "Name the public address of the NAT gateway, or make the API private and write aws:VpcSourceIp."
    url = f"{PAGE}apigateway-resource-policies-examples.html"
    tags = ("apigateway", "policies")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            if endpoint_of(policy.api) not in ("REGIONAL", "EDGE"):
                continue
            for statement in policy.statements:
                for operator, key, values in statement.conditions():
                    inside = [each for each in values if isinstance(each, str) and _is_inside(each)]
                    if key.lower() == "aws:sourceip" and inside and len(inside) == len(values):
                        yield Problem(
                            statement.at("Condition", operator, key),
                            f"{statement.noun} names {inside[0]}, and the callers of {policy.api.logical_id}, which is "
                            "public, have no such addresses. Name the public address of their NAT gateway",
                        )


def _is_inside(text: str) -> bool:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return False
    return isinstance(network, IPv4Network) and any(network.subnet_of(each) for each in _INSIDE)
