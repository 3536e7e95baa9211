"""The exceptions of cfngw, and how the problems of one build are gathered.

    CfngwError                     exit code
    ├── UsageError                 2   the words on the command line
    ├── BlueprintFileError         3   a blueprint file that does not load, or holds no blueprint
    ├── DeclarationError           4   a declared value is wrong
    │   ├── DuplicateError         4   two values want the same place; ``other`` is the second line
    │   ├── PolicyError            4   an action or a resource that IAM would not take
    │   ├── TemplateReferenceError 4   a Ref to nothing
    │   │   └── CircleError        4   references that go in a circle; ``edges`` are they, ``cut`` the one to take out
    │   ├── LimitError             4   a quota of AWS is passed
    │   └── TemplateValueError     4   a value that no template can hold (in ``render``)
    ├── TemplateError              3   a file that is no template (in ``document``)
    ├── MappingTemplateError       4   a mapping template that does not parse or fails (in ``vtl``)
    ├── BundleError                4   code that can't be packed, and its kinds (in ``bundle``)
    │   └── BundleFileError        6   a file of the code that can't be read
    ├── FindingsError              5   cfn-lint found errors
    ├── OutputError                6   a file that can't be read or written
    │   └── TransferError          6   what could not be stored in S3 (in ``deploy``)
    ├── StaleOutputError           7   ``build --check`` found committed output that is out of date
    └── BuildError                     several of the above; the lowest exit code of them

Every error says where, what was given, what is allowed and what to do, and holds these as attributes.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfngw.source import Source

_ABSENT: Any = object()


class CfngwError(Exception):
    """The root of all errors that cfngw raises on purpose.

    ``problem`` is one sentence; ``where`` the user's line (None when there is none); ``given`` what was
    found there; ``allowed`` what would have been accepted; ``fix`` what to do; ``option`` the option's name.
    """

    exit_code = 1

    def __init__(
        self,
        problem: str,
        *,
        where: Source | None = None,
        given: object = _ABSENT,
        allowed: str | None = None,
        fix: str | None = None,
        option: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.given = None if given is _ABSENT else given
        self.allowed = allowed
        self.fix = fix
        self.option = option
        self._has_given = given is not _ABSENT

    def details(self) -> list[tuple[str, str]]:
        """Give the labelled lines that follow the problem, in order."""
        lines = [("given", excerpt(self.given))] if self._has_given else []
        if self.allowed is not None:
            lines.append(("allowed", self.allowed))
        if self.fix is not None:
            lines.append(("fix", self.fix))
        return lines

    def __str__(self) -> str:
        head = f"{self.where}: {self.problem}" if self.where is not None else self.problem
        indented = (f"    {label + ':':<8} {text}" for label, text in self.details())
        return "\n".join([head, *indented])


class UsageError(CfngwError):
    """The command line asks for something that does not exist or does not fit."""

    exit_code = 2


class BlueprintFileError(CfngwError):
    """A blueprint file that is missing, does not import, or holds no blueprint."""

    exit_code = 3


class DeclarationError(CfngwError):
    """A declared value that CloudFormation, API Gateway, Lambda or IAM would not take."""

    exit_code = 4


class DuplicateError(DeclarationError):
    """Two values that want the same place: a route key, a logical id, a name."""

    def __init__(self, problem: str, *, other: Source | None, **facts: Any) -> None:
        super().__init__(problem, **facts)
        self.other = other

    def details(self) -> list[tuple[str, str]]:
        """Put the other line first."""
        lines = super().details()
        return [("also", str(self.other)), *lines] if self.other is not None else lines


class PolicyError(DeclarationError):
    """A policy statement that names what IAM does not know."""


class TemplateReferenceError(DeclarationError):
    """A reference to something that is not in the template, or references that go in a circle."""


class CircleError(TemplateReferenceError):
    """Resources that need each other: CloudFormation can make none of them first."""

    def __init__(self, problem: str, *, edges: Iterable[str], cut: str, **facts: Any) -> None:
        super().__init__(problem, **facts)
        self.edges = tuple(edges)
        self.cut = cut

    def details(self) -> list[tuple[str, str]]:
        """Put the references first, and the one to take out."""
        return [*(("needs", edge) for edge in self.edges), ("cut", self.cut), *super().details()]


class LimitError(DeclarationError):
    """More than AWS allows."""


class FindingsError(CfngwError):
    """The linter found errors."""

    exit_code = 5


class OutputError(CfngwError):
    """A file that can't be read or written."""

    exit_code = 6


class StaleOutputError(CfngwError):
    """The committed output is not what the blueprints give."""

    exit_code = 7


class BuildError(CfngwError):
    """Several problems of one build, each an error of its own in ``problems``."""

    def __init__(self, problems: Iterable[CfngwError]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
        self.exit_code = min((problem.exit_code for problem in self.problems), default=1)


class Notice(NamedTuple):
    """Something to know that stops nothing: a value that AWS may have added since, a quota that can be raised."""

    problem: str
    where: Source | None = None
    fix: str | None = None

    def __str__(self) -> str:
        head = f"{self.where}: {self.problem}" if self.where is not None else self.problem
        return head if self.fix is None else f"{head}\n    {'fix:':<8} {self.fix}"


_collected: ContextVar[list[CfngwError] | None] = ContextVar("cfngw_collected", default=None)


@contextmanager
def collecting() -> Iterator[list[CfngwError]]:
    """Gather what ``report`` is told inside the block, so that one run shows every problem."""
    problems: list[CfngwError] = []
    token = _collected.set(problems)
    try:
        yield problems
    finally:
        _collected.reset(token)


def report(error: CfngwError) -> None:
    """Raise ``error``, or keep it for the end where a build is collecting."""
    problems = _collected.get()
    if problems is None:
        raise error
    problems.append(error)


def raise_all(problems: Iterable[CfngwError]) -> None:
    """Raise what was gathered: nothing, the one problem, or a BuildError of all."""
    found = list({str(problem): problem for problem in problems}.values())
    if len(found) == 1:
        raise found[0]
    if found:
        raise BuildError(found)


def each_problem(error: CfngwError) -> tuple[CfngwError, ...]:
    """Give the problems that an error stands for: itself, or those of a BuildError."""
    return error.problems if isinstance(error, BuildError) else (error,)


def excerpt(given: object, limit: int = 80) -> str:
    """Show a given value in one line of at most ``limit`` characters, the same in every run."""
    import re

    text = re.sub(r" at 0x[0-9a-fA-F]+", "", repr(given))
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that ``word`` was probably meant to be, or None."""
    from difflib import get_close_matches

    known = list(known)
    folded = {name.casefold(): name for name in known}
    if word.casefold() in folded:
        return folded[word.casefold()]
    found = get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else None
