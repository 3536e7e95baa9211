"""``cfngw build --no-lint`` of N REST methods with templates against the plain troposphere script."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measure import Cost, compare, script, show, verdict

_BOUNDS = {10: 1.2, 100: 0.6, 160: 0.5}
_ALONE = (300, 1000)
_ALONE_BOUND = 0.3
_PLAIN = Path(__file__).with_name("plain_rest_api.py")
_DECLARED = """\
from cfngw import (
    ApiKey, BracketErrors, Function, Inline, Method, Model, Quota, Request, Response, RestApiLambdaBlueprint, Stage,
    Throttle, UsagePlan,
)

TEMPLATE = '''\\
{
  "body": $input.json('$'),
  "id": "$util.escapeJavaScript($input.params('id')).replaceAll("\\\\\\\\'", "'")"
}
'''
function = Function(
    "Bench",
    "index.handler",
    runtime="python3.13",
    code=Inline("def handler(event, context):\\n    return {'statusCode': 200}\\n"),
)
item = Model("Item", {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]})


def declared(count):
    return RestApiLambdaBlueprint(
        name="Bench",
        errors=BracketErrors([400]),
        methods=[
            Method(
                f"POST /items{number}/{{id}}",
                function,
                api_key_required=True,
                request=Request(item, template=TEMPLATE),
                response=Response(200, template="$input.json('$.body')", model=item),
            )
            for number in range(count)
        ],
        usage_plans=[
            UsagePlan("free", quota=Quota(100, "DAY"), throttle=Throttle(rate=2, burst=3), keys=[ApiKey("key")])
        ],
    )
"""
_BUILT = "\n\nblueprint = declared(COUNT)\n"
# What compiling and rendering take, without the interpreter, the imports and the file: the least of some runs.
_TIMED = """

import io, sys, time
from contextlib import redirect_stdout

sys.path.insert(0, PLAIN)
import plain_rest_api
import troposphere
from cfngw.limits import Limits
from cfngw.render import render

count, runs = int(sys.argv[1]), int(sys.argv[2])
limits = Limits(resources=10**6, template_bytes=10**9)
troposphere.MAX_RESOURCES = 10**6


def ours():
    return render(declared(count).sealed(limits).document)


def plain():
    with redirect_stdout(io.StringIO()):
        plain_rest_api.main(count)


def least(call):
    taken = []
    for _ in range(runs):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return min(taken)


declared(2).sealed().document and render(declared(2).sealed().document)
print(least(ours), least(plain))
"""


def run(folder: Path, runs: int) -> None:
    """Measure and print."""
    commands: dict[str, list[str]] = {}
    for count in _BOUNDS:
        blueprint = folder / f"rest{count}.py"
        blueprint.write_text(_DECLARED + _BUILT.replace("COUNT", str(count)))
        commands[f"plain {count}"] = [sys.executable, str(_PLAIN), str(count)]
        commands[f"cfngw {count}"] = [script("cfngw"), "build", "--no-lint", str(blueprint)]
    costs = compare(commands, runs=runs, folder=folder)
    show(
        "cfngw build --no-lint of REST methods with templates against plain troposphere, CPU of the whole process",
        ("methods", "troposphere", "cfngw", "ratio", "at most", "", "peak memory"),
        [_row(count, bound, costs) for count, bound in _BOUNDS.items()],
    )
    _run_alone(folder, max(3, runs // 3))


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


def _run_alone(folder: Path, runs: int) -> None:
    """Measure declaring, compiling and rendering without what a process costs, far beyond AWS's limits."""
    timed = folder / "timed.py"
    timed.write_text(_DECLARED + _TIMED.replace("PLAIN", repr(str(_PLAIN.parent))))
    taken = {count: _timed(timed, count, runs) for count in _ALONE}
    rows = []
    for count, (ours, plain) in taken.items():
        ratio = ours / plain
        words = (f"{plain:.3f} s", f"{ours:.3f} s", f"{ratio:.2f}", f"{_ALONE_BOUND}", verdict(ratio, _ALONE_BOUND))
        rows.append((str(count), *words))
    show(
        "The same declared, compiled and rendered, without the process around it, limits lifted",
        ("methods", "troposphere", "cfngw", "ratio", "at most", ""),
        rows,
    )
    few, many = _ALONE
    growth = (taken[many][0] / many) / (taken[few][0] / few)
    print(f"  a method among {many} costs {growth:.2f} times one among {few} (at most 1.3: {verdict(growth, 1.3)})")


def _timed(timed: Path, count: int, runs: int) -> tuple[float, float]:
    import subprocess

    words = [sys.executable, str(timed), str(count), str(runs)]
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=timed.parent)
    ours, plain = map(float, done.stdout.split())
    return ours, plain
