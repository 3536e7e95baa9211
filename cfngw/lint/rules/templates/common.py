"""What the rules for mapping templates share: where templates are used, and what stands in them.

A text is parsed and walked once, for all rules and both views; a template used by many methods costs them nothing more.
Templates of proxies are left out: the gateway doesn't use them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from cfngw.document.values import Reference, Text
from cfngw.lint.rules.view import View
from cfngw.read.model import Api, Integration, MappingTemplate, Route
from cfngw.vtl import MappingTemplateError, Place, Template, parse
from cfngw.vtl import tree as nodes

MOST_BYTES = 300 * 1024
_HOLE = "x"  # stands for a reference to a resource, whose value is a plain word
_PROGRAMS = ("macro", "define", "evaluate")


class Look:
    """A parsed template, and what is in it; ``error`` is why it doesn't parse."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.error: MappingTemplateError | None = None
        self.template: Template | None = None
        self.references: list[nodes.Reference] = []
        self.sets: list[nodes.Set] = []
        self.directives: list[nodes.Directive] = []
        self.texts: list[nodes.Text] = []
        self.ranges: list[nodes.Range] = []
        self.bound: set[str] = set()
        if "$" not in text and "#" not in text:
            return
        try:
            self.template = parse(text)
        except MappingTemplateError as error:
            self.error = error
            return
        for node in nodes.walk(self.template.tree):
            self._take(node)

    def _take(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Reference):
            if node.kind not in ("runt", "dead"):
                self.references.append(node)
        elif isinstance(node, nodes.Set):
            self.sets.append(node)
            if not node.target.steps:
                self.bound.add(node.target.root)
        elif isinstance(node, nodes.Directive):
            self.directives.append(node)
            self.bound.update(_bound_by(node))
        elif isinstance(node, nodes.Text):
            self.texts.append(node)
        elif isinstance(node, nodes.Range):
            self.ranges.append(node)

    @cached_property
    def parameters(self) -> list[Place]:
        """Give the parameters of the request that it names."""
        return list(self.template.parameters()) if self.template is not None and "params" in self.text else []

    def position(self, node: nodes.Node) -> tuple[int, int]:
        """Give line and column of a node in the template."""
        return self.template.position(node) if self.template is not None else (1, 1)

    @property
    def is_programmed(self) -> bool:
        """Tell whether it has macros, or a loop over numbers: what it does may take long to find out."""
        return bool(self.ranges) or any(each.name in _PROGRAMS for each in self.directives)


def _bound_by(node: nodes.Directive) -> Iterator[str]:
    """Give the variables that a directive makes: the one of a loop, the parameters of a macro."""
    arguments = {"foreach": node.arguments[:1], "define": node.arguments[:1], "macro": node.arguments[1:]}
    for each in arguments.get(node.name, []):
        if isinstance(each, nodes.Reference):
            yield each.root


@lru_cache(maxsize=4096)
def look_at(text: str) -> Look:
    """Parse a text and list what is in it, each text once."""
    return Look(text)


def parsed(text: str) -> Template:
    """Give the template of a text that parses."""
    return look_at(text).template or parse(text)


class Use(NamedTuple):
    """A template where it is used. ``exact``: its text is known to the last character; ``status``: of a response."""

    api: Api
    route: Route
    integration: Integration
    template: MappingTemplate
    content_type: str
    text: str
    exact: bool
    status: str | None

    @property
    def is_response(self) -> bool:
        """Tell whether it makes the answer."""
        return self.status is not None

    @property
    def is_json(self) -> bool:
        """Tell whether what it makes is to be JSON."""
        subtype = self.content_type.partition(";")[0].strip().lower().partition("/")[2]
        return subtype == "json" or subtype.endswith("+json")

    @property
    def look(self) -> Look:
        """Give what is in the template."""
        return look_at(self.text)

    @property
    def name(self) -> str:
        """Name it in a message."""
        kind = f"template of status {self.status}" if self.is_response else "request template"
        return f"The {kind} of {self.route.key} ({self.content_type})"

    def place(self, node: nodes.Node) -> str:
        """Say where a node stands in the template."""
        return self.spot(*self.look.position(node))

    def spot(self, line: int, column: int) -> str:
        """Say where something stands; behind a hole of a line, a column is not known."""
        return f"line {line}, column {column}" if self.exact else f"line {line}"


_known: WeakKeyDictionary[View, list[Use]] = WeakKeyDictionary()


def uses(view: View) -> list[Use]:
    """Give the templates of all REST APIs, where they are used."""
    found = _known.get(view)
    if found is None:
        found = _known[view] = [
            use
            for api in view.reading.apis
            if api.protocol == "REST"
            for route in api.routes
            for use in _of(api, route)
        ]
    return found


def _of(api: Api, route: Route) -> Iterator[Use]:
    integration = route.integration
    if not isinstance(integration, Integration) or integration.type not in ("AWS", "HTTP", "MOCK"):
        return
    for name, each in integration.request_templates.items():
        if (text := _text(each)) is not None:
            yield Use(api, route, integration, each, name, text, isinstance(each.text, str), None)
    for response in integration.responses:
        status = response.status if isinstance(response.status, str) else "?"
        for name, each in response.templates.items():
            if (text := _text(each)) is not None:
                yield Use(api, route, integration, each, name, text, isinstance(each.text, str), status)


def _text(template: MappingTemplate) -> str | None:
    """Give the text, with a word where a resource is referred to; None where more of it is not known."""
    text = template.text
    if isinstance(text, str):
        return text
    if isinstance(text, Text) and all(isinstance(hole, Reference) for hole in text.holes):
        return "".join(piece if isinstance(piece, str) else _HOLE for piece in text.pieces)
    return None


def constant(node: nodes.Node) -> str | None:
    """Give the text of a string in which nothing is filled in."""
    if not isinstance(node, nodes.String):
        return None
    if node.template is None or all(isinstance(each, nodes.Text) for each in node.template.statements):
        return node.text
    return None


def names_of(reference: nodes.Reference) -> list[str]:
    """Give the names that a reference leads through, as far as they are written: ``.a``, ``['a']``, ``.get('a')``."""
    found: list[str] = []
    for step in reference.steps:
        if isinstance(step, nodes.Property):
            name: str | None = step.name
        elif isinstance(step, nodes.Index):
            name = constant(step.index)
        else:
            name = constant(step.arguments[0]) if step.name == "get" and len(step.arguments) == 1 else None
        if name is None:
            break
        found.append(name)
    return found
