"""``cfngw lint`` against the cfn-lint command, and a build of this repository with nothing changed."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import compare, script, show, verdict

_ROOT = Path(__file__).parent.parent


def run(folder: Path, runs: int) -> None:
    """Measure and print."""
    templates = []
    text = (_ROOT / "output" / "http_api_notes.yaml").read_text()
    for number in range(20):
        template = folder / f"template{number}.yaml"
        template.write_text(f"{text}# {number}\n")  # each its own text: nothing is linted once for all
        templates.append(str(template))
    costs = compare(
        {
            "cfn-lint, 1 template": [script("cfn-lint"), templates[0]],
            "cfngw lint, 1 template": [script("cfngw"), "lint", "--no-cache", templates[0]],
            "cfngw lint, 20 templates": [script("cfngw"), "lint", "--no-cache", *templates],
            "cfngw build, nothing changed": [script("cfngw"), "build"],
        },
        runs=runs,
        folder=_ROOT,
    )
    one, ours, twenty, build = (cost.cpu for cost in costs.values())
    rows = [
        ("cfn-lint, 1 template", f"{one:.3f} s", "", "", ""),
        ("cfngw lint, 1 template", f"{ours:.3f} s", f"{ours / one:.2f}", "1.00", verdict(ours, one)),
        ("20 cfn-lint commands (20 x the one)", f"{20 * one:.3f} s", "", "", ""),
        ("cfngw lint, 20 templates", f"{twenty:.3f} s", f"{twenty / one / 20:.2f}", "0.25", verdict(twenty, 5 * one)),
        ("cfngw build here, nothing changed", f"{build:.3f} s", "", "0.3 s", verdict(build, 0.3)),
    ]
    show("linting, CPU of the whole process", ("what", "cpu", "ratio", "at most", ""), rows)
