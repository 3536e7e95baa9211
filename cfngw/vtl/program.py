"""A tree as closures: what is compiled once and run for each rendering.

A value is ``closure(scope)``, a condition ``closure(scope) -> bool``, a statement ``closure(scope, emit)`` where
``emit`` takes text. Which closure a node gets is decided here by its type; how, in the modules of its kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Macro:
    """A #macro: its name, the names of its arguments, its body and where that starts."""

    name: str
    arguments: list[str]
    body: Render
    offset: int


@dataclass(slots=True)
class Compiler:
    """What the compiling of one template knows.

    ``gateway``: null references are empty strings and loops end after 1,000 turns. ``loop_names``: those of
    LOOP_NAMES that the template may read. ``macros``: those that it defines, by name.
    """

    gateway: bool
    loop_names: frozenset[str]
    text: str
    macros: dict[str, Macro] = field(default_factory=dict)

    @property
    def absent(self) -> Value:
        """Give what stands for a reference that is null."""
        return "" if self.gateway else None


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
