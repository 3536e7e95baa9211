"""E9910: inline code defines the handler."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.functions.inline import in_code, inline_functions
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class InlineHandler(Rule):
    """Inline code defines the handler."""

    id = "E9910"
    short = "Inline code defines the handler"
    long = (
        "The function that Handler names is not in the inline code: Python's syntax tree is read, and the exports of "
        "Node.js. Code that may define names in another way (exec, star imports, computed exports) is let be."
    )
    aws = (
        "The stack is created; each call fails with Runtime.HandlerNotFound or Runtime.UserCodeSyntaxError, which an "
        "API answers with 502 or 500."
    )
    fix = "Name a function that the code defines, or exports."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in inline_functions(view):
            problem = in_code(each)
            if problem is not None and each.module == "index":
                yield Problem(below(each.function.at, "Properties", "Handler"), problem)
