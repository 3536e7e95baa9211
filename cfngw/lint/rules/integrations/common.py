"""What the rules of integrations look at: each integration of a REST method once a view, and its address taken "
"apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from cfngw.document.values import At, Reference, Text, Unknown
from cfngw.lint.rules.rule import below
from cfngw.read.model import FunctionTarget, Integration

if TYPE_CHECKING:
    from cfngw.lint.rules.view import View
    from cfngw.read.model import Api, IntegrationResponse, Route

TYPES = (
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::RestApi",
    "AWS::Serverless::Api",
    "AWS::Serverless::Function",
)
PROXIES = ("AWS_PROXY", "HTTP_PROXY")
OF_AWS, OF_HTTP = ("AWS", "AWS_PROXY"), ("HTTP", "HTTP_PROXY")
HOLE = re.compile("\x00[0-9]+\x01")
_EXTENSION = "x-amazon-apigateway-"
_OPENAPI = {"IntegrationHttpMethod": "httpMethod", "IntegrationResponses": "responses"}


class Row:
    """An integration with its method and its API. ``marked``: its address, each hole as one control character."""

    def __init__(self, api: Api, route: Route, found: Integration) -> None:
        self.api, self.route, self.found = api, route, found
        self.type: str = found.type if isinstance(found.type, str) else ""
        self.is_proxy = self.type in PROXIES

    @cached_property
    def marked(self) -> str:
        """Give the address; empty where it is not told, or is no text."""
        uri = self.found.uri
        return uri.marked() if isinstance(uri, Text) else uri if isinstance(uri, str) else ""

    @cached_property
    def invokes(self) -> bool:
        """Tell whether a function answers, whichever way its address is written."""
        if self.type not in OF_AWS:
            return False
        return isinstance(self.found.target, FunctionTarget) or ":lambda:path/" in self.marked

    def lacks(self, name: str) -> bool:
        """Tell whether a property is certainly not there; one that a condition decides is not told."""
        raw = self._raw
        return raw is not None and raw.get(_spelled(name) if self.is_openapi else name) is None

    def has(self, name: str) -> bool:
        """Tell whether a property is certainly written."""
        raw = self._raw
        return raw is not None and raw.get(_spelled(name) if self.is_openapi else name) is not None

    @cached_property
    def _raw(self) -> dict[str, Any] | None:
        """Give what is written; None where a condition may put more into it."""
        raw = written(self.found.at)
        return raw if isinstance(raw, dict) and not any(str(key).startswith("Fn::") for key in raw) else None

    @cached_property
    def is_of_sam(self) -> bool:
        """Tell whether SAM makes it of an event."""
        return not self.is_openapi and "Events" in self.found.at.path

    @cached_property
    def is_openapi(self) -> bool:
        """Tell whether it stands in an OpenAPI document."""
        return is_openapi(self.found.at.path)

    def at(self, name: str, *steps: str | int) -> At:
        """Give the place of a property by its name in resources."""
        return at(self.found.at, name, *steps)

    def hole(self, marked: str) -> Any:
        """Give what a piece of ``marked`` stands for."""
        uri = self.found.uri
        return uri.part(marked) if isinstance(uri, Text) else marked

    def shown(self, marked: str) -> str:
        """Write a piece of ``marked`` for a message."""
        return str(self.hole(marked))


def is_openapi(path: tuple[str | int, ...]) -> bool:
    """Tell whether a place lies in an extension of an OpenAPI document."""
    return any(isinstance(step, str) and step.startswith(_EXTENSION) for step in path)


def at(place: At, name: str, *steps: str | int) -> At:
    """Give the place of a property of an integration or of a response, in the spelling that stands there."""
    return below(place, _spelled(name) if is_openapi(place.path) else name, *steps)


def _spelled(name: str) -> str:
    """Give the name that a property has in an OpenAPI document."""
    return _OPENAPI.get(name, name[:1].lower() + name[1:])


def written(place: At) -> Any:
    """Give what stands at a place, not resolved; None where there is nothing."""
    raw: Any = place.document.data
    for step in place.path:
        try:
            raw = raw[step]
        except (KeyError, IndexError, TypeError):
            return None
    return raw


def lacks(place: At, name: str) -> bool:
    """Tell whether a property of an integration or of a response is not written at all."""
    raw = written(place)
    if not isinstance(raw, dict) or any(str(key).startswith("Fn::") for key in raw):
        return False
    return raw.get(at(place, name).path[-1]) is None


_rows: WeakKeyDictionary[View, list[Row]] = WeakKeyDictionary()


def integrations(view: View) -> list[Row]:
    """Give the integrations of REST methods that somebody wrote."""
    return [row for row in all_integrations(view) if not row.is_of_sam]


def all_integrations(view: View) -> list[Row]:
    """Give the integrations of REST methods, those that SAM makes too; made once for all rules."""
    found = _rows.get(view)
    if found is None:
        found = _rows[view] = [
            Row(api, route, route.integration)
            for api in view.reading.apis
            if api.protocol == "REST"
            for route in api.routes
            if isinstance(route.integration, Integration)
        ]
    return found


def responses(view: View) -> Iterator[tuple[Row, IntegrationResponse]]:
    """Give the responses of integrations that map their answers: those that are no proxies."""
    for row in integrations(view):
        if row.type and not row.is_proxy:
            for response in row.found.responses:
                yield row, response


def is_function(value: Any) -> bool:
    """Tell of a Ref or a GetAtt whether it is a function, a version or an alias of one."""
    return isinstance(value, Reference) and (
        value.type.startswith("AWS::Lambda::") or value.type == "AWS::Serverless::Function"
    )


def told(value: Any) -> str | None:
    """Give a text that is known as a whole; None for all else."""
    return value if isinstance(value, str) else None


def any_unknown(values: Any) -> bool:
    """Tell whether one of some values is not told as a whole."""
    return any(isinstance(each, (Unknown, Text, Reference)) for each in values)
