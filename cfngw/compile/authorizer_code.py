"""The code of functions that authorize, where it can be read: which answer it gives, by the words in it."""

from __future__ import annotations

import re

from cfngw.declare.code import Directory, Inline
from cfngw.declare.function import Function
from cfngw.declare.parameter import default_of
from cfngw.errors import OutputError

_WILDCARD = re.compile(r"/\*[/\"'`]")  # at the end of an ARN, and not where a comment of JavaScript begins


def allows_one_route(code: str) -> bool:
    """Tell whether a policy seems to hold for the route that was called alone: no wildcard stands near its ARN."""
    one = "routeArn" in code or "methodArn" in code
    return one and "api_policy" not in code and _WILDCARD.search(code) is None


def code_of(function: Function) -> str | None:
    """Give the text of the file that holds a function's handler, where it can be read."""
    try:
        if isinstance(function.code, Inline):
            return function.code.code()
        handler = default_of(function.handler)
        if isinstance(function.code, Directory) and isinstance(handler, str):
            module = handler.rpartition(".")[0]
            folder = function.code.location
            paths = [folder / f"{name}{end}" for name in (module, module.replace(".", "/")) for end in _ENDS]
            found = next((path for path in paths if path.is_file()), None)
            return None if found is None else found.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, OutputError):
        pass  # its own check has told, or cfngw package will
    return None


_ENDS = (".py", ".js", ".mjs", ".cjs")
