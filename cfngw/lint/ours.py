"""Our own rules over a text, without cfn-lint."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from cfngw.document.model import TemplateError, parse
from cfngw.errors import CfngwError
from cfngw.lint.chosen import Chosen
from cfngw.lint.report import Finding
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfngw.document.model import Document
    from cfngw.lint.options import Options

_SEVERITIES = {"E": "error", "W": "warning", "I": "informational"}
_WORD = re.compile(r"""["'][^"']*["']|[^\s:,\[\]{}]+""")


class RulesEngine:
    """Our own rules, and nothing else."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def check(self, text: str, name: Path) -> tuple[Finding, ...]:
        """Give the findings of one template, by line; ``name`` stands in them for the file."""
        try:
            document = read_text(text)
        except TemplateError as error:
            return (not_read(error, name),)
        chosen = Chosen(self._options, document.data)
        return in_order(found for found in findings(document, name) if chosen.wants(found))


def read_text(text: str) -> Document:
    """Read a template that has nothing beside it: a verdict depends on its text alone. Raises TemplateError."""
    return parse(text, Path(os.devnull, "template"))


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by place, each once."""
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.line, each.column, each.rule, each.message)))


def not_read(error: TemplateError, name: Path) -> Finding:
    """Give the finding of a text that is no template."""
    line, column = (max(1, error.where.line or 1), max(1, error.where.column or 1)) if error.where else (1, 1)
    return _at(name, (line, column), (line, column), "E0000", error.problem.removesuffix("."), "The template is read")


def findings(document: Document, name: Path) -> Iterator[Finding]:
    """Give what our rules find in a template."""
    try:
        checked = check(document)
    except CfngwError as error:
        yield _at(name, (1, 1), (1, 1), "E0002", error.problem.removesuffix("."), "A rule can't be run")
        return
    for rule, failed in checked.failed.items():
        problem = f"{rule} failed on this template: {type(failed).__name__}: {failed}"
        yield _at(name, (1, 1), (1, 1), "E0002", problem, "A rule can't be run")
    lines = document.text.splitlines()
    for rule, problems in checked.problems.items():
        about = rules()[rule]
        for each in problems:
            start = document.position(each.at.path)
            yield Finding(
                rule=rule,
                severity=_SEVERITIES[rule[0]],
                message=each.message,
                description=about.short,
                url=about.url,
                file=name,
                line=start[0],
                column=start[1],
                end_line=start[0],
                end_column=_end(lines, start),
                path=each.at.path,
            )


def _end(lines: list[str], start: tuple[int, int]) -> int:
    line, column = start
    word = _WORD.match(lines[line - 1], column - 1) if line <= len(lines) else None
    return word.end() + 1 if word else column


def _at(name: Path, start: tuple[int, int], end: tuple[int, int], rule: str, message: str, description: str) -> Finding:
    return Finding(
        rule=rule,
        severity="error",
        message=message,
        description=description,
        url="",
        file=name,
        line=start[0],
        column=start[1],
        end_line=end[0],
        end_column=end[1],
    )
