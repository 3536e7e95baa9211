"""The programs that a build calls, so that a caller, or a test, can name others."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Tools:
    """``python``: whose pip installs, this one unless given. ``docker``: a command on the PATH, or a path."""

    python: str = field(default_factory=lambda: sys.executable)
    docker: str = "docker"


def silent(_line: str) -> None:
    """Take a line of progress and do nothing with it."""
