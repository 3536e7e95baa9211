"""The nested stacks of an API, read from the files beside their parent: there are the methods that a reader asks for.

A file is taken for what it is when its content has the digest that the parent's metadata tells. Where one is missing,
or is that of another build, templates are compared as they are: then it is the stack that changed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cfngw.deployment_digest import digest_of, nested_content
from cfngw.document import Document, TemplateError, read
from cfngw.document.whole import STACK, whole
from cfngw.errors import OutputError

_PATH = "aws:asset:path"


def wholes(old: Document, new: Document) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Give two templates with what their nested stacks hold; as they are where that of either can't be read."""
    first, second = _nested(old), _nested(new)
    if first is None or second is None:
        return old.data, new.data
    return whole(old.data, first) if first else old.data, whole(new.data, second) if second else new.data


def unread(document: Document) -> list[str]:
    """Give the files of nested stacks that are not beside a template as they were when it was built."""
    return [str(path) for path, digest, _ in _named(document) if _read(path, digest) is None]


def path_of(resource: Any) -> str | None:
    """Give the path that a nested stack starts at."""
    found = _ours(resource).get("Path")
    return found if isinstance(found, str) else None


def _nested(document: Document) -> dict[str, Mapping[str, Any]] | None:
    """Read the nested templates of a document, by their stacks; None where one can't be."""
    found: dict[str, Mapping[str, Any]] = {}
    for path, digest, name in _named(document):
        template = _read(path, digest)
        if template is None:
            return None
        found[name] = template
    return found


def _named(document: Document) -> list[tuple[Path, str, str]]:
    """Give the nested templates that a build made: file, digest, and the stack's logical id."""
    return [
        (Path(os.path.normpath(document.path.parent / resource["Metadata"][_PATH])), str(ours["Digest"]), name)
        for name, resource in document.resources()
        if resource["Type"] == STACK
        and "Digest" in (ours := _ours(resource))
        and isinstance(resource["Metadata"].get(_PATH), str)
    ]


def _read(path: Path, digest: str) -> Mapping[str, Any] | None:
    try:
        data = read(path).data
    except (OutputError, TemplateError):
        return None
    return data if digest_of(nested_content(data)) == digest else None


def _ours(resource: Any) -> Mapping[str, Any]:
    metadata = resource.get("Metadata") if isinstance(resource, Mapping) else None
    found = metadata.get("cfngw") if isinstance(metadata, Mapping) else None
    return found if isinstance(found, Mapping) else {}
