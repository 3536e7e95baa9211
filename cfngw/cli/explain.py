"""``cfngw explain``: what a template holds, in words."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cfngw.errors import UsageError, nearest

if TYPE_CHECKING:
    from cfngw.document import Document
    from cfngw.explain import Explanation, Finding, Line

_WIDTH = 100  # where nothing says how wide a line may be
_LEAST, _MOST = 60, 160
_STYLES = {"heading": "bold", "label": "bold", "quiet": "dim", "open": "yellow"}


@click.command("explain")
@click.argument("file", type=click.Path(path_type=Path), metavar="TEMPLATE")
@click.option("--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter's value.")
@click.option("--api", metavar="ID", help="Tell of this API alone, by its logical id.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    help="[default: text]",
)
def command(file: Path, *, parameters: tuple[str, ...], api: str | None, form: str) -> None:
    """Tell what a CloudFormation template holds: yours, or anybody's.

    For each API: stages with their addresses, logs and throttles; routes, what each calls, who may call it, what is
    checked and answered. Then functions and who calls them, quotas used, what the template does not tell, and what
    cfngw's rules find. Nothing is asked of AWS.
    """
    from cfngw.document import Given, read
    from cfngw.explain import as_json, as_markdown, as_text, explain

    document = read(file)
    told = explain(document, Given(parameters=_values(parameters)))
    found = findings(document)
    told = _with(told, found, api)
    if form == "text":
        show(as_text(told, width=width()))
    else:
        click.echo(as_json(told) if form == "json" else as_markdown(told), nl=False)


def findings(document: Document) -> tuple[Finding, ...]:
    """Run cfngw's rules over a template."""
    from cfngw.explain import Finding
    from cfngw.lint.rules.catalogue import rules
    from cfngw.lint.rules.checking import check

    known = rules()
    return tuple(
        Finding(
            rule=name,
            short=known[name].short,
            message=problem.message,
            tags=known[name].tags,
            url=known[name].url,
            at=problem.at,
        )
        for name, problems in check(document).problems.items()
        for problem in problems
    )


def _with(told: Explanation, found: tuple[Finding, ...], api: str | None) -> Explanation:
    from dataclasses import replace

    from cfngw.explain import only

    told = replace(told, findings=found)
    if api is None:
        return told
    chosen = told.api(api)
    if chosen is None:
        known = [each.logical_id for each in told.apis]
        close = nearest(api, known)
        raise UsageError(
            f"the template has no API {api}.",
            given=api,
            allowed=", ".join(known) or "none: there is no API in the template",
            fix=f"write --api {close}" if close else "leave --api out",
        )
    return only(told, chosen)


def _values(given: Sequence[str]) -> dict[str, str]:
    for each in given:
        if not each.partition("=")[1]:
            raise UsageError(
                "--parameter has no value.",
                given=each,
                allowed="NAME=VALUE",
                fix=f"write --parameter {each}=value",
            )
    return {name: value for name, _, value in (each.partition("=") for each in given)}


def width() -> int:
    """Give how wide a line may be: as the terminal is; elsewhere always the same."""
    if not sys.stdout.isatty():
        return _WIDTH
    from shutil import get_terminal_size

    return min(max(get_terminal_size((_WIDTH, 24)).columns, _LEAST), _MOST)


def show(lines: Sequence[Line]) -> None:
    """Print lines: rich on a terminal, plain text elsewhere."""
    if not sys.stdout.isatty():
        click.echo("\n".join(line.text for line in lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True)
    for line in lines:
        console.print(Text(line.text, style=_STYLES.get(line.style, "")))
