"""The gateway's own variables: $input, $util, $context and $stageVariables.

Known from gateways (reference/mapping-templates.md): null is the empty string; the payload is parsed once and shared;
an empty body is ``{}``; maps of $context print as nothing; any override may be set. Documented: the methods, and a
#foreach of 1,000 turns. Nobody has shown, so that Velocity 1.7, json-smart 2.2, Jayway 2.0 and commons-lang 2.6 answer:

* ``#if($missing)`` is true; escapeJavaScript turns ``/`` into ``\\/`` and non-ASCII into ``\\uXXXX``;
* a printed array has ``\\/`` for ``/``;
* $input.json of what is missing is ``""``; bare $input and $util print an object's text in Java, here ``{}``;
* turns beyond 1,000 are dropped silently; #evaluate works, #include and #parse are errors; nothing is trimmed;
* names in $input.params(name) count case; ``.class`` tells a name and nothing else; which JSONPath ($["x"] is refused).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cfngw.vtl.json_smart import parse_json
from cfngw.vtl.plain import to_python
from cfngw.vtl.values import AS_THEY_ARE, Printable, SilentMap, Value, from_python, to_text, unboxed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfngw.vtl.scopes import Variables

_UNREAD: Any = object()


class Input(Printable):
    """$input. Parameters may be given as what makes them, which is asked only where a template reads that kind."""

    __slots__ = ("_given", "_parameters", "_payload", "_read", "body")

    def __init__(self, body: str | None, path: Any, querystring: Any, header: Any) -> None:
        self.body = body or "{}"
        self._payload: Value = _UNREAD
        self._given = {"path": path, "querystring": querystring, "header": header}
        self._parameters: dict[Value, Value] | None = None
        self._read: dict[str, Value] = {}

    def payload(self) -> Value:
        """Give the parsed payload, always the same one."""
        if self._payload is _UNREAD:
            self._payload = parse_json(self.body)
        return self._payload

    def parameters(self) -> dict[Value, Value]:
        """Give the parameters by place, always the same map."""
        if self._parameters is None:
            self._parameters = {place: self._of(place) for place in self._given}
        return self._parameters

    def parameter(self, name: Value) -> Value:
        """Give a parameter by its name, of the first place that has it."""
        places = (self._of(place) for place in self._given) if self._parameters is None else self._parameters.values()
        for found in places:
            value = found.get(name) if isinstance(found, dict) else None
            if value is not None:
                return value
        return None

    def _of(self, place: str) -> Value:
        if place in self._read:
            return self._read[place]
        given = self._given[place]
        if callable(given):
            given = given()
        found = self._read[place] = {} if given is None else from_python(given)
        return found

    def java_text(self) -> str:
        """Print what stands for the object."""
        return "{}"


class Util(Printable):
    """$util."""

    __slots__ = ()

    def java_text(self) -> str:
        """Print what stands for the object."""
        return "{}"


def silent(value: Any) -> Value:
    """Copy $context: its maps print as nothing."""
    if value.__class__ is dict:
        copied = SilentMap(value)
        for key, member in value.items():
            if member.__class__ not in AS_THEY_ARE:
                copied[key] = silent(member) if member.__class__ is dict else from_python(member)
        return copied
    return from_python(value)


def _with_overrides(context: Value) -> Value:
    """Add what overrides are written to."""
    request = context.get("requestOverride", _UNREAD)
    if request is _UNREAD:
        context["requestOverride"] = SilentMap(path=SilentMap(), header=SilentMap(), querystring=SilentMap())
    elif isinstance(request, dict):
        for part in ("path", "header", "querystring"):
            request.setdefault(part, SilentMap())
    response = context.get("responseOverride", _UNREAD)
    if response is _UNREAD:
        context["responseOverride"] = SilentMap(header=SilentMap())
    elif isinstance(response, dict):
        response.setdefault("header", SilentMap())
    return context


def add_objects(
    variables: Variables,
    body: str | None,
    parameters: tuple[Any, Any, Any],
    context: Mapping[str, Any] | None,
    stage_variables: Mapping[str, Any] | None,
) -> None:
    """Add the gateway's variables."""
    variables["input"] = Input(body, *parameters)
    variables["util"] = _UTIL
    variables["context"] = _with_overrides(
        silent({} if context is None else context if context.__class__ is dict else dict(context))
    )
    variables["stageVariables"] = {} if stage_variables is None else from_python(dict(stage_variables))


_UTIL = Util()


def overrides(context: Value) -> dict[str, Any]:
    """Read the overrides from $context as plain Python values."""
    found = context if isinstance(context, dict) else {}
    return {"request": _plain(found.get("requestOverride")), "response": _plain(found.get("responseOverride"))}


def _plain(value: Value) -> Any:
    if value.__class__ is SilentMap:
        return {
            name if name.__class__ is str else to_text(unboxed(name)): to_python(member)
            if member or member.__class__ is not SilentMap
            else {}
            for name, member in value.items()
        }
    return {} if value is None else to_python(value)
