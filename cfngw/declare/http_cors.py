"""CORS of HTTP APIs: the gateway answers preflights itself, unless a route takes them.

``ANY`` and ``$default`` take OPTIONS, too, and with an authorizer would refuse what browsers send without credentials.
So, where both are there, ``ANY`` is written as its other methods, and ``$default`` gets open OPTIONS routes beside it.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cfngw.declare.kinds import Checked, RejectedError
from cfngw.declare.path import DEFAULT, METHODS
from cfngw.errors import CfngwError, DeclarationError

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi, Route

PREFLIGHT = "OPTIONS"
# $default takes what no route names; whether /{proxy+} stands for / as well, AWS does not say.
_EVERYWHERE = ("/", "/{proxy+}")
PREFLIGHT_REASON = "preflight: browsers send it without credentials"


def _cors(given: Any) -> Any:
    from cfngw.declare.cors import Cors  # for those who have one

    if given is None or isinstance(given, Cors):
        return given
    if isinstance(given, Mapping):
        raise RejectedError("give one Cors for all paths: an HTTP API has no others")
    raise RejectedError('write Cors(["https://…"])')


HTTP_CORS = Checked("a Cors, or None for no other origin", _cors)


def check_http_cors(api: HttpApi) -> Iterator[CfngwError]:
    """Find what only REST APIs have, and preflights that an authorizer would refuse."""
    cors = api.cors
    if cors is None:
        return
    if cors.echo_errors:
        yield cors.refusal(
            "an HTTP API has no echo_errors: it compares origins by itself.",
            given=True,
            allowed="on a REST API",
            fix="leave out echo_errors=",
        )
    for route in api.routes:
        authorizer = api.authorizer_of(route)
        if route.key.method == PREFLIGHT and authorizer is not None:
            yield route.refusal(
                "browsers send a preflight without credentials, so that no authorizer can let it in.",
                given=authorizer.label,
                allowed="OPTIONS without an authorizer; it does not take the API's own either",
                fix="leave out authorizer=, or the whole route: with cors the API answers preflights itself",
            )
    yield from _check_any(api)
    yield from _check_default(api)


def _check_default(api: HttpApi) -> Iterator[CfngwError]:
    """Find a ``$default`` whose open preflights would do what its authorizer guards: whatever is called, it is done."""
    for declared, route in written_routes(api):
        target = declared.integration
        told = target.told_method and getattr(target, "method", None) in (None, "ANY", PREFLIGHT)
        if route.public == PREFLIGHT_REASON and not told:
            yield declared.refusal(
                "with cors and an authorizer its target is called for preflights, too, by anybody; and it does the "
                "same whatever the method.",
                given=declared.target,
                allowed="a target that learns the method, such as a function",
                fix='write Route("POST /{proxy+}", ...) and the like in place of $default, or routes of your own for '
                '"OPTIONS /" and "OPTIONS /{proxy+}"',
            )
            return


def _check_any(api: HttpApi) -> Iterator[CfngwError]:
    """Find methods that nothing would serve, since ANY steps back for a route that is only made under a condition.

    And an ANY that is left with OPTIONS alone, which the gateway answers.
    """
    for any_route in api.routes:
        if any_route.key.method != "ANY" or api.authorizer_of(any_route) is None:
            continue
        others = [route for route in api.routes if route.pattern == any_route.pattern and route is not any_route]
        named = {route.key.method for route in others}
        if named == set(METHODS) - {PREFLIGHT}:
            yield any_route.refusal(
                "it can never be reached: every method but OPTIONS has a route of its own, and with cors the API "
                "answers OPTIONS itself.",
                given=any_route.route_key,
                fix="remove it, or one of the routes that take its requests",
            )
        for route in others:
            apart = route.condition is not None and route.condition != any_route.condition
            if apart and route.key.method != PREFLIGHT:
                yield DeclarationError(
                    f"{any_route.label}: with cors and an authorizer it is written as its methods, and "
                    f'"{route.route_key}" is only made under a condition.',
                    where=any_route.source,
                    given=route.route_key,
                    allowed="routes of one path under the same condition, or none",
                    fix="write a route for each method in place of ANY",
                )


def written_routes(api: HttpApi) -> list[tuple[Route, Route]]:
    """Give each declared route with each of those that stand in the template for it."""
    if api.cors is None:
        return [(route, route) for route in api.routes]
    taken = {(route.key.method, route.pattern) for route in api.routes}
    return [(route, written) for route in api.routes for written in _written(api, route, taken)]


def _written(api: HttpApi, route: Route, taken: set[tuple[str | None, str]]) -> Iterator[Route]:
    guarded = api.authorizer_of(route) is not None
    if guarded and route.key.method == "ANY":
        for method in METHODS:
            if method != PREFLIGHT and (method, route.pattern) not in taken:
                yield _like(route, f"{method} {route.key.path}", method)
        return
    yield route
    if guarded and route.route_key == DEFAULT:
        for path in _EVERYWHERE:
            pattern = path.replace("proxy", "")
            if (PREFLIGHT, pattern) not in taken and not _open_any(api, pattern):
                changes = {"authorizer": None, "scopes": (), "public": PREFLIGHT_REASON, "operation_name": None}
                where = "" if path == "/" else "Proxy"
                yield _like(route, f"{PREFLIGHT} {path}", f"{PREFLIGHT}{where}", **changes)


def _open_any(api: HttpApi, pattern: str) -> bool:
    """Tell whether an ANY without an authorizer takes the preflights of a path."""
    return any(
        route.key.method == "ANY" and route.pattern == pattern and api.authorizer_of(route) is None
        for route in api.routes
    )


def _like(route: Route, route_key: str, suffix: str, **changes: Any) -> Route:
    """Make a route like another, at its line; a pinned id gets the method behind it."""
    pinned = None if route.logical_id is None else route.logical_id + suffix.capitalize()
    made: Route = route.but(**{"route_key": route_key, "logical_id": pinned, **changes}).moved(route.source)
    return made
