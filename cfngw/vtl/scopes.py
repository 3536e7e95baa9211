"""Where variables live: the template's own, those of a macro, the loop's.

The template's variables are a dict, so that reading one costs no call of ours; the others answer like it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cfngw.vtl.limits import Budget
from cfngw.vtl.values import Printable, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfngw.vtl.program import Macro


class Run(Budget):
    """One rendering: what is left of its budget, the macros known, how deep it stands."""

    __slots__ = ("depth", "evaluations", "gateway", "macro_names", "macros")

    def __init__(self, macros: dict[str, Macro], macro_names: set[str], *, gateway: bool) -> None:
        super().__init__()
        self.macros = macros
        self.macro_names = macro_names
        self.gateway = gateway
        self.depth = 0
        self.evaluations = 0


class Scope(Protocol):
    """What holds variables."""

    run: Run

    def get(self, name: str, /) -> Value:
        """Give a variable, or null."""

    def __setitem__(self, name: str, value: Value, /) -> None:
        """Set a variable, here and outside."""

    def remove(self, name: str, /) -> None:
        """Take a variable away."""


class Variables(dict[str, Value]):
    """The template's variables."""

    __slots__ = ("run",)

    run: Run

    def remove(self, name: str, /) -> None:
        """Take a variable away."""
        self.pop(name, None)


class MacroScope:
    """A macro's variables: arguments are evaluated anew each time they are read, and set variables leak."""

    __slots__ = ("_arguments", "_local", "_outer", "run")

    def __init__(self, outer: Scope) -> None:
        self.run = outer.run
        self._outer = outer
        self._local: dict[str, Value] = {}
        self._arguments: dict[str, Callable[[Scope], Value]] = {}

    def bind(self, name: str, argument: Callable[[Scope], Value], literal: str) -> None:
        """Name an argument that is to be evaluated when it is read."""
        self._arguments[name] = argument
        self._local[f".literal.${name}"] = literal

    def get(self, name: str, /) -> Value:
        """Give a variable, or null."""
        value = self._local.get(name)
        if value is not None:
            return value
        argument = self._arguments.get(name)
        return self._outer.get(name) if argument is None else argument(self._outer)

    def __setitem__(self, name: str, value: Value, /) -> None:
        self._local[name] = value
        self._outer[name] = value

    def local_put(self, name: str, value: Value, /) -> None:
        """Set a variable here only."""
        self._local[name] = value

    def remove(self, name: str, /) -> None:
        """Take a variable away, here and outside."""
        self._local.pop(name, None)
        self._arguments.pop(name, None)
        self._outer.remove(name)


class NullScope:
    """The variables in a turn of #foreach whose element is null: the loop's variable stays null whatever is set."""

    __slots__ = ("_active", "_name", "_outer", "run")

    def __init__(self, outer: Scope, name: str) -> None:
        self.run = outer.run
        self._outer = outer
        self._name = name
        self._active = True

    def get(self, name: str, /) -> Value:
        """Give a variable, or null."""
        return None if self._active and name == self._name else self._outer.get(name)

    def __setitem__(self, name: str, value: Value, /) -> None:
        if name == self._name and value is None:
            self._active = True
        self._outer[name] = value

    def remove(self, name: str, /) -> None:
        """Take a variable away."""
        if name == self._name:
            self._active = False
        self._outer.remove(name)


class Loop(dict[Value, Value]):
    """``$foreach``: a map that also knows where the loop stands."""

    __slots__ = ("has_next", "index", "owner", "parent", "place", "replaced")

    def __init__(self, owner: object, previous: Value, place: str) -> None:
        super().__init__()
        self.owner = owner
        self.parent = previous if isinstance(previous, Loop) else None
        self.replaced = None if isinstance(previous, Loop) else previous
        self.place = place
        self.index = -1
        self.has_next = False

    @property
    def depth(self) -> int:
        """Count this loop and those around it."""
        return 1 if self.parent is None else self.parent.depth + 1

    @property
    def topmost(self) -> Loop:
        """Give the outermost loop."""
        return self if self.parent is None else self.parent.topmost


class LoopInfo(Printable):
    """``$foreach.info``."""

    __slots__ = ("loop",)

    def __init__(self, loop: Loop) -> None:
        self.loop = loop

    def java_text(self) -> str:
        """Print the place of the loop."""
        return f"#foreach[type:block template:template {self.loop.place}]"


class StopError(Exception):
    """#break and #stop on their way to what they end.

    ``target`` is the loop that is meant, "nearest" for whatever comes first, "all" for the whole rendering.
    """

    def __init__(self, target: object) -> None:
        super().__init__(target)
        self.target = target

    def ends(self, what: object) -> bool:
        """Tell whether this ends a loop, a macro or a block."""
        return self.target == "nearest" or self.target is what

    def ends_all(self) -> bool:
        """Tell whether this ends an #evaluate or the template."""
        return isinstance(self.target, str)
