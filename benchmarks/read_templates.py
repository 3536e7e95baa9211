"""Reading templates of N REST methods with templates, models and keys, in two layouts: CPU, peak memory."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from benchmarks.build_nested_api import _DECLARED
from benchmarks.measure import compare, show, verdict

_COUNT = 300
_CPU = 0.3  # seconds, without what the interpreter takes to start
_LAYOUTS = ("resources", "openapi")
_READ = "import sys; from pathlib import Path; from cfngw.read import read_template; read_template(Path(sys.argv[1]))"


def run(folder: Path, runs: int) -> None:
    """Measure and print."""
    commands = {"python": [sys.executable, "-c", "pass"]}
    sizes = {}
    for layout in _LAYOUTS:
        declared = _DECLARED.replace("COUNT", str(_COUNT)).replace('layout="nested"', f'layout="{layout}"')
        blueprint = folder / f"{layout}.py"
        blueprint.write_text(declared)
        template = folder / f"{layout}.yaml"
        runpy.run_path(str(blueprint))["blueprint"].write(template)
        sizes[layout] = len(template.read_bytes())
        commands[layout] = [sys.executable, "-c", _READ, str(template)]
    costs = compare(commands, runs=runs, folder=folder)
    start = costs.pop("python")
    show(
        f"cfngw.read of {_COUNT} REST methods, CPU without the start of the interpreter ({start.cpu:.3f} s)",
        ("layout", "bytes", "cfngw", "peak memory"),
        [
            (name, f"{sizes[name]:,}", f"{cost.cpu - start.cpu:.3f} s", f"{cost.peak_mb:.0f} MB")
            for name, cost in costs.items()
        ],
    )
    most = max(cost.cpu - start.cpu for cost in costs.values())
    print(f"  at most {_CPU} s ({verdict(most, _CPU)})")
