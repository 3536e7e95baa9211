"""Make docs/rules.md and a page for each rule, from the rules and their fixtures: python docs/make_rules.py"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from textwrap import dedent, fill

from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.rule import Rule

DOCS = Path(__file__).parent
FIXTURES = DOCS.parent / "tests" / "lint" / "rules" / "fixtures"
_MARK = re.compile(r" *#(?: [EIW]9[0-9]{3})+\s*$")
_AROUND = 4  # lines of a fixture before and after the one that is found
_SEVERITIES = {"E": "Error", "W": "Warning", "I": "Advice"}
_TITLES = {
    "tree": "Resources and methods",
    "integrations": "Integrations of REST APIs",
    "templates": "Mapping templates",
    "models": "Models and validators",
    "plans": "API keys and usage plans",
    "authorizers": "Authorizers",
    "access": "Resource policies, CORS and gateway responses",
    "deployments": "Deployments and stages of REST APIs",
    "domains": "Domain names and web ACLs",
    "http": "HTTP APIs",
    "websocket": "WebSocket APIs",
    "permissions": "Permissions and roles",
    "functions": "Functions",
    "openapi": "OpenAPI documents and SAM",
    "whole": "The template as a whole",
}
_HEAD = """\
# Rules

What cfn-lint lets through of API Gateway, of Lambda and of the roles that serve them. `cfngw lint` and `cfngw build`
have these rules on; plain cfn-lint loads them too:

    cfn-lint template.yaml -a cfngw.lint.rules

E is for what AWS certainly refuses or what certainly fails, W for what another stack or a later step may make right, I
for advice (`--include I`). What a template doesn't tell is never guessed. A rule is left out by `--ignore`, or in the
template by [`ignore_checks`](linting.md#rules-for-api-gateway).
"""


def pages() -> dict[Path, str]:
    """Give all pages by their files."""
    made = {DOCS / "rules" / f"{rule.id}.md": _page(rule) for rule in rules().values()}
    return {DOCS / "rules.md": _index(), **made}


def _index() -> str:
    families: dict[str, list[Rule]] = {}
    for rule in rules().values():
        families.setdefault(_family(rule), []).append(rule)
    contents = [f"- [{_TITLES[name]}](#{_anchor(_TITLES[name])}): {len(of)}" for name, of in families.items()]
    sections = [_section(name, of) for name, of in families.items()]
    return "\n\n".join([_HEAD.strip(), "\n".join(contents), *sections]) + "\n"


def _section(family: str, of: list[Rule]) -> str:
    about = import_module(f"cfngw.lint.rules.{family}").__doc__ or ""
    rows = [f"| [{rule.id}](rules/{rule.id}.md) | {_SEVERITIES[rule.id[0]]} | {rule.short} |" for rule in of]
    table = "\n".join(["| Rule | Severity | What is right |", "| --- | --- | --- |", *rows])
    return f"## {_TITLES[family]}\n\n{_wrapped(about)}\n\n{table}"


def _family(rule: Rule) -> str:
    return type(rule).__module__.split(".")[-2]


def _anchor(title: str) -> str:
    return title.lower().replace(",", "").replace(" ", "-")


def _page(rule: Rule) -> str:
    severity, title = _SEVERITIES[rule.id[0]], _TITLES[_family(rule)]
    parts = [
        f"# {rule.id}: {rule.short}",
        f"{severity}; [{title}](../rules.md#{_anchor(title)}); tags {', '.join(rule.tags)}.",
        _wrapped(rule.long),
        "## How AWS fails",
        _wrapped(rule.aws),
        "## What to do",
        _wrapped(rule.fix),
        f"See [AWS's page]({rule.url}).",
        "## What it finds",
        *(_shown(path) for path in sorted(FIXTURES.glob(f"*/{rule.id}/bad_*.yaml"))),
    ]
    return "\n\n".join(parts) + "\n"


def _wrapped(text: str) -> str:
    return fill(text, 120, break_long_words=False, break_on_hyphens=False)


def _shown(path: Path) -> str:
    """Show what is found in a fixture, with some lines around it."""
    lines = path.read_text().splitlines()
    marked = [number for number, line in enumerate(lines) if _MARK.search(line) and path.parent.name in line]
    kept = {near for number in marked for near in range(number - _AROUND, number + _AROUND + 1)} & set(
        range(len(lines))
    )
    pieces: list[str] = []
    last = -1
    for number in sorted(kept):
        if pieces and number != last + 1:
            pieces.append("...")
        pieces.append(_MARK.sub("  # here" if number in marked else "", lines[number]))
        last = number
    title = path.stem.removeprefix("bad_").replace("_", " ").capitalize()
    return f"{title}:\n\n```text\n{dedent(chr(10).join(pieces))}\n```"


def main() -> None:
    """Write the pages; remove those of rules that are no more."""
    made = pages()
    (DOCS / "rules").mkdir(exist_ok=True)
    for old in (DOCS / "rules").glob("*.md"):
        if old not in made:
            old.unlink()
    for path, text in made.items():
        path.write_text(text)


if __name__ == "__main__":
    main()
