"""CORS of REST APIs: what integration responses tell browsers, path by path.

https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from cfngw.document.values import At
from cfngw.lint.rules.rule import below
from cfngw.lint.rules.view import View
from cfngw.read.model import Api, Integration, IntegrationResponse, Route

ORIGIN, CREDENTIALS = "access-control-allow-origin", "access-control-allow-credentials"
METHODS, HEADERS = "access-control-allow-methods", "access-control-allow-headers"
PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html"
_PREFIX = "method.response.header."
_OVERRIDE = "responseoverride.header"
_PROXIES = ("AWS_PROXY", "HTTP_PROXY")


class Answer(NamedTuple):
    """An integration response: its headers by their names in small letters."""

    response: IntegrationResponse
    headers: Mapping[str, tuple[str, Any]]

    @property
    def origin(self) -> Any:
        """Give the value of Access-Control-Allow-Origin; None where it has none."""
        return self.headers[ORIGIN][1] if ORIGIN in self.headers else None

    @property
    def sets_origin(self) -> bool:
        """Tell whether it says an origin: by a header, or by an override in a template."""
        return ORIGIN in self.headers or any(
            not isinstance(each.text, str) or _OVERRIDE in each.text.lower()
            for each in self.response.templates.values()
        )

    def at(self, header: str) -> At:
        """Give the place of a header."""
        name = "responseParameters" if is_of_document(self.response.at) else "ResponseParameters"
        return below(self.response.at, name, self.headers[header][0])


class Path(NamedTuple):
    """A path of an API, with its routes; ``preflight`` is the OPTIONS of a path whose answer allows an origin."""

    api: Api
    routes: tuple[tuple[Route, tuple[Answer, ...]], ...]
    options: Route | None
    preflight: Answer | None


_paths: WeakKeyDictionary[View, list[Path]] = WeakKeyDictionary()


def paths(view: View) -> list[Path]:
    """Give the paths of all REST APIs."""
    found = _paths.get(view)
    if found is None:
        found = _paths[view] = [each for api in view.reading.apis if api.protocol == "REST" for each in _of(api)]
    return found


def _of(api: Api) -> Iterator[Path]:
    by_path: dict[str, list[tuple[Route, tuple[Answer, ...]]]] = {}
    for route in api.routes:
        by_path.setdefault(route.path, []).append((route, answers(route)))
    for routes in by_path.values():
        options = next((route for route, _ in routes if route.method == "OPTIONS"), None)
        allowing = (
            answer for route, mine in routes if route.method == "OPTIONS" for answer in mine if ORIGIN in answer.headers
        )
        yield Path(api, tuple(routes), options, next(allowing, None))


def answers(route: Route) -> tuple[Answer, ...]:
    """Give the integration responses of a route; none of a proxy, whose backend answers in full."""
    integration = route.integration
    if not isinstance(integration, Integration) or is_proxy(route):
        return ()
    return tuple(
        Answer(
            each,
            {
                name.removeprefix(_PREFIX).lower(): (name, value)
                for name, value in each.parameters.items()
                if name.startswith(_PREFIX)
            },
        )
        for each in integration.responses
    )


def is_proxy(route: Route) -> bool:
    """Tell whether the backend answers in full."""
    return isinstance(route.integration, Integration) and route.integration.type in _PROXIES


def is_of_document(at: At) -> bool:
    """Tell whether a part stands in an OpenAPI document."""
    return "paths" in at.path or any(str(step).startswith("x-amazon-apigateway-") for step in at.path)


def quoted(value: Any) -> str | None:
    """Give what stands in the inner quotes of a literal; None for an expression, or what can't be told."""
    if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1]
    return None


def listed(value: Any) -> list[str] | None:
    """Give the members of a literal list."""
    text = quoted(value)
    return None if text is None else [each.strip() for each in text.split(",") if each.strip()]


def sets_any(mine: tuple[Answer, ...]) -> bool:
    """Tell whether an answer of a method allows an origin."""
    return any(answer.sets_origin for answer in mine)


def leaves_out(path: Path, method: str) -> bool:
    """Tell whether the preflight of a path names methods for certain, and this is none of them."""
    preflight = path.preflight
    allowed = listed(preflight.headers[METHODS][1]) if preflight is not None and METHODS in preflight.headers else None
    return allowed is not None and "*" not in allowed and method not in allowed


def place(route: Route, name: str, in_document: str) -> At:
    """Give the place of what a route says, in its resource or in its document; of SAM's, the route's own."""
    if is_of_document(route.at):
        return below(route.at, in_document)
    return below(route.at, "Properties", name) if len(route.at.path) == 2 and route.logical_id else route.at


def uses_cors(view: View, api: Api) -> bool:
    """Tell whether browsers of other origins may call an API: some preflight allows one."""
    return any(each.preflight is not None for each in paths(view) if each.api is api)
