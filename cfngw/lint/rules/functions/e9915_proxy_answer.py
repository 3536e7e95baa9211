"""E9915: a function behind a REST proxy answers in the form that the gateway takes."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.functions.answers import malformed
from cfngw.lint.rules.functions.inline import inline_functions
from cfngw.lint.rules.permissions.callers import callers
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ProxyAnswer(Rule):
    """A function behind a REST proxy answers in the form that the gateway takes."""

    id = "E9915"
    short = "A function behind a REST proxy answers in the form that the gateway takes"
    long = (
        "With AWS_PROXY a REST API takes an object with statusCode, headers, multiValueHeaders, body and "
        "isBase64Encoded, body being a text. Looked at is inline Python whose handler returns a literal: a text, a "
        "number, a list, an object with other members or with a body that is no text."
    )
    aws = "The stack is created; each such call is answered with 502 Bad Gateway (Malformed Lambda proxy response)."
    fix = "Return an object with statusCode and with a body made by json.dumps."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        proxied = {
            each.function: each.name
            for each in callers(view)
            if each.api.protocol == "REST" and each.integration is not None and each.integration.type == "AWS_PROXY"
        }
        for each in inline_functions(view):
            key = each.function.logical_id
            if key in proxied and each.runtime.startswith("python"):
                why = malformed(each)
                if why:
                    yield Problem(
                        each.function.code.at,
                        f"{key}, which {proxied[key]} proxies to, {why}: such a call would be answered with 502. "
                        "Return statusCode and a body that is a text",
                    )
