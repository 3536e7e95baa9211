"""E9684: a condition of a resource policy has an operator that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.access.policies import policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_OPERATORS = (
    *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
    *("StringLike", "StringNotLike", "NumericEquals", "NumericNotEquals", "NumericLessThan"),
    *("NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals", "DateNotEquals"),
    *("DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals", "Bool", "BinaryEquals"),
    *("IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null"),
)
_KNOWN = {each.lower() for each in _OPERATORS}
_AROUND = re.compile(r"^(forallvalues:|foranyvalue:)|ifexists$")


class ConditionOperator(Rule):
    """A condition operator that IAM doesn't have, or a condition that is no mapping of mappings."""

    id = "E9684"
    short = "A condition of a resource policy has an operator that IAM knows"
    long = "A Condition is {operator: {key: values}}: IpAddress, StringEquals, ArnLike and so on, with IfExists behind."
    aws = (
        "The stack fails: Invalid policy document. Please check the policy syntax and ensure that Principals are valid."
    )
    fix = "Write an operator of IAM's list."
    url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"
    tags = ("apigateway", "policies")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            for statement in policy.statements:
                given = statement.data.get("Condition")
                for operator, keys in given.items() if isinstance(given, dict) else ():
                    if _AROUND.sub("", operator.lower()) not in _KNOWN:
                        close = nearest(operator, _OPERATORS)
                        yield Problem(
                            statement.at("Condition", operator),
                            f"{statement.noun} has the operator {operator}, which there is not: the stack would fail "
                            f"with Invalid policy document. Write {close or 'one of IAM, such as StringEquals'}",
                        )
                    elif isinstance(keys, (str, list)):
                        yield Problem(
                            statement.at("Condition", operator),
                            f"{statement.noun} has {operator} without a key: the stack would fail with Invalid policy "
                            f"document. Write {operator}: {{aws:SourceIp: …}}",
                        )
