"""E9740: a size that no cache has."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import STAGES, described_by
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_SIZES = ("0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237")


class CacheSize(Rule):
    """A CacheClusterSize that is none of AWS's."""

    id = "E9740"
    short = "A cache has one of the sizes that AWS offers"
    long = "CacheClusterSize is 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237 (GB)."
    aws = "The stage is refused: Invalid cache cluster size (400)."
    fix = "Write one of these sizes."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(*STAGES):
            described = described_by(each)
            size = literal(described.get("CacheClusterSize")) if described is not None else None
            if described is not None and size is not None and size not in _SIZES:
                text = f"There is no cache of {size} GB: AWS refuses the stage. Write one of {', '.join(_SIZES)}"
                yield Problem(below(described.at, "CacheClusterSize"), text)
