"""The file of ``--env``: environment variables for functions on this machine.

    {"Notes": {"TABLE": "notes-local"}, "*": {"LOG_LEVEL": "DEBUG"}}

in JSON or YAML, by the function's logical id or name; ``*`` is all of them, and so is ``Parameters``, as in the files
of ``sam local``. null takes a variable away. Or lines ``KEY=value``, which are for all functions: ``#`` begins a
comment line, ``export`` may stand before a key, quotes around a value are taken off, and in double ones ``\\n`` is a
line break. Nothing is substituted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfngw.document.values import scalar_text
from cfngw.errors import CfngwError, DeclarationError, raise_all
from cfngw.files import read_text
from cfngw.local.functions.environment import is_possible
from cfngw.source import Source

if TYPE_CHECKING:
    from cfngw.document import Document
    from cfngw.local.functions.environment import EnvironmentFile

_ASSIGNED = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*?)\s*")
_BEGINS_LINES = re.compile(r"(?:\s*(?:#[^\n]*)?\n)*\s*(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_FORM = 'functions by logical id or name, each with its variables: {"Notes": {"TABLE": "notes-local"}, "*": {}}'
_MOST_CHARACTERS = 1_000_000


def read_environment(path: Path) -> EnvironmentFile:
    """Read the file. Raises OutputError where it can't be read, or all that is wrong in it, with its lines."""
    text = read_text(path)
    if len(text) > _MOST_CHARACTERS:
        raise DeclarationError(
            "the file of variables is too large.",
            where=Source(str(path), 0),
            given=f"{len(text):,} characters",
            allowed="up to 1,000,000 characters; Lambda takes 4 KB a function",
            fix="give the file of variables: --env FILE",
        )
    if _BEGINS_LINES.match(text):
        return {"*": _lines(text, path)}
    if not text.strip():
        return {}
    from cfngw.document.model import parse_any

    return _functions(parse_any(text, path))


def _lines(text: str, path: Path) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    problems: list[CfngwError] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _ASSIGNED.fullmatch(line)
        value = None if match is None else _unquoted(match["value"])
        if match is None or value is None or "\0" in value:
            problems.append(_no_line(Source(str(path), number), match is not None))
        else:
            found[match["name"]] = value
    raise_all(problems)
    return found


def _no_line(where: Source, is_named: bool) -> CfngwError:
    # What stands in the line is not shown: it may be a secret.
    if is_named:
        problem, fix = "the value has a quote that does not end.", "close it on the same line"
    else:
        problem, fix = "this line gives no variable.", "write KEY=value"
    return DeclarationError(problem, where=where, allowed="KEY=value, a comment that begins with #", fix=fix)


def _unquoted(value: str) -> str | None:
    quote = value[:1]
    if quote not in ("'", '"'):
        return value
    if len(value) < 2 or value[-1] != quote:
        return None
    inner = value[1:-1]
    return inner if quote == "'" else re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[0]), inner)


def _functions(document: Document) -> EnvironmentFile:
    data = document.data
    if not isinstance(data, Mapping):
        raise _wrong(document, (), "the file of variables is no mapping.")
    problems: list[CfngwError] = []
    found: dict[str, dict[str, str | None]] = {}
    for name, variables in data.items():
        if isinstance(variables, Mapping):
            found[str(name)] = _variables(document, name, variables, problems)
        elif variables is not None:
            fix = f'put what is for all functions under "*": {{"*": {{"{name}": …}}}}'
            problems.append(_wrong(document, (name,), f"{name} has no variables.", fix))
    raise_all(problems)
    return found


def _variables(
    document: Document, function: str, given: Mapping[Any, Any], problems: list[CfngwError]
) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name, value in given.items():
        text = scalar_text(value)
        path = (function, name)
        if value is not None and text is None:
            problems.append(
                _wrong(document, path, f"{function}: {name} is no text.", "write it as a text; JSON within one is fine")
            )
        elif not is_possible(str(name), text or ""):
            problems.append(_wrong(document, path, f"{function}: no process can have this variable.", "rename it"))
        else:
            found[str(name)] = text
    return found


def _wrong(document: Document, path: tuple[str, ...], problem: str, fix: str = "write it so") -> CfngwError:
    return DeclarationError(problem, where=document.source(path), allowed=_FORM, fix=fix)
