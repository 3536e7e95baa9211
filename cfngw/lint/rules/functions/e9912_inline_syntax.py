"""E9912: inline Python can be read by Python."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.bundle.python_names import SyntaxProblem, names_of
from cfngw.lint.rules.functions.inline import inline_functions
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class InlineSyntax(Rule):
    """Inline Python can be read by Python."""

    id = "E9912"
    short = "Inline Python can be read by Python"
    long = (
        "The code is parsed, not run, where the function's runtime is that of the Python that checks, or an older one."
    )
    aws = (
        "The stack is created; each call fails with Runtime.UserCodeSyntaxError, which an API answers with 502 or 500."
    )
    fix = "Mend the code at the line that is told."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in inline_functions(view):
            if each.runtime.startswith("python"):
                names = names_of(each.code.encode(), each.runtime)
                if isinstance(names, SyntaxProblem):
                    yield Problem(
                        each.function.code.at,
                        f"The code of {each.function.logical_id} is not Python: {names}; each call would fail. Mend "
                        "the code",
                    )
