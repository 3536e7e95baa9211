"""Route keys and paths: ``METHOD /path``, the same words for HTTP and REST APIs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cfngw.errors import nearest
from cfngw.naming import SPELLED

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
DEFAULT = "$default"
_METHODS = frozenset({*METHODS, "ANY"})
_VARIABLE = re.compile(r"\{([A-Za-z0-9._-]+)(\+?)\}")
_BEGINNING = re.compile(r"\{[^{}+]+")
_LITERAL = re.compile(f"[A-Za-z0-9{re.escape(''.join(SPELLED))}]+")


class MalformedPathError(Exception):
    """A route key that API Gateway would not take; ``fix`` says what to write."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.fix = fix


class RouteKey(NamedTuple):
    """A method and a path; ``method`` is None for ``$default``."""

    method: str | None
    path: str

    def __str__(self) -> str:
        return DEFAULT if self.method is None else f"{self.method} {self.path}"

    @property
    def pattern(self) -> str:
        """Give the path with its variables unnamed: what API Gateway tells routes apart by."""
        return _BEGINNING.sub("{", self.path) if "{" in self.path else self.path


def parse_route_key(text: str) -> RouteKey:
    """Read ``METHOD /path`` or ``$default``; raise MalformedPathError."""
    if text == DEFAULT:
        return RouteKey(None, "")
    if text.lower() == DEFAULT:
        raise MalformedPathError(f"{text!r} is no route key", f'write "{DEFAULT}"')
    method, blank, path = text.partition(" ")
    if method.startswith("/"):
        raise MalformedPathError("it names no method", f'write "GET {text}" or "ANY {text}"')
    if method not in _METHODS:
        raise MalformedPathError(f"{method!r} is no method of API Gateway", _method_fix(method, path))
    if not blank:
        raise MalformedPathError("it has no path", f'write "{method} /"')
    check_path(path, method)
    return RouteKey(method, path)


def _method_fix(method: str, path: str) -> str:
    several = [each for each in re.split(r"[|,/+]", method.upper()) if each]
    if len(several) > 1 and set(several) <= _METHODS:
        return f'write "{several[0]} {path or "/"}" and a route of its own for each other one, or "ANY {path or "/"}"'
    close = nearest(method, (*METHODS, "ANY"))
    return f'write "{close} {path or "/"}"' if close else f"choose one of {', '.join(METHODS)}, ANY"


def check_path(path: str, method: str = "GET") -> None:
    """Check the form of a path; raise MalformedPathError."""
    if not path.startswith("/"):
        raise MalformedPathError(
            "the path does not start with a slash", f'write "{method} /{path.strip().lstrip("/")}"'
        )
    *segments, last = path[1:].split("/")
    for segment in segments:
        if not segment:
            raise MalformedPathError("the path has an empty part", f'write "{method} {re.sub("/+", "/", path)}"')
        _check_segment(segment, last=False)
    _check_segment(last, last=True)
    _check_variables(path)


@lru_cache(maxsize=1024)  # most paths of an API share their segments
def _check_segment(segment: str, *, last: bool) -> None:
    variable = _VARIABLE.fullmatch(segment)
    if variable is None:
        _check_literal(segment)
    elif variable[2] and not last:
        raise MalformedPathError(f"{segment} takes all that follows, so that nothing may come after it", "put it last")


def _check_literal(segment: str) -> None:
    if not segment or _LITERAL.fullmatch(segment):
        return
    if "{" in segment or "}" in segment:
        raise MalformedPathError(
            f"{segment!r} is neither a text nor a variable",
            "a variable is a whole part of the path: {name}, of letters, digits, '.', '_' and '-'",
        )
    wrong = next(character for character in segment if not _LITERAL.fullmatch(character))
    raise MalformedPathError(f"a path can't hold {wrong!r}", "leave it out; a client sends it percent-encoded")


def _check_variables(path: str) -> None:
    if path.count("{") < 2:
        return
    names = [found[1] for found in _VARIABLE.finditer(path)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise MalformedPathError(f"the variable {{{twice}}} stands twice in the path", "give each its own name")
