"""I9568: what goes over the internet is encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import OF_HTTP, TYPES, integrations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class Unencrypted(Rule):
    """What goes over the internet is encrypted."""

    id = "I9568"
    short = "An HTTP integration over the internet calls https"
    long = (
        "What clients send to API Gateway is encrypted; over http:// it goes on to the backend for all to read, with "
        "its headers."
    )
    aws = "Nothing fails; requests and answers can be read and changed on their way."
    fix = "Write https://, or a VPC link."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if row.type in OF_HTTP and row.marked[:7].lower() == "http://" and row.lacks("ConnectionType"):
                yield Problem(
                    row.at("Uri"),
                    f"{row.route.key} goes on to its backend unencrypted over the internet. Write https://, or a VPC "
                    "link",
                )
