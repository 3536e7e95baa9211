"""A CloudFormation template, given as plain data, as the text that is committed.

It owns the layout: the order of sections and of a resource's attributes, blank lines, short forms, quoting.
It changes no value and knows no service. The text depends on the document alone, and every YAML reader that
we know of (1.1 and 1.2: CloudFormation, PyYAML, cfn-lint, ruamel.yaml, js-yaml, yaml) reads it alike.

    __init__   the two doors
    layout     what comes first
    page       blocks, lists, tags, blank lines
    scalar     one value: plain, quoted or escaped
    faults     why a document can't be written
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cfngw.render.layout import arranged

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["render", "render_json"]


def render(document: Mapping[str, Any]) -> str:
    """Write a template, given in its JSON form, as YAML; empty sections are left out.

    Raises a DeclarationError that names the place of a value that has no YAML form.
    """
    from cfngw.render.page import page

    return _written(document, page)


def render_json(document: Mapping[str, Any]) -> str:
    """Write the same template, in the same order, as JSON."""
    return _written(document, _json)


def _written(document: Mapping[str, Any], write: Callable[[Mapping[Any, Any]], str]) -> str:
    from cfngw.errors import raise_all
    from cfngw.render.faults import fault_of, faults

    try:
        return write(arranged(document))
    except (TypeError, ValueError, RecursionError) as error:
        raise_all(faults(document))
        raise fault_of(error) from error


def _json(document: Mapping[Any, Any]) -> str:
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False, default=_as_dict)
    text.encode()  # refuses a lone surrogate, as the file would
    return text + "\n"


def _as_dict(value: object) -> dict[Any, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
