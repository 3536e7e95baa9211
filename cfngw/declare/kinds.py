"""What an option takes: each kind checks a given value, says what is allowed, and gives the value to keep.

Sequences are kept as tuples and mappings as read-only copies, so that a declared value never changes.
Every kind but ``literal`` ones also takes an intrinsic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from cfngw.declare.intrinsic import is_intrinsic
from cfngw.errors import nearest


class RejectedError(Exception):
    """A value that a kind does not take; ``fix`` says what to write, ``given`` which part was wrong."""

    def __init__(
        self, fix: str | None = None, *, given: object = None, allowed: str | None = None, part: str = "member"
    ) -> None:
        super().__init__(fix)
        self.part = part
        self.fix = fix
        self.given = given
        self.allowed = allowed


class Kind:
    """The base of all kinds; ``allowed`` describes what is taken, in words."""

    allowed = "anything"
    cure = "write one of what is allowed"  # what to do, where a kind has nothing better to say

    def keep(self, value: Any) -> Any:
        """Give the value to keep, or raise RejectedError."""
        return value


class Resolved(Kind):
    """A kind that takes an intrinsic too, unless it is made literal."""

    def __init__(self, described: str, *, literal: bool = False) -> None:
        self.literal = literal
        self.allowed = described if literal else f"{described}, a Parameter or an intrinsic"

    def keep(self, value: Any) -> Any:
        """Let intrinsics pass and check the rest."""
        if is_intrinsic(value):
            if self.literal:
                raise RejectedError("write it out: it must be known when the template is made")
            return value
        return self.check(value)

    def check(self, value: Any) -> Any:
        """Check a literal."""
        raise NotImplementedError


class Words(Resolved):
    """A text, with a pattern and a length if AWS has them."""

    def __init__(
        self,
        described: str = "a text",
        *,
        pattern: str | None = None,
        longest: int | None = None,
        literal: bool = False,
    ) -> None:
        limits = f" (at most {longest} characters)" if longest else ""
        super().__init__(described + limits, literal=literal)
        self._pattern = pattern  # compiled when first used: most kinds of a session are never asked
        self._longest = longest

    def check(self, value: Any) -> str:
        """Check type, length and pattern."""
        if not isinstance(value, str):
            raise RejectedError(_text_fix(value))
        if self._longest is not None and len(value) > self._longest:
            raise RejectedError(f"shorten it: it has {len(value)} characters")
        if self._pattern is not None and not re.fullmatch(self._pattern, value, re.DOTALL):
            raise RejectedError
        return value


def _text_fix(value: object) -> str | None:
    if hasattr(value, "resource_type"):
        return "refer to the resource: Ref(resource) or GetAtt(resource, 'Arn')"
    if hasattr(value, "arn"):
        return "refer to it: write .arn" + (" or .ref behind it" if hasattr(value, "ref") else " behind it")
    return f'put it in quotes: "{value}"' if isinstance(value, int | float) else None


class Whole(Resolved):
    """A whole number in a range."""

    def __init__(self, lowest: int, highest: int | None, unit: str = "", *, literal: bool = False) -> None:
        reach = f"from {lowest} to {highest}" if highest is not None else f"from {lowest}"
        super().__init__(f"a whole number {reach}{f' ({unit})' if unit else ''}", literal=literal)
        self.cure = f"choose a whole number {reach}"
        self._lowest = lowest
        self._highest = highest

    def check(self, value: Any) -> int:
        """Check type and range; True and False are no numbers."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise RejectedError
        if value < self._lowest or (self._highest is not None and value > self._highest):
            raise RejectedError
        return value


class Number(Resolved):
    """A number, whole or not, from a lowest one on."""

    def __init__(self, lowest: float, unit: str = "") -> None:
        super().__init__(f"a number from {lowest}{f' ({unit})' if unit else ''}")
        self.cure = f"choose a number from {lowest}"
        self._lowest = lowest

    def check(self, value: Any) -> float:
        """Check type and range; True and False are no numbers, and neither is infinity."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RejectedError
        if not self._lowest <= value < float("inf"):
            raise RejectedError
        return value


class Truth(Resolved):
    """True or False."""

    cure = "write True or False"

    def __init__(self, *, literal: bool = False) -> None:
        super().__init__("True or False", literal=literal)

    def check(self, value: Any) -> bool:
        """Check the type."""
        if not isinstance(value, bool):
            raise RejectedError
        return value


class OneOf(Resolved):
    """One of some values that AWS fixes."""

    def __init__(self, *values: Any, literal: bool = False) -> None:
        super().__init__(" or ".join([", ".join(map(repr, values[:-1])), repr(values[-1])]), literal=literal)
        self._values = values

    def check(self, value: Any) -> Any:
        """Look the value up; name the nearest one."""
        if not any(value == each and type(value) is type(each) for each in self._values):
            close = (
                nearest(value, [each for each in self._values if isinstance(each, str)]) if _is_text(value) else None
            )
            raise RejectedError(f'write "{close}"' if close else None)
        return value


def _is_text(value: object) -> bool:
    return isinstance(value, str)


class Instance(Kind):
    """A value of one of some classes."""

    def __init__(self, *classes: type, described: str | None = None) -> None:
        self._classes = classes
        self.allowed = described or " or ".join(_with_article(cls.__name__) for cls in classes)

    def keep(self, value: Any) -> Any:
        """Check the class; a class given instead of its value is a common slip."""
        if isinstance(value, self._classes):
            return value
        if value in self._classes:
            raise RejectedError(f"make a value of it: {value.__name__}(...)")
        raise RejectedError


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "AEIO" else f"a {noun}"


class Either(Kind):
    """What any of several kinds takes; the first that takes it wins."""

    def __init__(self, *kinds: Kind, described: str | None = None) -> None:
        self._kinds = kinds
        self.allowed = described or " or ".join(kind.allowed for kind in kinds)

    def keep(self, value: Any) -> Any:
        """Try each kind in turn."""
        fix = None
        for kind in self._kinds:
            try:
                return kind.keep(value)
            except RejectedError as rejected:
                fix = fix or rejected.fix
        raise RejectedError(fix)


class Many(Kind):
    """A list of values of one kind, kept as a tuple; an intrinsic may stand for the whole list."""

    def __init__(self, kind: Kind, *, most: int | None = None, least: int = 0, intrinsic: bool = True) -> None:
        self._kind = kind
        self._most = most
        self._least = least
        self._intrinsic = intrinsic
        counts = ["at least one"] if least else []
        counts += [f"at most {most}"] if most else []
        count = f" of {' and '.join(counts)}" if counts else ""
        self.allowed = f"a list{count}, each {kind.allowed}"

    def keep(self, value: Any) -> Any:
        """Check each member and the count."""
        if self._intrinsic and is_intrinsic(value):
            return value
        if isinstance(value, str | Mapping | set | frozenset) or not isinstance(value, Iterable):
            raise RejectedError("put it in a list: [...]")
        members = tuple(_member(self._kind, member) for member in value)
        if self._most is not None and len(members) > self._most:
            raise RejectedError(f"leave some out: there are {len(members)}")
        if len(members) < self._least:
            raise RejectedError("give at least one")
        return members


class OneOrMany(Many):
    """One value or a list of them, kept as a tuple."""

    def keep(self, value: Any) -> Any:
        """Put a single value into a tuple first."""
        if isinstance(value, str) or is_intrinsic(value) or not isinstance(value, Sequence):
            value = (value,)
        return super().keep(value)


def _member(kind: Kind, member: Any, part: str = "member") -> Any:
    try:
        return kind.keep(member)
    except RejectedError as rejected:
        raise RejectedError(rejected.fix, given=member, allowed=kind.allowed, part=part) from None


class Table(Kind):
    """A mapping from text to values of one kind, kept as a read-only copy in the order given."""

    def __init__(self, kind: Kind, *, key: Words | None = None) -> None:
        self._kind = kind
        self._key = key or Words(literal=True)
        self.allowed = f"a dict from {self._key.allowed} to {kind.allowed}"

    def keep(self, value: Any) -> Any:
        """Check keys and values."""
        if not isinstance(value, Mapping):
            raise RejectedError('write {"NAME": value}')
        kept = {_member(self._key, key, "name"): _member(self._kind, member) for key, member in value.items()}
        return MappingProxyType(kept)


class Checked(Kind):
    """What a function accepts; it gives the value to keep or raises RejectedError."""

    def __init__(self, described: str, check: Callable[[Any], Any]) -> None:
        self.allowed = described
        self._check = check

    def keep(self, value: Any) -> Any:
        """Ask the function."""
        return self._check(value)


TEXT = Words()
WORD = Words(literal=True)
FLAG = Truth()
ARN = Words("an ARN", pattern=r"arn:.+:.+", literal=False)
NAME = Words(
    "a name: letters, digits, '-', '_' and '.', a letter first",
    pattern=r"[A-Za-z][A-Za-z0-9._-]*",
    longest=64,
    literal=True,
)
VARIABLE = Words(
    "a name: two or more letters, digits and '_', a letter first", pattern=r"[a-zA-Z][a-zA-Z0-9_]+", literal=True
)
LOGICAL_ID = Words("a logical id: letters and digits", pattern=r"[A-Za-z0-9]+", longest=255, literal=True)
TAGS = Table(Words("a text", longest=256), key=Words("a tag key", longest=128, literal=True))
