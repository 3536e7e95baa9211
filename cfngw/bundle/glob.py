"""One pattern of ``.gitignore`` and what it matches, as git's own wildmatch.c has it.

A pattern matches a path itself; that a folder stands for all below it is for the caller, as in git. (The package
pathspec lets a pattern match below a folder too, and then can't tell ``!a`` for the folder from ``b`` for what is in
it.) The tests compare with ``git check-ignore``. One difference is meant: ``?`` and ``[…]`` stand for a character, in
git for a byte. https://git-scm.com/docs/gitignore
"""

from __future__ import annotations

import re
from functools import lru_cache

_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
_NEVER = r"(?!)"


class Glob:
    """A pattern without ``!``. ``matches`` is about one path from the top of the tree."""

    def __init__(self, text: str) -> None:
        text = _without_spaces(text)
        self.text = text
        self._folders_only = text.endswith("/")
        self._body = text.removesuffix("/")
        self._by_path = "/" in self._body
        self._pattern = re.compile(_translated(self._body.removeprefix("/"), by_path=self._by_path), re.S)

    @property
    def never(self) -> bool:
        """Tell whether it can match nothing: it is empty, has "." or ".." in its path, or something is left open."""
        parts = self._body.split("/")
        return not any(parts) or "." in parts or ".." in parts or _NEVER in self._pattern.pattern

    def matches(self, path: str, *, folder: bool) -> bool:
        """Tell whether it matches the path itself."""
        if self._folders_only and not folder:
            return False
        subject = path if self._by_path else path.rpartition("/")[2]
        return self._pattern.fullmatch(subject) is not None

    def covers(self, path: str) -> bool:
        """Tell whether it matches a file or a folder that the file is in."""
        return self.matches(path, folder=False) or any(self.matches(above, folder=True) for above in folders_of(path))


@lru_cache(maxsize=4096)
def folders_of(path: str) -> tuple[str, ...]:
    """Give the folders that a path lies in, the outermost first."""
    return tuple(path[:end] for end, letter in enumerate(path) if letter == "/")


def _without_spaces(text: str) -> str:
    """Take off the spaces at the end, unless a backslash keeps one."""
    bare = text.rstrip(" ")
    escaped = len(bare) - len(bare.rstrip("\\"))
    return bare + " " if escaped % 2 and bare != text else bare


def _translated(text: str, *, by_path: bool) -> str:
    """Write the pattern as a regular expression."""
    written, at = "", 0
    while at < len(text):
        piece, at = _piece(text, at, by_path=by_path)
        if piece == _NEVER:
            return _NEVER
        written += piece
    return written


def _piece(text: str, at: int, *, by_path: bool) -> tuple[str, int]:
    """Translate what begins at ``at``; give it and where the next begins."""
    letter = text[at]
    if letter == "*":
        return _stars(text, at, by_path=by_path)
    if letter == "?":
        return "[^/]", at + 1
    if letter == "[":
        return _bracket(text, at)
    if letter == "\\":
        return (re.escape(text[at + 1]), at + 2) if at + 1 < len(text) else (_NEVER, at + 1)
    return re.escape(letter), at + 1


def _stars(text: str, at: int, *, by_path: bool) -> tuple[str, int]:
    end = at
    while end < len(text) and text[end] == "*":
        end += 1
    # Two stars are folders between slashes only: "?**" is "?*". But git compares what comes before the first wildcard
    # on its own and looks at the rest as a pattern that begins there: in "a**/b" they are.
    first = re.search(r"[*?\[\\]", text)
    begins = at == 0 or text[at - 1] == "/" or (first is not None and first.start() == at)
    whole = end - at > 1 and begins and (end == len(text) or text[end] == "/")
    if not by_path or not whole:
        return "[^/]*", end
    return (".*", end) if end == len(text) else ("(?:.*/)?", end + 1)


def _bracket(text: str, at: int) -> tuple[str, int]:
    """Translate ``[a-z]``, ``[!a]``, ``[[:digit:]]``; an open one matches nothing."""
    start = at + 1
    negated = text[start : start + 1] in ("!", "^")
    start += negated
    members, at = "", start
    while at < len(text) and (text[at] != "]" or at == start):
        member, at = _member(text, at)
        members += member
    if at >= len(text) or _NEVER in members:
        return _NEVER, len(text)
    body = f"(?!/)[{'^' if negated else ''}{members}]" if members else ("[^/]" if negated else _NEVER)
    return body, at + 1


def _member(text: str, at: int) -> tuple[str, int]:
    named = re.compile(r"\[:([a-z]*):\]").match(text, at)
    if named is not None:
        return _CLASSES.get(named[1], _NEVER), named.end()
    low, at = _letter(text, at)
    if text[at : at + 1] == "-" and text[at + 1 : at + 2] not in ("", "]"):
        high, after = _letter(text, at + 1)
        # A range that runs backwards holds nothing but, in git, its lower end is a member all the same.
        return (f"{re.escape(low)}-{re.escape(high)}" if low <= high else re.escape(low)), after
    return re.escape(low), at


def _letter(text: str, at: int) -> tuple[str, int]:
    if text[at] == "\\" and at + 1 < len(text):
        return text[at + 1], at + 2
    return text[at], at + 1
