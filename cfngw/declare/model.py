"""Models: what a body looks like, as JSON Schema draft 4."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cfngw.declare.code import File
from cfngw.declare.documentation import DOCUMENTATION
from cfngw.declare.intrinsic import Text, is_intrinsic
from cfngw.declare.kinds import Checked, RejectedError, Words
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, OutputError, nearest
from cfngw.naming import model_id

if TYPE_CHECKING:
    from cfngw.declare.doc import Doc
    from cfngw.declare.schema import Flaw

BUILT_IN = ("Empty", "Error")  # every REST API is born with these two
CONTENT_TYPE = Words("a content type", pattern=r"[^/\s]+/[^/\s]+.*", literal=True)
_NAME = Words("a name of letters and digits", pattern=r"[A-Za-z0-9]+", longest=128, literal=True)


class Model(Value):
    """What a body looks like: ``Model("Answer", {"type": "object", ...})``.

    ``schema``: a dict, a ``File`` of JSON, or a pydantic or data class. ``{"$ref": model}`` refers to another model,
    ``{"$ref": "Name"}`` to one that the API has by that name. A request that names a model is checked against it.
    ``documentation``: a text or a Doc.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
    """

    name: str = required(_NAME, kw_only=False)
    schema: Mapping[str, Any] | File | type = required(
        Checked("a dict, a File of JSON, a pydantic class or a dataclass", lambda given: _schema(given)), kw_only=False
    )
    content_type: str = option(CONTENT_TYPE, default="application/json")
    description: Text | None = option(Words(), default=None)
    documentation: Doc | str | None = option(DOCUMENTATION, default=None)
    logical_id: str | None = pinned(default=None)

    def resource_id(self, api: str) -> str:
        """Give the logical id in the API of that name."""
        return self.logical_id or model_id(api, self.name)

    def document(self) -> Mapping[str, Any]:
        """Give the schema as JSON data; in ``$ref`` stand models, names or local paths."""
        known: Mapping[str, Any] | None = self.__dict__.get("_document")
        if known is None:
            known = self.__dict__["_document"] = self._read()
        return known

    def _read(self) -> Mapping[str, Any]:
        if isinstance(self.schema, File):
            found = json.loads(self.schema.read())
            return found if isinstance(found, dict) else {}
        if isinstance(self.schema, type):
            from cfngw.declare.typed_schema import schema_of

            return schema_of(self.schema)
        return self.schema

    def check(self) -> Iterator[CfngwError]:
        """Check that the schema can be read and is draft 4."""
        if self.name in BUILT_IN:
            fix = f'choose another name; write "{self.name}" where a model is wanted to use the built-in one'
            yield self.refusal("every REST API has a model of this name already.", given=self.name, fix=fix)
        try:
            document = self.document()
        except OutputError:
            return  # its File has reported it
        except json.JSONDecodeError as error:
            yield self._unread(error)
            return
        except TypeError as error:
            yield self.refusal(
                f"{error}.", given=self.schema, allowed="fields of JSON's types", fix="write the schema as a dict"
            )
            return
        yield from self._check_schema(document)

    def _check_schema(self, document: Mapping[str, Any]) -> Iterator[CfngwError]:
        from cfngw.declare.schema import flaws

        for flaw in flaws(document):
            yield self._flawed(flaw)

    def _flawed(self, flaw: Flaw) -> CfngwError:
        return self.refusal(
            f"{flaw.place}: {flaw.problem}", given=flaw.given, allowed="JSON Schema draft 4", fix=flaw.fix
        )

    def _unread(self, error: json.JSONDecodeError) -> CfngwError:
        path = self.schema.path if isinstance(self.schema, File) else None
        return self.refusal(
            f"{path} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.",
            given=path,
            allowed="a JSON Schema of draft 4",
            fix="correct it there",
        )


def _schema(given: Any) -> Any:
    if isinstance(given, File):
        return given
    if isinstance(given, type):
        from cfngw.declare.typed_schema import is_typed

        if is_typed(given):
            return given
        raise RejectedError("make it a dataclass: put @dataclass above it")
    if not isinstance(given, Mapping):
        raise RejectedError('read it from a file with File("…")' if isinstance(given, str) else None)
    return _kept(given)


def _kept(given: Any) -> Any:
    """Copy JSON data, with models and intrinsics in it, so that it never changes."""
    if given is None or isinstance(given, str | int | float | Model) or is_intrinsic(given):
        return given
    if isinstance(given, list | tuple):
        return tuple(_kept(member) for member in given)
    if isinstance(given, Mapping) and all(isinstance(name, str) for name in given):
        return MappingProxyType({name: _kept(member) for name, member in given.items()})
    raise RejectedError(given=given, part="part of the schema")


def references(schema: Any) -> Iterator[Any]:
    """Give what the ``$ref`` of a schema name, but for places in the schema itself."""
    if isinstance(schema, Mapping):
        for name, member in schema.items():
            if name == "$ref" and not isinstance(member, Mapping):
                if not (isinstance(member, str) and member.startswith("#")):
                    yield member
            elif name not in ("enum", "default"):
                yield from references(member)
    elif isinstance(schema, list | tuple):
        for member in schema:
            yield from references(member)


def unknown_model(user: Value, name: str, known: Mapping[str, Any]) -> CfngwError:
    """Describe a name that no model of an API has."""
    close = nearest(name, [*known, *BUILT_IN])
    return user.refusal(
        f'there is no model "{name}".',
        given=name,
        allowed=", ".join([*known, *BUILT_IN]),
        fix=f'write "{close}"' if close else f'declare it: models=[Model("{name}", {{...}})]',
    )
