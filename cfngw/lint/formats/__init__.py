"""The ways to write a report, by name. Each gives whole lines, without colour; none writes anywhere.

text    for people                      sarif   for code scanning: SARIF 2.1.0
json    for programs: a stable shape    junit   for CI servers
                                        github  for the log of a GitHub workflow, which shows them in the diff
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cfngw.lint.formats.as_github import format_github
from cfngw.lint.formats.as_json import format_json
from cfngw.lint.formats.as_junit import format_junit
from cfngw.lint.formats.as_sarif import format_sarif
from cfngw.lint.formats.as_text import format_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cfngw.lint.report import Report

__all__ = ["FORMATS", "format_github", "format_json", "format_junit", "format_sarif", "format_text"]

FORMATS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {
        "text": format_text,
        "json": format_json,
        "sarif": format_sarif,
        "junit": format_junit,
        "github": format_github,
    }
)
