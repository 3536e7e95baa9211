"""The grammar of route keys of HTTP APIs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
"""

from __future__ import annotations

import re

from cfngw.lint.rules.http.common import METHODS

_ALL = frozenset({*METHODS, "ANY"})
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def wrong_key(key: str) -> tuple[str, str] | None:
    """Give what is wrong with a route key, and what to write; None for a right one."""
    if key == "$default":
        return None
    if key.startswith("$"):
        return (
            "is no route of an HTTP API, where $default alone begins with a dollar",
            'Write "METHOD /path" or $default',
        )
    method, blank, path = key.partition(" ")
    if method.startswith("/"):
        return "names no method", f'Write "GET {key}" or "ANY {key}"'
    if method not in _ALL:
        if method.upper() in _ALL:
            return f"has its method in other than capitals ({method})", f'Write "{method.upper()} {path or "/"}"'
        return f"has no method that API Gateway knows ({method})", f"Write one of {', '.join(METHODS)} or ANY"
    if not blank or not path.strip():
        return "has no path", f'Write "{method} /"'
    if not path.startswith("/"):
        return "has a path that doesn't begin with a slash", f'Write "{method} /{path.strip()}"'
    return _wrong_path(path)


def _wrong_path(path: str) -> tuple[str, str] | None:
    parts = path.split("/")[1:]
    names = []
    for place, part in enumerate(parts):
        if "{" not in part and "}" not in part:
            continue
        found = _VARIABLE.fullmatch(part)
        if found is None:
            return f"has a variable that is not a whole part of the path ({part})", "Write {name} between slashes"
        name = found[1].removesuffix("+")
        if not name:
            return f"has a variable without a name ({part})", "Name it, such as {id}"
        if found[1].endswith("+") and place != len(parts) - 1:
            return f"has something after {part}, which takes all that follows", "Put it last"
        if name in names:
            return f"has the variable {{{name}}} twice", "Give each its own name"
        names.append(name)
    return None
