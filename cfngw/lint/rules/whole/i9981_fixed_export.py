"""I9981: the name of an export is not the same in each stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.node import Node
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.lint.rules.whole.common import exports


class FixedExport(Rule):
    """An export whose name is written out."""

    id = "I9981"
    short = "The name of an export is built of the stack's, or of a parameter"
    long = "The name of an export is there once in an account and region: one that is written out allows for one stack."
    aws = "A second stack of the template fails: Export with name … is already exported by another stack."
    fix = "Write `Name: !Sub ${AWS::StackName}-url`."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html"
    tags = ("outputs",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for name, export in exports(view):
            # The place is that of the text: under an intrinsic it is one of its members.
            if isinstance(export.value, str) and export.path[-1] == "Name" and isinstance(_written(export), str):
                yield Problem(
                    export.at,
                    f"{name} exports {export.value} from each stack of this template, of which there can be one in a "
                    f"region. Write !Sub ${{AWS::StackName}}-{name}",
                )


def _written(node: Node) -> object:
    found: Any = node.document.data
    for step in node.path:
        found = found[step]
    return found
