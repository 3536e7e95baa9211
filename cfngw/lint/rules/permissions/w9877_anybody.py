"""W9877: a permission to invoke a function is not for everybody."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.grants import INVOKES, grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class AnybodyMayInvoke(Rule):
    """A permission to invoke a function is not for everybody."""

    id = "W9877"
    short = "A permission to invoke a function is not for everybody"
    long = (
        "With Principal `*` and no SourceArn, SourceAccount, organization or limit to function URLs anybody with an "
        "AWS account may invoke the function past the API, its authorizers, throttles and logs."
    )
    aws = "The stack is created; the function is public to all AWS accounts."
    fix = "Write the service, the account or the role that invokes it, with SourceArn."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"
    tags = ("lambda", "security")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            if (
                grant.principal != "*"
                or grant.action not in INVOKES
                or grant.source is not None
                or grant.account is not None
            ):
                continue
            own = grant.resource.properties
            if (
                own.get("PrincipalOrgID") is None
                and own.get("InvokedViaFunctionUrl") is None
                and own.get("EventSourceToken") is None
            ):
                yield Problem(
                    grant.place("Principal"),
                    f"{grant.resource.logical_id} lets everybody with an AWS account invoke the function past its "
                    "API. Write apigateway.amazonaws.com with SourceArn, or who else invokes it",
                )
