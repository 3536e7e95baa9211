"""Blueprint files: found, run as a script would be, and asked for the blueprints that they bind."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from cfngw.cli.script import as_script
from cfngw.cli.unloadable import failed, unparsable, without_blueprint
from cfngw.errors import BlueprintFileError, CfngwError, UsageError, collecting, nearest

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
                module, elsewhere = _run(file)
                loaded += [] if wrong else _blueprints(file, module, elsewhere)
            except CfngwError as error:
                # What follows a wrong value is only its consequence.
                wrong += [] if wrong else [error]
        problems += wrong
    problems += _collisions(loaded)
    return loaded, problems


def _run(file: Path) -> tuple[ModuleType, dict[int, Path]]:
    """Run a file; give its module, and by their ids the blueprints that other blueprint files bind."""
    location = file.resolve()
    try:
        text = location.read_bytes()
        code = compile(text, str(location), "exec", dont_inherit=True)
    except OSError as error:
        raise BlueprintFileError(f"{file} can't be read: {error.strerror}.", fix="check its permissions") from error
    except (SyntaxError, ValueError) as error:
        raise unparsable(location, error) from error
    module = ModuleType(f"__blueprint_{location.stem}__")
    module.__file__ = str(location)
    with as_script(location.parent):
        sys.modules[module.__name__] = module  # dataclasses, among others, look their module up
        try:
            exec(code, vars(module))  # noqa: S102 (running it is what the user asks for)
        except CfngwError:
            raise
        except (Exception, SystemExit) as error:
            raise failed(location, error) from error
        elsewhere = _bound_elsewhere(location)
    return module, elsewhere


def _bound_elsewhere(location: Path) -> dict[int, Path]:
    """Find the blueprints of the blueprint files beside this one that it imported: each is built from its own file."""
    from cfngw.blueprint import Blueprint

    beside = f"{location.parent}{os.sep}"
    found: dict[int, Path] = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if name.startswith("_") or not file.startswith(beside) or Path(file) == location:
            continue
        if Path(file).parent == location.parent:
            bound = (value for value in vars(module).values() if isinstance(value, Blueprint))
            found.update((id(blueprint), Path(file)) for blueprint in bound)
    return found


def _blueprints(file: Path, module: ModuleType, elsewhere: Mapping[int, Path]) -> list[Loaded]:
    from cfngw.blueprint import Blueprint

    bound: dict[int, tuple[str, Blueprint]] = {}
    for variable, value in vars(module).items():
        if isinstance(value, Blueprint) and not variable.startswith("_") and id(value) not in elsewhere:
            bound.setdefault(id(value), (variable, value))
    if not bound:
        raise without_blueprint(file, module, elsewhere)
    several = len(bound) > 1
    return [
        Loaded(file, variable, ".".join(_stem(file, variable if several else None, each.environment)), each)
        for variable, blueprint in bound.values()
        for each in blueprint.in_environments()
    ]


def _stem(file: Path, *further: str | None) -> list[str]:
    """Give what a template's name is made of: the file's, a variable and an environment where there are several."""
    return [file.stem, *(each for each in further if each is not None)]


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
