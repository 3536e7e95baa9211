"""How the security of templates is written: text, Markdown, and JSON (docs/explain.md holds its shape)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from cfngw.explain.access import KINDS
from cfngw.explain.as_json import VERSION, place, plain
from cfngw.explain.as_markdown import bullets, code, safe, table
from cfngw.explain.as_text import file_name
from cfngw.explain.layout import Line, Row, heading, label
from cfngw.explain.layout import table as text_table
from cfngw.explain.security import Flow, Objection, Security, Way
from cfngw.explain.words import plural
from cfngw.source import Source


def security_text(reports: Sequence[Security], *, width: int = 80) -> list[Line]:
    """Write reports as lines of at most ``width`` characters."""
    lines: list[Line] = []
    for report in reports:
        lines += [Line()] if lines else []
        lines += _text(report, width)
    return lines


def _text(report: Security, width: int) -> Iterator[Line]:
    yield from heading(file_name(report.file), width)
    for kind, count in report.counts.items():
        yield from label(f"{count:>5}", KINDS[kind], width, column=7)
    if not report.ways:
        yield Line("  no route in the template")
    for api, ways in _by_api(report.ways).items():
        yield from (Line(), *heading(api or "Functions", width))
        rows = [
            Row((way.key, _word(way), way.who, way.calls), style="open" if way.level == "warning" else "")
            for way in ways
        ]
        yield from text_table(("ROUTE", "IS", "WHO MAY CALL", "CALLS"), rows, width)
        flows = [flow for flow in report.flows if flow.api == api]
        if flows:
            yield Line()
        for flow in flows:
            yield from label("-", flow.what, width, column=2)
    yield from _invokers(report.invokers, width)
    for topic, those in report.topics.items():
        yield from (Line(), Line(topic, "heading"))
        for each in those:
            yield from label(f"{each.finding.rule}", f"{_place(each)} {each.finding.message}", width, column=7)
    if report.unknown:
        yield from (Line(), Line(f"Not known: {len(report.unknown)} (cfngw explain says why)"))
    yield from (Line(), *heading(summary(report), width))


def _invokers(invokers: Sequence[Flow], width: int) -> Iterator[Line]:
    if invokers:
        yield from (Line(), Line("Called by others than an API", "heading"))
    for flow in invokers:
        yield from label(flow.api, flow.what, width, column=24)


def summary(report: Security) -> str:
    """Say in a line what to look at."""
    wide = sum(way.level == "warning" for way in report.ways)
    what = "way in is" if wide == 1 else "ways in are"
    return f"{wide} {what} open without a reason; {plural(len(report.objections), 'finding')} of security rules"


def security_markdown(reports: Sequence[Security]) -> str:
    """Write reports as Markdown."""
    return "\n\n".join(block for report in reports for block in _markdown(report)) + "\n"


def _markdown(report: Security) -> Iterator[str]:
    yield f"## Who may call {code(file_name(report.file))}"
    yield summary(report) + "."
    if report.counts:
        yield table(("Ways in", "Who may call"), [(str(count), KINDS[kind]) for kind, count in report.counts.items()])
    for api, ways in _by_api(report.ways).items():
        yield f"### {code(api) or 'Functions'}"
        rows = [
            (
                code(way.key),
                f"**{_word(way)}**" if way.level == "warning" else _word(way),
                safe(way.who),
                safe(way.calls),
                code(_line(way)),
            )
            for way in ways
        ]
        yield table(("Route", "Is", "Who may call", "Calls", "Where"), rows)
        flows = [safe(flow.what) for flow in report.flows if flow.api == api]
        if flows:
            yield bullets(flows)
    if report.invokers:
        yield "### Called by others than an API"
        yield bullets(f"{code(flow.api)}: {safe(flow.what)}" for flow in report.invokers)
    for topic, those in report.topics.items():
        yield f"### {topic}"
        objections = [
            (f"[{each.finding.rule}]({each.finding.url})", safe(each.finding.message), code(_place(each)))
            for each in those
        ]
        yield table(("Rule", "What", "Where"), objections)
    if report.unknown:
        yield f"<details><summary>Not known: {len(report.unknown)}</summary>"
        yield bullets(safe(each.why) for each in report.unknown)
        yield "</details>"


def security_json(reports: Sequence[Security]) -> str:
    """Write reports as JSON."""
    return json.dumps({"version": VERSION, "files": [_json(report) for report in reports]}, indent=2) + "\n"


def _json(report: Security) -> dict[str, Any]:
    return {
        "file": file_name(report.file),
        "counts": report.counts,
        "ways": [way_json(way) for way in report.ways],
        "data": [{"api": flow.api, "what": flow.what} for flow in report.flows],
        "invokers": [{"function": flow.api, "who": flow.what} for flow in report.invokers],
        "findings": [
            {**plain(each.finding), "topic": each.topic, "source": place(each.source)} for each in report.objections
        ],
        "unknown": plain(report.unknown),
    }


def way_json(way: Way) -> dict[str, Any]:
    """Give a way in as plain data."""
    return {**plain(way), "source": place(way.source), "level": way.level}


def _by_api(ways: Sequence[Way]) -> dict[str, list[Way]]:
    gathered: dict[str, list[Way]] = {}
    for way in ways:
        gathered.setdefault(way.api, []).append(way)
    return gathered


_WORDS = {
    "open": "open",
    "public": "open, said why",
    "key": "keyed only",
    "preflight": "preflight",
    "certificate": "by certificate",
    "private": "private",
    "policy": "by policy",
    "iam": "authorised",
    "token": "authorised",
    "authorizer": "authorised",
    "connected": "connected",
    "nobody": "closed",
    "unknown": "not known",
}


def _word(way: Way) -> str:
    return _WORDS[way.kind]


def _line(way: Way) -> str:
    return _best(way.source, way.where)


def _place(each: Objection) -> str:
    return _best(each.source, each.finding.where)


def _best(source: Source | None, where: Source | None) -> str:
    """Name the Python line where it is known, else the template's."""
    best = source or where
    return str(best) if best is not None else ""
