"""What keeps a text from being JSON, told alike by every Python."""

from __future__ import annotations

import pytest

from cfngw.vtl.json_check import fault_of


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1,}', "line 1, column 8: a comma without a name behind it"),
        ("[1, \n ]", "line 1, column 3: a comma without a value behind it"),
        ('{"a": [1,]}', "line 1, column 9: a comma without a value behind it"),
        ("[1,,]", "line 1, column 4: a comma without a value behind it"),
        ('{"a" ,}', "line 1, column 6: a colon is missing here"),
        ('{"a": 1,', "line 1, column 9: a name in double quotes is missing here"),
        ('{"a": }', "line 1, column 7: a value is missing here"),
        ("[1}", "line 1, column 3: a comma is missing here, or a quote inside a string is not escaped"),
        ("{}]", "line 1, column 3: more text after the end of the value"),
        ('{"a": NaN}', "line 1, column 7: NaN is no JSON"),
    ],
)
def test_the_first_fault_is_told_with_its_place(text: str, said: str) -> None:
    assert str(fault_of(text)) == said


@pytest.mark.parametrize("text", ["{}", "[1, 2]", '"a,}"', '{"a": "x,]"}', "null"])
def test_json_has_none(text: str) -> None:
    assert fault_of(text) is None
