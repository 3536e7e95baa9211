"""Blueprint files: found, run as a script would be, and asked for the blueprints that they bind.

A file runs as ``python file.py`` would run it: its folder comes first on the module path. Modules that it imports
from there are forgotten afterwards, so that two folders may each have a ``common.py``.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from cfngw.errors import BlueprintFileError, CfngwError, UsageError, collecting, nearest
from cfngw.source import Source, shown

if TYPE_CHECKING:
    from cfngw.blueprint import Blueprint


class Loaded(NamedTuple):
    """A blueprint, where it was found, and the name of its template."""

    path: Path
    variable: str
    stem: str
    blueprint: Blueprint


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Give the blueprint files; folders stand for the ``*.py`` in them that do not start with ``_``."""
    found: dict[Path, Path] = {}
    for path in paths or (Path("blueprints"),):
        if path.is_dir():
            inside = sorted(file for file in path.glob("*.py") if not file.name.startswith("_"))
            if not inside:
                raise BlueprintFileError(
                    f"{path} holds no blueprint file.",
                    allowed="*.py, without '_' at the start",
                    fix="write one there; cfngw new NAME makes a project with an example",
                )
            for file in inside:
                found.setdefault(file.resolve(), file)
        elif path.is_file():
            found.setdefault(path.resolve(), path)
        else:
            raise _absent(path, asked=bool(paths))
    return list(found.values())


def _absent(path: Path, *, asked: bool) -> CfngwError:
    if not asked:
        return UsageError(
            "there is no folder blueprints here.",
            allowed="a file or a folder of blueprints: cfngw build PATH",
            fix="cfngw new NAME makes a project with one",
        )
    siblings = sorted(entry.name for entry in path.parent.iterdir()) if path.parent.is_dir() else []
    close = nearest(path.name, siblings)
    return BlueprintFileError(
        f"{path} does not exist.", fix=f"write {path.parent / close}" if close else "check the path"
    )


def load(files: Sequence[Path]) -> tuple[list[Loaded], list[CfngwError]]:
    """Run the files; give their blueprints, and the problems of those that have any."""
    loaded: list[Loaded] = []
    problems: list[CfngwError] = []
    for file in files:
        with collecting() as wrong:
            try:
                module = _run(file)
            except CfngwError as error:
                # What follows a wrong value is only its consequence.
                wrong += [] if wrong else [error]
            else:
                if not wrong:
                    loaded += _blueprints(file, module)
        problems += wrong
    problems += _collisions(loaded)
    return loaded, problems


def _run(file: Path) -> ModuleType:
    location = file.resolve()
    try:
        text = location.read_bytes()
        code = compile(text, str(location), "exec", dont_inherit=True)
    except OSError as error:
        raise BlueprintFileError(f"{file} can't be read: {error.strerror}.", fix="check its permissions") from error
    except (SyntaxError, ValueError) as error:
        raise _unparsable(location, error) from error
    module = ModuleType(f"__blueprint_{location.stem}__")
    module.__file__ = str(location)
    with as_script(location.parent):
        sys.modules[module.__name__] = module  # dataclasses, among others, look their module up
        try:
            exec(code, vars(module))  # noqa: S102 (running it is what the user asks for)
        except CfngwError:
            raise
        except (Exception, SystemExit) as error:
            raise _failed(location, error) from error
    return module


@contextmanager
def as_script(folder: Path) -> Iterator[None]:
    """Put a folder first on the module path; forget what was imported from it, and where it went."""
    before = set(sys.modules)
    working = Path.cwd()
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        os.chdir(working)
        if str(folder) in sys.path:
            sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            origin = getattr(sys.modules[name], "__file__", None)
            if origin and Path(origin).is_relative_to(folder) and "site-packages" not in origin:
                del sys.modules[name]


def _unparsable(location: Path, error: Exception) -> BlueprintFileError:
    line = getattr(error, "lineno", None) or 0
    text = (getattr(error, "text", None) or "").strip()
    facts = {"given": text} if text else {}
    return BlueprintFileError(
        f"this is not Python: {getattr(error, 'msg', error)}.",
        where=Source(str(location), line),
        fix="correct the line, or the one before it",
        **facts,
    )


def _failed(location: Path, error: BaseException) -> BlueprintFileError:
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
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"pip install {error.name.partition('.')[0]}, or put the module beside the blueprint"
    if (wanted := _missing_name(error)) is not None:
        import cfngw

        close = nearest(wanted, cfngw.__all__)
        return f"write {close}" if close else f"cfngw has: {', '.join(cfngw.__all__)}"
    if isinstance(error, SystemExit):
        return 'leave out the exit, or put it under: if __name__ == "__main__":'
    return f"run it by itself for the traceback: python {shown(str(location))}, or cfngw build --debug"


def _blueprints(file: Path, module: ModuleType) -> list[Loaded]:
    from cfngw.blueprint import Blueprint

    bound: dict[int, tuple[str, Blueprint]] = {}
    for variable, value in vars(module).items():
        if isinstance(value, Blueprint) and not variable.startswith("_"):
            bound.setdefault(id(value), (variable, value))
    if not bound:
        raise _without_blueprint(file, module)
    several = len(bound) > 1
    return [
        Loaded(file, variable, f"{file.stem}.{variable}" if several else file.stem, blueprint)
        for variable, blueprint in bound.values()
    ]


def _without_blueprint(file: Path, module: ModuleType) -> BlueprintFileError:
    from cfngw.blueprint import Blueprint

    classes = [
        name
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Blueprint) and not value.__module__.startswith("cfngw.")
    ]
    cure = f"add: blueprint = {classes[-1]}()" if classes else "add: blueprint = HttpApiBlueprint(name=…, routes=[…])"
    return BlueprintFileError(
        "the file holds no blueprint.",
        where=Source(str(file.resolve()), 0),
        allowed="a variable at the top level that is a blueprint, its name without '_' at the start",
        fix=f"{cure}; a helper module is called _{file.name}",
    )


def _collisions(loaded: Sequence[Loaded]) -> Iterator[CfngwError]:
    first: dict[str, Loaded] = {}
    for each in loaded:
        other = first.setdefault(each.stem, each)
        if other is not each:
            yield BlueprintFileError(
                f"{other.path} and {each.path} would both give a template called {each.stem}.",
                where=each.blueprint.source,
                fix="rename one of them, or build them into two folders with --output",
            )
