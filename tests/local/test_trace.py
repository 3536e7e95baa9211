"""A request's journey as data and as text: what is shown, what is cut, what is hidden."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from served import REST, opened

from cfngw.cli.trace import journey_text
from cfngw.document import Reference, Unknown
from cfngw.local.exchange import Answer, Call
from cfngw.local.journey import Journey
from cfngw.local.passage import Passage
from cfngw.local.trace import hidden, journey_data, plain


def made(folder: Path, *steps: tuple[str, str, dict[str, Any]]) -> Passage:
    served = opened(folder, REST)
    api = served.apis[0]
    call = Call("POST", "/dev/a", "x=1", (("Authorization", "Bearer abcdefghijklmnopqrstuvwxyz"), ("A", "b")), b"\xff")
    passage = served.front.passage(call, api, api.stages["dev"], "/a", Journey())
    for name, said, shown in steps:
        passage.journey.step(name, said, at=api.api.at, **shown)
    passage.journey.output.append(("F", "one\ntwo\n"))
    return passage


def test_the_data_tell_request_steps_output_and_answer(tmp_path: Path) -> None:
    passage = made(tmp_path, ("mapping", "it is rendered", {"output": b'{"a": 1}', "headers": {"X-Api-Key": "k" * 40}}))
    told = journey_data(passage.call, Answer(201, [("B", "c")], b"ok"), passage, 0.0123)
    assert json.loads(json.dumps(told)) == told
    assert told["request"]["headers"] == [["Authorization", "*****uvwxyz"], ["A", "b"]]
    assert told["request"]["body"] == {"base64": "/w=="}
    (step,) = told["steps"]
    assert step["shown"] == {"output": '{"a": 1}', "headers": {"X-Api-Key": "*****kkkkkk"}}
    assert step["at"] == {"file": str(tmp_path / "template.yaml"), "line": 2, "column": 3}
    assert told["output"] == [{"function": "F", "text": "one\ntwo\n"}]
    assert told["response"] == {"status": 201, "headers": [["B", "c"]], "body": "ok"}
    assert told["milliseconds"] == 12.3


def test_a_request_without_a_stage_has_no_steps() -> None:
    told = journey_data(Call("GET", "/"), Answer(403), None, 0.0)
    assert (told["api"], told["steps"], told["route"]) == (None, [], None)


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (b"a", "a"),
        (b"\xff", {"base64": "/w=="}),
        ({"a": (1, {2}), 3: None}, {"a": [1, [2]], "3": None}),
        (Reference("Table", "Arn"), "${Table.Arn}"),
        (Unknown("nobody knows"), "unknown: nobody knows"),
        ("x" * 100_001, "x" * 100_000 + "… (100001 characters)"),
    ],
)
def test_any_value_becomes_data(value: Any, data: Any) -> None:
    assert plain(value) == data


def test_what_is_too_deep_is_cut() -> None:
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    assert "…" in json.dumps(plain(deep), ensure_ascii=False) or "[[" in json.dumps(plain(deep))


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ((("cookie", "short"),), [["cookie", "*****"]]),
        ({"Authorization": ["abcdefghijklmnopqr"]}, {"Authorization": ["*****mnopqr"]}),
        ({"X-API-KEY": None}, {"X-API-KEY": "*****"}),
        ([("A", "b"), ("A", "c")], [["A", "b"], ["A", "c"]]),
        ("A: b", "A: b"),
    ],
)
def test_secrets_in_headers_are_hidden_but_for_their_ends(headers: Any, shown: Any) -> None:
    assert hidden(headers) == shown


def test_the_text_tells_steps_with_their_places(tmp_path: Path) -> None:
    passage = made(
        tmp_path,
        ("route", "POST /a", {"path": {"id": "7"}, "empty": "", "none": None}),
        ("mapping", "it is rendered", {"output": "{\n  1\n}\n"}),
    )
    place = tmp_path / "template.yaml"
    assert journey_text(passage.call, Answer(200, [], b"ok"), passage, 0.5) == (
        "POST /dev/a?x=1\n"
        f"  route        POST /a  ({place}:2:3)\n"
        '               path: {"id": "7"}\n'
        f"  mapping      it is rendered  ({place}:2:3)\n"
        "               output:\n"
        "                 {\n"
        "                   1\n"
        "                 }\n"
        "  output       F\n"
        "               one\n"
        "               two\n"
        "  answer       200, 2 bytes, 500.0 ms\n"
    )


def test_the_text_is_cut_and_moves_no_cursor(tmp_path: Path) -> None:
    passage = made(tmp_path, ("mapping", "a\x1b[2Jb", {"output": "\n".join(["x" * 300] * 50)}))
    text = journey_text(passage.call, Answer(200), passage, 0.0)
    assert "\x1b" not in text
    assert "… 10 more lines" in text
    assert max(map(len, text.splitlines())) < 260
