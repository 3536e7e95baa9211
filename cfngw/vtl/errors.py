"""What can go wrong in a mapping template.

    MappingTemplateError     the only one that leaves the package: line, column, excerpt, hint

The others are how the parts tell each other: a place is known only where a node is at hand.
"""

from __future__ import annotations

from cfngw.errors import CfngwError

MOST_EXCERPT = 120


class MappingTemplateError(CfngwError):
    """A mapping template that does not parse, or that fails while it is rendered.

    ``line`` and ``column`` count from 1; ``excerpt`` is the template's line (its part around the column when it is
    long); ``hint`` says what to do, where that is known.
    """

    exit_code = 4

    def __init__(
        self, problem: str, *, line: int = 1, column: int = 1, excerpt: str = "", hint: str | None = None
    ) -> None:
        super().__init__(problem, fix=hint)
        self.line = line
        self.column = column
        self.excerpt = excerpt
        self.hint = hint

    def details(self) -> list[tuple[str, str]]:
        """Put the template's line first."""
        return [("line", self.excerpt), *super().details()] if self.excerpt else super().details()

    def __str__(self) -> str:
        indented = (f"    {label + ':':<8} {text}" for label, text in self.details())
        return "\n".join([f"line {self.line}, column {self.column}: {self.problem}", *indented])


class TemplateProblemError(Exception):
    """A problem of the template, on its way to the node that knows the place."""

    def __init__(self, problem: str, hint: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint


class JavaError(TemplateProblemError):
    """A Java method that throws."""

    def __init__(self, exception: str, message: str = "", hint: str | None = None) -> None:
        super().__init__(f"{exception}: {message}" if message else exception, hint)


class LimitExceededError(TemplateProblemError):
    """A bound of the rendering is passed."""


class PlacedProblemError(Exception):
    """A problem with its place: the offset of a character in the template's text."""

    def __init__(self, problem: str, offset: int, hint: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.offset = offset
        self.hint = hint


def at_place(text: str, problem: PlacedProblemError) -> MappingTemplateError:
    """Tell a problem with the line and column of its offset in the template."""
    offset = min(problem.offset, len(text))
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = text.count("\n", 0, offset) + text.replace("\r\n", "\n").count("\r", 0, offset) + 1
    excerpt, _, _ = text[start : start + 10 * MOST_EXCERPT].replace("\r", "\n").partition("\n")
    column = offset - start
    if len(excerpt) > MOST_EXCERPT:
        first = max(0, column - MOST_EXCERPT // 2)
        excerpt = text[start + first : start + first + MOST_EXCERPT].replace("\r", "\n").partition("\n")[0]
    return MappingTemplateError(
        problem.problem, line=line, column=column + 1, excerpt=excerpt.strip(), hint=problem.hint
    )
