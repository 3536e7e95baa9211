"""Findings for programs. Keys may be added to this shape; those that are there keep name and meaning.

{"version": 1, "tool": {"name", "version"}, "counts": {"error", "warning", "informational"},
 "files": [{"file", "cached", "findings": [
    {"rule", "severity", "message", "description", "url", "path": ["Resources", ...],
     "start": {"line", "column"}, "end": {"line", "column"}, "source": {"file", "line"} or null}]}]}
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfngw.source import shown

if TYPE_CHECKING:
    from cfngw.lint.report import FileReport, Finding, Report
    from cfngw.source import Source


def format_json(report: Report) -> str:
    """Write the report as JSON."""
    document = {
        "version": 1,
        "tool": {"name": report.tool, "version": report.version},
        "counts": report.counts,
        "files": [_file(file) for file in report.files],
    }
    return json.dumps(document, indent=2) + "\n"


def _file(file: FileReport) -> dict[str, Any]:
    return {
        "file": file.file.as_posix(),
        "cached": file.cached,
        "findings": [_finding(finding) for finding in file.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "description": finding.description,
        "url": finding.url,
        "path": list(finding.path),
        "start": {"line": finding.line, "column": finding.column},
        "end": {"line": finding.end_line, "column": finding.end_column},
        "source": _source(finding.source),
    }


def _source(source: Source | None) -> dict[str, Any] | None:
    if source is None:
        return None
    return {"file": Path(shown(source.path)).as_posix(), "line": source.line}
