"""What can be wrong with a bundle.

BundleError                 exit code 4
├── ContentError            4   what would be packed: patterns, symlinks, special files, nothing at all
├── RequirementsError       4   requirements that can't be had for the target
├── SizeError               4   more than Lambda takes
└── BundleFileError         6   a file or folder that is missing or can't be read
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cfngw.source import Source

_LINES = 20


class BundleError(CfngwError):
    """A bundle that can't be made, or that Lambda would not take."""

    exit_code = 4


class ContentError(BundleError):
    """Files that can't be packed as they are."""


class RequirementsError(BundleError):
    """Requirements that can't be installed for the function's runtime and architecture.

    ``output``: the last lines of pip or docker, where what they mean is not known.
    """

    output: tuple[str, ...] = ()

    @classmethod
    def of_output(cls, problem: str, lines: Sequence[str], **facts: Any) -> RequirementsError:
        """Make one that keeps the end of what a program said."""
        error = cls(problem, **facts)
        error.output = tuple(line for line in lines if line.strip())[-_LINES:]
        return error


class SizeError(BundleError):
    """More bytes or more layers than Lambda takes."""


class BundleFileError(BundleError):
    """A file or a folder that is missing or can't be read."""

    exit_code = 6


def unreadable(path: Path, error: OSError, where: Source | None = None) -> BundleFileError:
    """Describe a path that the system would not read."""
    return BundleFileError(
        f"{path} can't be read: {error.strerror or error}",
        where=where,
        fix="check its permissions, or leave it out by exclude=",
    )
