"""Mapping templates as an option: a text, a file, or these by content type. They are parsed as they are declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cfngw.declare.code import File
from cfngw.declare.intrinsic import Text, is_intrinsic
from cfngw.declare.kinds import Checked, RejectedError
from cfngw.errors import CfngwError, OutputError

if TYPE_CHECKING:
    from cfngw.declare.value import Value
    from cfngw.vtl import Template

JSON = "application/json"
TemplateText = Text | File | None
Templates = TemplateText | Mapping[str, TemplateText]


def _keep(given: Any) -> Any:
    """Keep a text, a file or an intrinsic as it is, and a mapping of them read-only."""
    if given is None or isinstance(given, str | File) or is_intrinsic(given):
        return given
    if isinstance(given, Mapping):
        return MappingProxyType({_content_type(name): _one(member) for name, member in given.items()})
    raise RejectedError


def _content_type(given: Any) -> str:
    if not isinstance(given, str) or "/" not in given:
        raise RejectedError('the keys are content types: {"application/json": …}', given=given, part="name")
    return given


def _one(given: Any) -> Any:
    if isinstance(given, str | File) or is_intrinsic(given):
        return given
    raise RejectedError(given=given, allowed="a text, a File or an intrinsic", part="template")


TEMPLATES = Checked("a text, a File, or a dict from content types to these", _keep)


def by_content_type(given: Any) -> dict[str, Any]:
    """Give templates by content type; a single one is for JSON. Files are read."""
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return {name: _text(member) for name, member in given.items()}
    return {JSON: _text(given)}


def is_json(content_type: str) -> bool:
    """Tell whether bodies of a content type are JSON: application/json, or application/problem+json."""
    subtype = content_type.partition(";")[0].strip().lower().partition("/")[2]
    return subtype == "json" or subtype.endswith("+json")


def _text(given: Any) -> Any:
    return given.read() if isinstance(given, File) else given


@lru_cache(maxsize=4096)
def parsed(text: str) -> Template:
    """Parse a template, each text once; raise MappingTemplateError."""
    from cfngw.vtl import parse

    return parse(text)


@lru_cache(maxsize=4096)
def parameters_read(text: str) -> tuple[tuple[str, int, int], ...]:
    """Give the parameters of the request that a template names, each with its line and column."""
    if "$" not in text or "params" not in text:
        return ()
    return tuple((place.name, place.line, place.column) for place in parsed(text).parameters())


def unparsed(value: Value, given: Any, option: str) -> Iterator[CfngwError]:
    """Find the templates that don't parse, told at the line of the value that holds them."""
    from cfngw.vtl.errors import MappingTemplateError

    try:
        templates = by_content_type(given)
    except OutputError:
        return  # the File has reported it
    for name, text in templates.items():
        try:
            if isinstance(text, str) and not _plain(text):
                parsed(text)
        except MappingTemplateError as error:
            yield value.refusal(
                f"the {_which(given, name)} does not parse: line {error.line}, column {error.column}: {error.problem}",
                given=error.excerpt,
                allowed="Velocity 1.7 as API Gateway has it",
                fix=error.hint or "correct it there; cfngw vtl renders a template without AWS",
                option=option,
            )


def _plain(text: str) -> bool:
    return "$" not in text and "#" not in text


def _which(given: Any, content_type: str) -> str:
    """Name a template: by its file, or by its content type where there are several."""
    member = given.get(content_type) if isinstance(given, Mapping) else given
    if isinstance(member, File):
        return f"template {member.path}"
    return f"template for {content_type}" if isinstance(given, Mapping) else "template"
