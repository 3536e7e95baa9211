"""What a lint run found: plain values, which the formats write and the command counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfngw.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cfngw.source import Source

SEVERITIES = ("error", "warning", "informational")


@dataclass(frozen=True)
class Finding:
    """One thing that a rule objects to.

    ``rule``                the rule's id, such as E3030
    ``severity``            one of SEVERITIES
    ``message``             what is wrong here; ``description`` what the rule is about, ``url`` where to read on
    ``file``                the template, as the caller named it
    ``line``, ``column``    where it starts, from 1; ``end_line``, ``end_column`` just behind its end
    ``path``                the place in the template; empty when the template as a whole is meant
    ``source``              the Python line that declared that place; None when it is not known
    """

    rule: str
    severity: str
    message: str
    description: str
    url: str
    file: Path
    line: int
    column: int
    end_line: int
    end_column: int
    path: tuple[str | int, ...] = ()
    source: Source | None = None


@dataclass(frozen=True)
class FileReport:
    """The findings of one template, by line; ``cached`` says that no rule was run for them."""

    file: Path
    findings: tuple[Finding, ...]
    cached: bool = False


@dataclass(frozen=True)
class Report:
    """The templates of a run in the order they were given; ``tool`` is what ran, ``version`` its version."""

    files: tuple[FileReport, ...]
    version: str
    tool: str = "cfn-lint"

    @property
    def findings(self) -> Iterator[Finding]:
        """Go through all findings, template by template."""
        return (finding for file in self.files for finding in file.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Count the findings of each severity; one that was not found counts 0."""
        counts = dict.fromkeys(SEVERITIES, 0)
        for finding in self.findings:
            counts[finding.severity] += 1
        return counts

    @property
    def cached(self) -> int:
        """Count the templates that the cache answered."""
        return sum(file.cached for file in self.files)

    def failed(self, level: str = "error") -> bool:
        """Say whether anything was found at ``level`` or worse; at "none" nothing fails.

        Raises UsageError for a level that does not exist.
        """
        if level == "none":
            return False
        if level not in SEVERITIES:
            raise UsageError(
                "there is no such level of findings", given=level, allowed=", ".join((*SEVERITIES, "none"))
            )
        counts = self.counts
        return any(counts[severity] for severity in SEVERITIES[: SEVERITIES.index(level) + 1])
