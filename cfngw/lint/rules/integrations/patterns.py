"""Selection patterns: expressions of Java that have to match a whole text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from cfngw.vtl import regex_parser as parts
from cfngw.vtl.errors import TemplateProblemError

_DOT = r"[^\n\r\x85\u2028\u2029]"  # what the parser makes of a dot that takes no end of line
_STATUSES = tuple(map(str, range(100, 600)))
_OURS = ("longer than", "nests too deep", "illegal repetition range", "unknown character property")  # not Java's
_MOST = 16
_CHARACTERS = "x5 :X-_[]{}\"'.,\n"


@lru_cache(maxsize=1024)
def fault_of(pattern: str) -> str | None:
    """Tell why a pattern does not compile; None where it does, or where that can't be told."""
    try:
        parts.parse_pattern(pattern)
    except TemplateProblemError as error:
        fault = error.problem.rpartition(": ")[2]
        return None if fault.startswith(_OURS) else fault
    except RecursionError:
        return None
    return None


@lru_cache(maxsize=4096)
def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern matches a whole text; one that does not compile, or takes too long, does not."""
    from cfngw.vtl.limits import Budget
    from cfngw.vtl.regex import compiled

    try:
        return compiled(pattern).matches(text, Budget())
    except (TemplateProblemError, RecursionError):
        return False


@lru_cache(maxsize=1024)
def some_status(pattern: str) -> str | None:
    """Give a status of HTTP that a pattern matches."""
    return next((status for status in _STATUSES if matches(pattern, status)), None)


@lru_cache(maxsize=1024)
def stops_at_newline(pattern: str) -> bool:
    """Tell whether a message of several lines slips through a pattern: a repeated dot takes no end of line."""
    return "." in pattern and fault_of(pattern) is None and _has_dots(parts.parse_pattern(pattern).item)


@lru_cache(maxsize=1024)
def shared_text(one: str, other: str, *, statuses: bool) -> str | None:
    """Give a text that both match; ``statuses``: of a web address or a service they see the status alone."""
    if fault_of(one) is not None or fault_of(other) is not None:
        return None
    texts = iter(_STATUSES if statuses else (*samples_of(one), *samples_of(other)))
    return next((text for text in texts if matches(one, text) and matches(other, text)), None)


@lru_cache(maxsize=1024)
def samples_of(pattern: str) -> tuple[str, ...]:
    """Give some texts that a pattern matches."""
    if fault_of(pattern) is not None:
        return ()
    made = islice(_texts(parts.parse_pattern(pattern).item), _MOST)
    return tuple(text for text in dict.fromkeys(made) if matches(pattern, text))


def _texts(item: parts.Item) -> Iterator[str]:
    """Make texts that an item takes; what only looks around, or back, takes none."""
    import re

    if isinstance(item, parts.One):
        wide = next((each for each in _CHARACTERS if re.fullmatch(item.piece, each)), None)
        named = dict.fromkeys(each for each in item.piece if re.fullmatch(item.piece, each))
        yield from islice(named, 3) if wide is None else (wide,)
    elif isinstance(item, parts.Repeat):
        for count in (item.least, 1, 3) if item.least == 0 else (item.least,):
            if count <= item.most or item.most < 0:
                yield from (text * count for text in islice(_texts(item.item), 3))
    elif isinstance(item, parts.Group):
        yield from _texts(item.item) if item.kind in ("", ">") else ("",)
    elif isinstance(item, parts.Choice):
        for option in item.options:
            yield from islice(_texts(option), _MOST)
    elif isinstance(item, parts.Sequence):
        yield from map("".join, product(*(list(islice(_texts(each), 3)) for each in item.items)))
    else:
        yield ""


def _has_dots(item: parts.Item) -> bool:
    if isinstance(item, parts.Repeat):
        repeated = item.item
        return (isinstance(repeated, parts.One) and repeated.piece == _DOT) or _has_dots(repeated)
    if isinstance(item, parts.Group):
        return item.kind in ("", ">") and _has_dots(item.item)
    members = item.items if isinstance(item, parts.Sequence) else item.options if isinstance(item, parts.Choice) else []
    return any(_has_dots(member) for member in members)
