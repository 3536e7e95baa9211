"""What inline Python answers with, as far as literals tell."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from cfngw.lint.rules.functions.inline import Inlined

_TAKEN = {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "cookies"}
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def malformed(each: Inlined) -> str | None:
    """Tell what a handler returns that a REST proxy does not take; None where nobody can tell."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(each.code)
    except (SyntaxError, ValueError):
        return None
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == each.name]
    if len(found) != 1 or found[0].decorator_list:
        return None
    reasons = [_why(returned.value) for returned in _returns(found[0]) if returned.value is not None]
    # Where another answer is in order the call may have another source, such as what keeps the function warm.
    return reasons[0] if all(reasons) and reasons else None


def _returns(node: ast.AST) -> Iterator[ast.Return]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Return):
            yield child
        elif not isinstance(child, _SCOPES):
            yield from _returns(child)


def _why(given: ast.expr) -> str | None:
    if isinstance(given, (ast.List, ast.Tuple, ast.JoinedStr)):
        return "returns a list" if not isinstance(given, ast.JoinedStr) else "returns a text"
    if isinstance(given, ast.Constant) and given.value is not None:
        return f"returns {given.value!r}"[:60]
    if not isinstance(given, ast.Dict) or not given.keys:
        return None
    names = [key.value for key in given.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    if len(names) != len(given.keys):
        return None
    other = next((name for name in names if name not in _TAKEN), None)
    if other is not None:
        return f"returns an object with {other}"
    body = given.values[names.index("body")] if "body" in names else None
    return "returns a body that is no text" if isinstance(body, (ast.Dict, ast.List)) else None
