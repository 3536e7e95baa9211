"""A tree as closures: what is compiled once and run for each rendering.

A value is ``closure(scope)``, a condition ``closure(scope) -> bool``, a statement ``closure(scope, emit)`` where
``emit`` takes text. Which closure a node gets is decided here by its type; how, in the modules of its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfngw.vtl.tree import Property, Reference, String, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfngw.vtl.scopes import Scope
    from cfngw.vtl.tree import Block
    from cfngw.vtl.values import Value

    Emit = Callable[[str], object]
    Evaluate = Callable[[Scope], Value]
    Test = Callable[[Scope], bool]
    Render = Callable[[Scope, Emit], None]

LOOP_NAMES = frozenset({"foreach", "velocityCount", "velocityHasNext"})


class Macro:
    """A #macro: its name, the names of its arguments, its body and where that starts."""

    __slots__ = ("arguments", "body", "name", "offset")

    def __init__(self, name: str, arguments: list[str], body: Render, offset: int) -> None:
        self.name = name
        self.arguments = arguments
        self.body = body
        self.offset = offset


class Compiler:
    """What the compiling of one template knows.

    ``gateway``: null references are empty strings and loops end after 1,000 turns. ``loop_names``: those of
    LOOP_NAMES that the template may read. ``macros``: those that it defines, by name. ``absent`` stands for a reference
    that is null.
    """

    __slots__ = ("absent", "gateway", "loop_names", "macros", "text")

    def __init__(self, gateway: bool, loop_names: frozenset[str], text: str, macros: dict[str, Macro]) -> None:
        self.gateway = gateway
        self.loop_names = loop_names
        self.text = text
        self.macros = macros
        self.absent: Value = "" if gateway else None


def cost_of(block: Block) -> int:
    """Count the steps that rendering a block once takes, loops and macros apart."""
    cost, waiting = 1, [*block.statements]
    while waiting:
        node = waiting.pop()
        cost += 1
        if isinstance(node, Reference):
            waiting += node.steps
        elif isinstance(node, Text):
            cost += len(node.text) >> 5
        elif not isinstance(node, Property):
            cost += len(node.text) >> 5 if isinstance(node, String) else 0
            waiting.extend(node.children())
    return cost
