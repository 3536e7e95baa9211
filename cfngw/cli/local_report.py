"""How ``cfngw local`` speaks: what is served, then a line for each request, with what functions wrote under it.

Lines are gathered and written together some twenty times a second, so that a busy server does not wait for its
terminal. On stdout stand requests, in ``--trace json`` nothing else; the rest goes to stderr.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from typing import TYPE_CHECKING

import click

from cfngw.cli.console import table, warn

if TYPE_CHECKING:
    from cfngw.local.front import Done, ServedApi
    from cfngw.local.server import Server

_WRITE_SECONDS, _KEEP_SECONDS = 0.05, 1.0
_MOST_KEPT, _MOST_PATH = 1000, 200


class Reporter:
    """Takes what happens and writes it. ``trace`` is None, "text" or "json"."""

    def __init__(self, *, trace: str | None = None, quiet: bool = False, access_logs: bool = False) -> None:
        self._in_colour = sys.stdout.isatty()
        self._trace = trace
        self._quiet = quiet
        self._access_logs = access_logs
        self._lines: list[str] = []
        self._output: dict[str, tuple[float, list[str]]] = {}
        self._labels: dict[int, str] = {}
        self._timer: asyncio.TimerHandle | None = None

    @property
    def wanted(self) -> bool:
        """Say whether anybody wants to know of each request."""
        return self._trace is not None or not self._quiet

    # --- what is served -------------------------------------------------------------------------------------------

    def start(self, server: Server) -> None:
        """Show what is served and where."""
        out = sys.stderr if self._trace == "json" else sys.stdout
        if self._trace == "json":
            for door in server.doors:
                print(f"{door.name[1]} at {door.url}", file=out, flush=True)
        elif not self._quiet:
            for door in server.doors:
                if door.api is not None:
                    _show(door.api, door.url)
        for notice in server.served.notices:
            warn(notice)
        if not self._quiet and self._trace != "json":
            click.echo("Ctrl-C ends it.")
        sys.stdout.flush()
        gc.freeze()  # what was read stays: no collection need walk over it while requests wait

    # --- what happens ---------------------------------------------------------------------------------------------

    def done(self, done: Done) -> None:
        """Note a request that was answered."""
        written = None
        if self._output and done.passage is not None:
            written = self._output.pop(done.passage.request_id, None)
        if self._trace == "json":
            from cfngw.local.trace import journey_data

            data = journey_data(done.call, done.answer, done.passage, done.seconds)
            self._line(json.dumps(data, ensure_ascii=True, default=str))
            return
        stamp = time.strftime("%H:%M:%S")
        if self._trace == "text":
            from cfngw.cli.trace import journey_text

            self._line(f"{stamp} {journey_text(done.call, done.answer, done.passage, done.seconds)}")
            return
        path = _printable(done.call.path[:_MOST_PATH])
        milliseconds = f"{done.seconds * 1000:.0f} ms"
        status = self._status(done.answer.status)
        self._line(f"{stamp} {done.call.method:<6} {path} {status} {milliseconds}{self._label(done)}")
        if written is not None:
            self._lines += written[1]
        if done.passage is not None and done.passage.fault is not None and done.passage.fault.hint:
            self._line(f"    {done.passage.fault.hint}")
        if done.passage is None and done.api is not None and done.answer.status in (403, 404):
            self._line(f"    {_nowhere(done.api)}")

    def output(self, function: str, request: str, text: str) -> None:
        """Note what a function wrote; it stands under its request, or in its journey, where that is answered soon."""
        lines = [f"    {function}: {_printable(line)}" for line in text.rstrip("\n").splitlines()]
        _, known = self._output.setdefault(request, (time.monotonic(), []))
        known += lines[: _MOST_KEPT - len(known)]
        self._arm()

    def say(self, text: str) -> None:
        """Tell a person what should be known."""
        self.flush()
        print("\n".join(_printable(line) for line in text.splitlines()), file=sys.stderr, flush=True)

    def log(self, stage: str, line: str) -> None:
        """Note a line of a stage's own access log."""
        if self._access_logs:
            self._beside([f"    {stage}: {_printable(line)}"])

    def changed(self, server: Server) -> None:
        """Tell that a template was read anew."""
        self._labels.clear()
        self.say("The template changed: it is served as it is now.")
        for notice in server.served.notices:
            warn(notice)

    def refused(self, status: int) -> None:
        """Note a request that the server itself refused."""
        if self._trace is None and not self._quiet:
            self._line(f"{time.strftime('%H:%M:%S')} -      - {status} refused by the server")

    def _status(self, status: int) -> str:
        if not self._in_colour:
            return str(status)
        return click.style(str(status), fg="green" if status < 400 else "yellow" if status < 500 else "red")

    def _label(self, done: Done) -> str:
        route = done.passage.route if done.passage is not None else None
        if route is None or done.api is None or done.passage is None:
            return ""
        key = hash((id(route), done.passage.stage_name))
        known = self._labels.get(key)
        if known is None:
            from cfngw.local.listing import invoked

            stage = done.api.stages[done.passage.stage_name]
            known = self._labels[key] = f" {_printable(invoked(done.api, stage, route))}"
        return known

    # --- writing --------------------------------------------------------------------------------------------------

    def _line(self, text: str) -> None:
        self._lines.append(text)
        self._arm()

    def _beside(self, lines: list[str]) -> None:
        """Write lines that are no request's: stdout is for objects alone where it is read by a tool."""
        if self._trace == "json":
            print("\n".join(lines), file=sys.stderr, flush=True)
            return
        self._lines += lines
        self._arm()

    def _arm(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_WRITE_SECONDS, self.flush)

    def flush(self, *, all_of_it: bool = False) -> None:
        """Write what was gathered; what functions wrote outside a request after a while."""
        now = time.monotonic()
        for request, (since, lines) in list(self._output.items()):
            if all_of_it or now - since > _KEEP_SECONDS:
                del self._output[request]
                self._beside(lines)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._lines:
            text, self._lines = "\n".join(self._lines) + "\n", []
            sys.stdout.write(text)
            sys.stdout.flush()
        if self._output and not all_of_it:
            self._timer = asyncio.get_running_loop().call_later(_KEEP_SECONDS, self.flush)


def _show(api: ServedApi, url: str) -> None:
    """Show an API's address, its routes and its keys."""
    from cfngw.local.listing import keys, offered

    hosts = f", for {', '.join(api.hosts)}" if api.hosts else ""
    click.echo(f"{api.logical_id}: {'REST' if api.is_rest else 'HTTP'} API at {url}{hosts}")
    rows = [tuple(each) for each in offered(api, url)]
    if rows:
        click.echo()
        table(("method", "url", "invokes", "who may call"), rows)
    given = keys(api)
    if given:
        click.echo()
    for key in given:
        made = ", made for this server" if key.made else ""
        click.echo(f"X-Api-Key: {key.value}  ({key.name}{made})")
    click.echo()


def _nowhere(api: ServedApi) -> str:
    """Say why no stage took a request."""
    if api.closed:
        return f"the own address of {api.logical_id} is switched off: ask with its domain as the Host"
    stages = " or ".join(f"/{name}" for name in api.stages)
    return f"no stage of {api.logical_id} is at this path: paths begin with {stages}"


def _printable(text: str) -> str:
    """Leave out what would move a terminal's cursor or change its colours."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each == "\t" else "�" for each in text)
