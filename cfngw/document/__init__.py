"""Template text, YAML or JSON, as plain data in long form, with the position of every part.

It lies below both wings: it knows no service, changes no value and guesses none. What it takes is what CloudFormation
takes, and aliases, which the AWS CLI resolves before it sends a template.

    __init__   the doors
    model      a document: its data, and where each part stands
    as_yaml    YAML 1.1 with the short forms of intrinsics
    scalars    what a plain word of YAML 1.1 means
    as_json    JSON
    defaults   what a value is as long as nobody gives a parameter another one
    values     what a resolved value can be besides plain data
    scope      a template under given values; node: a cursor over it; intrinsics, conditions, expansion: how
"""

from __future__ import annotations

from cfngw.document.defaults import UNKNOWN, resolve_default
from cfngw.document.model import Document, TemplateError, parse, read, read_data
from cfngw.document.scope import Given, Scope, resolve
from cfngw.document.values import At, Reference, Text, Unknown

__all__ = [
    "UNKNOWN",
    "At",
    "Document",
    "Given",
    "Reference",
    "Scope",
    "TemplateError",
    "Text",
    "Unknown",
    "parse",
    "read",
    "read_data",
    "resolve",
    "resolve_default",
]
