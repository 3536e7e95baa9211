"""E9977: a name is exported once."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Text, Unknown
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.lint.rules.whole.common import exports


class ExportTwice(Rule):
    """Two outputs that export one name."""

    id = "E9977"
    short = "Each export of a template has a name of its own"
    long = "The name of an export is there once in an account and region, so also once in a template."
    aws = "The stack fails, and rolls back: Export with name … is already exported, or Duplicate Export names."
    fix = "Name one of them otherwise."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html"
    tags = ("outputs",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        first: dict[str, str] = {}
        for name, export in exports(view):
            value = export.value
            # Holes that are pseudo parameters are alike in one stack; others may differ.
            if isinstance(value, Unknown) or (
                isinstance(value, Text) and not all(_is_of_stack(hole) for hole in value.holes)
            ):
                continue
            shown = "".join(
                piece if isinstance(piece, str) else _written(piece)
                for piece in (value.pieces if isinstance(value, Text) else (str(value),))
            )
            other = first.setdefault(shown, name)
            if other != name:
                yield Problem(
                    export.at,
                    f"{name} exports {shown}, as {other} does: the stack fails (a name is exported once). Name one "
                    "otherwise",
                )


def _is_of_stack(hole: object) -> bool:
    return isinstance(hole, Unknown) and hole.why.startswith("AWS::")


def _written(hole: object) -> str:
    return f"${{{hole.why.partition(' ')[0]}}}" if isinstance(hole, Unknown) else "${?}"
