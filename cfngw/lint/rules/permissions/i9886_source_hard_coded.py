"""I9886: sourceArn takes region and account from the stack."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.permissions.grants import grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class SourceHardCoded(Rule):
    """SourceArn takes region and account from the stack."""

    id = "I9886"
    short = "SourceArn takes region and account from the stack"
    long = (
        "The API is one of this template, so that region and account of its calls are those of the stack. Written "
        "out, the permission lets nothing in where the stack is created elsewhere."
    )
    aws = "In another region or account: each call is answered with 500 Internal server error."
    fix = "Write `${AWS::Region}` and `${AWS::AccountId}`."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            if not isinstance(grant.api, Reference) or grant.arn is None or grant.resource.made is False:
                continue
            _, _, _, region, account, _ = grant.arn
            said = [each for each in (region, account) if each and _PLAIN.fullmatch(each)]
            if said:
                yield Problem(
                    grant.place("SourceArn"),
                    f"SourceArn has {' and '.join(said)} written out, and {grant.api.logical_id} is an API of this "
                    "stack: elsewhere each call would be answered with 500. Write ${AWS::Region} and "
                    "${AWS::AccountId}",
                )


_PLAIN = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d|\d{12}")
