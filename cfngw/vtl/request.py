"""The request that a template is tried with: read from a saved event, or made up from what the template reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.errors import UsageError, nearest
from cfngw.vtl.inputs import ANY, PARTS, sources_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfngw.vtl.inputs import Source
    from cfngw.vtl.template import Rendered, Template

ERROR_BODY = {"errorMessage": "[400:BadRequest] it's no name", "errorType": "BadRequest", "stackTrace": []}
_KEYS = ("body", "path", "querystring", "header", "context", "stageVariables")
_PROXY = {
    "pathParameters": "path",
    "queryStringParameters": "querystring",
    "headers": "header",
    "requestContext": "context",
    "stageVariables": "stageVariables",
}
_PROXY_MARKS = ("httpMethod", "pathParameters", "queryStringParameters", "requestContext", "headers")
_SHAPE = f"an object with {', '.join(_KEYS)}, or an API Gateway proxy event"
_CONTEXT: dict[str, Any] = {
    "accountId": "123456789012",
    "apiId": "a1b2c3d4e5",
    "authorizer": {},
    "domainName": "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
    "httpMethod": "POST",
    "identity": {"sourceIp": "192.0.2.1", "userAgent": "curl/8.5.0", "apiKey": None, "caller": None, "user": None},
    "path": "/dev/sample",
    "protocol": "HTTP/1.1",
    "requestId": "11111111-2222-3333-4444-555555555555",
    "requestTime": "21/Nov/2025:10:00:00 +0000",
    "requestTimeEpoch": "1763719200000",
    "resourceId": "abc123",
    "resourcePath": "/sample",
    "stage": "dev",
}


_NONE: Mapping[str, Any] = MappingProxyType({})


class Request(NamedTuple):
    """What a template is rendered with. ``body`` is text; None is an empty body."""

    body: str | None = None
    path: Mapping[str, Any] = _NONE
    querystring: Mapping[str, Any] = _NONE
    header: Mapping[str, Any] = _NONE
    context: Mapping[str, Any] = _NONE
    stage_variables: Mapping[str, Any] = _NONE

    def render(self, template: Template) -> Rendered:
        """Render a template with this request."""
        return template.render(
            body=self.body,
            path=self.path,
            querystring=self.querystring,
            header=self.header,
            context=self.context,
            stage_variables=self.stage_variables,
        )

    def document(self) -> Any:
        """Give the body as plain data, or None where it is no JSON."""
        try:
            return json.loads(self.body or "{}")
        except ValueError:
            return None

    def with_value(self, source: Source, value: Any) -> Request:
        """Give the same request with another value at a source; ABSENT takes it away."""
        first, *rest = source
        if first == "raw" or (first == "body" and not rest):
            return self._replace(body=value if isinstance(value, str) else None)
        if first == "body":
            return self._replace(body=json.dumps(_put(self.document(), rest, value), ensure_ascii=False))
        if first == "params":
            part = str(rest[0])
            return self._replace(**{part: _put(getattr(self, part), rest[1:], value)})
        name = "context" if first == "context" else "stage_variables"
        return self._replace(**{name: _put(getattr(self, name), rest, value)})


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT: Any = _Absent()
"""A value that is not there."""


def _put(owner: Any, steps: Iterable[str | int], value: Any) -> Any:
    """Copy plain data with a value at the end of some steps; what lies on the way is made."""
    steps = list(steps)
    if not steps:
        return value
    first, *rest = steps
    if isinstance(first, int):
        members = list(owner) if isinstance(owner, list) else []
        old = members[first] if first < len(members) else None
        members[first : first + 1] = [] if value is ABSENT and not rest else [_put(old, rest, value)]
        return members
    table = dict(owner) if isinstance(owner, Mapping) else {}
    if value is ABSENT and not rest:
        table.pop(first, None)
    else:
        table[first] = _put(table.get(first), rest, value)
    return table


# --- an event -------------------------------------------------------------------------------------------------


def read_request(data: Any, name: str = "the event") -> Request:
    """Read a request from the data of an event file. Raises UsageError when it has another shape."""
    if not isinstance(data, Mapping):
        raise _wrong(f"{name} holds no object.", data)
    if any(mark in data for mark in _PROXY_MARKS):
        return _of_proxy_event(data, name)
    for key in data:
        if key not in _KEYS:
            close = nearest(str(key), [*_KEYS, *_PROXY])
            raise _wrong(f"{name} has a key that is no part of a request.", key, f"write {close}" if close else None)
    parts = {key: _table(data.get(key), key, name) for key in _KEYS[1:]}
    stage_variables = parts.pop("stageVariables")
    return Request(body_text(data.get("body")), **parts, stage_variables=stage_variables)


def _of_proxy_event(data: Mapping[str, Any], name: str) -> Request:
    """Turn a proxy event, as a log shows it, back into the request that it was made of."""
    if data.get("version") == "2.0" and "rawPath" in data:
        fix = "a mapping template belongs to a REST API: save an event of payload format 1.0"
        raise UsageError(f"{name} is an event of an HTTP API.", given="version 2.0", allowed=_SHAPE, fix=fix)
    parts = {ours: _table(data.get(theirs), theirs, name) for theirs, ours in _PROXY.items()}
    stage_variables, context = parts.pop("stageVariables"), dict(parts.pop("context"))
    for key, place in (("httpMethod", "httpMethod"), ("resource", "resourcePath"), ("path", "path")):
        if isinstance(data.get(key), str):
            context.setdefault(place, data[key])
    body = data.get("body")
    if data.get("isBase64Encoded") and isinstance(body, str):
        body = _decoded(body, name)
    return Request(body_text(body), **parts, context=context, stage_variables=stage_variables)


def _decoded(body: str, name: str) -> str:
    import base64
    import binascii

    try:
        return base64.b64decode(body, validate=True).decode(errors="replace")
    except binascii.Error:
        raise _wrong(f"{name} says isBase64Encoded, but its body is no Base64.", body) from None


def body_text(body: Any) -> str | None:
    """Give a body as text: text as it is, any other JSON value written out."""
    return body if body is None or isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def written(value: Any) -> str:
    """Give a value as it is sent; what is absent as nothing."""
    return "" if value is ABSENT else str(body_text(value))


def _table(value: Any, key: str, name: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _wrong(f"{name}: {key} is no object.", value, f'write {{"{key}": {{"name": "value"}}}}')
    return value


def _wrong(problem: str, given: Any, fix: str | None = None) -> UsageError:
    return UsageError(problem, given=given, allowed=_SHAPE, fix=fix or 'start with {"body": {"name": "Ada"}}')


# --- a sample -------------------------------------------------------------------------------------------------


def sample(template: Template, *, response: bool = False) -> Request:
    """Make up a request with a value wherever the template reads one."""
    body = dict(ERROR_BODY) if response else {"name": "Ada"}
    made = Request(json.dumps(body), {}, {}, {"Content-Type": "application/json"}, _CONTEXT, {})
    for source in sources_of(template):
        for place in _places(source):
            if not (place[0] == "body" and _has(body, place[1:])) and not _has(made.context, place[1:]):
                made = made.with_value(place, _value(place))
    return made


def _places(source: Source) -> list[Source]:
    """Give where a value is needed for a source to have one."""
    first, *rest = source
    if first == "params":
        parts = [part for part in PARTS if not rest or rest[0] in (part, ANY)]
        name = rest[1] if len(rest) > 1 and rest[1] != ANY else None
        if rest[:1] == [ANY] and name is not None:
            return [("params", part_of(str(name)), name)]
        return [("params", part, _EXAMPLES[part] if name is None else name) for part in parts]
    if first == "stageVariables":
        return [(first, "stage" if not rest or rest[0] == ANY else rest[0])]
    if (
        first in ("body", "context")
        and rest
        and ANY not in rest
        and rest[-1] not in ("requestOverride", "responseOverride")
    ):
        return [source]
    return []


def part_of(name: str) -> str:
    """Guess where a parameter comes from by its name alone: ``X-Name`` is a header's."""
    return "header" if "-" in name or name in ("Authorization", "Accept", "Cookie", "Host") else "path"


_EXAMPLES = {"path": "id", "querystring": "page", "header": "Accept"}


def _value(source: Source) -> str:
    name = next((str(step) for step in reversed(source) if isinstance(step, str)), "x")
    return {"id": "42", "page": "2", "Accept": "application/json", "stage": "dev", "body": '{"Status": "success"}'}.get(
        name, f"some {name}"
    )


def _has(owner: Any, steps: Iterable[str | int]) -> bool:
    for step in steps:
        if isinstance(owner, Mapping) and step in owner:
            owner = owner[step]
        else:
            return False
    return True
