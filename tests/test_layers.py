"""Imports run strictly downward, and each third party has one door (DESIGN.md, section 3).

Imports for type checking alone cost nothing at run time and bind nothing; they are not counted.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GROUND = {"naming", "source", "errors", "files", "limits", "uncollected"}
BELOW = GROUND | {"bundle", "vtl", "document", "deployment_digest"}
READERS = ("lint", "explain", "local", "policy", "diff", "deploy")

# What each part may import of the others.
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "uncollected": set(),
    "naming": set(),
    "limits": set(),
    "files": {"errors"},
    "source": {"errors", "files"},
    "deployment_digest": set(),
    **dict.fromkeys(("bundle", "vtl", "document"), GROUND),
    "declare": BELOW,
    "compile": BELOW | {"declare"},
    "render": BELOW | {"declare"},
    "blueprint": BELOW | {"declare", "compile", "render"},
    "read": BELOW,
    **{name: BELOW | {"read"} for name in READERS},
    "testing": BELOW | {"read", "local"},
    "cli": BELOW | {"declare", "compile", "render", "blueprint", "read", *READERS, ""},
    "": set(),
    "__main__": {"cli"},
}
# Blueprint.lint() imports the reader when it is called, for the user's convenience.
LAZY = {("blueprint", "lint")}
DOORS = {
    "troposphere": {"compile"},
    "awacs": {"compile"},
    "cfnlint": {"lint"},
    "cloudformation_validate": {"lint"},
    "boto3": {"deploy"},
    # The local gateway signs what it hands to a service's stand-in, and reads how a service is spoken to.
    "botocore": {"deploy", "local"},
    "click": {"cli"},
    "rich": {"cli"},
    "httptools": {"local"},
    "uvloop": {"local"},
    "pytest": {"testing"},
    "jsonschema": {"local"},
    "jwt": {"local"},
    "cryptography": {"local"},
    "pathspec": {"bundle"},
    "pip": {"bundle"},
    "yaml": {"document"},
}


def imports(text: str) -> Iterator[tuple[str, int, bool]]:
    """Give the modules that a source imports: name, line, and whether it is imported inside a function."""
    for statement in ast.parse(text).body:
        yield from _imports(statement, lazy=False)


def _imports(node: ast.AST, *, lazy: bool) -> Iterator[tuple[str, int, bool]]:
    yield from ((name, getattr(node, "lineno", 0), lazy) for name in _named(node))
    within = lazy or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    typing_only = isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
    for child in node.orelse if typing_only and isinstance(node, ast.If) else ast.iter_child_nodes(node):
        yield from _imports(child, lazy=within)


def _named(node: ast.AST) -> list[str]:
    """Give what one statement or call imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert not node.level, "a relative import"
        if node.module == "cfngw":
            return [f"cfngw.{alias.name}" for alias in node.names]
        return [node.module or ""]
    if isinstance(node, ast.Call) and ast.unparse(node.func) in (
        "import_module",
        "importlib.import_module",
        "__import__",
    ):
        first = node.args[0]
        return [first.value] if isinstance(first, ast.Constant) and isinstance(first.value, str) else []
    return []


def violations(module: str, text: str) -> list[str]:
    """Give what a module of cfngw imports against the law, each with its line."""
    own = part_of(module)
    found = []
    for name, line, lazy in imports(text):
        problem = _ours(own, name, lazy=lazy) if is_ours(name) else _others(own, name)
        if problem:
            found.append(f"{module}:{line}: {problem}")
    return found


def is_ours(name: str) -> bool:
    return name.partition(".")[0] == "cfngw"


def part_of(module: str) -> str:
    """Give the part of cfngw that a module belongs to; the package itself is the empty part."""
    return module.split(".")[1] if "." in module else ""


def _ours(own: str, name: str, *, lazy: bool) -> str | None:
    other = part_of(name)
    if other == own or other in ALLOWED[own] or (lazy and (own, other) in LAZY):
        return None
    return f"{own or 'cfngw'} may not import cfngw.{other}"


def _others(own: str, name: str) -> str | None:
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names or own in DOORS.get(top, set()):
        return None
    doors = ", ".join(sorted(DOORS[top])) if top in DOORS else "nobody"
    return f"{own or 'cfngw'} may not import {top}: {doors} may"


def modules() -> list[tuple[str, Path]]:
    """Give every module of the package; the files of the starter project are the user's."""
    found = []
    for path in sorted((ROOT / "cfngw").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "starter" not in parts:
            found.append((".".join(parts).removesuffix(".__init__"), path))
    return found


@pytest.mark.parametrize(("module", "path"), modules(), ids=lambda each: each if isinstance(each, str) else "")
def test_a_module_imports_only_what_lies_below(module: str, path: Path) -> None:
    assert violations(module, path.read_text()) == []


def test_every_part_is_known_here() -> None:
    assert {part_of(module) for module, _ in modules()} <= ALLOWED.keys()


def test_the_two_wings_do_not_know_each_other() -> None:
    writing, reading = {"declare", "compile", "render", "blueprint"}, {"read", *READERS}
    assert not [part for part in writing if ALLOWED[part] & reading]
    assert not [part for part in reading if ALLOWED[part] & writing]


def test_the_parts_form_no_circle() -> None:
    placed: set[str] = set()
    while left := ALLOWED.keys() - placed:
        ready = {part for part in left if ALLOWED[part] <= placed}
        assert ready, f"these need one another: {left}"
        placed |= ready


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("cfngw.declare.route", "import troposphere"),
        ("cfngw.declare.route", "from troposphere import Ref"),
        ("cfngw.declare.route", "import troposphere.apigatewayv2 as api"),
        ("cfngw.declare.route", "def f():\n    from troposphere import Ref"),
        ("cfngw.declare.route", "class A:\n    import awacs.s3"),
        ("cfngw.declare.route", "try:\n    import yaml\nexcept ImportError:\n    yaml = None"),
        ("cfngw.declare.route", "from cfngw.compile.route import add"),
        ("cfngw.declare.route", "from cfngw import compile"),
        ("cfngw.declare.route", "from cfngw import Route"),
        ("cfngw.declare.route", "import importlib\nimportlib.import_module('cfngw.compile')"),
        ("cfngw.compile.route", "from cfngw.render import render"),
        ("cfngw.compile.route", "from cfngw.lint import lint_text"),
        ("cfngw.compile.route", "def f():\n    from cfngw.lint import lint_text"),
        ("cfngw.compile", "import cfnlint"),
        ("cfngw.render.page", "from cfngw.compile import Part"),
        ("cfngw.render.page", "import yaml"),
        ("cfngw.blueprint", "from cfngw.lint import lint_text"),
        ("cfngw.blueprint", "def f():\n    from cfngw.diff import diff"),
        ("cfngw.lint.engine", "from cfngw.blueprint import Blueprint"),
        ("cfngw.lint.engine", "from cfngw.declare.role import Role"),
        ("cfngw.lint.engine", "import click"),
        ("cfngw.errors", "from cfngw.source import Source"),
        ("cfngw.naming", "from cfngw.errors import report"),
        ("cfngw.cli.app", "import boto3"),
        ("cfngw.cli.app", "import cfnlint"),
        ("cfngw", "from cfngw.declare.role import Role"),
        ("cfngw.local.server", "import requests"),
        ("cfngw.declare.route", "if TYPE_CHECKING:\n    pass\nelse:\n    import troposphere"),
        ("cfngw.declare.route", "if not TYPE_CHECKING:\n    import troposphere"),
    ],
)
def test_the_checker_sees_a_forbidden_import(module: str, text: str) -> None:
    assert len(violations(module, text)) == 1


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("cfngw.declare.route", "import re\nfrom collections.abc import Mapping\nimport xml.dom"),
        ("cfngw.declare.route", "from cfngw.naming import SPELLED\nfrom cfngw.declare.role import Role"),
        ("cfngw.declare.route", "if TYPE_CHECKING:\n    from troposphere import Ref"),
        ("cfngw.declare.route", "import typing\nif typing.TYPE_CHECKING:\n    from cfngw.compile import Part"),
        (
            "cfngw.compile.route",
            "from troposphere import Ref\nfrom awacs import aws\nfrom cfngw.declare.role import Role",
        ),
        ("cfngw.blueprint", "def lint():\n    from cfngw.lint import lint_text"),
        ("cfngw.lint.engine", "import cfnlint.runner"),
        ("cfngw.cli.app", "import click\nfrom rich.table import Table\nfrom cfngw.lint import Options"),
        ("cfngw.deploy.stack", "import boto3"),
    ],
)
def test_the_checker_lets_the_rest_pass(module: str, text: str) -> None:
    assert violations(module, text) == []


def test_a_relative_import_is_seen() -> None:
    with pytest.raises(AssertionError, match="relative"):
        violations("cfngw.declare.route", "from . import role")
