"""W9669: a policy that is kept holds for all routes that ask the authorizer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.authorizers.common import authorizers, called, place
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Api, Authorizer, FunctionTarget

_USUAL_TTL = 300  # of a REST API
_ONE_ROUTE = re.compile(
    r"""["']?Resource["']?\s*\]?\s*[:=]\s*\[?\s*event(\.|\[["']|\.get\(["'])(methodArn|routeArn)\b"""
)
_BY_ROUTE = (
    {"context.httpMethod", "context.path"},
    {"context.httpMethod", "context.resourcePath"},
    {"$context.routeKey"},
)


class CachedPolicy(Rule):
    """A function that allows the called route alone, whose answer is kept for others."""

    id = "W9669"
    short = "A policy that is kept holds for all routes that ask the authorizer"
    long = (
        "While an answer is kept, it is used for the same identity source on every route. A policy with methodArn or "
        "routeArn as its Resource allows but the route that was called first. Looked at where the function's code is "
        "inline and several routes ask the authorizer."
    )
    aws = "The stack is created; a caller who was let into one route gets 403 on the others until the time is over."
    fix = (
        "Allow all routes of the API in the policy, write AuthorizerResultTtlInSeconds: 0, or add $context.routeKey "
        "(REST: context.httpMethod and context.path) to the identity sources."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in authorizers(view):
            ttl = authorizer.ttl_seconds
            if ttl is None and api.protocol == "REST":
                ttl = _USUAL_TTL
            if not isinstance(ttl, int) or ttl <= 0 or not _is_for_one_route(view, authorizer):
                continue
            sources = {each for each in authorizer.identity_sources if isinstance(each, str)}
            asking = _asking(api, authorizer)
            if asking > 1 and not any(each <= sources for each in _BY_ROUTE):
                yield Problem(
                    place(authorizer, "AuthorizerResultTtlInSeconds"),
                    f"{called(authorizer)} allows the route that is called, and its answer is kept {ttl} seconds for "
                    f"all {asking}: callers would get 403 on the others. Allow all routes in the policy, or write 0",
                )


def _is_for_one_route(view: View, authorizer: Authorizer) -> bool:
    target = authorizer.target
    if not isinstance(target, FunctionTarget) or not isinstance(target.function, Reference):
        return False
    function = view.reading.functions.get(target.function.logical_id)
    code = function.code.value if function is not None and function.code.kind == "inline" else None
    return isinstance(code, str) and _ONE_ROUTE.search(code) is not None


def _asking(api: Api, authorizer: Authorizer) -> int:
    names = {authorizer.name} if isinstance(authorizer.name, str) else set()
    count = 0
    for route in api.routes:
        given = route.authorizer
        count += (
            given in names
            if isinstance(given, str)
            else (isinstance(given, Reference) and given.logical_id == authorizer.logical_id)
        )
    return count
