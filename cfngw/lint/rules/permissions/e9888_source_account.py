"""E9888: sourceAccount is the account in SourceArn."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.grants import grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class SourceAccount(Rule):
    """SourceAccount is the account in SourceArn."""

    id = "E9888"
    short = "SourceAccount is the account in SourceArn"
    long = "A permission with SourceAccount and SourceArn lets in what has both: with two accounts, nothing."
    aws = "The stack is created; each call is answered with 500 Internal server error."
    fix = "Leave SourceAccount out: SourceArn has the account."
    url = "https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            given = grant.account
            if not grant.is_of_gateway or grant.arn is None or not isinstance(given, str):
                continue
            if grant.arn[4].isdecimal() and given != grant.arn[4]:
                yield Problem(
                    grant.place("SourceAccount"),
                    f"SourceAccount is {given}, and SourceArn has the account {grant.arn[4]}: no call is of both, and "
                    "each would be answered with 500. Leave SourceAccount out",
                )
