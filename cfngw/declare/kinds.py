"""What an option takes: each kind checks a given value, says what is allowed, and gives the value to keep.

Sequences are kept as tuples and mappings as read-only copies, so that a declared value never changes.
Every kind but ``literal`` ones also takes an intrinsic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from cfngw.declare.intrinsic import is_intrinsic
from cfngw.errors import nearest

WHOLE: Any = object()  # in place of the part that was wrong: all of it was


class RejectedError(Exception):
    """A value that a kind does not take; ``fix`` says what to write, ``given`` which part was wrong."""

    def __init__(
        self, fix: str | None = None, *, given: object = WHOLE, allowed: str | None = None, part: str = "member"
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


class Choice:
    """The base of what stands for another value in each environment: ``PerEnvironment``, in ``environment.py``."""

    __slots__ = ()

    @property
    def given(self) -> tuple[Any, ...]:
        """Give the values, whatever environments they are for."""
        raise NotImplementedError

    def kept(self, kind: Kind, default: Any = WHOLE) -> Choice:
        """Give it with each value as a kind keeps it, or raise RejectedError; ``default`` is kept as it is."""
        raise NotImplementedError

    def opened(self) -> Choice:
        """Give it as one that stands where an intrinsic may stand."""
        raise NotImplementedError

    def each(self, make: Callable[[Any], Any]) -> Choice:
        """Give another one, made of each value."""
        raise NotImplementedError


OPEN = ", a Parameter or an intrinsic"


class Resolved(Kind):
    """A kind that takes an intrinsic too, unless it is made literal."""

    def __init__(self, described: str, *, literal: bool = False) -> None:
        self.literal = literal
        self.allowed = described if literal else f"{described}{OPEN}"

    def keep(self, value: Any) -> Any:
        """Let intrinsics pass and check the rest."""
        if is_intrinsic(value):
            if self.literal:
                raise RejectedError("write it out: it must be known when the template is made")
            self._check_default(value)
            return value
        return self.check(value)

    def check(self, value: Any) -> Any:
        """Check a literal."""
        raise NotImplementedError

    def from_text(self, text: str) -> Any:
        """Give what CloudFormation makes of a parameter's text; the text itself where it is nothing else."""
        return text

    def _check_default(self, value: Any) -> None:
        """Check what a parameter starts with; "" is left alone, for it mostly says: none."""
        start = getattr(value, "start", None)
        for given in start.given if isinstance(start, Choice) else (start,):
            if given is not None and given != "":
                self._check_start(given)

    def _check_start(self, start: Any) -> None:
        try:
            self.check(self.from_text(str(start)))
        except RejectedError as rejected:
            fix = "give the parameter a default that the option takes, or none"
            allowed = rejected.allowed or f"a default that is {self.allowed.removesuffix(OPEN)}"
            raise RejectedError(fix, allowed=allowed) from None


class Words(Resolved):
    """A text, with a pattern and a length if AWS has them; ``mend`` says what to write for one that does not fit."""

    def __init__(
        self,
        described: str = "a text",
        *,
        pattern: str | None = None,
        longest: int | None = None,
        literal: bool = False,
        mend: Callable[[str], str | None] | None = None,
    ) -> None:
        limits = f" (at most {longest} characters)" if longest else ""
        super().__init__(described + limits, literal=literal)
        self._pattern = pattern  # compiled when first used: most kinds of a session are never asked
        self._longest = longest
        self._mend = mend

    def check(self, value: Any) -> str:
        """Check type, length and pattern."""
        if not isinstance(value, str):
            raise RejectedError(_text_fix(value))
        if not value.isascii():
            _check_characters(value)
        if "<troposphere." in value:
            _check_objects(value)
        if self._longest is not None and len(value) > self._longest:
            raise RejectedError(f"shorten it: it has {len(value)} characters")
        if self._pattern is not None and not re.fullmatch(self._pattern, value, re.DOTALL):
            raise RejectedError(self._mend(value) if self._mend is not None else None)
        return value


def _check_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise RejectedError(
            f"decode it as UTF-8 where it is read: character {error.start + 1} is half a character (a lone surrogate)",
            allowed="text that UTF-8 can hold",
        ) from None


def _check_objects(text: str) -> None:
    """Refuse a text that a troposphere function was formatted into: it holds the name of a Python object."""
    if re.search(r"<troposphere\.[\w.]+ object at 0x", text):
        raise RejectedError(
            'write Sub("...${Name}...") of troposphere, without f in front, or Join("", [...])',
            allowed="a text without Python objects in it",
        )


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

    def from_text(self, text: str) -> Any:
        """Read a number."""
        return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else text


class Number(Resolved):
    """A number, whole or not, from a lowest one on, to a highest if there is one."""

    def __init__(self, lowest: float, unit: str = "", *, highest: float = float("inf")) -> None:
        reach = f"from {lowest}" if highest == float("inf") else f"from {lowest} to {highest}"
        super().__init__(f"a number {reach}{f' ({unit})' if unit else ''}")
        self.cure = f"choose a number {reach}"
        self._lowest = lowest
        self._highest = highest

    def check(self, value: Any) -> float:
        """Check type and range; True and False are no numbers, and neither is infinity."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RejectedError
        if not self._lowest <= value <= self._highest or value == float("inf"):
            raise RejectedError
        return value

    def from_text(self, text: str) -> Any:
        """Read a number as CloudFormation does."""
        try:
            return float(text)
        except ValueError:
            return text


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

    def from_text(self, text: str) -> Any:
        """Read true or false."""
        return {"true": True, "false": False}.get(text.lower(), text)


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

    def from_text(self, text: str) -> Any:
        """Give the value that is written so."""
        return next((each for each in self._values if str(each) == text), text)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


class Instance(Kind):
    """A value of one of some classes; ``example``: how to make one of a text, which stands for ``{}``."""

    def __init__(self, *classes: type, described: str | None = None, example: str | None = None) -> None:
        self._classes = classes
        self._example = example
        if len(classes) == 1:
            self.cure = f"write {classes[0].__name__}(...)"
        self.allowed = described or " or ".join(_with_article(cls.__name__) for cls in classes)

    def keep(self, value: Any) -> Any:
        """Check the class; a class given instead of its value is a common slip."""
        if isinstance(value, self._classes):
            return value
        if value in self._classes:
            raise RejectedError(f"make a value of it: {value.__name__}(...)")
        if self._example is not None and isinstance(value, str):
            raise RejectedError(f"write {self._example.format(value)}")
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
        if isinstance(value, Iterator):
            raise RejectedError(
                "make a list of it: [...] or list(...); what a generator gives is gone once it was read"
            )
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
        if isinstance(value, str) or is_intrinsic(value) or not isinstance(value, Sequence | Iterator):
            value = (value,)
        return super().keep(value)


def _member(kind: Kind, member: Any, part: str = "member") -> Any:
    if isinstance(member, Choice):
        return member.kept(kind, None)  # None leaves the member out
    try:
        return kind.keep(member)
    except RejectedError as rejected:
        fix = rejected.fix or kind.cure
        raise RejectedError(fix, given=member, allowed=rejected.allowed or kind.allowed, part=part) from None


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
KEY_ARN = Words(
    "the ARN of a KMS key (not of an alias)", pattern=r"arn:.+:kms:.+:key/.+", mend=lambda given: _key(given)
)
NAME = Words(
    "a name: letters, digits, '-', '_' and '.', a letter first",
    pattern=r"[A-Za-z][A-Za-z0-9._-]*",
    longest=64,
    literal=True,
    mend=lambda given: _name(given),
)
VARIABLE = Words(
    "a name: two or more letters, digits and '_', a letter first", pattern=r"[a-zA-Z][a-zA-Z0-9_]+", literal=True
)
LOGICAL_ID = Words("a logical id: letters and digits", pattern=r"[A-Za-z0-9]+", longest=255, literal=True)
TAGS = Table(Words("a text", longest=256), key=Words("a tag key", longest=128, literal=True))


def _name(given: str) -> str | None:
    wrong = next((letter for letter in given if not re.match(r"[A-Za-z0-9._-]", letter)), None)
    if wrong is not None:
        return f"leave out {wrong!r}"
    return f"begin with a letter, not with {given[0]!r}" if given else None


def _key(given: str) -> str | None:
    return "name the key itself: aws kms describe-key tells its ARN" if "alias/" in given else None
