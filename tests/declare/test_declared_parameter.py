"""Parameters: default, allowed values and bounds against the type, and what options make of a default."""

from __future__ import annotations

from typing import Any

import pytest

from cfngw import LogGroup, Parameter, Stage, Throttle
from samples import function, loose, refused, template_of


@pytest.mark.parametrize(
    ("default", "options"),
    [
        ("dev", {}),
        ("", {}),
        (5, {"type": "Number"}),
        ("0.5", {"type": "Number"}),
        ("1,2.5", {"type": "List<Number>"}),
        ("a,b", {"type": "CommaDelimitedList", "allowed_pattern": "[a-z]"}),
        ("/app/db", {"type": "AWS::SSM::Parameter::Value<String>"}),
        (5, {"type": "Number", "min_value": 5, "max_value": "5"}),
        (5, {"type": "Number", "allowed_values": ["5", 6]}),
        ("abc", {"min_length": 3, "max_length": 3, "allowed_pattern": "[a-c]+"}),
        ("abc", {"allowed_pattern": "\\p{Alpha}+["}),  # Java reads what Python does not
    ],
)
def test_a_default_that_fits_is_emitted(default: Any, options: Any) -> None:
    made = template_of(function(), parameters=[Parameter("P", default, **options)])["Parameters"]["P"]
    assert made["Default"] == default


@pytest.mark.parametrize(
    ("default", "options", "problem", "fix"),
    [
        (5, {}, "its type is String, but 5 is a number.", 'write "5", or give type="Number"'),
        ("x", {"type": "Number"}, "its type is Number, but 'x' is no number.", None),
        ("", {"type": "Number"}, "its type is Number, but '' is no number.", None),
        (5, {"type": "List<Number>"}, "its type is List<Number>, but 5 is a number.", 'write "5"'),
        ("1,a", {"type": "List<Number>"}, "its type is List<Number>, but '1,a' is no list of numbers.", None),
        (None, {"allowed_values": [1]}, "its type is String, but 1 is a number.", None),
        (5, {"type": "Number", "max_value": 4}, "the default is outside the parameter's own bounds.", None),
        (5, {"type": "Number", "min_value": 6}, "the default is outside the parameter's own bounds.", None),
        ("ab", {"min_length": 3}, "the default is outside the parameter's own bounds.", None),
        ("ab", {"max_length": 1}, "the default is outside the parameter's own bounds.", None),
        ("ab", {"allowed_pattern": "a"}, "the default is outside the parameter's own bounds.", None),
        (None, {"min_length": 2, "max_length": 1}, "min_length is greater than max_length.", None),
        (None, {"type": "Number", "min_value": 2, "max_value": 1}, "min_value is greater than max_value.", None),
        (None, {"type": "Number", "min_length": 2}, "min_length is for the type String, not for Number.", None),
        (None, {"max_value": 2}, "max_value is for the type Number, not for String.", None),
    ],
)
def test_a_parameter_that_contradicts_itself_is_refused(default: Any, options: Any, problem: str, fix: Any) -> None:
    error = refused(lambda: Parameter("P", default, **options))
    assert error.problem == f'Parameter "P": {problem}'
    assert error.fix
    assert fix is None or error.fix == fix


def test_a_bound_that_is_a_text_is_kept_as_a_number() -> None:
    assert Parameter("P", type="Number", min_value=loose.Parameter("Q", type="Number", min_value="2").min_value)
    assert loose.Parameter("P", type="Number", min_value="1.5").min_value == 1.5


@pytest.mark.parametrize(
    "make",
    [
        lambda: function(timeout_seconds=Parameter("T", 5000, type="Number")),
        lambda: function(timeout_seconds=Parameter("T", "long")),
        lambda: function(architecture=Parameter("A", "arm")),
        lambda: function(layers=[Parameter("L", "numpy")]),
        lambda: LogGroup(retention_in_days=Parameter("D", 31, type="Number")),
        lambda: Throttle(rate=Parameter("R", -1, type="Number")),
        lambda: Throttle(rate=Parameter("R", "fast")),
    ],
)
def test_an_option_refuses_a_parameter_whose_default_it_would_refuse(make: Any) -> None:
    with pytest.raises(loose.CfngwError) as caught:
        make()
    assert caught.value.fix == "give the parameter a default that the option takes, or none"


@pytest.mark.parametrize(
    "make",
    [
        lambda: function(timeout_seconds=Parameter("T", "30")),
        lambda: function(timeout_seconds=Parameter("T")),
        lambda: function(runtime=Parameter("R", "/runtimes/ours", type="AWS::SSM::Parameter::Value<String>")),
        lambda: LogGroup(retention_in_days=Parameter("D", "30")),
        lambda: Throttle(rate=Parameter("R", 10, type="Number"), burst=Parameter("B", 20, type="Number")),
        lambda: Throttle(rate=Parameter("R", 0.5, type="Number")),
        lambda: Stage(description=Parameter("Note", "")),
        lambda: loose.UrlCors(["https://a.example"], allow_credentials=Parameter("C", "true")),
    ],
)
def test_an_option_takes_a_default_as_cloudformation_reads_it(make: Any) -> None:
    assert make()
