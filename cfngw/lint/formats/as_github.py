"""Findings for the log of a GitHub workflow, which shows them at their lines of the pull request.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cfngw.lint.formats.as_text import visible
from cfngw.source import shown

if TYPE_CHECKING:
    from cfngw.lint.report import Finding, Report

_COMMANDS = {"error": "error", "warning": "warning", "informational": "notice"}


def format_github(report: Report) -> str:
    """Write one workflow command for each finding; without findings nothing."""
    return "".join(f"{_command(finding)}\n" for finding in report.findings)


def _command(finding: Finding) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(finding).items())
    declared = f" (declared at {finding.source})" if finding.source is not None else ""
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(finding.message + declared)}"


def _properties(finding: Finding) -> dict[str, str]:
    place = {
        "file": Path(shown(str(finding.file))).as_posix(),
        "line": str(finding.line),
        "endLine": str(finding.end_line),
    }
    # GitHub takes columns only within one line.
    if finding.line == finding.end_line:
        place |= {"col": str(finding.column), "endColumn": str(finding.end_column)}
    return {**place, "title": f"{finding.rule} {finding.description}".strip()}


def _data(text: str) -> str:
    shown_text = "".join(char if char in "\r\n" else visible(char) for char in text)
    return shown_text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
