"""W9700: a preflight asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.cors import PAGE, answers, paths, place
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Integration, Route


class AskedPreflight(Rule):
    """An OPTIONS method that asks for an authorizer, IAM or an API key."""

    id = "W9700"
    short = "A preflight asks for no authorization and no API key"
    long = (
        "Browsers send OPTIONS without credentials and without a key, before they call. SAM gives the preflights that "
        "it makes the default authorizer unless AddDefaultAuthorizerToCorsPreflight is false, "
        "and the key unless AddApiKeyRequiredToCorsPreflight is."
    )
    aws = "The stack is created; each preflight is answered with 401 or 403, and browsers never send the call itself."
    fix = "Write AuthorizationType: NONE and ApiKeyRequired: false on OPTIONS."
    url = PAGE
    tags = ("apigateway", "cors", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        told: set[tuple[str | int, ...]] = set()
        for path in paths(view):
            route = path.options
            if route is None or not _is_preflight(route, alone=len(path.routes) == 1):
                continue
            if isinstance(route.authorization, str) and route.authorization != "NONE":
                at, asked = place(route, "AuthorizationType", "security"), f"AuthorizationType {route.authorization}"
                fix = "Write AuthorizationType: NONE"
            elif route.api_key_required is True:
                at, asked, fix = place(route, "ApiKeyRequired", "security"), "an API key", "Write ApiKeyRequired: false"
            else:
                continue
            if at.path not in told:
                told.add(at.path)
                yield Problem(
                    at,
                    f"{route.key} asks for {asked}, which no browser sends with a preflight: it would be answered with "
                    f"40{3 if asked == 'an API key' or route.authorization == 'AWS_IAM' else 1}, and the call never "
                    f"made. {_fix(route, fix)}",
                )


def _is_preflight(route: Route, *, alone: bool) -> bool:
    if any("access-control-" in name for answer in answers(route) for name in answer.headers):
        return True
    return not alone and isinstance(route.integration, Integration) and route.integration.type == "MOCK"


def _fix(route: Route, fix: str) -> str:
    if "Cors" in route.at.path:
        is_key = fix.startswith("Write ApiKeyRequired")
        return f"Write Add{'ApiKeyRequired' if is_key else 'DefaultAuthorizer'}ToCorsPreflight: false"
    return "Leave out its security" if "paths" in route.at.path else fix
