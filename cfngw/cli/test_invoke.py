"""``cfngw test-invoke``: one request through an API without a server, as the console's Test button makes it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cfngw.cli.console import warn
from cfngw.cli.local_options import local_options, options_of, pairs
from cfngw.errors import UsageError

if TYPE_CHECKING:
    from cfngw.local.attempt import Attempt
    from cfngw.local.options import Options
    from cfngw.local.start import Served

_EPILOG = """\b
Examples:
  cfngw test-invoke output/notes.yaml "GET /notes?limit=2"
  cfngw test-invoke output/select.yaml "POST /select" --body '{"id": 1}'
  cfngw test-invoke t.yaml "GET /user/7" --checked --header 'x-api-key: ...'

Exit codes: 0 there was an answer, whatever its status; 5 with --fail, its status was 400 or above; 2 the command line;
3 no template, or no API in it; 6 a file that can't be read.
"""


class _Asked(NamedTuple):
    """What the command line asks for, apart from the templates' options."""

    method: str
    target: str
    api: str | None
    stage: str | None
    headers: tuple[tuple[str, str], ...]
    query: tuple[tuple[str, str], ...]
    body: bytes
    variables: dict[str, str]
    checked: bool


@click.command("test-invoke", epilog=_EPILOG)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("route", metavar='"METHOD /path"')
@click.option("--api", metavar="LOGICAL", help="The API, where the template holds several.")
@click.option("--stage", metavar="STAGE", help="The stage, where the API has several.")
@click.option(
    "--body",
    metavar="TEXT|@FILE|-",
    help="The body; @FILE reads a file, - standard input. JSON is sent as such, unless a header says otherwise.",
)
@click.option("--header", multiple=True, metavar="'K: V'", help="A header; may be given several times.")
@click.option("--query", multiple=True, metavar="K=V", help="A query string parameter.")
@click.option("--var", "variables", multiple=True, metavar="K=V", help="Another value of a stage variable.")
@click.option("--checked", is_flag=True, help="Ask authorizers, keys and policies too; the console's Test does not.")
@local_options
@click.option(
    "--trace",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text: the answer and the steps. json: one object, for tools.  [default: text]",
)
@click.option("--fail", is_flag=True, help="Exit with 5 where the status is 400 or above.")
def command(file: Path, route: str, **given: Any) -> int:
    """Make one request to an API of a template, and show the answer and each step.

    No server is started. Authorizers, API keys, policies and throttles are passed by, as by the Test button of API
    Gateway's console; --checked asks them. What a function writes stands among the steps.
    """
    method, target = _route(route, file)
    asked = _Asked(
        method,
        target,
        given["api"],
        given["stage"],
        tuple(_headers(given["header"])),
        tuple(_query(given["query"])),
        _body(given["body"]),
        pairs(given["variables"], "var", "table=notes"),
        given["checked"],
    )
    made = asyncio.run(_invoke(file, options_of(given, reload=False, trace=True), asked))
    if given["form"] == "json":
        from cfngw.local.trace import journey_data

        click.echo(json.dumps(journey_data(made.call, made.answer, made.passage, made.seconds), ensure_ascii=True))
    else:
        _show(made)
    return 5 if given["fail"] and made.answer.status >= 400 else 0


# --- what is asked --------------------------------------------------------------------------------------------------


def _route(text: str, file: Path) -> tuple[str, str]:
    method, _, target = text.strip().partition(" ")
    if not target.lstrip().startswith("/"):
        raise UsageError("a request is a method and a path.", given=text, fix=f'cfngw test-invoke {file} "GET /path"')
    return method.upper(), target.strip()


def _headers(given: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for text in given:
        name, colon, value = text.partition(":")
        if not colon or not name.strip() or any(each in text for each in "\r\n\0"):
            raise UsageError("--header takes a name and a value.", given=text, fix="--header 'x-api-key: secret'")
        found.append((name.strip(), value.strip()))
    return found


def _query(given: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for text in given:
        name, _, value = text.partition("=")
        if not name:
            raise UsageError("--query takes a name and a value.", given=text, fix="--query limit=10")
        found.append((name, value))
    return found


def _body(given: str | None) -> bytes:
    if given is None:
        return b""
    if given == "-":
        return sys.stdin.buffer.read()
    if not given.startswith("@"):
        return given.encode()
    path = Path(given[1:])
    try:
        return path.read_bytes()
    except OSError as error:
        from cfngw.errors import OutputError

        raise OutputError(f"{path} can't be read: {error.strerror or error}", fix="check the path of --body") from None


# --- the request ----------------------------------------------------------------------------------------------------


async def _invoke(file: Path, options: Options, asked: _Asked) -> Attempt:
    from cfngw.local.start import Voice, open_served

    voice = Voice(say=lambda text: print(text, file=sys.stderr))
    served = open_served([file], options, voice=voice)
    for notice in served.notices:
        warn(notice)
    try:
        return await _attempt(served, options, asked)
    finally:
        await served.close()


async def _attempt(served: Served, options: Options, asked: _Asked) -> Attempt:
    from cfngw.local.attempt import attempt, nearest_route, new_call, stage_of, with_variables

    api = served.api(asked.api)
    stage = with_variables(stage_of(api, asked.stage), asked.variables)
    names = {name.lower() for name, _ in asked.headers}
    added = [("Host", f"{api.id}.execute-api.{options.region}.amazonaws.com")] if "host" not in names else []
    if "content-type" not in names and _is_json(asked.body):
        added.append(("Content-Type", "application/json"))
    call = new_call(
        asked.method,
        asked.target,
        query=asked.query,
        headers=(*added, *asked.headers),
        body=asked.body,
        source_ip=options.source_ip or "127.0.0.1",
    )
    near = nearest_route(api, call.method, call.path)
    if near is not None:
        known = ", ".join(route.key for route in api.api.routes[:12])
        first, _, rest = call.path[1:].partition("/")
        is_below = first in api.stages and nearest_route(api, call.method, f"/{rest}") is None
        raise UsageError(
            f"{api.logical_id} has no route {asked.method} {call.path}.",
            allowed=known + (", …" if len(api.api.routes) > 12 else ""),
            fix=f"leave the stage out: {asked.method} /{rest}" if is_below else f"ask for {near}",
        )
    return await attempt(served, api, stage, call, tested=not asked.checked)


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


# --- the answer -----------------------------------------------------------------------------------------------------


def _show(made: Attempt) -> None:
    from cfngw.cli.trace import journey_text

    click.echo(f"Status: {made.answer.status}")
    click.echo(f"Latency: {made.seconds * 1000:.0f} ms")
    for name, value in made.answer.headers:
        click.echo(f"{name}: {value}")
    click.echo()
    try:
        text = made.answer.body.decode()
    except UnicodeDecodeError:
        text = f"({len(made.answer.body)} bytes that are no text)"
    click.echo(text, nl=not text.endswith("\n"))
    click.echo("-" * 40)
    click.echo(journey_text(made.call, made.answer, made.passage, made.seconds), nl=False)
