"""``cfngw build --no-lint`` of a REST API of N methods as one OpenAPI document: time, memory, growth."""

from __future__ import annotations

from pathlib import Path

from benchmarks.build_rest_api import _BUILT, _DECLARED
from benchmarks.measure import Cost, compare, script, show, verdict

_COUNTS = (10, 250, 500, 1000, 2000)
_MOST_SECONDS, _MOST_MB = 0.6, 150  # at 1,000 methods
_MOST_GROWTH = 1.3  # of what each method takes, from 500 methods to 2,000


def run(folder: Path, runs: int) -> None:
    """Measure and print."""
    commands: dict[str, list[str]] = {}
    for count in _COUNTS:
        blueprint = folder / f"big{count}.py"
        declared = _DECLARED.replace('name="Bench",', 'name="Bench",\n        layout="openapi",', 1)
        blueprint.write_text(declared + _BUILT.replace("COUNT", str(count)))
        commands[str(count)] = [script("cfngw"), "build", "--no-lint", str(blueprint)]
    costs = compare(commands, runs=runs, folder=folder)
    show(
        'cfngw build --no-lint of REST methods with templates, layout="openapi", CPU of the whole process',
        ("methods", "cfngw", "at most", "", "peak memory", "at most", ""),
        [_row(count, costs[str(count)]) for count in _COUNTS],
    )
    growth = _by_method(costs, 2000) / _by_method(costs, 500)
    show(
        "What a method takes beyond the first ten, at 2,000 methods against 500",
        ("growth", "at most", ""),
        [(f"{growth:.2f}", str(_MOST_GROWTH), verdict(growth, _MOST_GROWTH))],
    )


def _row(count: int, cost: Cost) -> tuple[str, ...]:
    bound = count == 1000
    return (
        str(count),
        f"{cost.cpu:.3f} s",
        f"{_MOST_SECONDS}" if bound else "",
        verdict(cost.cpu, _MOST_SECONDS) if bound else "",
        f"{cost.peak_mb:.0f} MB",
        str(_MOST_MB) if bound else "",
        verdict(cost.peak_mb, _MOST_MB) if bound else "",
    )


def _by_method(costs: dict[str, Cost], count: int) -> float:
    return (costs[str(count)].cpu - costs["10"].cpu) / (count - 10)
