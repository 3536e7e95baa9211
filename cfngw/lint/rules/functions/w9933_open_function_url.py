"""W9933: a function behind an API has no open URL beside it."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.permissions.callers import functions_behind
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget
from cfngw.read.taking import literal, text, value


class OpenFunctionUrl(Rule):
    """A function behind an API has no open URL beside it."""

    id = "W9933"
    short = "A function behind an API has no open URL beside it"
    long = (
        "A function URL with AuthType NONE, and a permission for everybody, calls the function past the API: past its "
        "authorizers, keys, throttles, WAF and logs. Of a function that no API invokes nothing is said."
    )
    aws = "The stack is created; whoever has the URL calls the function."
    fix = "Write AuthType: AWS_IAM, or leave the URL out."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
    tags = ("apigateway", "lambda", "security")
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        behind = functions_behind(view)
        for each in view.resources("AWS::Lambda::Url"):
            target = view.found.targets.of_function(text(each.properties.get("TargetFunctionArn")))
            if isinstance(target, FunctionTarget) and isinstance(target.function, Reference):
                key = target.function.logical_id
                if key in behind and value(each.properties.get("AuthType")) == "NONE":
                    yield Problem(below(each.at, "Properties", "AuthType"), _said(key, behind[key][0].api.logical_id))
        for key in behind:
            url = view.found.index[key].properties.get("FunctionUrlConfig")
            if url is not None and literal(url.get("AuthType")) == "NONE":
                yield Problem(below(url.at, "AuthType"), _said(key, behind[key][0].api.logical_id))


def _said(function: str, api: str) -> str:
    return f"The URL of {function} is open to everybody, past {api} and what that asks. Write AuthType: AWS_IAM"
