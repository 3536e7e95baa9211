"""Documentation of a REST API: of the API, of its methods with all that they take and answer, of models and the rest.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.kinds import Checked, Instance, Many, OneOf, RejectedError, Table, Words
from cfngw.declare.value import Value, option, required
from cfngw.errors import CfngwError, nearest
from cfngw.naming import name_words, path_words

_PARAMETERS = {"query": "QUERY_PARAMETER", "header": "REQUEST_HEADER", "path": "PATH_PARAMETER"}
# Which fields a place may have, and which it must: those of AWS's table.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "API": (),
    "AUTHORIZER": ("name",),
    "MODEL": ("name",),
    "RESOURCE": ("path",),
    "METHOD": ("path", "method"),
    "PATH_PARAMETER": ("path", "method", "name"),
    "QUERY_PARAMETER": ("path", "method", "name"),
    "REQUEST_HEADER": ("path", "method", "name"),
    "REQUEST_BODY": ("path", "method"),
    "RESPONSE": ("path", "method", "status"),
    "RESPONSE_HEADER": ("path", "method", "status", "name"),
    "RESPONSE_BODY": ("path", "method", "status"),
}


class Place(NamedTuple):
    """Where a part of the documentation belongs."""

    type: str
    path: str | None = None
    method: str | None = None
    status: str | None = None
    name: str | None = None


def _frozen(given: Any) -> Any:
    if given is None or isinstance(given, str | int | float):
        return given
    if is_intrinsic(given):
        raise RejectedError("write it out: it becomes a part of a text of JSON")
    if isinstance(given, list | tuple):
        return tuple(map(_frozen, given))
    if isinstance(given, Mapping) and all(isinstance(name, str) for name in given):
        return MappingProxyType({name: _frozen(member) for name, member in given.items()})
    raise RejectedError(given=given)


def _content(given: Any) -> Any:
    if isinstance(given, str):
        return MappingProxyType({"description": given})
    if isinstance(given, Mapping) and given:
        return _frozen(given)
    raise RejectedError


CONTENT = Checked('a text, or a dict such as {"summary": "...", "description": "..."}', _content)
_TEXT = Words(literal=True)
_STATUS = Words("a status of three digits, or '*'", pattern=r"[1-5][0-9]{2}|\*", literal=True)


def _by_status(given: Any) -> Any:
    if not isinstance(given, Mapping):
        raise RejectedError('write {200: "..."}')
    texts = {str(status) if isinstance(status, int) else status: member for status, member in given.items()}
    return Table(CONTENT, key=_STATUS).keep(texts)


_BY_STATUS = Checked("a dict from a status to a text or a dict", _by_status)
_BY_PARAMETER = Table(
    CONTENT,
    key=Words('"query.<name>", "header.<name>" or "path.<name>"', pattern=r"(query|header|path)\..+", literal=True),
)
_BY_HEADER = Table(
    CONTENT, key=Words('"<status>.<header>", such as "200.Location"', pattern=r"([1-5][0-9]{2}|\*)\..+", literal=True)
)


class Doc(Value):
    """Documentation of an API, of a method or a model: ``Doc("Lists notes", parameters={"query.page": "From 1"})``.

    A text alone stands for ``Doc(text)``. ``more``: further keys of OpenAPI. Of a method: ``body``, what it takes;
    ``parameters``; ``responses`` by status, ``response_bodies`` likewise, ``response_headers`` by ``"200.Location"``.
    Each is a text, or a dict with other keys than ``description``. The export of a stage as OpenAPI holds it all.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-documentationpart.html
    """

    description: str | None = option(_TEXT, default=None, kw_only=False)
    summary: str | None = option(_TEXT, default=None)
    tags: Sequence[str] = option(Many(_TEXT, intrinsic=False), default=())
    more: Mapping[str, Any] | None = option(CONTENT, default=None)
    body: Mapping[str, Any] | str | None = option(CONTENT, default=None)
    parameters: Mapping[str, Any] | None = option(_BY_PARAMETER, default=None)
    responses: Mapping[Any, Any] | None = option(_BY_STATUS, default=None)
    response_bodies: Mapping[Any, Any] | None = option(_BY_STATUS, default=None)
    response_headers: Mapping[str, Any] | None = option(_BY_HEADER, default=None)

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "Doc"

    @property
    def content(self) -> dict[str, Any]:
        """Give what is said of the thing itself."""
        own = {"summary": self.summary, "description": self.description, "tags": list(self.tags) or None}
        return {**{name: given for name, given in own.items() if given is not None}, **(self.more or {})}

    def check(self) -> Iterator[CfngwError]:
        """Check that something is said."""
        if not self.given():
            yield self.refusal("it says nothing.", fix='write Doc("what it does"), or leave it out')

    def places(self, path: str, method: str) -> Iterator[tuple[Place, Any]]:
        """Give all parts of a method's documentation, with their places."""
        if self.content:
            yield Place("METHOD", path, method), self.content
        for key, said in (self.parameters or {}).items():
            kind, _, name = key.partition(".")
            yield Place(_PARAMETERS[kind], path, method, name=name), said
        if self.body is not None:
            yield Place("REQUEST_BODY", path, method), self.body
        for status, said in (self.responses or {}).items():
            yield Place("RESPONSE", path, method, status), said
        for status, said in (self.response_bodies or {}).items():
            yield Place("RESPONSE_BODY", path, method, status), said
        for key, said in (self.response_headers or {}).items():
            status, _, name = key.partition(".")
            yield Place("RESPONSE_HEADER", path, method, status, name), said


def misplaced(doc: Doc, what: str) -> Iterator[CfngwError]:
    """Find what only a method's documentation has, in that of an API or a model."""
    for name in ("body", "parameters", "responses", "response_bodies", "response_headers"):
        if getattr(doc, name) is not None:
            yield doc.refusal(
                f"{name} is for the documentation of a method, not of {what}.",
                given=_thawed(getattr(doc, name)),
                fix="say it in the Method: documentation=Doc(...)",
                option=name,
            )


class DocumentationPart(Value):
    """A part of a REST API's documentation, by its place: ``DocumentationPart("RESOURCE", "Notes", path="/notes")``.

    For what no method holds: resources, authorizers, and what several methods share, such as all answers with 404.
    ``type``: API Gateway's word. ``content``: a text, or a dict as OpenAPI has it. Left out, ``path`` is ``/``,
    ``method`` and ``status`` are ``*``, any; the paths below inherit what is said of a parameter or an answer.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-documentationpart.html
    """

    type: str = required(OneOf(*_FIELDS, literal=True), kw_only=False)
    content: Mapping[str, Any] | str = required(CONTENT, kw_only=False)
    path: str | None = option(Words('a path: "/notes/{id}"', pattern=r"/.*", literal=True), default=None)
    method: str | None = option(Words("a method or '*'", pattern=r"[A-Z]+|\*", literal=True), default=None)
    status: Any = option(Checked("a status or '*'", lambda given: _STATUS.keep(_status(given))), default=None)
    name: str | None = option(Words(literal=True), default=None)

    @property
    def place(self) -> Place:
        """Give the place."""
        return Place(self.type, self.path, self.method, self.status, self.name)

    def check(self) -> Iterator[CfngwError]:
        """Check that the place has the fields of its type."""
        fields = _FIELDS[self.type]
        for name in ("path", "method", "status", "name"):
            if getattr(self, name) is not None and name not in fields:
                yield self.refusal(
                    f"a place of this type has no {name}.",
                    given=getattr(self, name),
                    allowed=", ".join(fields) or "none: there is one API",
                    fix=f"leave out {name}=, or choose another type",
                    option=name,
                )
        if "name" in fields and self.name is None:
            yield self.refusal(
                "name is missing.", allowed="the name of what is told of", fix='give name="..."', option="name"
            )


def unknown_place(part: DocumentationPart, paths: Iterable[str], models: Iterable[str]) -> Iterator[CfngwError]:
    """Find a part of what an API does not have: a path that leads to no method, or a model."""
    known, given, name = {"/", *paths}, part.path, "path"
    if part.type == "MODEL":
        known, given, name = {*models}, part.name, "name"
    if given is not None and given not in known:
        close = nearest(given, sorted(known))
        yield part.refusal(
            f"the API has no such {'model' if part.type == 'MODEL' else 'path'}.",
            given=given,
            allowed=", ".join(sorted(known)) or "none: the API has no models",
            fix=f'write {name}="{close}"' if close else "leave it out, or declare what it tells of",
            option=name,
        )


def _status(given: Any) -> Any:
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


PARTS = Many(Instance(DocumentationPart), intrinsic=False)


def unknown_parameters(doc: Doc, known: Mapping[tuple[str, str], Any]) -> Iterator[CfngwError]:
    """Find documented parameters that the method does not declare."""
    names = {f"{'query' if place == 'querystring' else place}.{name}" for place, name in known}
    for key in doc.parameters or {}:
        if key not in names:
            close = nearest(key, sorted(names))
            fix = f'write "{close}"' if close else f'declare it: request_parameters=["{key}"]'
            yield doc.refusal(
                "it tells of a parameter that the method does not declare.",
                given=key,
                allowed=", ".join(sorted(names)) or "none: the method declares none",
                fix=fix,
                option="parameters",
            )


def written(content: Mapping[str, Any]) -> str:
    """Write a content as the JSON that API Gateway keeps."""
    return json.dumps(_thawed(content), ensure_ascii=False, separators=(",", ":"))


def _thawed(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {name: _thawed(member) for name, member in node.items()}
    return [_thawed(member) for member in node] if isinstance(node, tuple | list) else node


def place_words(place: Place) -> str:
    """Name a place in a logical id: MethodGetNotes, QueryParameterGetNotesNamePage, ResponseAnyRootStatus404."""
    words = "".join(word.capitalize() for word in place.type.split("_"))
    if "path" in _FIELDS[place.type]:
        if "method" in _FIELDS[place.type]:
            words += "Any" if place.method in (None, "*") else str(place.method).capitalize()
        words += path_words(place.path or "/")
    if place.status is not None:
        words += f"Status{'Any' if place.status == '*' else place.status}"
    name = re.sub(r"[^A-Za-z0-9._~-]", "_", place.name) if place.name is not None else None
    return words if name is None else f"{words}Name{name_words(name)}"
