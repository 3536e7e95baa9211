"""E9696: a condition on addresses compares addresses."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from cfngw.lint.rules.access.conditions import ADDRESSES
from cfngw.lint.rules.access.policies import policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_OPERATORS = ("ipaddress", "notipaddress")


class AddressRange(Rule):
    """An address that is none, or a range that is compared as a text."""

    id = "E9696"
    short = "A condition on addresses compares addresses with ranges"
    long = (
        "IpAddress and NotIpAddress take addresses and ranges such as 203.0.113.0/24, on aws:SourceIp or "
        "aws:VpcSourceIp. StringEquals compares letters: no address is equal to a range."
    )
    aws = (
        "What is no address or range is refused: Invalid policy document. Where a range is compared as a text, the "
        "stack is created and the condition never holds (with Not…, always)."
    )
    fix = "Write IpAddress: {aws:SourceIp: 203.0.113.0/24}."
    url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"
    tags = ("apigateway", "policies")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            for statement in policy.statements:
                for operator, key, values in statement.conditions():
                    plain = operator.lower().removesuffix("ifexists")
                    at = statement.at("Condition", operator, key)
                    for value in values:
                        if not isinstance(value, str):
                            continue
                        if plain in _OPERATORS and not _is_range(value):
                            yield Problem(
                                at,
                                f'{statement.noun} has "{value}" as an address, which is none: the stack would fail '
                                "with Invalid policy document. Write a range such as 203.0.113.0/24",
                            )
                        elif key.lower() in ADDRESSES and plain.startswith("string") and "/" in value:
                            yield Problem(
                                at,
                                f"{statement.noun} compares {key} with {value} as a text, and no address is equal to a "
                                f"range. Write {'NotIpAddress' if 'not' in plain else 'IpAddress'}",
                            )


def _is_range(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
