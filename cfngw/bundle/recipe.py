"""What goes into a bundle, and making it.

Files that somebody generates (``Recipe.generated``) are written below ``.cfngw/generated``, by their content, and
packed from there as any other file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cfngw.bundle import archive
from cfngw.bundle.archive import Bundle
from cfngw.bundle.dependencies import dependencies
from cfngw.bundle.errors import BundleError, ContentError, RequirementsError, unreadable
from cfngw.bundle.glob import folders_of
from cfngw.bundle.limits import check_files
from cfngw.bundle.patterns import INSTALLED_LEFT_OUT, LEFT_OUT, Patterns
from cfngw.bundle.pins import unpinned
from cfngw.bundle.requirements import read_requirements
from cfngw.bundle.selection import Selected, select
from cfngw.bundle.target import Target
from cfngw.bundle.tools import Progress, Tools, silent
from cfngw.files import private_folder, write_text
from cfngw.source import Source


@dataclass(frozen=True)
class Recipe:
    """A directory, requirements, or both: for a function, or for a layer with ``prefix="python/"``.

    ``include`` and ``exclude`` are those of ``patterns``; they are about the directory, and about the installed
    packages where there is no directory. ``requirements`` need a ``target``. ``build``: "pip" takes wheels only,
    "docker" builds too. ``generated``: the names and texts of files that are put beside those of the directory.
    ``where`` is the user's line, for errors that have no better one.
    """

    source: Path | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    requirements: Path | None = None
    target: Target | None = None
    prefix: str = ""
    build: Literal["pip", "docker"] = "pip"
    generated: tuple[tuple[str, str], ...] = ()
    where: Source | None = field(default=None, compare=False)


def build(
    recipe: Recipe, name: str, root: Path, progress: Progress | None = None, *, tools: Tools | None = None
) -> Bundle:
    """Make ``<root>/.cfngw/bundles/<name>-<digest>.zip`` and describe it; one that is there already is kept.

    ``progress`` is told the lines that pip or docker print. Raises BundleError, OutputError.
    """
    try:
        return _build(recipe, name, root, progress or silent, tools or Tools())
    except BundleError as error:
        error.where = error.where or recipe.where
        raise


def source_files(recipe: Recipe) -> dict[str, Path]:
    """Give the files of the recipe's directory by their names in the bundle, without its requirements.

    What is generated is nowhere yet, and not among them; whether there is room for it is looked at.
    """
    try:
        files = _of_directory(recipe)
        _check_room(recipe, files)
        return {file.name: file.path for file in files}
    except BundleError as error:
        error.where = error.where or recipe.where
        raise


def packs(recipe: Recipe, path: Path) -> bool:
    """Tell whether a file at ``path``, there or not, would be packed with the recipe's directory."""
    if recipe.source is None or not path.resolve().is_relative_to(recipe.source.resolve()):
        return False
    name = path.resolve().relative_to(recipe.source.resolve()).as_posix()
    patterns = Patterns(recipe.include, recipe.exclude, LEFT_OUT)
    return all(patterns.enters(folder) for folder in folders_of(name)) and patterns.takes(name)


def _build(recipe: Recipe, name: str, root: Path, progress: Progress, tools: Tools) -> Bundle:
    files = _of_directory(recipe)
    _check_room(recipe, files)
    files = _sorted([*files, *_generated(recipe, root)])
    loose: tuple[str, ...] = ()
    if recipe.requirements is not None:
        installed, loose = _of_requirements(recipe, recipe.requirements, root, progress, tools)
        files = _merged(files, installed)
    if not files:
        raise _empty(recipe)
    check_files(files, _called(recipe))
    items = archive.read(files)
    digest = archive.digest(items)
    path = private_folder(root) / "bundles" / f"{_plain(name)}-{digest}.zip"
    archive.write(path, items)
    return Bundle(path, digest, path.stat().st_size, sum(item.size for item in items), tuple(items), loose)


def _of_directory(recipe: Recipe) -> list[Selected]:
    if recipe.source is None:
        return []
    files = select(recipe.source, Patterns(recipe.include, recipe.exclude, LEFT_OUT))
    if not files and recipe.requirements is None:
        raise _empty(recipe)
    check_files(files, str(recipe.source))
    return _prefixed(files, recipe.prefix)


def _of_requirements(
    recipe: Recipe, path: Path, root: Path, progress: Progress, tools: Tools
) -> tuple[list[Selected], tuple[str, ...]]:
    if recipe.target is None:
        raise RequirementsError(
            "requirements can't be installed without a runtime.",
            given=str(path),
            fix='give the runtime: "python3.13"',
        )
    requirements = read_requirements(path)
    folder = dependencies(requirements, recipe.target, recipe.build, root, progress, tools)
    include, exclude = (recipe.include, recipe.exclude) if recipe.source is None else ((), ())
    files = select(folder, Patterns(include, exclude, INSTALLED_LEFT_OUT))
    return _prefixed(files, recipe.prefix), unpinned(requirements, folder)


def _check_room(recipe: Recipe, files: list[Selected]) -> None:
    """Refuse files of the user's own that stand where one is generated, unless they say the same."""
    own = {file.name: file.path for file in files}
    start = _start(recipe.prefix)
    for name, text in recipe.generated:
        package = f"{name.removesuffix('.py')}/__init__.py"  # Python would import it in place of the module
        for taken in (own.get(start + name), own.get(start + package)):
            if taken is not None and (taken.name != name or _lines(taken) != text):
                raise ContentError(
                    f"{taken} is not the {name} that cfngw generates.",
                    given=taken.name,
                    fix=f"delete it (a copy of {name} must hold the generated text), or rename it if it is your own",
                )


def _lines(path: Path) -> str | None:
    """Give a text whose newlines alone end lines; None for what is no text."""
    try:
        return path.read_bytes().decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
    except OSError as error:
        raise unreadable(path, error) from error


def _generated(recipe: Recipe, root: Path) -> list[Selected]:
    """Write what is generated to where it is packed from."""
    from hashlib import sha256

    files = []
    for name, text in recipe.generated:
        path = private_folder(root) / "generated" / sha256(text.encode()).hexdigest()[:16] / name
        write_text(path, text)
        files.append(Selected(name, path, False, path.stat().st_size))
    return _prefixed(files, recipe.prefix)


def _start(prefix: str) -> str:
    return f"{prefix.strip('/')}/" if prefix.strip("/") else ""


def _sorted(files: Iterable[Selected]) -> list[Selected]:
    """Give each name once, of two the last, sorted by name as bytes."""
    return sorted({file.name: file for file in files}.values(), key=lambda file: file.name.encode())


def _prefixed(files: list[Selected], prefix: str) -> list[Selected]:
    return [file._replace(name=_start(prefix) + file.name) for file in files]


def _merged(own: list[Selected], installed: list[Selected]) -> list[Selected]:
    """Put both together; the same file twice is one, two that differ are refused."""
    import filecmp

    files = {file.name: file for file in installed}
    for file in own:
        other = files.get(file.name)
        if other is not None and not filecmp.cmp(file.path, other.path, shallow=False):
            raise ContentError(
                f"{file.name} is in the directory and in the requirements, and they differ.",
                given=str(file.path),
                fix="rename it, leave it out by exclude=, or take the package out of the requirements",
            )
        files[file.name] = file
    return _sorted(files.values())


def _called(recipe: Recipe) -> str:
    given = [str(each) for each in (recipe.source, recipe.requirements) if each is not None]
    return " with ".join(given)


def _empty(recipe: Recipe) -> ContentError:
    if recipe.source is None:
        return ContentError(
            "there is nothing to pack: no requirement is named.",
            given=str(recipe.requirements),
            fix="name a package in it, or leave out the layer",
        )
    patterned = bool(recipe.include or recipe.exclude)
    return ContentError(
        "there is nothing to pack" + (": the patterns leave no file." if patterned else _why_empty(recipe.source)),
        given=str(recipe.source),
        fix="check include= and exclude=" if patterned else "check the path, or put the function's code there",
    )


def _why_empty(folder: Path) -> str:
    if any(folder.iterdir()):
        return f": all that is in the folder is left out by itself ({', '.join(LEFT_OUT[:4])}, …)."
    return ": the folder is empty."


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name) or "bundle"
