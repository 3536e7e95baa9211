"""A template as rules look at it: read once, under its defaults or under nothing, and shared by all rules.

A template is looked at twice. With its defaults it is what somebody gets who gives no parameters, so that a mistake
is one for certain. With every parameter unknown a condition decides nothing: the resources of both branches are there,
with ``made`` an Unknown, and what depends on a parameter is Unknown. What either view shows is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from cfngw.document.scope import Given, Resource, Scope
from cfngw.document.values import Reference, Text, Unknown
from cfngw.read.found import Found
from cfngw.read.reading import reading_of

if TYPE_CHECKING:
    from cfngw.document.model import Document
    from cfngw.read.model import Reading
    from cfngw.vtl import MappingTemplateError, Template

_Made = TypeVar("_Made")


class View:
    """One way to look at a template. ``defaults``: its parameters have their defaults; otherwise they are unknown."""

    def __init__(self, document: Document, *, defaults: bool) -> None:
        self.document = document
        self.defaults = defaults
        self.scope: Scope = Scope(document, Given(defaults=defaults))
        self._templates: dict[str, Template | MappingTemplateError] = {}
        self._once: dict[object, object] = {}

    @cached_property
    def found(self) -> Found:
        """Give the resources by type and by API."""
        return Found(self.scope)

    @cached_property
    def reading(self) -> Reading:
        """Give the APIs, functions and what stands around them, in the normal form."""
        return reading_of(self.scope)

    def resources(self, *types: str) -> Iterator[Resource]:
        """Give the resources of some types that are made, or may be; those of nested stacks too."""
        for kind in types:
            yield from self.found.by_type.get(kind, ())

    def has(self, *types: str) -> bool:
        """Tell whether a resource of one of the types is made, or may be."""
        return any(kind in self.found.by_type for kind in types)

    def may_have(self, *types: str) -> bool:
        """Tell whether a macro or a nested stack that is not at hand may bring a resource of one of the types."""
        return self.has(*types) or self.is_open

    @cached_property
    def is_open(self) -> bool:
        """Tell whether more resources may be there than can be seen: a macro, an include, a nested stack elsewhere."""
        transform = self.document.data.get("Transform")
        names = transform if isinstance(transform, list) else [transform] if transform is not None else []
        known = ("AWS::Serverless-2016-10-31", "AWS::LanguageExtensions")
        if any(not isinstance(name, str) or name not in known for name in names):
            return True
        return bool(self.scope.notes) or "Fn::Transform" in self.document.data.get("Resources", {})

    def once(self, maker: Callable[[View], _Made]) -> _Made:
        """Give what several rules need to know of this view, worked out when the first of them asks."""
        if maker not in self._once:
            self._once[maker] = maker(self)
        return cast(_Made, self._once[maker])

    def template(self, text: str) -> Template | MappingTemplateError:
        """Parse a mapping template, once for all rules; an error is given, not raised."""
        if text not in self._templates:
            from cfngw.vtl import MappingTemplateError, parse

            try:
                self._templates[text] = parse(text)
            except MappingTemplateError as error:
                self._templates[text] = error
        return self._templates[text]


def known(value: Any) -> bool:
    """Tell whether a value is plain data: no Unknown, no Text with holes, no Reference, at its outermost."""
    return not isinstance(value, (Unknown, Text, Reference))


def views_of(document: Document) -> Iterator[View]:
    """Give the views of a template: one where nothing depends on a parameter."""
    yield View(document, defaults=True)
    if document.data.get("Parameters") or document.data.get("Conditions"):
        yield View(document, defaults=False)
