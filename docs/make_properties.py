"""Write docs/*-properties.md: each property of CloudFormation's types, and how it is reached. Run this file.

The rows stand in http-properties.toml and rest-properties.toml beside it; tests/docs/test_properties_page.py holds them
to cfn-lint's schemas and proves each row that names an option.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TABLES = {  # what the pages are called, the service whose types they list, and what their examples are given to
    "http": ("HTTP", "AWS::ApiGatewayV2", "an `HttpApiBlueprint`"),
    "rest": ("REST", "AWS::ApiGateway", "a `RestApiLambdaBlueprint`"),
}
HEAD = """\
# Properties of {kind} APIs

<!-- Made by docs/make_properties.py from docs/{name}-properties.toml; edit that. -->

Every property of every `{service}` type, as cfn-lint's schemas list them, and what sets it. The example is
given to {blueprint}; `hello` is a `Function`. "By itself" is what you needn't say. "Raw" is what cfngw has no
option for, and why: a troposphere object in `resources = [...]`, or a property set in `customize(template)`, reaches it
all the same. What AWS alone can set, such as `ApiId` of an API, is left out: `Ref` and `GetAtt` give it.

A test reads the schemas, so that a property that AWS adds is noticed, and compiles each example.
"""


def rows(table: str) -> dict[str, dict[str, Any]]:
    """Read a table: type -> property -> what is said of it; or type -> ``raw`` for a whole type."""
    return tomllib.loads((HERE / f"{table}-properties.toml").read_text(encoding="utf-8"))


def named(entry: dict[str, Any]) -> list[str]:
    """Give the options that a row names."""
    options = entry["option"]
    return [*options] if isinstance(options, list) else [options]


def page(table: str) -> str:
    """Give a whole page."""
    types = rows(table)
    kind, service, blueprint = TABLES[table]
    parts = [HEAD.format(name=table, kind=kind, service=service, blueprint=blueprint)]
    for name, said in types.items():
        if "raw" not in said:
            lines = [_row(each, entry) for each, entry in said.items()]
            parts.append(
                f"## {name}\n\n| Property | Set by | For example |\n| --- | --- | --- |\n" + "\n".join(lines) + "\n"
            )
    whole = list(_whole(types))
    if whole:
        parts.append("## Types that are raw as a whole\n\n| Type | Why |\n| --- | --- |\n" + "\n".join(whole) + "\n")
    return "\n".join(parts)


def _row(name: str, entry: dict[str, Any]) -> str:
    if "option" in entry:
        told = ", ".join(f"[{option}](reference.md#{option.partition('.')[0].lower()})" for option in named(entry))
        return f"| `{name}` | {told} | `{entry['write']}` |"
    if "itself" in entry:
        return f"| `{name}` | by itself: {entry['itself']} | |"
    return f"| `{name}` | raw: {entry['raw']} | |"


def _whole(types: dict[str, dict[str, Any]]) -> Iterator[str]:
    return (f"| `{name}` | {said['raw']} |" for name, said in types.items() if "raw" in said)


if __name__ == "__main__":
    for each in TABLES:
        (HERE / f"{each}-properties.md").write_text(page(each), encoding="utf-8")
