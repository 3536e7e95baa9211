"""NestedStacks: right and wrong options."""

from __future__ import annotations

import pytest

from cfngw import NestedStacks
from samples import loose, refused


def test_a_stack_for_each_first_segment_unless_told() -> None:
    wanted = NestedStacks()
    assert (wanted.depth, wanted.at, wanted.parts) == (1, (), None)
    assert NestedStacks(at=["/v1/orders", "/v1/{id}"]).at == ("/v1/orders", "/v1/{id}")


@pytest.mark.parametrize("depth", [0, 11, True, "1", None])
def test_a_depth_is_a_small_number(depth: object) -> None:
    assert refused(lambda: loose.NestedStacks(depth=depth)).option == "depth"


@pytest.mark.parametrize("parts", [1, 101, "8"])
def test_parts_are_some(parts: object) -> None:
    assert refused(lambda: loose.NestedStacks(parts=parts)).option == "parts"


@pytest.mark.parametrize(
    ("at", "fix"),
    [
        (["/"], "leave it out: the root belongs to the API itself, in the parent"),
        (["notes"], 'write "/notes"'),
        (["/a", "/a"], "remove one"),
        ("/a", "put it in a list: [...]"),
        ([1], "write one of what is allowed"),
    ],
)
def test_at_is_a_list_of_paths(at: object, fix: str) -> None:
    error = refused(lambda: loose.NestedStacks(at=at))
    assert (error.option, error.fix) == ("at", fix)
