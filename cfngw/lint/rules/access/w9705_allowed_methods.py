"""W9705: a preflight allows the methods that its path has."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.cors import METHODS, PAGE, Path, listed, paths, sets_any
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_ASKED = ("PUT", "PATCH", "DELETE")  # browsers let GET, HEAD and POST through in any case


class AllowedMethods(Rule):
    """A preflight that doesn't allow a method of its path."""

    id = "W9705"
    short = "A preflight allows the methods that its path has"
    long = (
        "Browsers compare Access-Control-Allow-Methods before they send PUT, PATCH or DELETE; GET, HEAD and POST they "
        "send in any case. ANY is a word of API Gateway that no browser knows."
    )
    aws = "The stack is created; browsers never send the method that is not allowed."
    fix = "Name the path's methods in Access-Control-Allow-Methods."
    url = PAGE
    tags = ("apigateway", "cors")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for path in paths(view):
            if path.preflight is None or path.options is None or "Cors" in path.options.at.path or view.reading.unknown:
                continue
            missing = _missing(path)
            if missing:
                at = path.preflight.at(METHODS) if METHODS in path.preflight.headers else path.preflight.response.at
                yield Problem(
                    at,
                    f"{path.options.key} does not allow {' and '.join(missing)}, which the path has: browsers would "
                    f"not send it. Write '{','.join(sorted({route.method for route, _ in path.routes}))}'",
                )


def _missing(path: Path) -> list[str]:
    preflight = path.preflight
    if preflight is None:
        return []
    allowed: list[str] | None = []
    if METHODS in preflight.headers:
        allowed = listed(preflight.headers[METHODS][1])
    elif any("responseoverride" in str(each.text).lower() for each in preflight.response.templates.values()):
        return []
    if allowed is None or "*" in allowed:
        return []
    return [
        route.method
        for route, mine in path.routes
        if route.method in _ASKED and route.method not in allowed and (not mine or sets_any(mine))
    ]
