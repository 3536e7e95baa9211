"""How the paths of a big REST API are dealt to nested stacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cfngw.declare.kinds import Checked, Many, RejectedError, Whole
from cfngw.declare.path import MalformedPathError, check_path
from cfngw.declare.value import Value, option
from cfngw.errors import CfngwError

_MOST_PARTS = 100  # each takes a parameter of the parent, which may have 200, and they are made one after another


def _path(given: object) -> str:
    if not isinstance(given, str):
        raise RejectedError
    try:
        check_path(given)
    except MalformedPathError as error:
        raise RejectedError(error.fix.replace("GET ", "")) from error  # a path alone is wanted
    if given == "/":
        raise RejectedError("leave it out: the root belongs to the API itself, in the parent")
    return given


_PATH = Checked("a path, such as /v1/orders", _path)


class NestedStacks(Value):
    """Where the sub-trees start that ``layout="nested"`` puts into a nested stack each.

    ``depth``: a sub-tree starts at each path of so many segments; at the first one unless told. What lies above stays
    in the parent. ``at``: paths where a further one starts. ``parts``: the sub-trees of ``depth`` share so many stacks,
    by a digest of their paths; a stack for each unless told. Which stack a path is in depends on these and on the path
    alone, so that a new path moves no other; another ``depth``, ``at`` or ``parts`` does.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
    """

    depth: int = option(Whole(1, 10, "segments", literal=True), default=1)
    at: Sequence[str] = option(Many(_PATH, intrinsic=False), default=())
    parts: int | None = option(Whole(2, _MOST_PARTS, "stacks", literal=True), default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check that each path starts one sub-tree."""
        seen: set[str] = set()
        for path in self.at:
            if path in seen:
                yield self.refusal(
                    f"{path} stands twice.",
                    given=path,
                    allowed="each path once",
                    fix="remove one",
                    option="at",
                )
            seen.add(path)
