"""I9511: an ANY that no request gets to."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.tree.common import METHOD, WITH_PATHS
from cfngw.lint.rules.tree.e9508_http_method import KNOWN
from cfngw.lint.rules.view import View


class AnyUnreached(Rule):
    """ANY beside all the methods that it stands for."""

    id = "I9511"
    short = "ANY is reached by some method"
    long = "A method of its own goes before ANY; where all seven have their own, ANY answers nothing."
    aws = "Nothing fails; the method is never called."
    fix = "Remove ANY, or the methods that do as it does."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings.html"
    types = (*WITH_PATHS, METHOD)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            if api.protocol != "REST":
                continue
            any_routes = [route for route in api.routes if route.method == "ANY"]
            if not any_routes:
                continue
            there = {route.key for route in api.routes if route.made is True}
            for route in any_routes:
                if all(f"{verb} {route.path}" in there for verb in KNOWN if verb != "ANY"):
                    text = f"Every method of {route.path} has its own, so that ANY is never called. Remove it"
                    yield Problem(route.at, text)
