"""E9574: a #foreach takes at most 1,000 turns."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import uses
from cfngw.lint.rules.view import View
from cfngw.vtl import tree as nodes

_MOST = 1000


class LoopTurns(Rule):
    """A loop over more numbers than the gateway counts."""

    id = "E9574"
    short = "A #foreach over numbers takes at most 1,000 turns"
    long = "API Gateway lets a #foreach of a mapping template take 1,000 turns, a quota that is not raised."
    aws = "AWS documents the quota and not what happens beyond it; Velocity drops the other turns without a word."
    fix = "Loop over fewer numbers, or let the function do it."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
    tags = ("apigateway", "templates", "limits")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            for node in use.look.ranges:
                first, last = _number(node.first), _number(node.last)
                if first is not None and last is not None and abs(last - first) + 1 > _MOST:
                    yield Problem(
                        use.template.at,
                        f"{use.name} loops over {abs(last - first) + 1:,} numbers ({use.place(node)}), and API Gateway "
                        f"takes {_MOST:,} turns at most: the others would be dropped. Loop over fewer",
                    )


def _number(node: nodes.Node) -> int | None:
    value = node.value if isinstance(node, nodes.Constant) else None
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else None
