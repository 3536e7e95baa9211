"""``cfngw build --no-lint`` of N REST methods with templates in nested stacks: CPU, memory, growth."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import compare, script, show, verdict

_COUNTS = (100, 300, 1000)
_CPU, _MEMORY, _GROWTH = 0.6, 150, 1.3  # seconds and megabytes of the largest; a method of it beside one of the next
_DECLARED = """\
from cfngw import (
    ApiKey, BracketErrors, Function, Inline, Method, Model, Quota, Request, Response, RestApiLambdaBlueprint, Throttle,
    UsagePlan,
)

TEMPLATE = '''\\
{
  "body": $input.json('$'),
  "id": "$util.escapeJavaScript($input.params('id')).replaceAll("\\\\\\\\'", "'")"
}
'''
VERBS = ("POST", "PUT", "PATCH", "DELETE", "ANY")
function = Function(
    "Bench",
    "index.handler",
    runtime="python3.13",
    code=Inline("def handler(event, context):\\n    return {'statusCode': 200}\\n"),
)
item = Model("Item", {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]})
blueprint = RestApiLambdaBlueprint(
    name="Bench",
    layout="nested",
    errors=BracketErrors([400]),
    methods=[
        Method(
            f"{VERBS[number % 5]} /group{number // 100}/items{number // 5}/{{id}}",
            function,
            api_key_required=True,
            request=Request(item, template=TEMPLATE),
            response=Response(200, template="$input.json('$.body')", model=item),
        )
        for number in range(COUNT)
    ],
    usage_plans=[UsagePlan("free", quota=Quota(100, "DAY"), throttle=Throttle(rate=2, burst=3), keys=[ApiKey("key")])],
)
"""


def run(folder: Path, runs: int) -> None:
    """Measure and print."""
    commands: dict[str, list[str]] = {}
    for count in _COUNTS:
        blueprint = folder / f"nested{count}.py"
        blueprint.write_text(_DECLARED.replace("COUNT", str(count)))
        commands[str(count)] = [script("cfngw"), "build", "--no-lint", str(blueprint)]
    costs = compare(commands, runs=runs, folder=folder)
    show(
        "cfngw build --no-lint of REST methods in nested stacks, CPU of the whole process",
        ("methods", "cfngw", "peak memory"),
        [(name, f"{cost.cpu:.3f} s", f"{cost.peak_mb:.0f} MB") for name, cost in costs.items()],
    )
    few, some, many = (costs[str(count)] for count in _COUNTS)
    growth = ((many.cpu - some.cpu) / (_COUNTS[2] - _COUNTS[1])) / ((some.cpu - few.cpu) / (_COUNTS[1] - _COUNTS[0]))
    print(f"  {_COUNTS[2]} methods: at most {_CPU} s ({verdict(many.cpu, _CPU)}), {_MEMORY} MB", end=" ")
    print(f"({verdict(many.peak_mb, _MEMORY)}); one further method costs {growth:.2f} times", end=" ")
    print(f"what it costs among {_COUNTS[1]} (at most {_GROWTH}: {verdict(growth, _GROWTH)})")
