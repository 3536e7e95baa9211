"""The names that a Python module binds at its top level, by its syntax tree alone."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

# What can bind any name: then nothing can be said.
_DYNAMIC_CALLS = {"globals", "vars", "exec", "eval", "setattr", "locals"}
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class SyntaxProblem(str):
    """Why a module can't be read, with its line."""

    __slots__ = ()


def names_of(source: bytes, runtime: str) -> list[str] | SyntaxProblem | None:
    """Give the names in order, None when they can't be told, or why it is not Python of this runtime's version."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        return _problem(error, runtime)
    names = dict.fromkeys(_bound(tree.body))
    if "*" in names or "__getattr__" in names or _is_dynamic(tree):
        return None
    return list(names)


def _problem(error: SyntaxError | ValueError, runtime: str) -> SyntaxProblem | None:
    """Judge by this Python's grammar only what is meant for it or an older one."""
    minor = re.fullmatch(r"python3\.(\d+)", runtime)
    if minor is None or int(minor[1]) > sys.version_info.minor:
        return None
    line = getattr(error, "lineno", None)
    return SyntaxProblem(f"{getattr(error, 'msg', error)}" + (f" (line {line})" if line else ""))


def _is_dynamic(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _DYNAMIC_CALLS
        for node in ast.walk(tree)
    )


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    for statement in body:
        yield from _names(statement)


def _names(node: ast.AST) -> Iterator[str]:
    """Give what a node binds in its own scope; of an inner scope, only what it declares global."""
    if isinstance(node, _SCOPES):
        if not isinstance(node, ast.Lambda):
            yield node.name
        yield from (name for inner in ast.walk(node) if isinstance(inner, ast.Global) for name in inner.names)
        return
    yield from _own(node)
    for child in ast.iter_child_nodes(node):
        # A comprehension's targets are its own; what := binds in it is the module's.
        if isinstance(node, _COMPREHENSIONS) and isinstance(child, ast.comprehension):
            yield from _walruses(child)
        else:
            yield from _names(child)


def _own(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest


def _walruses(node: ast.AST) -> Iterator[str]:
    return (inner.target.id for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr))
