"""JSONPath as Jayway 2.0 compiles and evaluates it, with its quirks: a step that some value does not allow may end the
whole search.

A path is a list of steps; each step hands what it finds to the rest of the path.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from cfngw.vtl.errors import JavaError
from cfngw.vtl.values import JsonArray, Value, is_list, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfngw.vtl.jsonpath_filter import Filter
    from cfngw.vtl.limits import Budget

MOST_PATH = 2_000


class NotFoundError(Exception):
    """What is looked for is not there."""


class Search:
    """One evaluation: the document, what it may cost, what it has found."""

    __slots__ = ("budget", "document", "found", "strict")

    def __init__(self, document: Value, budget: Budget, found: list[Value], strict: bool = False) -> None:
        self.document = document
        self.budget = budget
        self.found = found
        self.strict = strict


class Step:
    """One step. ``rest`` is the step after it, None at the end."""

    definite: ClassVar[bool] = False
    __slots__ = ("rest",)

    def __init__(self) -> None:
        self.rest: Step | None = None

    def evaluate(self, value: Value, search: Search) -> None:
        """Search from a value."""
        raise NotImplementedError

    def pass_on(self, value: Value, search: Search) -> None:
        """Give a value that was found to the rest of the path."""
        search.budget.spend(2)
        if self.rest is None:
            search.found.append(value)
        else:
            self.rest.evaluate(value, search)

    def at(self, members: list[Value], place: int, search: Search) -> None:
        """Give an element to the rest of the path."""
        if not 0 <= place < len(members):
            raise NotFoundError
        self.pass_on(members[place], search)

    def matches(self, value: Value, search: Search) -> bool:  # noqa: ARG002 - for those that look
        """Tell whether a deep scan stops at a value for this step."""
        return False


class Properties(Step):
    """``.name``, ``['name']`` or ``['a','b']``."""

    definite: ClassVar[bool] = True
    __slots__ = ("names",)

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names

    def evaluate(self, value: Value, search: Search) -> None:
        """Look the names up."""
        if not isinstance(value, dict):
            raise NotFoundError
        if len(self.names) != 1:
            self._several(value, search)
            return
        name = self.names[0]
        if name in value:
            self.pass_on(value[name], search)
        elif search.strict:
            raise NotFoundError

    def _several(self, value: dict[Value, Value], search: Search) -> None:
        if self.rest is not None:
            raise _invalid("Multi properties can only be used as path leafs", str(self.names))
        if search.strict and not all(name in value for name in self.names):
            raise NotFoundError
        search.found.append({name: value[name] for name in self.names if name in value})

    def matches(self, value: Value, search: Search) -> bool:
        """Stop at objects that have all the names."""
        del search
        return isinstance(value, dict) and all(name in value for name in self.names)


class Wildcard(Step):
    """``*``."""

    __slots__ = ()

    def evaluate(self, value: Value, search: Search) -> None:
        """Take every member; a list's that the rest does not fit are left out."""
        if isinstance(value, dict):
            for member in list(value.values()):
                self.pass_on(member, search)
        elif is_list(value):
            for member in list(value):
                try:
                    self.pass_on(member, search)
                except NotFoundError:
                    if search.strict:
                        raise

    def matches(self, value: Value, search: Search) -> bool:
        """Stop everywhere."""
        del value, search
        return True


def _members(value: Value, step: Step) -> list[Value]:
    """Give the elements of a list for an index or a slice."""
    if value is None:
        raise NotFoundError
    if not is_list(value):
        raise JavaError("InvalidPathException", f"{step} can only be applied to arrays, not to {to_text(value)[:40]}")
    return list(value)


class Index(Step):
    """``[0]`` or ``[0,1]``; ``[(@.length-1)]`` counts from the end."""

    __slots__ = ("places",)

    def __init__(self, places: list[int], *, from_end: bool = False) -> None:
        super().__init__()
        self.places = [-place for place in places] if from_end else places

    @property
    def single(self) -> bool:
        """Tell whether there is one index."""
        return len(self.places) == 1

    def __str__(self) -> str:
        return f"[{','.join(map(str, self.places))}]"

    def evaluate(self, value: Value, search: Search) -> None:
        """Take the elements."""
        members = _members(value, self)
        for place in self.places:
            self.at(members, place, search)

    def matches(self, value: Value, search: Search) -> bool:
        """Stop at lists."""
        del search
        return is_list(value)


class FromEnd(Index):
    """``[(@.length-1)]``."""

    __slots__ = ()

    def evaluate(self, value: Value, search: Search) -> None:
        """Take the element so far from the end."""
        members = _members(value, self)
        self.at(members, len(members) - self.places[0], search)


class Slice(Step):
    """``[1:3]``, ``[:2]``, ``[-2:]``."""

    __slots__ = ("begin", "end")

    def __init__(self, begin: int | None, end: int | None) -> None:
        super().__init__()
        self.begin = begin
        self.end = end

    def __str__(self) -> str:
        return f"[{'' if self.begin is None else self.begin}:{'' if self.end is None else self.end}]"

    def evaluate(self, value: Value, search: Search) -> None:
        """Take the elements."""
        members = _members(value, self)
        size = len(members)
        begin, end = self.begin, self.end
        if end is None:
            begin = begin or 0
            begin, end = max(size + begin if begin < 0 else begin, 0), size
        elif begin is None:
            begin, end = 0, size + end if end < 0 else end
        for place in range(begin, min(end, size)):
            self.at(members, place, search)

    def matches(self, value: Value, search: Search) -> bool:
        """Stop at lists."""
        del search
        return is_list(value)


class Filtered(Step):
    """``[?(...)]``."""

    __slots__ = ("filter",)

    def __init__(self, condition: Filter) -> None:
        super().__init__()
        self.filter = condition

    def evaluate(self, value: Value, search: Search) -> None:
        """Take an object that passes, or the elements that do."""
        if isinstance(value, dict):
            if self.filter.accepts(value, search):
                self.pass_on(value, search)
        elif is_list(value):
            for member in list(value):
                if self.filter.accepts(member, search):
                    self.pass_on(member, search)
        else:
            told = f"a filter can not be applied to {to_text(value)[:40]}"
            raise JavaError("InvalidPathException", told)

    def matches(self, value: Value, search: Search) -> bool:
        """Stop at what passes."""
        return self.filter.accepts(value, search)


class Scan(Step):
    """``..``."""

    __slots__ = ()

    def evaluate(self, value: Value, search: Search) -> None:
        """Try the next step at every level."""
        step = self.rest or self
        for level in _levels(value, search):
            if not step.matches(level, search):
                continue
            if is_list(level) and step.rest is not None:
                for member in list(level):
                    step.rest.evaluate(member, search)
            else:
                step.evaluate(level, search)


def _levels(value: Value, search: Search) -> Iterator[Value]:
    """Give objects and arrays, each before those in it."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        members = value.values() if isinstance(value, dict) else value if is_list(value) else None
        if members is None:
            continue
        search.budget.spend(2 + 2 * len(members))
        yield value
        waiting.extend(reversed(list(members)))


# --- paths ----------------------------------------------------------------------------------------------------


class Path:
    """A compiled path. ``definite`` paths lead to one value at most."""

    def __init__(self, text: str, steps: list[Step]) -> None:
        self.text = text
        self.first = steps[0] if steps else None
        self.definite = all(step.definite or (isinstance(step, Index) and step.single) for step in steps)
        for step, rest in pairwise(steps):
            step.rest = rest
        if steps and isinstance(steps[-1], Scan):
            raise _invalid("A path can not end with a scan", text)

    def read(self, document: Value, budget: Budget, item: Value = None, *, strict: bool = False) -> Value:
        """Find the value, or the list of values; raise NotFoundError where a definite path finds none."""
        search = Search(document, budget, [], strict)
        if self.first is None:
            search.found.append(document if item is None else item)
        else:
            self.first.evaluate(document if item is None else item, search)
        if not self.definite:
            return JsonArray(search.found)
        if not search.found:
            raise NotFoundError
        return search.found[-1]


def _invalid(why: str, text: str) -> JavaError:
    hint = "write paths as $.name, $['name'] or $[0]; names in brackets take single quotes"
    return JavaError("InvalidPathException", f"{why}: {text[:80]}", hint)


@lru_cache(maxsize=512)
def compile_path(text: str) -> Path:
    """Compile a path."""
    if not text:
        raise JavaError("IllegalArgumentException", "path can not be null or empty", "write $ for the whole payload")
    if len(text) > MOST_PATH:
        raise _invalid("the path is too long", text)
    trimmed = text.strip(" ")
    if trimmed[:1] not in ("$", "@"):
        trimmed = "$." + trimmed
    if len(trimmed) > 1 and trimmed[1] not in ".[":
        raise _invalid("Invalid path", text)
    return Path(text, list(_steps(trimmed)))


def _steps(text: str) -> Iterator[Step]:
    at = 1
    while at < len(text):
        character = text[at]
        if character == " ":
            raise _invalid("Space not allowed in path", text)
        if character == "[":
            end = _closing(text, at)
            yield _bracketed(text[at:end])
            at = end
        elif text.startswith("..", at):
            yield Scan()
            at += 2
        else:
            at += character == "."
            if at >= len(text):
                raise _invalid("the path ends with a dot", text)
            found = _NAME.match(text, at)
            if found is not None:
                yield Wildcard() if found.group() == "*" else _named(found.group())
                at = found.end()


_NAME = re.compile(r"[^.\[ ]+")


def _named(name: str) -> Step:
    if "'" in name or "]" in name:
        return _quoted("['" + name + "']")
    return Properties([name])


def _closing(text: str, at: int) -> int:
    """Find the end of a bracket by counting brackets: those in quotes count too."""
    depth = 0
    for place in range(at, len(text)):
        character = text[place]
        depth += (character == "[") - (character == "]")
        if depth == 0:
            return place + 1
    raise _invalid("a bracket is not closed", text)


_STARTS = re.compile(r"['?0-9:@-]")


def _bracketed(fragment: str) -> Step:
    if fragment == "[*]":
        return Wildcard()
    found = _STARTS.search(fragment)
    if found is None:
        raise _invalid("Could not analyze path component", fragment)
    if found.group() == "'":
        return _quoted(fragment)
    if found.group() == "?":
        from cfngw.vtl.jsonpath_filter import compile_filter

        return Filtered(compile_filter(fragment))
    return _numbered(fragment[found.start() : -1])


def _quoted(fragment: str) -> Step:
    """Read names in single quotes; a bracket ends them, also in quotes."""
    names: list[str] = []
    name: list[str] | None = None
    for place, character in enumerate(fragment):
        if character == "]":
            break
        if character == "'" and (name is None or fragment[place - 1] != "\\"):
            if name is not None:
                names.append("".join(name))
            name = [] if name is None else None
        elif name is not None:
            name.append(character)
    return Properties(names)


_NUMBERS = re.compile(r"[0-9,:\s-]*")


def _numbered(text: str) -> Step:
    from_end = re.match(r"@\.length-([0-9]+)\)\s*$", text)
    if from_end is not None:
        return FromEnd([int(from_end.group(1)[:9])])
    if text.startswith("@"):
        raise _invalid("Could not analyze path component", f"[{text}]")
    numbers = re.sub(r"\s", "", _NUMBERS.findall(text)[0])
    if ":" in numbers:
        return _sliced(numbers)
    return Index([_number(each) for each in numbers.rstrip(",").split(",")])


def _sliced(numbers: str) -> Slice:
    if numbers.startswith(":"):
        return Slice(None, _number(numbers[1:].partition(":")[0]))
    begin, _, end = numbers.partition(":")
    if not end:
        return Slice(_number(begin), None)
    return Slice(_number(begin), _number(end.partition(":")[0]))


def _number(digits: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", digits):
        raise JavaError("InvalidPathException", f'NumberFormatException: For input string: "{digits[:40]}"')
    return int(digits)
