"""``cfngw vtl``: a mapping template tried out: rendered, traced, fuzzed; a selection pattern explained."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cfngw.errors import CfngwError, DeclarationError, UsageError

if TYPE_CHECKING:
    from cfngw.vtl.match import Pattern
    from cfngw.vtl.request import Request
    from cfngw.vtl.template import Template

_EPILOG = """\b
Examples:
  cfngw vtl request.vm                    with a sample of what the template reads
  cfngw vtl request.vm --event event.json --trace
  cfngw vtl error.vm --response --body '{"errorMessage": "400: no"}'
  cfngw vtl --template 'Hello $input.params("name")' --path name=Ada --text
  cfngw vtl request.vm --fuzz             does it stay JSON, whatever is sent?
  cfngw vtl --match '400: no' --patterns 400='400: [\\s\\S]*' --patterns 200=

\b
The event file: {"body": ..., "path": {...}, "querystring": {...}, "header":
{...}, "context": {...}, "stageVariables": {...}}, each of them optional; or an
API Gateway proxy event, as a log shows it.

Exit codes: 0 as it should be; 5 the output is no JSON, the fuzzing broke it, or a failure's message selects no error
response; 4 the template does not parse or fails; 2 the command line or the event; 6 a file that can't be read.
"""


class _Changes(NamedTuple):
    """What the command line changes of a request."""

    body: str | None
    path: Sequence[str]
    querystring: Sequence[str]
    header: Sequence[str]
    context: Sequence[str]
    stage_variables: Sequence[str]


@click.command("vtl", epilog=_EPILOG)
@click.argument("file", required=False, metavar="[FILE | -]")
@click.option("--template", "words", metavar="TEXT", help="The template itself, instead of a file.")
@click.option("--event", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The request, as JSON.")
@click.option("--body", metavar="TEXT", help="Another body; of a response: what the integration answered.")
@click.option("--path", multiple=True, metavar="NAME=VALUE", help="Another path parameter.")
@click.option("--query", multiple=True, metavar="NAME=VALUE", help="Another query string parameter.")
@click.option("--header", multiple=True, metavar="NAME=VALUE", help="Another header.")
@click.option("--context", multiple=True, metavar="NAME=VALUE", help="Another $context value; dots lead into maps.")
@click.option("--stage-variable", multiple=True, metavar="NAME=VALUE", help="Another stage variable.")
@click.option("--response", is_flag=True, help="It is a response template; without an event, one of a failure.")
@click.option("--text", "any_text", is_flag=True, help="The output need not be JSON.")
@click.option("--trace", "traced", is_flag=True, help="Show what each line gave, which branch it took, what it set.")
@click.option("--fuzz", "fuzzed", is_flag=True, help="Send hostile values in all that the template reads.")
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 600),
    default=5.0,
    metavar="SECONDS",
    help="How long to fuzz at most.  [default: 5]",
)
@click.option("--match", "message", metavar="MESSAGE", help="Say which response this error message selects.")
@click.option("--patterns", multiple=True, metavar="STATUS=REGEX | FILE", help="The responses' selection patterns.")
@click.option("--returned", is_flag=True, help="With --match: the function returned the message, and did not fail.")
@click.option("--quiet", "-q", is_flag=True, help="Print the output alone.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, for tools.")
def command(file: str | None, words: str | None, **options: Any) -> int:
    """Try a mapping template of API Gateway without deploying it.

    Shows what it gives for a request, whether that is JSON, what it reads and what of that was empty, and the overrides
    that it sets. The engine follows Apache Velocity 1.7 and what is known of the gateway.
    """
    if options["message"] is not None:
        if file is not None or words is not None:
            raise UsageError("--match takes no template.", given=file or words, fix="leave the template out")
        return _match(options)
    for name in ("patterns", "returned"):
        if options[name]:
            raise UsageError(f"--{name} belongs to --match.", fix="add --match 'the error message'")
    name, text = _read(file, words)
    template = _parse(name, text)
    request = _request(template, options)
    if options["fuzzed"]:
        return _fuzz(template, request, options)
    return _render(name, template, request, options)


# --- what is given --------------------------------------------------------------------------------------------------


def _read(file: str | None, words: str | None) -> tuple[str, str]:
    """Give the template's name and text."""
    if (file is None) == (words is None):
        raise UsageError(
            "no template is named." if file is None else "a template is given twice.",
            allowed="a file, - for standard input, or --template TEXT",
            fix="cfngw vtl request.vm" if file is None else "leave out the file or --template",
        )
    if words is not None:
        return "--template", words
    if file == "-":
        return "standard input", sys.stdin.read()
    from cfngw.files import read_text

    return str(file), read_text(Path(str(file)))


def _parse(name: str, text: str) -> Template:
    from cfngw.vtl import MappingTemplateError, parse

    try:
        return parse(text)
    except MappingTemplateError as error:
        raise _in_file(name, error) from None


def _in_file(name: str, error: Any) -> DeclarationError:
    """Tell an error of a template with the file's name before its line."""
    from cfngw.source import Source

    problem = f"{error.problem.removesuffix('.')} (column {error.column})."
    fix = error.hint or "see what leads there with --trace, or change the template"
    return DeclarationError(problem, where=Source(name, error.line), given=error.excerpt, fix=fix)


def _request(template: Template, options: dict[str, Any]) -> Request:
    from cfngw.vtl.request import read_request, sample

    event: Path | None = options["event"]
    request = (
        sample(template, response=options["response"]) if event is None else read_request(_data(event), str(event))
    )
    changes = _Changes(
        options["body"],
        options["path"],
        options["query"],
        options["header"],
        options["context"],
        options["stage_variable"],
    )
    return _changed(request, changes)


def _changed(request: Request, changes: _Changes) -> Request:
    if changes.body is not None:
        request = request._replace(body=changes.body)
    for name in ("path", "querystring", "header"):
        for key, value in _pairs(getattr(changes, name), name):
            request = request.with_value(("params", name, key), value)
    for key, value in _pairs(changes.context, "context"):
        request = request.with_value(("context", *key.split(".")), value)
    for key, value in _pairs(changes.stage_variables, "stage-variable"):
        request = request.with_value(("stageVariables", key), value)
    return request


def _pairs(given: Sequence[str], name: str) -> list[tuple[str, str]]:
    option = {"querystring": "query"}.get(name, name)
    for each in given:
        if "=" not in each:
            fix = f"write --{option} {each}=value"
            raise UsageError(f"--{option} has no value.", given=each, allowed="NAME=VALUE", fix=fix)
    return [(key, value) for key, _, value in (each.partition("=") for each in given)]


def _data(path: Path) -> Any:
    """Read a JSON file."""
    from cfngw.files import read_text
    from cfngw.vtl.json_check import fault_of

    text = read_text(path)
    fault = fault_of(text)
    if fault is not None:
        raise UsageError(
            f"{path} is no JSON: {fault}.", given=fault.excerpt, allowed="one JSON value", fix="correct it"
        )
    return json.loads(text)


# --- what is done ---------------------------------------------------------------------------------------------------


def _render(name: str, template: Template, request: Request, options: dict[str, Any]) -> int:
    from cfngw.cli.vtl_report import show_rendered, show_steps
    from cfngw.vtl import MappingTemplateError
    from cfngw.vtl.json_check import fault_of
    from cfngw.vtl.trace import trace

    traced = None if options["quiet"] else trace(template.text, request)
    try:
        rendered = request.render(template)
    except MappingTemplateError as error:
        if traced is not None and options["traced"]:
            show_steps(traced)
        raise _in_file(name, error) from None
    fault = None if options["any_text"] else fault_of(rendered.output)
    if options["quiet"]:
        click.echo(rendered.output, nl=not rendered.output.endswith("\n"))
    elif traced is not None:
        show_rendered(rendered, fault, traced, options)
    return 0 if fault is None else 5


def _fuzz(template: Template, request: Request, options: dict[str, Any]) -> int:
    from cfngw.cli.console import busy
    from cfngw.cli.vtl_report import show_fuzzed
    from cfngw.vtl.fuzz import fuzz

    with busy("Trying hostile values ..."):
        report = fuzz(template, request, seconds=options["seconds"], any_text=options["any_text"])
    show_fuzzed(report, as_json=options["as_json"])
    return 5 if report.breaks else 0


def _match(options: dict[str, Any]) -> int:
    from cfngw.cli.vtl_report import show_verdict
    from cfngw.vtl.match import select

    patterns = _patterns(options["patterns"])
    verdict = select(options["message"], patterns, returned=options["returned"])
    show_verdict(verdict, as_json=options["as_json"])
    return 0 if verdict.sound else 5


def _patterns(given: Sequence[str]) -> list[Pattern]:
    from cfngw.vtl.match import Pattern, checked_status, read_patterns

    if not given:
        raise UsageError(
            "--match has no patterns to match with.",
            allowed="--patterns STATUS=REGEX, several times, or --patterns FILE",
            fix="add --patterns 400='^\\[400:[\\s\\S]*' --patterns 200=",
        )
    found: list[Pattern] = []
    for each in given:
        status, sign, text = each.partition("=")
        if Path(each).suffix == ".json" and not status.isdecimal():
            found += read_patterns(_data(Path(each)), each)
        elif sign:
            found.append(Pattern(checked_status(status), text))
        else:
            raise _no_pattern(each)
    return found


def _no_pattern(given: str) -> CfngwError:
    fix = (
        f"write --patterns {given}= for the default" if given.isdecimal() else "write --patterns 400='^400: [\\s\\S]*'"
    )
    return UsageError("--patterns takes another form.", given=given, allowed="STATUS=REGEX or a .json file", fix=fix)
