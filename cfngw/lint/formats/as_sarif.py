"""Findings for code scanning, as SARIF 2.1.0.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/ ; GitHub shows a result at its physical location and needs a URI
relative to the working copy there. The Python line is a related location.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfngw.source import shown

if TYPE_CHECKING:
    from cfngw.lint.report import Finding, Report
    from cfngw.source import Source

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_PAGES = {name: f"https://github.com/aws-cloudformation/{name}" for name in ("cfn-lint", "cloudformation-validate")}
_LEVELS = {"error": "error", "warning": "warning", "informational": "note"}


def format_sarif(report: Report) -> str:
    """Write the report as one run, with the rules that found something."""
    rules = {finding.rule: finding for finding in report.findings}
    places = {rule: index for index, rule in enumerate(sorted(rules))}
    run = {
        "tool": {"driver": _driver(report, [rules[rule] for rule in places])},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, places[finding.rule]) for finding in report.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _driver(report: Report, rules: list[Finding]) -> dict[str, Any]:
    return {
        "name": report.tool,
        "version": report.version,
        **({"informationUri": page} if (page := _PAGES.get(report.tool)) else {}),
        "rules": [_rule(finding) for finding in rules],
    }


def _rule(finding: Finding) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": finding.rule,
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
    }
    if finding.description:
        rule["shortDescription"] = {"text": finding.description}
    # A helpUri has to be absolute.
    if finding.url.startswith(("https://", "http://")):
        rule["helpUri"] = finding.url
    return rule


def _result(finding: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding)],
    }
    if finding.source is not None:
        result["relatedLocations"] = [_declaration(finding.source)]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    location: dict[str, Any] = {"physicalLocation": _physical(finding.file, region)}
    if finding.path:
        location["logicalLocations"] = [{"fullyQualifiedName": "/".join(map(str, finding.path))}]
    return location


def _declaration(source: Source) -> dict[str, Any]:
    region = {"startLine": max(1, source.line)}
    return {
        "id": 1,
        "message": {"text": "declared here"},
        "physicalLocation": _physical(Path(source.path), region),
    }


def _physical(path: Path, region: dict[str, int]) -> dict[str, Any]:
    return {"artifactLocation": {"uri": _uri(path)}, "region": region}


def _uri(path: Path) -> str:
    from urllib.parse import quote

    path = Path(shown(str(path)))
    # A first part with a colon would be read as a scheme; quote() writes it as %3A.
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
