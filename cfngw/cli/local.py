"""``cfngw local``: the APIs of templates, served on this machine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cfngw.cli.local_options import local_options, options_of, templates
from cfngw.errors import UsageError

if TYPE_CHECKING:
    from cfngw.cli.local_report import Reporter
    from cfngw.local.options import Options
    from cfngw.local.start import Served

_EPILOG = """\b
Examples:
  cfngw local output/notes.yaml
  cfngw local template.yaml --parameter Stage=dev --env env.json --trace
  cfngw local output/orders.yaml --aws-endpoint http://127.0.0.1:5000

Exit codes: 0 it was stopped; 2 the command line or a port in use; 3 no template, or no API in it; 6 a file that can't
be read.
"""


@click.command("local", epilog=_EPILOG)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[TEMPLATE]...")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=3000,
    metavar="PORT",
    help="The first API's port; further APIs have those behind it. 0: any that is free.  [default: 3000]",
)
@click.option("--host", default="127.0.0.1", metavar="HOST", help="An address of loopback.  [default: 127.0.0.1]")
@local_options
@click.option(
    "--trace",
    is_flag=False,
    flag_value="text",
    metavar="[text|json]",
    help="Show each request's steps, with the template lines that decide; json: one object a line, for tools.",
)
@click.option("--access-logs", is_flag=True, help="Show the stages' own access logs, in their format.")
@click.option("--no-reload", is_flag=True, help="Take no notice of changed templates and code.")
@click.option("--quiet", "-q", is_flag=True, help="Print neither routes nor requests.")
def command(files: tuple[Path, ...], **given: Any) -> None:
    """Serve the REST and HTTP APIs of templates on this machine, as API Gateway would.

    TEMPLATE is any CloudFormation or SAM template; without one, the one in output/ that holds an API. Functions run in
    processes of their own. Nothing but loopback is opened or called, unless an option says so.
    """
    from cfngw.cli.local_report import Reporter

    trace, files = trace_of(given.pop("trace"), files)
    paths, said = templates(files, "local")
    options = options_of(given, reload=not given["no_reload"], trace=trace is not None)
    reporter = Reporter(trace=trace, quiet=given["quiet"], access_logs=given["access_logs"])
    if said and trace != "json" and not given["quiet"]:
        click.echo(f"{said}\n")
    run_server(paths, options, reporter, host=given["host"], port=given["port"])


def trace_of(given: str | None, files: tuple[Path, ...]) -> tuple[str | None, tuple[Path, ...]]:
    """Give the form of the trace, and the templates: the word behind ``--trace`` may be one of them."""
    if given in (None, "text", "json"):
        return given, files
    path = Path(given)
    if path.suffix in (".yaml", ".yml", ".json", ".template") or path.is_file():
        return "text", (path, *files)
    raise UsageError(f"--trace has no form {given}.", allowed="text, json", fix="--trace, or --trace json")


def run_server(paths: tuple[Path, ...], options: Options, reporter: Reporter, *, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM."""
    try:
        from cfngw.local.port import loopback
        from cfngw.local.server import Server, run_until_stopped
    except ImportError as error:
        raise UsageError(
            f"the local gateway needs {error.name}, which is not installed.", fix="pip install 'cfngw[local]'"
        ) from None
    from cfngw.local.start import Voice, open_served

    loopback(host)  # told before anything is started
    voice = Voice(say=reporter.say, output=reporter.output, log=reporter.log)

    def opened() -> Served:
        served = open_served(paths, options, voice=voice)
        served.front.listener = reporter.done if reporter.wanted else None
        return served

    async def serving(stop: asyncio.Event) -> None:
        served = opened()
        try:
            server = Server(
                served,
                host=host,
                port=port,
                reopen=opened if options.reload else None,
                say=reporter.say,
                changed=reporter.changed,
                refused=reporter.refused,
            )
        except UsageError:
            await served.close()
            raise
        await server.run(stop, ready=lambda: reporter.start(server))
        reporter.flush(all_of_it=True)

    run_until_stopped(serving)
