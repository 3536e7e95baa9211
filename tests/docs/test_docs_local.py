"""What docs/local.md says of tests and of the trace."""

from __future__ import annotations

import contextlib
import runpy
from pathlib import Path

from docpages import ROOT, declaration, lay_files, table

from cfngw.local.port import MOST_REQUESTS
from cfngw.local.wire import MOST_BODY, MOST_HEAD

PAGE = ROOT / "docs" / "local.md"


def test_the_test_of_the_page_passes(tmp_path: Path) -> None:
    lay_files(PAGE, tmp_path)
    assert declaration(PAGE, "test_notes.py")
    with contextlib.chdir(tmp_path):
        runpy.run_path("test_notes.py")["test_notes_are_listed"]()


def test_every_option_is_on_the_page() -> None:
    import click

    from cfngw.cli.local import command

    said = " ".join(row[0] for row in table(PAGE, "## Options"))
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in said, parameter.opts


def test_the_limits_are_those_of_the_server() -> None:
    said = " ".join(row[0] for row in table(PAGE, "## Limits of a request"))
    assert f"{MOST_BODY // 1024 // 1024} MB" in said
    assert f"{MOST_HEAD:,}" in said
    assert f"{MOST_REQUESTS:,}" in said


def test_the_members_of_the_trace_are_those_on_the_page() -> None:
    from cfngw.local.exchange import Answer, Call
    from cfngw.local.trace import journey_data

    told = journey_data(Call("GET", "/"), Answer(200), None, 0.0)
    said = " ".join(row[0] for row in table(PAGE, "`--trace json` prints"))
    assert list(told) == [word.strip("`,") for word in said.split()]
