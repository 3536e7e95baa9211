"""A template as data, and the line and column of each part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cfngw.errors import CfngwError, nearest
from cfngw.files import read_text
from cfngw.source import Source

Steps = Sequence[str | int]
Place = tuple[int, int]
Locate = Callable[[Steps], Place]


class TemplateError(CfngwError):
    """A file that is no template, or no YAML or JSON at all; ``where`` has the line and the column."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Document:
    """A template that was read.

    ``data`` is its long form (``!Ref x`` is ``{"Ref": "x"}``), in the order of the text; nothing may change it.
    ``path`` is its file, ``text`` what the file held.
    """

    data: Mapping[str, Any]
    path: Path
    text: str
    _locate: Locate = field(repr=False, compare=False)

    def position(self, path: Steps = ()) -> Place:
        """Give line and column, from 1, of a part: of its key or item; of the nearest above when there is none."""
        return self._locate(path)

    def source(self, path: Steps = ()) -> Source:
        """Give the same as the ``where`` of an error."""
        return Source(str(self.path), *self.position(path))

    def resources(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Give the resources with their logical ids; loops (``Fn::ForEach``) are none."""
        for name, resource in self.data["Resources"].items():
            if isinstance(resource, Mapping) and isinstance(resource.get("Type"), str):
                yield name, resource


def read(path: Path) -> Document:
    """Read a template's file; raise OutputError when it can't be read, TemplateError when it is no template."""
    return parse(read_text(path), path)


def parse(text: str, path: Path) -> Document:
    """Read a template's text; ``path`` is the file that it is, or will be. Raises TemplateError."""
    document = parse_any(text, path)
    _check_shape(document)
    return document


def read_data(path: Path) -> Any:
    """Read a file that lies beside a template and is none itself; raise as ``read`` does."""
    return parse_any(read_text(path), path).data


def parse_any(text: str, path: Path) -> Document:
    """Read a text that need be no template: what one includes, an OpenAPI document. Raises TemplateError."""
    from cfngw.document.as_json import looks_like_json, read_json
    from cfngw.document.as_yaml import read_yaml

    body = text.removeprefix("\ufeff")
    data, locate = (read_json if looks_like_json(body) else read_yaml)(body, path)
    return Document(data, path, text, locate)


def _check_shape(document: Document) -> None:
    """Refuse what is no template: enough for every reader to rely on."""
    data = document.data
    if not isinstance(data, Mapping):
        raise _no_template(document, (), "a template is a mapping of sections.", given=data)
    resources = data.get("Resources")
    if not isinstance(resources, Mapping):
        if "Resources" in data:
            raise _no_template(document, ("Resources",), "Resources is no mapping.", given=resources)
        close = nearest("Resources", data)
        fix = f"write Resources instead of {close}" if close else "name a CloudFormation template"
        raise _no_template(document, (), "this is no CloudFormation template: it has no Resources.", fix=fix)
    for name, resource in resources.items():
        _check_resource(document, name, resource)
    parameters = data.get("Parameters")
    if parameters is not None and not _is_parameters(parameters):
        raise _no_template(document, ("Parameters",), "Parameters is no mapping of names to mappings.")


def _check_resource(document: Document, name: str, resource: Any) -> None:
    if name.startswith("Fn::"):
        return
    path = ("Resources", name)
    if not isinstance(resource, Mapping):
        raise _no_template(document, path, f"the resource {name} is no mapping.", given=resource)
    if not isinstance(resource.get("Type"), str):
        raise _no_template(document, path, f"the resource {name} has no Type.", fix="give it one: Type: AWS::…")


def _is_parameters(parameters: Any) -> bool:
    return isinstance(parameters, Mapping) and all(isinstance(given, Mapping) for given in parameters.values())


def _no_template(document: Document, path: Steps, problem: str, **facts: Any) -> TemplateError:
    facts.setdefault("fix", "correct the template, or name another file")
    return TemplateError(problem, where=document.source(path), **facts)
