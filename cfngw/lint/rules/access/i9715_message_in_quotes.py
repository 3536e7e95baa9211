"""I9715: the message of an error keeps the body JSON, whatever it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.access.responses import PAGE
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_MESSAGE = re.compile(r'"\$\{?context\.error\.message\}?"')


class MessageInQuotes(Rule):
    """$context.error.message between quotes of the template's own."""

    id = "I9715"
    short = "The message of an error keeps the body JSON, whatever it says"
    long = (
        "$context.error.message is put between the quotes as it is: one that has quotes itself ends the string. "
        "$context.error.messageString is the same in quotes, escaped."
    )
    aws = "The stack is created; an error whose message has a quote reaches the caller as broken JSON."
    fix = 'Write {"message": $context.error.messageString}.'
    url = PAGE
    tags = ("apigateway", "gateway-responses", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            for each in api.gateway_responses:
                for template in each.templates.values():
                    if isinstance(template.text, str) and _MESSAGE.search(template.text):
                        yield Problem(
                            template.at,
                            f"The template of the gateway response {each.type} puts $context.error.message into "
                            "quotes, which a message with quotes breaks. Write $context.error.messageString",
                        )
