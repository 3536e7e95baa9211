"""Common slips, each told with what to write: values in texts, iterators, half characters."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from troposphere import Ref, Sub

from cfngw import Allow, Function, Output, Parameter, Role, Route, Stage, Table
from cfngw.declare.intrinsic import Reference, Substitution
from cfngw.declare.value import Value
from cfngw.errors import collecting, excerpt
from samples import ZIP, api, function, inline, loose, problems, refused

BUCKET = "arn:aws:s3:::b"
READ = ["s3:GetObject"]


# Values formatted into texts


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Parameter("P"), "${P}"),
        (Reference("Thing"), "${Thing}"),
        (Reference("Thing", "Arn"), "${Thing.Arn}"),
        (Substitution("${P}-x"), "${P}-x"),
        (function(), "${HelloFunction}"),
        (Role("Reader"), "${ReaderRole}"),
    ],
)
def test_a_value_can_not_be_formatted_into_a_text(value: Any, written: str) -> None:
    error = refused(lambda: f"a-{value}")
    assert f'write Sub("...{written}...")' in (error.fix or "")
    assert refused(lambda: str(value)).problem == error.problem
    assert refused(lambda: "%s" % value).problem == error.problem  # noqa: UP031
    assert repr(value) in f"{value!r}"
    with collecting() as problems:
        assert str(value) == written
    assert len(problems) == 1


def test_a_value_that_is_no_resource_can_be_shown() -> None:
    assert str(Stage("dev")) == "Stage(name='dev')"


def test_a_text_with_a_troposphere_object_in_it_is_refused() -> None:
    (error,) = problems(lambda: function(environment={"TABLE": f"x-{Ref('P')}"}))
    assert "Sub(" in (error.fix or "")
    assert Stage(description="<troposphere.Ref> object").description


# Members, iterators, characters


@pytest.mark.parametrize("member", [None, 0, "", [], False])
def test_a_falsy_member_is_told_as_the_member(member: Any) -> None:
    (error,) = problems(lambda: api(routes=[member]))
    assert (error.problem, error.given) == ('Blueprint "Notes": routes does not take this member.', member)
    assert refused(lambda: loose.Stage(tags={"a": None})).given is None


@pytest.mark.parametrize("make", [iter, lambda members: (each for each in members), lambda members: map(str, members)])
def test_what_can_be_read_only_once_is_no_list(make: Any) -> None:
    assert "make a list of it" in (refused(lambda: loose.Allow(make(READ), BUCKET)).fix or "")
    assert "make a list of it" in (refused(lambda: loose.UrlCors(make(["*"]))).fix or "")


def test_half_a_character_is_refused() -> None:
    (error,) = problems(lambda: function(environment={"TABLE": "a\ud800"}))
    assert error.allowed == "text that UTF-8 can hold"
    assert "character 2" in (error.fix or "")


# Cures


@pytest.mark.parametrize(
    ("make", "fix"),
    [
        (lambda: api(routes=["GET /"]), 'write Route("GET /", function)'),
        (lambda: api(stages=["dev"]), 'write Stage("dev")'),
        (lambda: Allow("S3:GetObject", BUCKET), 'write "s3:GetObject"'),
        (lambda: Allow("lambda:InvokeFunction", function()), "refer to it: write .arn or .ref behind it"),
        (lambda: loose.Output("Out", function()), "refer to it: write .arn or .ref behind it"),
        (lambda: function("my function"), "leave out ' '"),
        (lambda: function("1st"), "begin with a letter, not with '1'"),
    ],
)
def test_the_cure_is_told(make: Any, fix: str) -> None:
    with pytest.raises(loose.CfngwError) as caught:
        make()
    assert caught.value.fix == fix


def test_inline_python_that_does_not_parse_is_told_at_its_line() -> None:
    (error,) = problems(lambda: inline("\n\ndef handler(event, context)\n    return {}\n", runtime="python3.11"))
    assert error.problem == "Function \"Hello\": line 1 of the code is no Python: expected ':'."
    assert error.given == "def handler(event, context)"


def test_inline_python_newer_than_this_one_is_not_judged() -> None:
    assert inline("def handler(event, context)\n", runtime="python3.99")
    assert inline("x = '\\d'\ndef handler(event, context): ...\n")  # a warning to Python, nothing to us
    assert problems(lambda: inline("\0", runtime="python3.11"))


# Copies


VALUES = [
    function(environment={"TABLE": Parameter("P"), "NAME": Sub("${P}")}),
    Stage("dev", tags={"team": "notes"}),
    Allow(READ, BUCKET, conditions={"StringEquals": {"aws:SourceAccount": "1"}}),
    Route("GET /notes/{id}", function()),
    Table("Notes", "id").grant_read(),
    Output("Out", Reference("Thing", "Arn")),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_is_its_own_copy_and_can_be_pickled(value: Value) -> None:
    assert copy.copy(value) is value
    assert copy.deepcopy(value) is value
    twin = pickle.loads(pickle.dumps(value))
    assert twin == value
    assert (hash(twin), excerpt(twin), twin.source) == (hash(value), excerpt(value), value.source)


def test_but_makes_another_value_at_the_callers_line() -> None:
    first = Function("Hello", "index.handler", code=ZIP, runtime="python3.13", memory_size_mb=256)
    other = first.but(name="Other", memory_size_mb=None)
    assert other == Function("Other", "index.handler", code=ZIP, runtime="python3.13")
    assert other.source.line == first.source.line + 1
    assert first.memory_size_mb == 256
    assert refused(lambda: first.but(memory=5)).fix == "write memory_size_mb="
