"""A line of a text that a template holds is found in the file, or its key is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfngw.document import parse
from cfngw.document.values import At
from cfngw.read.placing import place_in_file

TEXT = "#set($a = 1)\n#if($a)\nyes"
BLOCK = "Resources:\n  A:\n    Type: X\n    Text: |\n      #set($a = 1)\n      #if($a)\n      yes\n"


@pytest.mark.parametrize(
    ("written", "line", "column", "place"),
    [
        (BLOCK, 2, 1, (6, 7)),
        (BLOCK, 3, 2, (7, 8)),
        (BLOCK, 9, 1, (7, 10)),  # behind the end: at the end
        ("Resources:\n  A:\n    Type: X\n    Text: '#if($a'\n", 1, 7, (4, 18)),
        ('Resources:\n  A:\n    Type: X\n    Text: "#set($a = 1)\\n#if($a)\\nyes"\n', 2, 1, (4, 5)),
    ],
)
def test_a_line_is_found_where_it_stands(written: str, line: int, column: int, place: tuple[int, int]) -> None:
    document = parse(written, Path("t.yaml"))
    text = document.data["Resources"]["A"]["Text"]
    found = place_in_file(At(document, ("Resources", "A", "Text")), text, line, column)
    assert (found.line, found.column) == place


def test_an_empty_text_is_told_by_its_key() -> None:
    document = parse("Resources:\n  A: {Type: X, Text: ''}\n", Path("t.yaml"))
    assert place_in_file(At(document, ("Resources", "A", "Text")), "", 1, 1).line == 2
