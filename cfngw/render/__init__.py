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
from typing import Any

from cfngw.errors import raise_all
from cfngw.render.faults import fault_of, faults
from cfngw.render.layout import arranged
from cfngw.render.page import page

__all__ = ["render", "render_json"]


def render(document: Mapping[str, Any]) -> str:
    """Write a template, given in its JSON form, as YAML; empty sections are left out.

    Raises a DeclarationError that names the place of a value that has no YAML form, or a BuildError of several.
    """
    try:
        return page(arranged(document))
    except (TypeError, ValueError, RecursionError) as error:
        raise_all(faults(document))
        raise fault_of(error) from error


def render_json(document: Mapping[str, Any]) -> str:
    """Write the same template, in the same order, as JSON; it refuses what ``render`` refuses."""
    raise_all(faults(document))
    return json.dumps(arranged(document), indent=2, ensure_ascii=False, default=_as_dict) + "\n"


def _as_dict(value: Mapping[str, Any]) -> dict[str, Any]:
    return dict(value)
