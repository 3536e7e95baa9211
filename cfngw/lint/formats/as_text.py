"""Findings for people: one a line, the Python line first where it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfngw.lint.report import Finding, Report


_LONGEST = 300


def format_text(report: Report) -> str:
    """Write the findings and a line that counts them."""
    lines = [_line(finding) for finding in report.findings]
    return "\n".join([*lines, _summary(report)]) + "\n"


def _line(finding: Finding) -> str:
    source = f"{finding.source}: " if finding.source is not None else ""
    place = f"{finding.file}:{finding.line}:{finding.column}"
    return visible(f"{source}{place} {finding.severity} {finding.rule} {_shortened(one_line(finding.message))}")


def _shortened(message: str) -> str:
    """Cut a message that lists all that would be allowed, such as every service of IAM; other formats keep it."""
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 2]} …"


def _summary(report: Report) -> str:
    counts = report.counts
    found = [
        _count(counts["error"], "error"),
        _count(counts["warning"], "warning"),
        f"{counts['informational']} informational",
    ]
    return f"{_count(len(report.files), 'template')}: {', '.join(found)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def one_line(message: str) -> str:
    """Join the lines of a message: YAML's messages have several."""
    return " ".join(message.split())


def visible(text: str) -> str:
    """Write control characters as escapes: what a template says must not steer a terminal."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
