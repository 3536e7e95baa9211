"""A fault as the API's gateway responses have it: status, headers, and a body by substitution (they know no Velocity).

A response of the fault's own type is taken whole: what it leaves out is AWS's default. Where there is none,
DEFAULT_4XX or DEFAULT_5XX goes for all types of its hundred, its status too. The body's template is the one whose type
the request accepts, else application/json, else the first. Without any template, users' reports have ``message`` for
all types but ACCESS_DENIED, which says ``Message``. A variable that is absent is the empty text; ``$input`` and
other Velocity stays as it is written (not documented).
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cfngw.local.context import context_value, value_text
from cfngw.local.exchange import Answer
from cfngw.local.rest.response_types import DEFAULT_4XX, DEFAULT_5XX, type_of
from cfngw.local.substitution import Piece, cut, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfngw.document.values import At
    from cfngw.local.fault import Fault
    from cfngw.local.passage import Passage
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Api, GatewayResponse

JSON = "application/json"
_DEFAULT = cut('{"message":$context.error.messageString}', context_only=False)
_DENIED = cut('{"Message":$context.error.messageString}', context_only=False)
_PREFIX = "gatewayresponse.header."
_OURS = ("x-amzn-requestid", "x-amz-apigw-id")


class _Header(NamedTuple):
    """A header to add: its text, or the source of it."""

    name: str
    literal: str | None
    root: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class _Response:
    """A gateway response, ready to be written."""

    status: int | None
    templates: Mapping[str, tuple[Piece, ...]]
    headers: tuple[_Header, ...]
    at: At | None


_PLAIN = _Response(None, {JSON: _DEFAULT}, (), None)
_PLAIN_DENIED = _Response(None, {JSON: _DENIED}, (), None)


class GatewayResponses:
    """The gateway responses of one API. ``say`` is told of what can't be known here, once."""

    def __init__(self, api: Api, values: LocalValues, say: Callable[[str], None]) -> None:
        self._values = values
        self._say = say
        self._responses = {each.type: self._response(each) for each in api.gateway_responses}

    def _response(self, given: GatewayResponse) -> _Response:
        status = self._status(given)
        templates: dict[str, tuple[Piece, ...]] = {}
        for kind, template in given.templates.items():
            text = self._values.text(template.text)
            if text is None:
                self._say(f"{template.where}: the template of {given.type} is not known here, AWS's own is used")
            else:
                templates[kind.strip().lower()] = cut(text, context_only=False)
        headers = []
        for name, value in given.parameters.items():
            text = self._values.text(value)
            header = _header(name.removeprefix(_PREFIX), text) if text is not None else None
            if header is None:
                self._say(f"{given.where}: the header {name} of {given.type} is left out: {value}")
            else:
                headers.append(header)
        return _Response(status, templates or {JSON: _DEFAULT}, tuple(headers), given.at)

    def _status(self, given: GatewayResponse) -> int | None:
        if given.status is None:
            return None
        text = self._values.text(given.status)
        if text is not None and text.isdecimal() and 100 <= int(text[:9]) <= 599:
            return int(text)
        self._say(f"{given.where}: the status of {given.type} is not known here, AWS's own is used")
        return None

    def answer(self, passage: Passage, fault: Fault) -> Answer:
        """Write a fault. It is noted in the passage, with the text that it goes by."""
        known = type_of(fault.type, fault.status)
        if fault.message is None:
            fault.message = known.text
        passage.fault = fault.settled()
        own_status = fault.status if fault.status is not None else known.status
        response = self._responses.get(fault.type)
        if response is None:
            plain = _PLAIN_DENIED if fault.type == "ACCESS_DENIED" else _PLAIN
            response = self._responses.get(DEFAULT_4XX if own_status < 500 else DEFAULT_5XX, plain)
        status = response.status if response.status is not None else own_status
        kind, pieces = _chosen(response.templates, passage)
        body = written(pieces, passage, _VALUES)
        headers = [("Content-Type", kind), ("x-amzn-ErrorType", known.error), *fault.headers]
        for header in response.headers:
            text = _text(header, passage)
            if text is not None and header.name.lower() not in _OURS:
                headers = [each for each in headers if each[0].lower() != header.name.lower()]
                headers.append((header.name, text))
        if passage.journey.on:
            said = f"{fault.type}: {status}, {fault.message}"
            shown = {**fault.shown(), "body": body}
            passage.journey.step("gateway response", said, response.at or fault.at, **shown)
        return Answer(status, headers, body.encode("utf-8", "replace"))


def _header(name: str, text: str) -> _Header | None:
    """Read what a header is mapped from; None for what AWS would not take."""
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return _Header(name, _line(text[1:-1]))
    for root in ("method.request.", "context.", "stageVariables."):
        if text.startswith(root) and len(text) > len(root):
            return _Header(name, None, root[:-1], text[len(root) :])
    return None


def _text(header: _Header, passage: Passage) -> str | None:
    if header.literal is not None:
        return header.literal
    return _line(_VALUES[header.root](passage, header.source)) or None


def _line(text: str) -> str:
    """Take out what would begin another header."""
    return text.replace("\r", "").replace("\n", "").replace("\x00", "")


def _chosen(templates: Mapping[str, tuple[Piece, ...]], passage: Passage) -> tuple[str, tuple[Piece, ...]]:
    if len(templates) > 1:
        for each in (passage.call.header("accept") or "").split(","):
            kind = each.partition(";")[0].strip().lower()
            if kind in templates:
                return kind, templates[kind]
    kind = JSON if JSON in templates else next(iter(templates))
    return kind, templates[kind]


def _of_context(passage: Passage, name: str) -> str:
    return value_text(context_value(passage, name)) or ""


def _of_stage(passage: Passage, name: str) -> str:
    return passage.variables.get(name, "")


def _of_request(passage: Passage, name: str) -> str:
    """Give a request parameter: ``header.X-Id``, ``path.id``, ``querystring.q``; also the multi-valued ones."""
    place, _, name = name.partition(".")
    if place in ("header", "multivalueheader"):
        values = passage.call.folded.get(name.lower(), [])
    elif place in ("querystring", "multivaluequerystring"):
        values = [value for key, value in passage.call.parameters if key == name]
    elif place == "path":
        values = [passage.path_parameters[name]] if name in passage.path_parameters else []
    else:
        values = []
    return ",".join(values) if place.startswith("multi") else values[-1] if values else ""


_VALUES: dict[str, Callable[[Passage, str], str]] = {
    "context": _of_context,
    "stageVariables": _of_stage,
    "method.request": _of_request,
}
