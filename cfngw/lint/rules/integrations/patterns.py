"""Selection patterns: expressions of Java that have to match a whole text."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice

from cfngw.vtl import regex_parser as parts
from cfngw.vtl.errors import TemplateProblemError
from cfngw.vtl.regex_samples import MOST, texts_of

_DOT = r"[^\n\r\x85\u2028\u2029]"  # what the parser makes of a dot that takes no end of line
_STATUSES = tuple(map(str, range(100, 600)))
_OURS = ("longer than", "nests too deep", "illegal repetition range", "unknown character property")  # not Java's


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
    made = islice(texts_of(parts.parse_pattern(pattern).item), MOST)
    return tuple(text for text in dict.fromkeys(made) if matches(pattern, text))


def _has_dots(item: parts.Item) -> bool:
    if isinstance(item, parts.Repeat):
        repeated = item.item
        return (isinstance(repeated, parts.One) and repeated.piece == _DOT) or _has_dots(repeated)
    if isinstance(item, parts.Group):
        return item.kind in ("", ">") and _has_dots(item.item)
    members = item.items if isinstance(item, parts.Sequence) else item.options if isinstance(item, parts.Choice) else []
    return any(_has_dots(member) for member in members)
