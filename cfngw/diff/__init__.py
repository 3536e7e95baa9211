"""What two templates differ in, for whoever deploys the second one over the first. Readers of text, nothing else."""

from __future__ import annotations

from cfngw.diff.addresses import Clash, clashes
from cfngw.diff.redeploy import ApiChange, PartChange, compare

__all__ = ["ApiChange", "Clash", "PartChange", "clashes", "compare"]
