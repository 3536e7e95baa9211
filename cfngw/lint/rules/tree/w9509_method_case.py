"""W9509: a method that is not written in capitals."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import METHOD, verbs
from cfngw.lint.rules.tree.e9508_http_method import KNOWN
from cfngw.lint.rules.view import View


class MethodCase(Rule):
    """An HttpMethod in small letters."""

    id = "W9509"
    short = "HttpMethod is written in capitals"
    long = "AWS documents the methods of REST APIs in capitals."
    aws = "What becomes of small letters is not documented; permissions and settings that name the method compare case."
    fix = "Write the method in capitals."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings.html"
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each, _, _, verb in verbs(view):
            if verb is not None and verb not in KNOWN and verb.upper() in KNOWN:
                at = below(each.at, "Properties", "HttpMethod")
                yield Problem(at, f"AWS documents methods in capitals alone, and this is {verb}. Write {verb.upper()}")
