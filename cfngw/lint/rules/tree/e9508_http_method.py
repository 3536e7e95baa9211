"""E9508: a method that API Gateway does not know."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import METHOD, verbs
from cfngw.lint.rules.view import View

KNOWN = ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


class HttpMethod(Rule):
    """An HttpMethod that is none."""

    id = "E9508"
    short = "HttpMethod is one that API Gateway knows"
    long = "A method of a REST API is DELETE, GET, HEAD, OPTIONS, PATCH, POST or PUT, or ANY for all of them."
    aws = "The method is refused: Invalid HttpMethod specified (400)."
    fix = "Write one of these in capitals; ANY stands for all, and each further one is a method of its own."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings.html"
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each, _, _, verb in verbs(view):
            if verb is None or verb.upper() in KNOWN:
                continue
            at = below(each.at, "Properties", "HttpMethod")
            close = "ANY" if verb in ("*", "ALL") else nearest(verb.upper(), KNOWN)
            fix = f"Write {close}" if close else "Write one of " + ", ".join(KNOWN)
            yield Problem(at, f"{verb!r} is no method of API Gateway, which refuses it. {fix}")
