"""E9883: functionUrlAuthType belongs to a permission for lambda:InvokeFunctionUrl."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.grants import GATEWAY, grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class FunctionUrlAuth(Rule):
    """FunctionUrlAuthType belongs to a permission for lambda:InvokeFunctionUrl."""

    id = "E9883"
    short = "FunctionUrlAuthType belongs to a permission for lambda:InvokeFunctionUrl"
    long = (
        "FunctionUrlAuthType becomes a condition on the kind of function URL, which only lambda:InvokeFunctionUrl "
        "knows. In a permission of the gateway it never matches, for the gateway does not come through the URL; "
        "InvokedViaFunctionUrl is alike."
    )
    aws = "Lambda refuses the permission, or each call is answered with 500."
    fix = "Leave it out of the gateway's permission; give the function URL a permission of its own."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            own = grant.resource.properties
            for name in ("FunctionUrlAuthType", "InvokedViaFunctionUrl"):
                given = own.get(name)
                if (
                    given is None
                    or str(given.value).lower() == "false"
                    or not (grant.is_of_gateway or grant.principal == GATEWAY)
                ):
                    continue
                yield Problem(
                    grant.place(name),
                    f"{name} is for calls through a function URL, and this permission is for an API: Lambda would "
                    f"refuse it, or let no call in. Leave {name} out",
                )
