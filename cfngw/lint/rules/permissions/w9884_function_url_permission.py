"""W9884: the permission of a function URL has the URL's kind of authorization."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.permissions.grants import grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget
from cfngw.read.taking import text, value


class FunctionUrlPermission(Rule):
    """The permission of a function URL has the URL's kind of authorization."""

    id = "W9884"
    short = "The permission of a function URL has the URL's kind of authorization"
    long = (
        "FunctionUrlAuthType of the permission and AuthType of the function's only URL differ, so that the condition "
        "never matches."
    )
    aws = "The stack is created; calls of the URL are answered with 403 Forbidden."
    fix = "Write the same AuthType in both."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        urls: dict[str, list[object]] = {}
        for each in view.resources("AWS::Lambda::Url"):
            target = view.found.targets.of_function(text(each.properties.get("TargetFunctionArn")))
            if isinstance(target, FunctionTarget) and isinstance(target.function, Reference):
                urls.setdefault(target.function.logical_id, []).append(value(each.properties.get("AuthType")))
        for grant in grants(view):
            kinds = urls.get(grant.function or "", [])
            given = value(grant.resource.properties.get("FunctionUrlAuthType"))
            if grant.action != "lambda:InvokeFunctionUrl" or not isinstance(given, str) or len(kinds) != 1:
                continue
            if isinstance(kinds[0], str) and kinds[0] != given:
                yield Problem(
                    grant.place("FunctionUrlAuthType"),
                    f"FunctionUrlAuthType is {given}, and the URL of {grant.function} has AuthType {kinds[0]}: calls "
                    f"would be answered with 403. Write FunctionUrlAuthType: {kinds[0]}",
                )
