"""Is the handler in the code? Read from the files, never imported; what can't be told is taken to be right.

How a handler is found: Lambda's runtime interface client for Python imports all before the last dot, with "/" read as
"."; that for Node.js loads the path up to the first dot of the last part as .js, .mjs or .cjs.
https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html, .../nodejs-handler.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from cfngw.bundle.errors import unreadable
from cfngw.bundle.node_exports import exports
from cfngw.bundle.python_names import SyntaxProblem, names_of
from cfngw.errors import nearest

_NODE_SUFFIXES = ("", ".js", ".mjs", ".cjs")
_COMPILED = (".so", ".pyd", ".pyc")
_SHOWN = 8


class HandlerProblem(NamedTuple):
    """What is wrong with a handler, in the parts of an error, for whoever knows the user's line."""

    problem: str
    given: str
    allowed: str | None
    fix: str


def check_handler(
    files: Mapping[str, Path], handler: str, runtime: str, *, open_ended: bool = False
) -> HandlerProblem | None:
    """Look for a handler in the files of a bundle, given by their names in it; None when nothing is wrong.

    ``open_ended``: modules may come from requirements or layers too, so that a missing one is not a problem.
    Runtimes other than Python and Node.js are not checked. Raises BundleFileError for a file that can't be read.
    """
    if runtime.startswith("python"):
        return _check_python(files, handler, runtime, open_ended=open_ended)
    if runtime.startswith("nodejs"):
        return _check_node(files, handler, open_ended=open_ended)
    return None


def _check_python(files: Mapping[str, Path], handler: str, runtime: str, *, open_ended: bool) -> HandlerProblem | None:
    module, dot, function = handler.rpartition(".")
    if not dot or not module or not function:
        return _shapeless(handler, "app.handler")
    stem = module.replace(".", "/")
    found = next((name for name in (f"{stem}/__init__.py", f"{stem}.py") if name in files), None)
    if found is None:
        return None if open_ended or _compiled(files, stem) else _no_module(handler, function, module, _modules(files))
    names = names_of(_text(files[found]), runtime)
    if isinstance(names, SyntaxProblem):
        return HandlerProblem(f"{found} is not Python: {names}.", handler, None, "mend the file")
    return None if names is None or function in names else _no_function(found, handler, function, names, "define")


def _check_node(files: Mapping[str, Path], handler: str, *, open_ended: bool) -> HandlerProblem | None:
    folder, slash, last = handler.rpartition("/")
    module, dot, function = last.partition(".")
    if not dot or not module or not function:
        return _shapeless(handler, "app.handler")
    stem = f"{folder}{slash}{module}".removeprefix("./")
    if stem.startswith("/"):
        return None  # a file of a layer, below /opt
    found = next((stem + suffix for suffix in _NODE_SUFFIXES if stem + suffix in files), None)
    if found is None:
        if open_ended:
            return None
        stems = [re.sub(r"\.[cm]?js$", "", name) for name in files if re.search(r"\.[cm]?js$", name)]
        problem = _no_module(handler, function, stem, [name for name in stems if "node_modules/" not in name])
        compiled = next((name for name in (f"{stem}.ts", f"{stem}.mts", f"{stem}.tsx") if name in files), None)
        return problem._replace(fix=f"{compiled} must be compiled to JavaScript first") if compiled else problem
    names = exports(_text(files[found]), function.partition(".")[0])
    return None if names is None else _no_function(found, handler, function, names, "export")


def _shapeless(handler: str, example: str) -> HandlerProblem:
    return HandlerProblem(
        "the handler names no function.", handler, "<module>.<function>", f'write it like "{example}"'
    )


def _no_module(handler: str, function: str, module: str, modules: Iterable[str]) -> HandlerProblem:
    known = sorted(modules)
    if "/" not in module:  # the user writes dots
        known = [name.replace("/", ".") for name in known]
    close = nearest(module, known) or _elsewhere(module, known)
    return HandlerProblem(
        f"there is no module {module} in the bundle.",
        handler,
        _some(known) if known else None,
        f'write "{close}.{function}"' if close else "check the path: it starts at the directory's top",
    )


def _elsewhere(module: str, known: Iterable[str]) -> str | None:
    """Give the module that is meant by a path that begins too far up ("src/app" for app) or too far down."""
    parts = re.split(r"[./]", module)
    ends = {each: re.split(r"[./]", each) for each in known}
    found = [each for each, end in ends.items() if parts[-len(end) :] == end or end[-len(parts) :] == parts]
    return max(found, key=len, default=None)


def _no_function(file: str, handler: str, function: str, names: Iterable[str], verb: str) -> HandlerProblem:
    known = [name for name in names if not name.startswith("__")]
    close = nearest(function, known)
    if file.endswith(f"/{handler}") or file == handler:
        close = next((name for name in ("handler", "lambda_handler", "main") if name in known), None)
        fix = f'write "{handler[: -len(function)]}{close or "<function>"}"'
        problem = f"{handler} is a file, and a handler is a function in it."
        return HandlerProblem(problem, handler, _some(known) if known else None, fix)
    return HandlerProblem(
        f"{file} does not {verb} {function}.",
        handler,
        _some(known) if known else None,
        f'write "{handler[: -len(function)]}{close}"' if close else f"{verb} {function} in {file}",
    )


def _some(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


def _modules(files: Mapping[str, Path]) -> set[str]:
    return {name.removesuffix(".py").removesuffix("/__init__") for name in files if name.endswith(".py")}


def _compiled(files: Mapping[str, Path], stem: str) -> bool:
    """Tell whether the module is there in a form that can't be read."""
    begins = (f"{stem}.", f"{stem}/__init__.")
    return any(name.startswith(begins) and name.endswith(_COMPILED) for name in files)


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
