"""What an API has in files beside its template, nested stacks or its OpenAPI document: there are the methods.

A file is taken for what it is when its content has the digest that the template's metadata tells. Where one is missing,
or is that of another build, templates are compared as they are: then it is the stack, or the API, that changed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cfngw.deployment_digest import digest_of, document_content, nested_content
from cfngw.document import Document, TemplateError, read, read_data
from cfngw.document.whole import STACK, whole
from cfngw.errors import OutputError

_PATH = "aws:asset:path"
_API = "AWS::ApiGateway::RestApi"


class _File(NamedTuple):
    """A file that a build put beside a template, and the logical id and the type of the resource that names it."""

    path: Path
    digest: str
    owner: str
    kind: str


def wholes(old: Document, new: Document) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Give two templates with what the files beside them hold; as they are where that of either can't be read."""
    first, second = _beside(old), _beside(new)
    if first is None or second is None:
        return old.data, new.data
    return _with(old.data, first), _with(new.data, second)


def unread(document: Document) -> list[str]:
    """Give the files that are not beside a template as they were when it was built."""
    return [str(file.path) for file in _files(document) if _read(file) is None]


def path_of(resource: Any) -> str | None:
    """Give the path that a nested stack starts at."""
    found = _ours(resource).get("Path")
    return found if isinstance(found, str) else None


def _beside(document: Document) -> dict[str, Mapping[str, Any]] | None:
    """Read the files beside a template, by the resources that name them; None where one can't be."""
    found: dict[str, Mapping[str, Any]] = {}
    for file in _files(document):
        content = _read(file)
        if content is None:
            return None
        found[file.owner] = content
    return found


def _with(template: Mapping[str, Any], found: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Put nested templates in the places of their stacks, and OpenAPI documents into their APIs."""
    apis = {name for name in found if template["Resources"][name]["Type"] == _API}
    nested = {name: found[name] for name in found if name not in apis}
    made = whole(template, nested) if nested else template
    bodied = {name: _bodied(made["Resources"][name], found[name]) for name in apis}
    return {**made, "Resources": {**made["Resources"], **bodied}} if bodied else made


def _bodied(api: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    properties = {name: given for name, given in api["Properties"].items() if name != "BodyS3Location"}
    return {**api, "Metadata": {}, "Properties": {**properties, "Body": body}}


def _files(document: Document) -> list[_File]:
    """Give the files that a build put beside a template."""
    return [
        _File(
            Path(os.path.normpath(document.path.parent / resource["Metadata"][_PATH])),
            str(ours["Digest"]),
            name,
            resource["Type"],
        )
        for name, resource in document.resources()
        if resource["Type"] in (STACK, _API)
        and "Digest" in (ours := _ours(resource))
        and isinstance(resource["Metadata"].get(_PATH), str)
    ]


def _read(file: _File) -> Mapping[str, Any] | None:
    try:
        data = read_data(file.path) if file.kind == _API else read(file.path).data
    except (OutputError, TemplateError):
        return None
    if not isinstance(data, Mapping):
        return None
    content = document_content(data) if file.kind == _API else nested_content(data)
    return data if digest_of(content) == file.digest else None


def _ours(resource: Any) -> Mapping[str, Any]:
    metadata = resource.get("Metadata") if isinstance(resource, Mapping) else None
    found = metadata.get("cfngw") if isinstance(metadata, Mapping) else None
    return found if isinstance(found, Mapping) else {}
