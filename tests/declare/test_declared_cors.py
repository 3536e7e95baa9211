"""CORS: what it takes, and what browsers would refuse."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import Cors, Method, Parameter
from cfngw.errors import DuplicateError
from rest_around import methods, rest
from samples import function, loose, problems, refused

HERE = "https://a.example"
THERE = "https://b.example"


@pytest.mark.parametrize(
    "origin", [HERE, "http://localhost:3000", "*", "null", "capacitor://localhost", Parameter("O")]
)
def test_an_origin_alone_or_in_a_list(origin: Any) -> None:
    assert Cors([origin]).allow_origins == loose.Cors(origin).allow_origins == (origin,)


@pytest.mark.parametrize(
    ("origin", "fix"),
    [
        ("https://a.example/", 'an origin ends without a slash: "https://a.example"'),
        ("https://*.a.example", "name each origin in full: browsers compare the whole text"),
        ("a.example", 'say the scheme, too: "https://a.example"'),
    ],
)
def test_an_origin_is_told_how_it_is_written(origin: str, fix: str) -> None:
    assert refused(lambda: Cors([origin])).fix == fix


@pytest.mark.parametrize("origin", ["https://a.example/app", 'https://a"b', "https://a b", "https://$x", "https://a'b"])
def test_an_origin_has_no_path_and_nothing_that_a_template_could_trip_over(origin: str) -> None:
    refused(lambda: Cors([origin]))


def test_credentials_are_not_for_everybody() -> None:
    error = refused(lambda: Cors("*", allow_credentials=True))
    assert error.problem == "Cors: credentials can't be allowed to every origin."
    assert error.fix == 'write Cors(["https://…"], allow_credentials=True), or leave out allow_credentials='
    assert refused(lambda: Cors("*", allow_credentials=Ref("P"))).option == "allow_credentials"
    assert Cors("*", allow_credentials=False)
    assert refused(lambda: Cors("https://*", allow_credentials=True)).given == "https://*"


@pytest.mark.parametrize("name", ["allow_headers", "expose_headers"])
def test_with_credentials_a_star_is_the_name_of_a_header(name: str) -> None:
    assert refused(lambda: loose.Cors([HERE], allow_credentials=True, **{name: ["*"]})).option == name
    assert loose.Cors([HERE], **{name: ["*"]})


def test_a_star_stands_alone() -> None:
    assert refused(lambda: Cors(["*", HERE])).fix == "leave out '*', or the others"


def test_of_several_origins_of_a_rest_api_each_is_written_out() -> None:
    cors = Cors([HERE, Parameter("Other")])
    (error,) = problems(lambda: rest(cors=cors))
    assert error.where == cors.source
    assert error.allowed == "texts; one origin alone may be a Parameter; of an HTTP API, each"


@pytest.mark.parametrize("pattern", ["https://*", "http://*"])
def test_a_rest_api_has_no_patterns_of_origins(pattern: str) -> None:
    cors = Cors(pattern)
    for make in (lambda: rest(cors=cors), lambda: rest(Method("GET /", function(), cors=cors))):
        (error,) = problems(make)
        assert (error.where, error.given, error.fix) == (cors.source, pattern, "name each origin in full")


@pytest.mark.parametrize(
    "options",
    [
        {"allow_headers": "X-A"},
        {"allow_headers": ["X A"]},
        {"allow_methods": ["ANY"]},
        {"allow_methods": ["get"]},
        {"max_age_seconds": -2},
        {"max_age_seconds": 86_401},
        {"echo_errors": Ref("P")},
        {"allow_credentials": "true"},
    ],
)
def test_cors_refuses(options: dict[str, Any]) -> None:
    assert refused(lambda: loose.Cors([HERE], **options)).allowed


def test_no_origin_is_no_cors() -> None:
    refused(lambda: Cors([]))


def test_the_cors_of_a_path_is_one() -> None:
    target = function()
    one, two = Method("GET /a", target, cors=Cors(HERE)), Method("PUT /a", target, cors=Cors(THERE))
    error = problems(lambda: rest(one, two))[0]
    assert isinstance(error, DuplicateError)
    assert (error.where, error.other) == (two.source, one.source)
    assert rest(one, Method("PUT /a", target), Method("DELETE /a", target, cors=None))


def test_the_cors_of_paths_names_paths_of_the_api() -> None:
    error = problems(lambda: rest(*methods("GET /notes"), cors={"/note": Cors(HERE)}))[0]
    assert error.problem == 'Blueprint "Notes": cors names the path "/note", which has no method.'
    assert (error.allowed, error.fix) == ("/notes", 'write "/notes"')


@pytest.mark.parametrize("given", ["*", {"notes": Cors("*")}, {"/notes": "*"}, True, [Cors("*")]])
def test_the_option_takes_cors_or_a_dict(given: Any) -> None:
    assert problems(lambda: rest(cors=given))[0].option == "cors"


@pytest.mark.parametrize("given", ["*", True, {"/": Cors("*")}])
def test_a_method_takes_cors_or_none(given: Any) -> None:
    refused(lambda: loose.Method("GET /", function(), cors=given))
