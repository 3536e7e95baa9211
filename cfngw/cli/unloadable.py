"""Why a blueprint file can't be loaded, told at the user's line, with what to do."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

from cfngw.cli.script import TAKEN
from cfngw.errors import BlueprintFileError, nearest
from cfngw.source import Source, shown


def unparsable(location: Path, error: Exception) -> BlueprintFileError:
    """Describe a file that is not Python."""
    line = getattr(error, "lineno", None) or 0
    text = (getattr(error, "text", None) or "").strip()
    facts = {"given": text} if text else {}
    return BlueprintFileError(
        f"this is not Python: {getattr(error, 'msg', error)}.",
        where=Source(str(location), line),
        fix="correct the line, or the one before it",
        **facts,
    )


def failed(location: Path, error: BaseException) -> BlueprintFileError:
    """Describe a file that raised something, at the last line below its folder that this came through."""
    return BlueprintFileError(
        f"the file does not run: {_told(error)}.",
        where=_deepest(location, error),
        fix=_cure(location, error),
    )


def _told(error: BaseException) -> str:
    """Tell an exception in one line."""
    if (wanted := _missing_name(error)) is not None:
        return f"cfngw has no {wanted}"
    text = " ".join(str(error).split()).rstrip(".")
    if isinstance(error, ImportError):
        text = re.sub(r" \((?:/|[A-Za-z]:\\).*\)$", "", text)  # where the other module lies
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _missing_name(error: BaseException) -> str | None:
    """Give the name that was to be imported from cfngw; an ImportError knows it from Python 3.12 on."""
    if not isinstance(error, ImportError) or error.name != "cfngw":
        return None
    found = re.match(r"cannot import name '(\w+)'", str(error))
    return found[1] if found else None


def _deepest(location: Path, error: BaseException) -> Source:
    """Give the last line below the file's folder that the error came through."""
    found = Source(str(location), 0)
    traceback = error.__traceback__
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if Path(file).is_relative_to(location.parent):
            found = Source(file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found


def _cure(location: Path, error: BaseException) -> str:
    if (shadowed := _shadowed(location, error)) is not None:
        return f"rename {shadowed}: import {shadowed.stem} means a module of {_owner(shadowed.stem)}"
    if (cure := _cure_of_property(error)) is not None:
        return cure
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"pip install {error.name.partition('.')[0]}, or put the module beside the blueprint"
    if (wanted := _missing_name(error)) is not None:
        import cfngw

        close = nearest(wanted, cfngw.__all__)
        return f"write {close}" if close else f"cfngw has: {', '.join(cfngw.__all__)}"
    if isinstance(error, SystemExit):
        return 'leave out the exit, or put it under: if __name__ == "__main__":'
    return f"run it by itself for the traceback: python {shown(str(location))}, or cfngw build --debug"


def _shadowed(location: Path, error: BaseException) -> Path | None:
    """Give the file beside the blueprint that was meant where a module of another's came, which lacks something."""
    module = error.name if isinstance(error, ImportError) else getattr(getattr(error, "obj", None), "__name__", None)
    if not isinstance(module, str) or module not in TAKEN or isinstance(error, ModuleNotFoundError):
        return None
    file = location.with_name(f"{module}.py")
    return Path(shown(str(file))) if file.is_file() else None


def _owner(module: str) -> str:
    return "Python's own" if module in sys.stdlib_module_names else "that name that is installed"


def _cure_of_property(error: BaseException) -> str | None:
    """Tell how a resource of troposphere refers to a declared value, where it refused the value itself."""
    found = re.search(r" is <class 'cfngw\.[\w.]+\.(\w+)'>, expected ", str(error))
    if not isinstance(error, TypeError) or found is None:
        return None
    ways = {
        "Parameter": "Ref(parameter) for the parameter itself",
        "Reference": 'GetAtt(function, "Arn") in place of function.arn, Ref(function) in place of function.ref',
        "Substitution": "troposphere's Sub(text)",
    }
    way = ways.get(found[1], 'Ref(value), or an attribute of it: GetAtt(value, "Arn")')
    return f"a resource of troposphere takes troposphere's own references: write {way}"


def without_blueprint(file: Path, module: ModuleType, elsewhere: Mapping[int, Path]) -> BlueprintFileError:
    """Describe a file that binds no blueprint of its own; ``elsewhere``: those that other files bind, by their ids."""
    problem, allowed, cure = _instead(module, elsewhere)
    return BlueprintFileError(
        f"the file holds no blueprint{problem}.",
        where=Source(str(file.resolve()), 0),
        allowed=allowed,
        fix=f"{cure}; a helper module is called _{file.name}",
    )


def _instead(module: ModuleType, elsewhere: Mapping[int, Path]) -> tuple[str, str, str]:
    """Give what a module holds in a blueprint's place, what is allowed, and the way from the one to the other."""
    allowed = "a variable at the top level that is a blueprint, its name without '_' at the start"
    for variable, value in vars(module).items():
        if variable.startswith("_"):
            continue
        if id(value) in elsewhere:
            other = elsewhere[id(value)].name
            own = "a blueprint that is made in this file or in a helper, whose name starts with '_'"
            return (
                f" of its own: {variable} is built from {other}",
                own,
                f"leave the file out, or rename {other} _{other}",
            )
        if _holds_blueprints(value):
            members = f"*{variable}.values()" if isinstance(value, dict) else f"*{variable}"
            cure = f"bind each to a variable, or make one template of them: blueprint = Composition({members})"
            return f": {variable} is a {type(value).__name__} of them, which is not looked into", allowed, cure
    if classes := _classes(module):
        return "", allowed, f"add: blueprint = {classes[-1]}()"
    return "", allowed, "add: blueprint = HttpApiBlueprint(name=…, routes=[…])"


def _holds_blueprints(value: object) -> bool:
    from cfngw.blueprint import Blueprint

    members: Iterable[object] = value.values() if isinstance(value, dict) else ()
    if isinstance(value, list | tuple | set | frozenset):
        members = value
    return any(isinstance(each, Blueprint) for each in members)


def _classes(module: ModuleType) -> list[str]:
    from cfngw.blueprint import Blueprint

    found = ((name, value) for name, value in vars(module).items() if isinstance(value, type))
    return [name for name, cls in found if issubclass(cls, Blueprint) and not cls.__module__.startswith("cfngw.")]
