"""Our rules beside cfn-lint without them and beside the native engine: a template of 300 routes, or a folder of any.

    python -m benchmarks rules              one template of 300 REST methods
    python -m benchmarks.lint_rules FOLDER  all templates in a folder, in one process for each way

What each way costs is asked of one process with all rules loaded, by the CPU that its thread was charged.
"""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path

from benchmarks.build_nested_api import _DECLARED
from benchmarks.measure import show, verdict

_COUNT = 300
_MORE = 0.15  # what our rules may add to cfn-lint's time
_WARM = 0.05  # seconds of the native engine for a usual template
_ENGINES = ("plain", "cfn-lint", "native", "rules")
_NAMES = {
    "plain": "cfn-lint",
    "cfn-lint": "cfn-lint with our rules",
    "native": "--engine native",
    "rules": "--engine rules",
}
_USUAL = Path(__file__).parent.parent / "output" / "http_api_notes.yaml"


def run(folder: Path, runs: int) -> None:
    """Measure and print."""
    declared = _DECLARED.replace("COUNT", str(_COUNT)).replace('layout="nested"', 'layout="resources"')
    blueprint = folder / "big.py"
    blueprint.write_text(declared)
    big = folder / "big.yaml"
    runpy.run_path(str(blueprint))["blueprint"].write(big)
    costs = _measured([big], runs)
    _table(f"linting {_COUNT} REST methods ({len(big.read_bytes()):,} bytes), CPU once all is loaded", costs)
    more = costs["cfn-lint"] / costs["plain"] - 1
    print(f"  our rules add {more:.1%} (at most {_MORE:.0%}: {verdict(more, _MORE)})")
    if "native" in costs:
        usual = _measured([_USUAL], runs, ("native",))["native"]
        print(f"  native, {_USUAL.name}: {usual * 1000:.1f} ms (at most {_WARM * 1000:.0f}: {verdict(usual, _WARM)})")


def _table(title: str, costs: dict[str, float]) -> None:
    plain = costs["plain"]
    rows = [(_NAMES[name], f"{cost:.3f} s", f"{cost / plain:.2f}") for name, cost in costs.items()]
    show(title, ("what", "cpu", "ratio"), rows)
    if "native" not in costs:
        print("  the native engine can't be loaded here: pip install 'cfngw[native]'")


def _measured(files: list[Path], runs: int, engines: tuple[str, ...] = _ENGINES) -> dict[str, float]:
    costs: dict[str, float] = {}
    for engine in engines:
        command = [sys.executable, "-m", "benchmarks.lint_rules", "--one", engine, str(runs), *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent)
        if done.returncode == 0:
            costs[engine] = json.loads(done.stdout)
        elif engine != "native":
            raise SystemExit(done.stderr)
    return costs


def _one(engine: str, runs: int, files: list[Path]) -> float:
    """Give the least CPU of some runs over the files, in this process."""
    import time

    from cfngw.lint.linter import Linter
    from cfngw.lint.options import Options

    texts = [(file, file.read_text(errors="replace")) for file in files]
    options = Options(engine=engine if engine != "plain" else "cfn-lint", ignore=_OURS if engine == "plain" else ())
    linter = Linter(options)
    linter.text(texts[0][1], texts[0][0])  # the first run loads the rules
    least = float("inf")
    for _ in range(runs):
        start = time.process_time()
        for file, text in texts:
            linter.text(text, file)
        least = min(least, time.process_time() - start)
    return least


# Rules that are left out are not run: what remains is cfn-lint as it is.
_OURS = tuple(f"{letter}9{digit}" for letter in "EIW" for digit in "56789")


def main(arguments: list[str]) -> None:
    """Measure a folder; or, in a process of its own, one way."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(_one(arguments[1], int(arguments[2]), [Path(name) for name in arguments[3:]])))
        return
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        raise SystemExit("usage: python -m benchmarks.lint_rules FOLDER")
    endings = (".yaml", ".yml", ".json", ".template")
    files = sorted(path for path in Path(arguments[0]).rglob("*") if path.suffix in endings and path.is_file())
    if not files:
        raise SystemExit(f"there is no template in {arguments[0]}: a name ends in {', '.join(endings)}")
    _table(f"linting {len(files)} templates of {arguments[0]}, CPU once all is loaded", _measured(files, 1))


if __name__ == "__main__":
    main(sys.argv[1:])
