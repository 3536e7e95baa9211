"""Functions with inline code, all of which is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cfngw.bundle.node_exports import exports
from cfngw.bundle.python_names import SyntaxProblem, names_of
from cfngw.errors import nearest
from cfngw.lint.rules.view import View
from cfngw.read.model import Function

_SHOWN = 6


@dataclass(frozen=True)
class Inlined:
    """A function, and what its inline code and its handler are."""

    function: Function
    code: str
    handler: str
    runtime: str

    @property
    def module(self) -> str:
        """Give the file that the handler names."""
        return self.handler.rpartition(".")[0] if self.runtime.startswith("python") else self.handler.partition(".")[0]

    @property
    def name(self) -> str:
        """Give the function that the handler names."""
        return self.handler.removeprefix(f"{self.module}.")


def inline_functions(view: View) -> tuple[Inlined, ...]:
    """Give them."""
    return view.once(_inline_functions)


def _inline_functions(view: View) -> tuple[Inlined, ...]:
    return tuple(_found(view))


def _found(view: View) -> Iterator[Inlined]:
    for each in view.reading.functions.values():
        code, handler, runtime = each.code.value, each.handler, each.runtime
        if each.code.kind != "inline" or not isinstance(code, str) or "." not in str(handler):
            continue
        if isinstance(handler, str) and isinstance(runtime, str) and runtime.startswith(("python", "nodejs")):
            yield Inlined(each, code, handler, runtime)


def in_code(each: Inlined) -> str | None:
    """Tell why the handler is not in the code; None where it is, or nobody can tell."""
    source = each.code.encode()
    if each.runtime.startswith("python"):
        found = names_of(source, each.runtime)
        names = None if isinstance(found, SyntaxProblem) or (found and each.name in found) else found
        verb = "define"
    else:
        names, verb = exports(source, each.name.partition(".")[0]), "export"
    if names is None:
        return None
    known = [name for name in names if not name.startswith("__")]
    close = nearest(each.name, known)
    listed = f" (it does {', '.join(known[:_SHOWN])})" if known else ""
    fix = f"Write {each.module}.{close}" if close else f"{verb.capitalize()} {each.name}"
    return f"The code of {each.function.logical_id} does not {verb} {each.name}{listed}: each call would fail. {fix}"
