"""W9702: what a preflight allows, browsers may read."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.cors import METHODS, PAGE, Answer, paths
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class UnreadableAnswer(Rule):
    """An answer without Access-Control-Allow-Origin, on a path whose preflight allows an origin."""

    id = "W9702"
    short = "What a preflight allows, browsers may read"
    long = (
        "The preflight of a path allows other origins; each answer has to allow them again, errors too. Looked at are "
        "integration responses, not proxies: there the backend answers in full."
    )
    aws = "The stack is created; the call is made, and the browser hides its answer from the page."
    fix = "Map method.response.header.Access-Control-Allow-Origin in each integration response, and declare it."
    url = PAGE
    tags = ("apigateway", "cors")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for path in paths(view):
            if path.preflight is None or view.reading.unknown:
                continue
            for route, mine in path.routes:
                if route.method == "OPTIONS" or _is_not_promised(path.preflight, route.method):
                    continue
                for answer in mine:
                    if not answer.sets_origin:
                        status = answer.response.status
                        yield Problem(
                            answer.response.at,
                            f"{route.key} answers {status if isinstance(status, str) else 'here'} without "
                            "Access-Control-Allow-Origin, which its preflight promises: browsers would hide the "
                            "answer. Map the header",
                        )


def _is_not_promised(preflight: Answer, method: object) -> bool:
    """Tell a method that the preflight leaves out, as one that is not for other origins."""
    given = preflight.headers[METHODS][1] if METHODS in preflight.headers else None
    if not isinstance(given, str) or not isinstance(method, str) or method == "ANY":
        return False
    return not {method, "*"} & {each.strip().upper() for each in given.strip("'").split(",")}
