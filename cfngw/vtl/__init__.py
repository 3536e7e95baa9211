"""Mapping templates: Velocity 1.7 with API Gateway's variables, rendered without Java and without reach into Python.

A text becomes tokens (``lexer``), a tree (``parser``, ``expressions``), closures (``compile_*``, ``directives``) and,
with variables (``scopes``) of Java's types (``values``, ``numbers``), text. What a template may do with a value stands
in the tables of ``methods``; what it may cost in ``limits``; what the gateway adds in ``gateway``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cfngw.vtl.errors import MappingTemplateError
from cfngw.vtl.template import Place, Rendered, Template

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MappingTemplateError", "Place", "Rendered", "Template", "evaluate", "parse", "render"]


def parse(template: str) -> Template:
    """Parse a template, to render it many times or to look into it."""
    return Template(template)


_parsed = lru_cache(maxsize=64)(Template)
"""Templates by their text: a server renders the same few again and again."""


def render(
    template: str,
    *,
    body: str | None = None,
    path: Mapping[str, Any] | None = None,
    querystring: Mapping[str, Any] | None = None,
    header: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
    stage_variables: Mapping[str, Any] | None = None,
    variables: Mapping[str, Any] | None = None,
) -> Rendered:
    """Render a template as API Gateway does."""
    return _parsed(template).render(
        body=body,
        path=path,
        querystring=querystring,
        header=header,
        context=context,
        stage_variables=stage_variables,
        variables=variables,
    )


def evaluate(template: str, variables: Mapping[str, Any] | None = None) -> str:
    """Evaluate a template as plain Velocity 1.7 does."""
    return _parsed(template).evaluate(variables)
