"""The API as the gateway sees it, from any template: resources, OpenAPI documents, SAM, nested stacks.

It stands on ``document``, which resolves; it knows nothing of the writing wing. What a template does not tell is an
``Unknown`` with its reason and its place, never a guess.

    __init__      the doors
    model         the normal form
    found         the resources by type and API; targets: what a URI leads to; taking: nodes to values
    rest, http    APIs of resources; openapi, documents: of a document; sam…: of SAM's resources and events
    stages, authorizers, integration, schemas, functions, around: their parts
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfngw.document import Document, Given
    from cfngw.read.model import Reading
    from cfngw.read.targets import Targets

__all__ = ["read_document", "read_template", "targets_of"]


def read_template(path: Path, given: Given | None = None) -> Reading:
    """Read a template's file under given values; raise OutputError or TemplateError."""
    from cfngw.document import read

    return read_document(read(path), given)


def read_document(document: Document, given: Given | None = None) -> Reading:
    """Give what a template holds under given values; raise TemplateError where they, or it, can't be."""
    from cfngw.document import resolve
    from cfngw.read.reading import reading_of

    return reading_of(resolve(document, given))


def targets_of(document: Document, given: Given | None = None) -> Targets:
    """Give what finds functions by URI, for a server that knows a stage's variables."""
    from cfngw.document import resolve
    from cfngw.read.found import Found

    return Found(resolve(document, given)).targets
