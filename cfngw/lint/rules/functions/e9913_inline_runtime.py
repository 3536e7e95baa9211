"""E9913: inlineCode of SAM is Python or Node.js."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class InlineRuntime(Rule):
    """InlineCode of SAM is Python or Node.js."""

    id = "E9913"
    short = "InlineCode of SAM is Python or Node.js"
    long = (
        "InlineCode becomes ZipFile, which Lambda takes for runtimes of Python and Node.js alone. Of "
        "AWS::Lambda::Function cfn-lint tells it (E3677)."
    )
    aws = "The stack fails: ZipFile can only be used when Runtime is set to an allowed value."
    fix = "Write CodeUri, or a runtime that takes inline code."
    url = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html"
    tags = ("lambda",)
    types = ("AWS::Serverless::Function",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.reading.functions.values():
            found = view.found.index[each.logical_id]
            if each.code.kind != "inline" or found.type != "AWS::Serverless::Function":
                continue
            if isinstance(each.runtime, str) and not each.runtime.startswith(("python", "nodejs")):
                yield Problem(
                    each.code.at,
                    f"{each.logical_id} has inline code and runs {each.runtime}: the stack would fail, for inline "
                    "code is Python or Node.js. Write CodeUri",
                )
