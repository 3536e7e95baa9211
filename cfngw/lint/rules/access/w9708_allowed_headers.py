"""W9708: a preflight allows the headers that its path asks for."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.cors import CREDENTIALS, HEADERS, PAGE, Path, listed, paths
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Api, Route

_SOURCE = "method.request.header."
_KEY = "X-Api-Key"
_SAFE = ("accept", "accept-language", "content-language", "origin", "cookie", "host", "user-agent", "referer")


class AllowedHeaders(Rule):
    """A preflight that doesn't allow the header of a token or of an API key."""

    id = "W9708"
    short = "A preflight allows the headers that its path asks for"
    long = (
        "A page may send the header of an authorizer's token, or X-Api-Key, only where Access-Control-Allow-Headers "
        "names it. * stands for all but Authorization, and with credentials for none."
    )
    aws = "The stack is created; browsers never send the call."
    fix = "Name the header in Access-Control-Allow-Headers."
    url = PAGE
    tags = ("apigateway", "cors", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for path in paths(view):
            if path.preflight is None or path.options is None or view.reading.unknown:
                continue
            missing = _missing(path)
            if missing:
                answer = path.preflight
                has_place = HEADERS in answer.headers and "Cors" not in answer.response.at.path
                yield Problem(
                    answer.at(HEADERS) if has_place else answer.response.at,
                    f"{path.options.key} does not allow the header{'s' if len(missing) > 1 else ''} "
                    f"{' and '.join(missing)}, by which the path knows its callers: browsers would not send the call. "
                    "Name it in Access-Control-Allow-Headers",
                )


def _missing(path: Path) -> list[str]:
    preflight = path.preflight
    if preflight is None:
        return []
    allowed: list[str] | None = []
    if HEADERS in preflight.headers:
        allowed = listed(preflight.headers[HEADERS][1])
    elif any("responseoverride" in str(each.text).lower() for each in preflight.response.templates.values()):
        return []
    if allowed is None:
        return []
    names = {each.lower() for each in allowed}
    asked = dict.fromkeys(name for route, _ in path.routes for name in _asked(path.api, route))
    return [
        name for name in asked if not _is_allowed(name.lower(), names, with_all=CREDENTIALS not in preflight.headers)
    ]


def _is_allowed(name: str, allowed: set[str], *, with_all: bool) -> bool:
    return name in allowed or (with_all and "*" in allowed and name != "authorization")


def _asked(api: Api, route: Route) -> Iterator[str]:
    """Give the headers without which a call of a page gets 401 or 403."""
    if route.method == "OPTIONS":
        return
    authorizer = api.authorizer(route.authorizer) if isinstance(route.authorizer, str) else None
    for source in authorizer.identity_sources if authorizer is not None else ():
        if isinstance(source, str) and source.startswith(_SOURCE):
            name = source.removeprefix(_SOURCE)
            if name.lower() not in _SAFE:
                yield name
    if route.api_key_required is True and api.api_key_source in (None, "HEADER"):
        yield _KEY
