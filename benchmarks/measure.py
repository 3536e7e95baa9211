"""Whole processes, measured by what the system charged them for: CPU seconds and peak memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """CPU seconds (user and system) and peak memory in megabytes: the least and the largest of some runs."""

    cpu: float
    peak_mb: float


def compare(commands: Mapping[str, Sequence[str]], *, runs: int, folder: Path) -> dict[str, Cost]:
    """Run each command in turn, ``runs`` times round; whatever else the machine does can only add to a run."""
    seen: dict[str, list[Cost]] = {name: [] for name in commands}
    for command in commands.values():
        _run(command, folder)  # the first run fills the file cache and writes byte code
    for _ in range(runs):
        for name, command in commands.items():
            seen[name].append(_run(command, folder))
    return {
        name: Cost(min(cost.cpu for cost in costs), max(cost.peak_mb for cost in costs)) for name, costs in seen.items()
    }


def _run(command: Sequence[str], folder: Path) -> Cost:
    process = os.fork()
    if process == 0:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        os.execv(command[0], list(command))
    _, status, usage = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"failed: {' '.join(command)} (in {folder})")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def script(name: str) -> str:
    """Give a command that is installed beside this interpreter."""
    return str(Path(sys.executable).parent / name)


def show(title: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table."""
    widths = [max(len(row[column]) for row in (headers, *rows)) for column in range(len(headers))]
    print(f"\n{title}")
    for row in (headers, *rows):
        print("  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def verdict(measured: float, most: float) -> str:
    """Say whether a bound holds."""
    return "ok" if measured <= most else "MISSED"
