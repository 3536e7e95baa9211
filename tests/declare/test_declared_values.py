"""How a declared value is made: what its errors hold, and that it never changes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from cfngw import Allow, Function, HttpApiBlueprint, LogGroup, Parameter, Route, S3Object, Stage, UrlCors
from cfngw.errors import DeclarationError, collecting
from samples import ZIP, function, loose, refused

MADE = {"name": "Hello", "handler": "a.b", "code": ZIP, "runtime": "python3.13"}


def test_an_error_holds_its_facts() -> None:
    error = refused(lambda: loose.Function(**MADE, memory_size_mb="128"), DeclarationError)
    assert error.problem == 'Function "Hello": memory_size_mb does not take this value.'
    assert error.given == "128"
    assert error.allowed == "a whole number from 128 to 32768 (MB), a Parameter or an intrinsic"
    assert error.option == "memory_size_mb"
    assert error.exit_code == 4


def test_an_error_says_what_to_write() -> None:
    assert refused(lambda: loose.Stage(5)).fix == 'put it in quotes: "5"'
    assert refused(lambda: LogGroup(log_format="json")).fix == 'write "JSON"'


def test_an_error_in_a_list_shows_the_member() -> None:
    error = refused(lambda: loose.Function(**MADE, layers=["arn:aws:lambda:eu-west-1:1:layer:tools:3", "tools"]))
    assert error.given == "tools"
    assert error.problem == 'Function "Hello": layers does not take this member.'


def test_a_class_in_place_of_its_value_is_told_so() -> None:
    error = refused(lambda: loose.Function("Hello", "a.b", runtime="python3.13", code=S3Object))
    assert error.fix == "make a value of it: S3Object(...)"


def test_a_list_that_was_forgotten_is_told_so() -> None:
    assert refused(lambda: loose.UrlCors("*")).fix == "put it in a list: [...]"


def test_the_line_is_that_of_the_call_in_a_function_of_the_user() -> None:
    def make() -> object:
        return loose.Function("Hello", "index.handler", code=ZIP, runtime=5)

    with pytest.raises(DeclarationError) as caught:
        make()
    assert caught.value.where is not None
    assert caught.value.where.line == make.__code__.co_firstlineno + 1


def test_the_line_of_a_subclass_of_the_user_is_where_it_is_made() -> None:
    class Quick(Function):
        """A function type of a user's own."""

    made = Quick("Hello", "index.handler", code=ZIP, runtime="python3.13")
    assert made.source.path == __file__


def test_several_problems_of_one_value_are_collected() -> None:
    with collecting() as problems:
        loose.Function("Hello", "index.handler", code=ZIP, runtime=5, tracing="On", wat=1)
    assert [problem.option for problem in problems] == ["runtime", "tracing", "wat"]


def test_an_option_given_twice_is_refused() -> None:
    error = refused(lambda: loose.Stage("dev", name="prod"))
    assert "name is given twice." in error.problem


def test_more_unnamed_options_than_there_are_is_refused() -> None:
    error = refused(lambda: loose.Stage("dev", "a description"))
    assert "too many unnamed options." in error.problem
    assert error.given == "a description"
    assert error.allowed == "without a name: name"


def test_a_value_does_not_change_with_the_list_it_was_made_of() -> None:
    origins = ["https://a.example"]
    cors = UrlCors(origins)
    origins.append("*")
    assert cors.allow_origins == ("https://a.example",)


def test_a_value_does_not_change_with_the_dict_it_was_made_of() -> None:
    environment = {"TABLE": "notes"}
    made: Any = function(environment=environment)
    environment["TABLE"] = "other"
    assert made.environment == {"TABLE": "notes"}
    with pytest.raises(TypeError):
        made.environment["TABLE"] = "x"


def test_the_conditions_of_a_statement_are_read_only_to_the_bottom() -> None:
    conditions: dict[str, dict[str, Any]] = {"StringEquals": {"aws:SourceAccount": "1"}}
    made: Any = Allow("s3:GetObject", "arn:aws:s3:::b", conditions=conditions)
    conditions["StringEquals"]["aws:SourceAccount"] = "2"
    assert made.conditions == {"StringEquals": {"aws:SourceAccount": "1"}}
    assert isinstance(made.conditions["StringEquals"], MappingProxyType)


def test_metadata_is_read_only_to_the_bottom() -> None:
    metadata: dict[str, Any] = {"Owner": {"team": ["notes"]}}
    blueprint = HttpApiBlueprint(name="Notes", routes=[Route("GET /", function())], metadata=metadata)
    metadata["Owner"]["team"].append("other")
    assert blueprint.sealed().document["Metadata"] == {"Owner": {"team": ["notes"]}}


def test_options_can_be_neither_set_nor_taken_away() -> None:
    made: Any = function()
    with pytest.raises(AttributeError):
        made.name = "Other"
    with pytest.raises(AttributeError):
        del made.name
    with pytest.raises(AttributeError):
        made.new = 1


def test_a_repr_shows_what_was_given() -> None:
    assert repr(Stage("dev", description="x")) == "Stage(name='dev', description='x')"
    assert repr(Parameter("Prefix", "dev")) == "Parameter(name='Prefix', default='dev')"


def test_values_with_other_options_differ() -> None:
    assert function(timeout_seconds=1) != function(timeout_seconds=2)
    assert function() != function("Other")
    assert function() != "Hello"


def test_the_line_is_no_part_of_a_value() -> None:
    one = Stage("dev")
    other = Stage("dev")
    assert one.source != other.source
    assert one == other
