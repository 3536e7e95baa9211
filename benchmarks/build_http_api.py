"""``cfngw build --no-lint`` of N routes on one function against the plain troposphere script."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measure import Cost, compare, script, show, verdict

_BOUNDS = {10: 1.6, 100: 1.2, 300: 0.8}
_BLUEPRINT = """\
from cfngw import Function, HttpApiBlueprint, Inline, Route

function = Function(
    "Bench",
    "index.handler",
    runtime="python3.13",
    code=Inline("def handler(event, context):\\n    return {'statusCode': 200}\\n"),
)
blueprint = HttpApiBlueprint(
    name="Bench", routes=[Route(f"GET /items{number}/{{id}}", function) for number in range(COUNT)]
)
"""


def run(folder: Path, runs: int) -> None:
    """Measure and print."""
    commands: dict[str, list[str]] = {}
    for count in _BOUNDS:
        blueprint = folder / f"bench{count}.py"
        blueprint.write_text(_BLUEPRINT.replace("COUNT", str(count)))
        commands[f"plain {count}"] = [sys.executable, str(Path(__file__).with_name("plain_http_api.py")), str(count)]
        commands[f"cfngw {count}"] = [script("cfngw"), "build", "--no-lint", str(blueprint)]
    costs = compare(commands, runs=runs, folder=folder)
    rows = [_row(count, bound, costs) for count, bound in _BOUNDS.items()]
    show(
        "cfngw build --no-lint against plain troposphere, CPU of the whole process",
        ("routes", "troposphere", "cfngw", "ratio", "at most", "", "peak memory"),
        rows,
    )
    further = (costs["cfngw 300"].cpu - costs["cfngw 10"].cpu) / 290 * 1e6
    peak = max(cost.peak_mb for name, cost in costs.items() if name.startswith("cfngw"))
    print(f"  a further route: {further:.0f} µs (at most 60: {verdict(further, 60)})")
    print(f"  peak memory: {peak:.0f} MB (under 60: {verdict(peak, 60)})")


def _row(count: int, bound: float, costs: dict[str, Cost]) -> tuple[str, ...]:
    plain, ours = costs[f"plain {count}"], costs[f"cfngw {count}"]
    ratio = ours.cpu / plain.cpu
    return (
        str(count),
        f"{plain.cpu:.3f} s",
        f"{ours.cpu:.3f} s",
        f"{ratio:.2f}",
        f"{bound:.1f}",
        verdict(ratio, bound),
        f"{ours.peak_mb:.0f} MB",
    )
