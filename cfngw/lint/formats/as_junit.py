"""Findings for CI servers, as JUnit XML: a suite a template, a case a finding.

Errors are failures; what is less is the output of a case that passed, so that the server's verdict is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfngw.lint.formats.as_text import visible

if TYPE_CHECKING:
    from cfngw.lint.report import FileReport, Finding, Report

# Five replacements: an XML library would cost more than reading a report from the cache.
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;"}


def format_junit(report: Report) -> str:
    """Write the report as XML; a template without findings is one case that passed."""
    suites = "".join(_suite(file) for file in report.files)
    tests = sum(_tests(file) for file in report.files)
    failures = report.counts["error"]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + _element("testsuites", 0, {"name": report.tool, **_counts(tests, failures)}, suites)


def _suite(file: FileReport) -> str:
    name = file.file.as_posix()
    failures = sum(finding.severity == "error" for finding in file.findings)
    cases = "".join(_case(finding) for finding in file.findings)
    passed = _element("testcase", 2, {"name": "no findings", "classname": name})
    return _element("testsuite", 1, {"name": name, **_counts(_tests(file), failures)}, cases or passed)


def _tests(file: FileReport) -> int:
    return len(file.findings) or 1


def _counts(tests: int, failures: int) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failures), "errors": "0"}


def _case(finding: Finding) -> str:
    name = finding.file.as_posix()
    attributes = {
        "name": f"{finding.rule} {name}:{finding.line}:{finding.column}",
        "classname": name,
        "file": name,
        "line": str(finding.line),
    }
    return _element("testcase", 2, attributes, _outcome(finding))


def _outcome(finding: Finding) -> str:
    text = _escaped("\n".join(_facts(finding)))
    if finding.severity == "error":
        attributes = _attributes({"type": finding.rule, "message": finding.message})
        return f"      <failure{attributes}>{text}</failure>\n"
    return f"      <system-out>{text}</system-out>\n"


def _facts(finding: Finding) -> list[str]:
    facts = [f"{finding.severity} {finding.rule}: {finding.message}", finding.description]
    if finding.path:
        facts.append("at " + "/".join(map(str, finding.path)))
    if finding.source is not None:
        facts.append(f"declared at {finding.source}")
    return [fact for fact in (*facts, finding.url) if fact]


def _element(name: str, depth: int, attributes: dict[str, str], body: str = "") -> str:
    indent = "  " * depth
    opened = f"{indent}<{name}{_attributes(attributes)}"
    return f"{opened}>\n{body}{indent}</{name}>\n" if body else f"{opened}/>\n"


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{_escaped(value)}"' for name, value in attributes.items())


def _escaped(text: str) -> str:
    # XML 1.0 has no way to write most control characters, not even as references.
    return "".join(_ESCAPES.get(char) or visible(char) for char in text)
