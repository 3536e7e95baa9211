"""A cursor over a template: what stands at a place once intrinsics are resolved, and where it stands.

A member is resolved when it is asked for, so that a reader pays for what it reads. ``Fn::If`` and ``Fn::ForEach`` are
seen through: the place of a member is that of the text it came from. What is hostile ends in a TemplateError.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cfngw.document.model import Document, TemplateError
from cfngw.document.values import At, Unknown

if TYPE_CHECKING:
    from cfngw.document.scope import Scope

_DEEPEST = 100
_MOST_STEPS = 1_000_000
_MOST_CHARACTERS = 20_000_000
_WAY_OUT = "write the template with fewer values that are made of others"
NOTHING = object()  # what AWS::NoValue leaves


class Budget:
    """How much one reading may resolve, so that a hostile template ends soon."""

    def __init__(self) -> None:
        self._steps = self._characters = self.depth = 0

    def step(self, at: At, weight: int = 1) -> None:
        """Count one value, or what costs as much as some."""
        self._steps += weight
        if self._steps > _MOST_STEPS:
            problem = f"the template comes to more than {_MOST_STEPS:,} values."
            raise TemplateError(problem, where=at.where, fix=_WAY_OUT)

    def write(self, count: int, at: At) -> None:
        """Count the characters of a text that is made."""
        self._characters += count
        if self._characters > _MOST_CHARACTERS:
            problem = f"the template comes to more than {_MOST_CHARACTERS:,} characters."
            raise TemplateError(problem, where=at.where, fix=_WAY_OUT)

    def enter(self, at: At) -> None:
        """Count one intrinsic inside another."""
        self.depth += 1
        if self.depth > _DEEPEST:
            problem = f"values lie more than {_DEEPEST} deep in one another here, or go in a circle."
            raise TemplateError(problem, where=at.where, fix="flatten the value")


class Node:
    """One value. ``value`` is a scalar, a Text, a Reference, an Unknown, or the raw mapping or list of its members."""

    __slots__ = ("_env", "_members", "_plain", "document", "path", "scope", "value")

    def __init__(
        self,
        scope: Scope,
        document: Document,
        value: Any,
        path: tuple[str | int, ...],
        env: tuple[tuple[str, Any], ...] = (),
    ) -> None:
        self.scope = scope
        self.document = document
        self.value = value
        self.path = path
        self._env = env
        self._members: dict[str, Node] | None = None
        self._plain: bool | None = None

    @property
    def at(self) -> At:
        """Give the place that the value came from."""
        return At(self.document, self.path)

    @property
    def env(self) -> tuple[tuple[str, Any], ...]:
        """Give the variables of the loops around, innermost last."""
        return self._env

    @property
    def is_mapping(self) -> bool:
        """Tell whether it has members by name."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Tell whether it has members in a row."""
        return isinstance(self.value, list)

    @property
    def unknown(self) -> Unknown | None:
        """Give why the value is unknown; None where it isn't, or is but in part."""
        return self.value if isinstance(self.value, Unknown) else None

    def get(self, name: str) -> Node | None:
        """Give a member, resolved; None where there is none, or it is null or AWS::NoValue."""
        if not isinstance(self.value, dict):
            return None
        if self._is_plain():
            if name not in self.value:
                return None
            raw = self.value[name]
            if raw is None:
                return None
            found = self.scope.head(self.document, raw, (*self.path, name), self._env)
        else:
            entry = self._entries().get(name)
            if entry is None:
                return None
            found = entry.resolved()
        return None if found.value is NOTHING or found.value is None else found

    def written(self, name: str) -> Node | None:
        """Give a member as it is written, not resolved; None where there is none."""
        return self._entries().get(name) if isinstance(self.value, dict) else None

    def items(self) -> Iterator[tuple[str, Node]]:
        """Give the members of a mapping, resolved, without what AWS::NoValue removes; of another value none."""
        if isinstance(self.value, dict):
            for name, entry in self._entries().items():
                found = entry.resolved()
                if found.value is not NOTHING:
                    yield name, found

    def each(self) -> Iterator[Node]:
        """Give the members of a list, resolved, without what AWS::NoValue removes; of another value none."""
        if isinstance(self.value, list):
            for index, raw in enumerate(self.value):
                found = self.scope.head(self.document, raw, (*self.path, index), self._env)
                if found.value is not NOTHING:
                    yield found

    def plain(self) -> Any:
        """Give all below as plain data, with Text, Reference and Unknown where a value is not told."""
        if isinstance(self.value, dict):
            return {name: member.plain() for name, member in self.items()}
        if isinstance(self.value, list):
            return [member.plain() for member in self.each()]
        return self.value

    def resolved(self) -> Node:
        """Resolve what was not yet."""
        return self.scope.head(self.document, self.value, self.path, self._env)

    def raw(self, value: Any, *steps: str | int) -> Node:
        """Give a part as it is written, not resolved."""
        return Node(self.scope, self.document, value, (*self.path, *steps), self._env)

    def made(self, value: Any) -> Node:
        """Give a value that was made at this place."""
        return Node(self.scope, self.document, value, self.path)

    def refused(self, why: str) -> Node:
        """Give an Unknown that begins at this place."""
        return self.made(Unknown(why, self.at))

    def _is_plain(self) -> bool:
        """Tell whether the members are just those that are written."""
        if self._plain is None:
            self._plain = not self._env and not any(name.startswith("Fn::") for name in self.value)
        return self._plain

    def _entries(self) -> dict[str, Node]:
        if self._members is None:
            if self._is_plain():
                self._members = {name: self.raw(value, name) for name, value in self.value.items()}
            else:
                from cfngw.document.expansion import expanded

                self._members = expanded(self)
        return self._members

    def __repr__(self) -> str:
        return f"Node({self.value!r})"
