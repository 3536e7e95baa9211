"""How ``cfngw vtl`` shows what it found: for readers, and as one JSON document for tools."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from cfngw.cli.console import plural

if TYPE_CHECKING:
    from cfngw.vtl.fuzz import Break, Report
    from cfngw.vtl.json_check import Fault
    from cfngw.vtl.match import Verdict
    from cfngw.vtl.template import Rendered
    from cfngw.vtl.trace import Trace


def show_rendered(rendered: Rendered, fault: Fault | None, traced: Trace, options: Mapping[str, Any]) -> None:
    """Show the output of a template, the verdict on it, and what was read."""
    overrides = dict(_overrides(rendered.overrides))
    if options["as_json"]:
        _document(
            output=rendered.output,
            valid_json=None if options["any_text"] else fault is None,
            fault=None if fault is None else fault._asdict(),
            reads=[each._asdict() for each in traced.variables],
            overrides=overrides,
            **({"trace": [each._asdict() for each in traced.steps]} if options["traced"] else {}),
        )
        return
    click.echo(rendered.output, nl=not rendered.output.endswith("\n"))
    click.echo("-" * 40)
    if not options["any_text"]:
        click.echo("The output is JSON." if fault is None else f"The output is no JSON: {fault}.")
    if fault is not None:
        click.echo(_pointed(fault))
    if traced.variables:
        click.echo("Read:")
        for each in traced.variables:
            click.echo(f"  line {each.line:>3}  {each.name}  {'(empty)' if each.empty else each.value}")
    if overrides:
        click.echo("Overrides:")
        click.echo("\n".join(f"  {name} = {_json(value)}" for name, value in overrides.items()))
    if options["traced"]:
        show_steps(traced)


def show_steps(traced: Trace) -> None:
    """Show what each line of a template did."""
    click.echo("Trace:")
    for each in traced.steps:
        click.echo(
            f"  line {each.line:>3}  {each.kind:<5}  {_json(each.detail) if each.kind == 'gives' else each.detail}"
        )
    if traced.cut:
        click.echo("  ... and more")


def _overrides(overrides: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give each override that was set under the name it has in a template."""
    for kind, table in overrides.items():
        for name, value in (table or {}).items():
            if isinstance(value, Mapping):
                yield from ((f"$context.{kind}Override.{name}.{key}", each) for key, each in value.items())
            else:
                yield f"$context.{kind}Override.{name}", value


def _pointed(fault: Fault, margin: str = "    ") -> str:
    """Show the line of a fault with a pointer below it."""
    shown = "".join(character if character.isprintable() else " " for character in fault.excerpt)
    return f"{margin}{shown}\n{margin}{' ' * fault.pointer}^"


# --- fuzzing --------------------------------------------------------------------------------------------------------


def show_fuzzed(report: Report, *, as_json: bool) -> None:
    """Show what hostile input did to a template."""
    if as_json:
        _document(
            broken=bool(report.breaks),
            tried=report.tried,
            refused=report.refused,
            inputs=list(report.sources),
            complete=not report.cut,
            breaks=[_break(each) for each in report.breaks],
        )
        return
    if report.breaks:
        click.echo(f"{plural(len(report.breaks), 'kind')} of input break{'s' * (len(report.breaks) == 1)} it.")
    for number, each in enumerate(report.breaks, 1):
        click.echo(f"\n{number}. {_input(each)}\n   {each.problem}")
        if each.fault is not None:
            click.echo(_pointed(each.fault, "       "))
        if each.reads:
            click.echo(f"   read: line {each.reads[0].line}, {each.reads[0].literal}")
        click.echo(f"   why:  {each.why}\n   cure: {each.cure}")
    if report.breaks:
        click.echo()
    click.echo(f"Tried {plural(report.tried, 'request')}{_in(report)}.")
    if report.refused:
        click.echo(
            f"{plural(report.refused, 'body')} of them no template sees: the gateway answers 400.".replace(
                "bodys", "bodies"
            )
        )
    if report.cut:
        click.echo("The time was up before all was tried: give more with --seconds.")
    if not report.breaks:
        click.echo("The output stayed what it should be.")


def _in(report: Report) -> str:
    return f", with hostile values in {', '.join(report.sources)}" if report.sources else ": it reads no input"


def _input(found: Break) -> str:
    from cfngw.vtl.inputs import source_name
    from cfngw.vtl.request import ABSENT

    if not found.source:
        return "the sample request"
    name = source_name(found.source)
    if found.key:
        return f"{name}, where a name is {_json(found.value)}"
    if found.value is ABSENT:
        return f"{name}, where it is missing"
    if found.source == ("body",) or found.source == ("raw",):
        return f"the body {_short(str(found.value))}"
    return f"{name} = {_short(_json(found.value))}"


def _break(found: Break) -> dict[str, Any]:
    from cfngw.vtl.inputs import source_name
    from cfngw.vtl.request import ABSENT

    return {
        "input": source_name(found.source) if found.source else None,
        "missing": found.value is ABSENT,
        "value": None if found.value is ABSENT else found.value,
        "is_name": found.key,
        "problem": found.problem,
        "output": found.output,
        "fault": None if found.fault is None else found.fault._asdict(),
        "line": found.reads[0].line if found.reads else None,
        "reference": found.reads[0].literal if found.reads else None,
        "why": found.why,
        "cure": found.cure,
    }


def _short(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[:most]}... ({len(text)} characters)"


# --- selection ------------------------------------------------------------------------------------------------------


def show_verdict(verdict: Verdict, *, as_json: bool) -> None:
    """Show which response was selected, and why."""
    chosen = verdict.selected
    if as_json:
        _document(
            status=None if chosen is None else chosen.status,
            pattern=None if chosen is None else chosen.text,
            why=verdict.why,
            matching=[each._asdict() for each in verdict.matching],
            near=[{**each._asdict(), "why": said} for each, said in verdict.near],
            warnings=list(verdict.warnings),
            sound=verdict.sound,
        )
        return
    if chosen is None:
        click.echo("No response is selected.")
    else:
        click.echo(f"Response {chosen.status}: {chosen.text or 'the empty pattern'}")
    click.echo(f"  why:  {verdict.why}.")
    for pattern, said in verdict.near:
        click.echo(f"  near: {pattern.status} ({pattern.text}) {said}")
    for warning in verdict.warnings:
        click.echo(f"  mind: {warning}")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _document(**parts: Any) -> None:
    click.echo(json.dumps(parts, indent=2, ensure_ascii=True, default=str))
