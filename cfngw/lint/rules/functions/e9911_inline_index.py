"""E9911: the handler of inline code is in index."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.functions.inline import inline_functions
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class InlineIndex(Rule):
    """The handler of inline code is in index."""

    id = "E9911"
    short = "The handler of inline code is in index"
    long = (
        "CloudFormation writes inline code to a file called index. A handler that begins with another name is in no "
        "file."
    )
    aws = "The stack is created; each call fails with Runtime.ImportModuleError, which an API answers with 502 or 500."
    fix = "Write Handler: index.<function>."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in inline_functions(view):
            if each.module not in ("index", "./index") and not each.function.layers:
                name = each.handler.rpartition(".")[2]
                yield Problem(
                    below(each.function.at, "Properties", "Handler"),
                    f"Handler is {each.handler}, and inline code is a file called index: each call would fail with "
                    f"ImportModuleError. Write index.{name}",
                )
