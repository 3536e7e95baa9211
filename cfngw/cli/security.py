"""``cfngw lint --security``: who may call what, of templates that are read and checked by cfngw's own rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cfngw.errors import CfngwError, UsageError, raise_all

if TYPE_CHECKING:
    from cfngw.explain.security import Security, Way
    from cfngw.lint import Finding as LintFinding
    from cfngw.lint import Report

FORMATS = ("text", "markdown", "sarif", "json")
_SEVERITIES = {"error": "error", "warning": "warning", "advice": "informational"}
_RULES = {
    "open": ("open-route", "A route is open to everybody, and no reason is given"),
    "key": ("key-alone", "An API key is all that a route asks for"),
    "unknown": ("unknown-access", "The template does not tell who may call a route"),
}
_PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html"


def run(files: Sequence[Path], *, form: str, ignore: Sequence[str], fail_on: str | None) -> int:
    """Tell of some templates; the exit code is 0, or 5 where ``fail_on`` names a level that was found."""
    if form not in FORMATS:
        raise UsageError(
            "--security has no such format.", given=form, allowed=", ".join(FORMATS), fix="choose one of those"
        )
    reports = _reports(files, ignore)
    linted = _linted(reports)
    if form == "text":
        from cfngw.cli.explain import show, width
        from cfngw.explain.security_formats import security_text

        show(security_text(reports, width=width()))
    else:
        click.echo(_written(reports, linted, form), nl=False)
    return 5 if linted.failed(fail_on or "none") else 0


def _written(reports: Sequence[Security], linted: Report, form: str) -> str:
    from cfngw.explain.security_formats import security_json, security_markdown

    if form == "sarif":
        return _sarif(reports, linted)
    return security_json(reports) if form == "json" else security_markdown(reports)


def _reports(files: Sequence[Path], ignore: Sequence[str]) -> list[Security]:
    problems: list[CfngwError] = []
    reports = []
    for file in files:
        try:
            reports.append(_report(file, tuple(ignore)))
        except CfngwError as error:
            problems.append(error)
    raise_all(problems)
    return reports


def _report(file: Path, ignore: tuple[str, ...]) -> Security:
    from dataclasses import replace

    from cfngw.cli.explain import findings
    from cfngw.document import read
    from cfngw.explain import explain
    from cfngw.explain.security import security_of
    from cfngw.source import SourceMap, project_root

    document = read(file)
    found = tuple(each for each in findings(document) if not each.rule.startswith(ignore or ("-",)))
    sources = SourceMap.load(document.text, project_root(file.resolve()))
    return security_of(replace(explain(document), findings=found), sources)


# --- SARIF ----------------------------------------------------------------------------------------------------------


def _sarif(reports: Sequence[Security], linted: Report) -> str:
    """Write what to look at as results; the whole table of who may call what is a property of the run."""
    from cfngw.explain.security_formats import way_json
    from cfngw.lint.formats import format_sarif

    document: dict[str, Any] = json.loads(format_sarif(linted))
    (run_,) = document["runs"]
    run_["tool"]["driver"].update(name="cfngw", version=linted.version)
    run_["tool"]["driver"].pop("informationUri", None)
    run_["properties"] = {"waysIn": [way_json(way) for report in reports for way in report.ways]}
    return json.dumps(document, indent=2) + "\n"


def _linted(reports: Sequence[Security]) -> Report:
    """Give what to look at as a lint report: ways in that are open, then what the rules found."""
    from importlib.metadata import version

    from cfngw.lint import FileReport, Report

    files = [
        FileReport(Path(report.file), tuple(sorted(_findings(report), key=lambda each: (each.line, each.column))))
        for report in reports
    ]
    return Report(tuple(files), version("cfngw"))


def _findings(report: Security) -> list[LintFinding]:
    found = [_finding(report, *_about(way), way.source, way.where) for way in report.ways if way.level is not None]
    for each in report.objections:
        rule = each.finding
        about = (rule.rule, rule.severity, rule.message, rule.short, rule.url, rule.at.path if rule.at else ())
        found.append(_finding(report, *about, each.source, rule.where))
    return found


def _about(way: Way) -> tuple[str, str, str, str, str, tuple[str | int, ...]]:
    rule, short = _RULES[way.kind]
    api = f" of {way.api}" if way.api else ""
    message = f"{way.key}{api} calls {way.calls}; who may call: {way.who}"
    return rule, way.level or "advice", message, short, _PAGE, way.at.path if way.at else ()


def _finding(
    report: Security,
    rule: str,
    severity: str,
    message: str,
    short: str,
    url: str,
    path: tuple[str | int, ...],
    source: Any,
    where: Any,
) -> LintFinding:
    from cfngw.lint import Finding

    line, column = (where.line, max(1, where.column)) if where is not None else (1, 1)
    return Finding(
        rule=rule,
        severity=_SEVERITIES[severity],
        message=message,
        description=short,
        url=url,
        file=Path(where.path if where is not None else report.file),
        line=line,
        column=column,
        end_line=line,
        end_column=column,
        path=path,
        source=source,
    )
