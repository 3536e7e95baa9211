"""The lines of cfngw local: one for each request, what functions wrote under it, nothing that moves a cursor."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cfngw.cli.local_options import options_of, pairs
from cfngw.cli.local_report import Reporter
from cfngw.errors import UsageError
from cfngw.local.exchange import Answer, Call
from cfngw.local.front import Done


def reported(capsys: pytest.CaptureFixture[str], does: Callable[[Reporter], None], reporter: Reporter) -> str:
    asyncio.run(_run(does, reporter))
    return re.sub(r"\d\d:\d\d:\d\d", "TIME", capsys.readouterr().out)


async def _run(does: Callable[[Reporter], None], reporter: Reporter) -> None:
    does(reporter)
    reporter.flush(all_of_it=True)


def done(path: str, status: int = 200) -> Done:
    return Done(None, Call("GET", path), Answer(status, [], b"ok"), None, 0.0034)


def test_a_request_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    out = reported(capsys, lambda reporter: reporter.done(done("/a", 404)), Reporter())
    assert out == "TIME GET    /a 404 3 ms\n"


def test_nothing_moves_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    def does(reporter: Reporter) -> None:
        reporter.done(done("/\x1b[2J\n" + "x" * 1000))
        reporter.output("F", "", "\x1b[31mred\r\nnext\n")

    out = reported(capsys, does, Reporter())
    assert "\x1b" not in out
    assert "\r" not in out
    assert len(out.splitlines()) == 3


def test_what_functions_write_outside_a_request_is_shown_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    out = reported(capsys, lambda reporter: reporter.output("F", "late", "one\ntwo\n"), Reporter())
    assert out == "    F: one\n    F: two\n"


def test_access_logs_are_shown_when_they_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert reported(capsys, lambda each: each.log("Api/dev", "line"), Reporter()) == ""
    assert reported(capsys, lambda each: each.log("Api/dev", "line"), Reporter(access_logs=True)) == (
        "    Api/dev: line\n"
    )


def test_a_trace_in_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    def does(reporter: Reporter) -> None:
        reporter.done(done("/a"))
        reporter.done(done("/b"))
        reporter.refused(413)
        reporter.output("F", "", "late\n")
        reporter.log("Api/dev", "line")

    reporter = Reporter(trace="json", access_logs=True)
    asyncio.run(_run(does, reporter))
    captured = capsys.readouterr()
    assert [line[:14] for line in captured.out.splitlines()] == ['{"version": 1,'] * 2
    assert captured.err == "    Api/dev: line\n    F: late\n"


def test_lines_are_written_together_and_cheaply(capsys: pytest.CaptureFixture[str]) -> None:
    def does(reporter: Reporter) -> None:
        began = time.perf_counter()
        for _ in range(5_000):
            reporter.done(done("/a"))
        assert time.perf_counter() - began < 1

    assert len(reported(capsys, does, Reporter()).splitlines()) == 5_000


GIVEN = {
    "parameter": (),
    "env": None,
    "code": (),
    "identities": None,
    "aws_endpoint": (),
    "stand_in": (),
    "reach": (),
    "record": None,
    "answers": None,
    "region": None,
    "source_ip": None,
}


def test_options_are_read(tmp_path: Path) -> None:
    options = options_of(
        {
            **GIVEN,
            "parameter": ("Stage=dev", "Url=https://x/?a=b"),
            "code": (f"F={tmp_path}",),
            "aws_endpoint": ("http://127.0.0.1:5000", "sqs=http://127.0.0.1:9324"),
            "stand_in": ("https://api.example.com/v1?a=b=http://127.0.0.1:9000/x", "Listener=http://127.0.0.1:1"),
            "source_ip": "2001:DB8::1",
        }
    )
    assert options.parameters == {"Stage": "dev", "Url": "https://x/?a=b"}
    assert options.code == {"F": tmp_path}
    assert options.aws_endpoint == {"*": "http://127.0.0.1:5000", "sqs": "http://127.0.0.1:9324"}
    assert options.stand_ins == {
        "https://api.example.com/v1?a=b": "http://127.0.0.1:9000/x",
        "Listener": "http://127.0.0.1:1",
    }
    assert (options.source_ip, options.region) == ("2001:db8::1", "us-east-1")


@pytest.mark.parametrize("text", ["Stage", "=dev", " =dev", ""])
def test_half_a_pair_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        pairs([text], "parameter", "Stage=dev")
