"""Logical ids: the rule, example by example, and that it tells any two paths apart."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cfngw.declare.path import MalformedPathError, RouteKey, check_path
from cfngw.naming import (
    SPELLED,
    VALID_ID,
    api_key_id,
    function_id,
    gateway_response_id,
    integration_id,
    name_words,
    path_words,
    route_id,
    stage_id,
    usage_plan_id,
    usage_plan_key_id,
)

_ALPHABET = "abz019ABZ" + "".join(SPELLED)
_TRICKY = ("root", "var", "proxy", "begin", "cap", "num", "num2", "text", "end", "dash", "dash2", "Cap", "Num2")
_LITERALS = some.one_of(
    some.text(_ALPHABET, min_size=1, max_size=6),
    some.lists(some.sampled_from((*_TRICKY, *SPELLED, "2", "2a", "B")), min_size=1, max_size=4).map("".join),
)
SEGMENTS = some.one_of(_LITERALS, some.just("{id}"))


@some.composite
def paths(draw: some.DrawFn) -> str:
    """Give a legal path, its variables unnamed but for what tells them apart."""
    segments = draw(some.lists(SEGMENTS, max_size=4))
    segments += draw(some.sampled_from(([], [], [""], ["{rest+}"])))
    named = (segment.replace("{id}", f"{{v{number}}}") for number, segment in enumerate(segments))
    return "/" + "/".join(named) if segments != [""] else "/"


def unnamed(path: str) -> str:
    return RouteKey("GET", path).pattern


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "Root"),
        ("/root", "TextRoot"),
        ("/notes", "Notes"),
        ("/notes/", "NotesEnd"),
        ("/notes/{id}", "NotesVar"),
        ("/notes/{other}", "NotesVar"),
        ("/{proxy+}", "Proxy"),
        ("/proxy", "TextProxy"),
        ("/var", "TextVar"),
        ("/var2", "TextVar2"),
        ("/text", "TextText"),
        ("/variable", "Variable"),
        ("/user/id", "UserId"),
        ("/user-id", "UserDashId"),
        ("/user_id", "UserUnderId"),
        ("/userId", "UserCapId"),
        ("/user/Id", "UserBeginCapId"),
        ("/User", "BeginCapUser"),
        ("/user/{id}", "UserVar"),
        ("/-user", "BeginDashUser"),
        ("/user-", "UserDashEnd"),
        ("/user-/id", "UserDashEndId"),
        ("/-", "BeginDashEnd"),
        ("/dash/user", "TextDashUser"),
        ("/v1", "V1"),
        ("/2024", "Num2024"),
        ("/2024a", "Num2024a"),
        ("/num2024a", "TextNum2024a"),
        ("/v/1", "VNum1"),
        ("/a-1", "ADashNum1"),
        ("/a-var", "ADashTextVar"),
        ("/ID", "BeginCapICapD"),
    ],
)
def test_the_words_of_a_path(path: str, words: str) -> None:
    """These are public: a change here is a major version."""
    assert path_words(path) == words


def test_the_ids_of_an_api() -> None:
    assert function_id("hello-world") == "HelloDashWorldFunction"
    assert route_id("notes", "GET", "/notes/{id}") == "NotesRouteGetNotesVar"
    assert route_id("notes", None, "") == "NotesRouteDefault"
    assert stage_id("Notes", "$default") == "NotesStageDefault"
    assert stage_id("Notes", "dev") == "NotesStageDev"
    assert stage_id("Notes", "default") == "NotesStageTextDefault"
    assert integration_id("Notes", "reader", "Payload10") == "NotesIntegrationReaderPayload10"


@pytest.mark.parametrize(
    ("name", "words"),
    [("notes", "Notes"), ("Notes", "Notes"), ("a_b", "AUnderB"), ("a.b", "ADotB"), ("a--b", "ADashDashB")],
)
def test_the_words_of_a_name(name: str, words: str) -> None:
    assert name_words(name) == words


@given(paths(), paths())
def test_different_paths_have_different_words(one: str, other: str) -> None:
    check_path(one)
    assert (path_words(one) == path_words(other)) == (unnamed(one) == unnamed(other))


@given(paths())
def test_the_words_of_a_path_are_a_logical_id(path: str) -> None:
    assert VALID_ID.match(path_words(path))


@given(paths())
def test_a_path_can_be_read_back_from_its_words(path: str) -> None:
    """So that no two paths can have the same: the strongest form of the rule."""
    assert read_back(path_words(path)) == unnamed(path)


def test_short_paths_of_tricky_parts_all_differ() -> None:
    parts = ("a", "B", "1", "2x", "-", "_", "/", "num2", "dash", "text", "cap", "end", "begin", "root", "{x}", "{x+}")
    seen: dict[str, str] = {}
    for count in range(5):
        for chosen in product(parts, repeat=count):
            path = "/" + "".join(chosen)
            try:
                check_path(re.sub("{x", lambda found: f"{{x{found.start()}", path))
            except MalformedPathError:
                continue
            assert seen.setdefault(path_words(path), unnamed(path)) == unnamed(path)
    assert len(seen) > 10_000


_SPELLINGS = {word: character for character, word in SPELLED.items()}
_WORDS = re.compile(r"[A-Z][a-z0-9]*")


def read_back(words: str) -> str:
    """Undo path_words, variables unnamed; written from the rule, not from the code."""
    if words == "Root":
        return "/"
    parts = _WORDS.findall(words)
    path = ""
    spelled = False  # behind a spelled character the segment goes on, until End
    while parts:
        word = parts.pop(0)
        closes = spelled and word == "End"
        if not (spelled or word == "Cap" or word in _SPELLINGS):
            path += "/"
        spelled = word in _SPELLINGS
        if not closes and word not in ("Begin", "End"):
            path += _read_word(word, parts)
    return path


def _read_word(word: str, following: list[str]) -> str:
    if word == "Cap":
        return following.pop(0)
    if word == "Text":
        return following.pop(0).lower()
    if re.match(r"Num\d", word):
        return word.removeprefix("Num")
    return {"Var": "{}", "Proxy": "{+}", **_SPELLINGS}.get(word, word.lower())


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (api_key_id("mobile-app"), "MobileDashAppApiKey"),
        (usage_plan_id("Notes", "free"), "NotesUsagePlanFree"),
        (usage_plan_key_id("Notes", "free", "mobile"), "NotesUsagePlanFreeKeyMobile"),
        (gateway_response_id("Notes", "DEFAULT_4XX"), "NotesGatewayResponseDefault4xx"),
        (gateway_response_id("Notes", "BAD_REQUEST_BODY"), "NotesGatewayResponseBadRequestBody"),
    ],
)
def test_what_stands_around_a_rest_api_is_named_by_its_names(made: str, expected: str) -> None:
    assert made == expected
