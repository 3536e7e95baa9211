"""W9714: a gateway response for JSON is JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from cfngw.lint.rules.access.responses import PAGE
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_NAME = r"(?:context|stageVariables|method\.request)\.[A-Za-z0-9_.-]*[A-Za-z0-9_-]"
_VARIABLE = re.compile(rf"\$!?(?:\{{{_NAME}\}}|{_NAME})")
_OTHERS = re.compile(r"#\{?(set|if|elseif|else|end|foreach|macro)\b|\$!?\{?(input|util)\b")
_QUOTED = "context.error.messagestring"  # has quotes around it already
_WORDS = ("context.error.message", "context.error.responsetype", "context.requestid", "context.stage")


class ResponseJson(Rule):
    """A template for application/json whose output is none."""

    id = "W9714"
    short = "The template of a gateway response for application/json makes JSON"
    long = (
        "$context.error.messageString comes with its quotes; $context.error.message and other texts come without. The "
        "template is looked at with such values in it."
    )
    aws = "The stack is created; callers get a body that is called JSON and can't be read."
    fix = 'Write {"message": $context.error.messageString}.'
    url = PAGE
    tags = ("apigateway", "gateway-responses", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            for each in api.gateway_responses:
                for kind, template in each.templates.items():
                    text = template.text
                    if kind != "application/json" or not isinstance(text, str) or _OTHERS.search(text):
                        continue
                    why = _fault(text)
                    if why is not None:
                        yield Problem(
                            template.at,
                            f"The template of the gateway response {each.type} makes no JSON: callers could not read "
                            f"it. {why}",
                        )


def _fault(text: str) -> str | None:
    if not text.strip():
        return None
    filled = _VARIABLE.sub(lambda found: _value(found[0]), text)
    try:
        json.loads(filled)
    except (ValueError, RecursionError):
        lower = text.lower()
        if f'"${_QUOTED}"' in lower:
            return "Leave out the quotes around $context.error.messageString: it has its own"
        if re.search(r'[^"]\$\{?context\.error\.message\b', text):
            return "Write $context.error.messageString, which has quotes"
        return "Correct it; texts other than $context.error.messageString need quotes"
    return None


def _value(variable: str) -> str:
    name = variable.strip("$!{}").lower()
    if name == _QUOTED:
        return '"message"'
    return "message" if name in _WORDS else "0"
