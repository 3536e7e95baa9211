"""IAM's ``*`` and ``?`` in time that grows with the text alone: nothing is ever tried twice for a star.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

import re
from collections.abc import Callable

Matcher = Callable[[str], bool]

_STAR, _ONE = "\ue000", "\ue001"
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
MOST_PATTERN = 20_000


class PatternError(ValueError):
    """A pattern that is too long."""


def wildcard(pattern: str, *, fold: bool = False) -> Matcher:
    """Give what tells whether a whole text matches; ``fold``: whatever the case."""
    return _compiled(pattern.replace("*", _STAR).replace("?", _ONE), fold=fold)


def variables_of(pattern: str) -> list[str]:
    """Give the names of the policy variables in a text, in order."""
    return [found[1] for found in _VARIABLE.finditer(pattern) if found[1] not in ("*", "?", "$")]


def filled(pattern: str, value_of: Callable[[str], str | None], *, fold: bool = False) -> Matcher | None:
    """Put values in the places of policy variables, each as plain text; None where one has no value.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    pieces: list[str] = []
    end = 0
    for found in _VARIABLE.finditer(pattern):
        pieces.append(pattern[end : found.start()].replace("*", _STAR).replace("?", _ONE))
        end = found.end()
        value = found[1] if found[1] in ("*", "?", "$") else _variable(found[1], value_of)
        if value is None:
            return None
        pieces.append(value.replace(_STAR, "\ufffd").replace(_ONE, "\ufffd"))
    pieces.append(pattern[end:].replace("*", _STAR).replace("?", _ONE))
    return _compiled("".join(pieces), fold=fold)


def _variable(written: str, value_of: Callable[[str], str | None]) -> str | None:
    """Give a variable's value, or its default: ``${aws:username, 'anonymous'}``."""
    name, comma, default = written.partition(",")
    value = value_of(name.strip())
    return default.strip().strip("'") if value is None and comma else value


def _compiled(marked: str, *, fold: bool) -> Matcher:
    """Cut a pattern at its stars: what is between two of them has one length, so the first place is the best."""
    if len(marked) > MOST_PATTERN:
        raise PatternError(f"a pattern of {len(marked):,} characters is too long")
    if fold:
        inner = _compiled(marked.lower(), fold=False)
        return lambda text: inner(text.lower())
    parts = marked.split(_STAR)
    if len(parts) == 1:
        if _ONE not in marked:
            return marked.__eq__
        matched = _part(marked).fullmatch
        return lambda text: matched(text) is not None
    head, tail = _starts(parts[0]), _ends(parts[-1])
    middle = [(_found(part), len(part)) for part in parts[1:-1] if part]
    first, last = len(parts[0]), len(parts[-1])
    if not middle:
        return lambda text: len(text) >= first + last and head(text) and tail(text)

    def matches(text: str) -> bool:
        end = len(text) - last
        if end < first or not head(text) or not tail(text):
            return False
        at = first
        for found, length in middle:
            place = found(text, at, end)
            if place < 0:
                return False
            at = place + length
        return True

    return matches


def _part(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(_ONE, "."), re.DOTALL)


def _starts(text: str) -> Matcher:
    if _ONE not in text:
        return lambda whole: whole.startswith(text)
    match = _part(text).match
    return lambda whole: match(whole) is not None


def _ends(text: str) -> Matcher:
    if _ONE not in text:
        return lambda whole: whole.endswith(text)
    match = _part(text).fullmatch
    return lambda whole: match(whole, len(whole) - len(text)) is not None


def _found(text: str) -> Callable[[str, int, int], int]:
    if _ONE not in text:
        return lambda whole, start, end: whole.find(text, start, end)
    search = _part(text).search

    def find(whole: str, start: int, end: int) -> int:
        found = search(whole, start, end)
        return -1 if found is None else found.start()

    return find


def arn_pattern(pattern: str, *, value_of: Callable[[str], str | None] | None = None) -> Matcher | None:
    """Match ARNs part by part: a star goes past no colon, but for one in the last part that is written.

    None where a policy variable has no value.
    """
    parts = pattern.split(":", 5)
    matchers: list[Matcher] = []
    for part in parts:
        matcher = wildcard(part) if value_of is None else filled(part, value_of)
        if matcher is None:
            return None
        matchers.append(matcher)
    cuts = len(parts) - 1

    def matches(arn: str) -> bool:
        pieces = arn.split(":", cuts)
        return len(pieces) == cuts + 1 and all(matcher(piece) for matcher, piece in zip(matchers, pieces, strict=True))

    return matches
