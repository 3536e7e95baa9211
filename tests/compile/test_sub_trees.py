"""Which nested stack each path is in: by the path alone, so that nothing moves when a route is added."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cfngw import Method, NestedStacks
from cfngw.compile.sub_trees import SubTree, paths, sub_trees
from rest_samples import HELLO, rest

SEGMENTS = some.sampled_from(["a", "b", "user-id", "userId", "User", "v1", "2024", "var", "a.b"])
PATHS = some.lists(some.lists(SEGMENTS, max_size=4).map(lambda parts: "/" + "/".join(parts)), min_size=1, unique=True)
WANTED = some.builds(
    NestedStacks,
    depth=some.integers(1, 3),
    at=some.lists(some.sampled_from(["/a", "/a/b", "/v1/a/b", "/v1/a/b/User"]), unique=True),
    parts=some.none() | some.integers(2, 5),
)


def resources(*wanted: str) -> Any:
    """Compile an API with a method at each path."""
    return rest(*(Method(f"GET {path}", HELLO) for path in wanted)).sealed().document["Resources"]


def dealt(wanted: NestedStacks, *chosen: str) -> list[SubTree]:
    """Deal paths."""
    return sub_trees(resources(*chosen), "NotesApi", wanted)


def places(wanted: NestedStacks, *chosen: str) -> dict[str, str]:
    """Give the stack of each path's method."""
    return {member: tree.words for tree in dealt(wanted, *chosen) for member in tree.members}


def test_a_sub_tree_starts_at_each_first_segment() -> None:
    found = dealt(NestedStacks(), "/", "/orders", "/notes/{id}", "/notes")
    assert [(tree.words, tree.path, tree.file_part) for tree in found] == [
        ("Notes", "/notes", "notes"),
        ("Orders", "/orders", "orders"),
    ]
    assert found[0].members == [
        "NotesResourceNotes",
        "NotesResourceNotesVar",
        "NotesMethodGetNotesVar",
        "NotesMethodGetNotes",
    ]


def test_what_is_at_the_root_stays_in_the_parent() -> None:
    assert dealt(NestedStacks(), "/") == []


def test_what_lies_above_the_depth_stays_in_the_parent() -> None:
    found = dealt(NestedStacks(depth=2), "/v1", "/v1/notes/{id}", "/v1/orders", "/health")
    assert [(tree.path, len(tree.members)) for tree in found] == [("/v1/notes", 3), ("/v1/orders", 2)]


def test_a_further_sub_tree_starts_where_it_is_told_to() -> None:
    found = dealt(NestedStacks(at=["/v1/orders"]), "/v1/notes", "/v1/orders/{id}")
    assert [(tree.path, len(tree.members)) for tree in found] == [("/v1", 3), ("/v1/orders", 3)]


def test_a_sub_tree_may_start_above_the_depth() -> None:
    found = dealt(NestedStacks(depth=2, at=["/health"]), "/health", "/health/deep", "/v1/a")
    assert [tree.path for tree in found] == ["/health", "/health/deep", "/v1/a"]


def test_sub_trees_share_some_stacks() -> None:
    chosen = [f"/items{number}/{{id}}" for number in range(60)]
    found = dealt(NestedStacks(parts=4), *chosen)
    assert sorted(tree.words for tree in found) == ["1Of4", "2Of4", "3Of4", "4Of4"]
    assert {tree.path for tree in found} == {None}
    assert all(20 <= len(tree.members) <= 70 for tree in found)
    assert sum(len(tree.members) for tree in found) == 180
    assert found[0].described.startswith("part ")


def test_a_path_that_was_named_shares_its_stack_with_nobody() -> None:
    found = dealt(NestedStacks(parts=2, at=["/a"]), "/a", "/b", "/c", "/d")
    assert [tree.path for tree in found].count("/a") == 1


@given(PATHS, SEGMENTS, WANTED)
def test_a_path_that_is_added_moves_no_other(chosen: list[str], more: str, wanted: NestedStacks) -> None:
    before = places(wanted, *chosen)
    for added in (f"/{more}", f"{chosen[0].rstrip('/')}/{more}"):
        assert before.items() <= places(wanted, *dict.fromkeys([*chosen, added])).items()


@given(PATHS, some.randoms(use_true_random=False), WANTED)
def test_the_order_of_methods_says_nothing(chosen: list[str], random: Any, wanted: NestedStacks) -> None:
    before = dealt(wanted, *chosen)
    random.shuffle(chosen)
    after = dealt(wanted, *chosen)
    assert [(tree.words, sorted(tree.members)) for tree in after] == [
        (tree.words, sorted(tree.members)) for tree in before
    ]


@given(PATHS, WANTED)
def test_each_parent_is_in_the_same_stack_or_one_before(chosen: list[str], wanted: NestedStacks) -> None:
    found = resources(*chosen)
    seen: set[str] = set()
    moved = {member for tree in dealt(wanted, *chosen) for member in tree.members}
    for tree in dealt(wanted, *chosen):
        seen.update(tree.members)
        for member in tree.members:
            properties = found[member]["Properties"]
            place = (properties.get("ParentId") or properties.get("ResourceId")).get("Ref")
            assert place is None or place not in moved or place in seen


@given(PATHS)
def test_names_of_files_differ_where_capitals_count_for_nothing(chosen: list[str]) -> None:
    found = dealt(NestedStacks(depth=2), *chosen)
    assert len({tree.file_part for tree in found}) == len(found)
    assert all(tree.file_part == tree.file_part.lower() for tree in found)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/notes-archive", "notes-dash-archive"), ("/notes/archive", "notes"), ("/{id}", "var"), ("/var", "text-var")],
)
def test_a_file_is_named_by_the_words_of_its_path(path: str, expected: str) -> None:
    (found,) = dealt(NestedStacks(), path)
    assert found.file_part == expected


def test_what_has_no_known_path_stays_in_the_parent() -> None:
    api = {"RestApiId": {"Ref": "Api"}}
    found: dict[str, Any] = {
        "Computed": {"ParentId": {"Fn::GetAtt": "Api.RootResourceId"}, "PathPart": {"Ref": "Part"}},
        "Below": {"ParentId": {"Ref": "Computed"}, "PathPart": "b"},
        "Elsewhere": {"ParentId": {"Fn::ImportValue": "Place"}, "PathPart": "c"},
        "Circle": {"ParentId": {"Ref": "Circle"}, "PathPart": "d"},
        "Known": {"ParentId": {"Fn::GetAtt": "Api.RootResourceId"}, "PathPart": "e"},
    }
    document = {
        name: {"Type": "AWS::ApiGateway::Resource", "Properties": {**api, **each}} for name, each in found.items()
    }
    document["Other"] = {"Type": "AWS::ApiGateway::Method", "Properties": {**api, "ResourceId": "abc"}}
    (tree,) = sub_trees(document, "Api", NestedStacks())
    assert tree.members == ["Known"]


def test_the_parts_of_another_api_are_not_dealt() -> None:
    assert sub_trees(resources("/a"), "OtherApi", NestedStacks()) == []


def test_the_paths_of_an_api_are_those_of_its_resources() -> None:
    assert paths(resources("/", "/a/{id}"), "NotesApi") == ["/a", "/a/{id}"]
