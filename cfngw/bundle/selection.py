"""The files of a directory that are packed, and under which names.

A symlink is followed when its target lies inside the tree, and its content stored as a regular file: a bundle then
holds the same on every machine. What can't be packed is refused by its path, unless a pattern leaves it out.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cfngw.bundle.errors import BundleFileError, ContentError, unreadable
from cfngw.bundle.patterns import Patterns


class Selected(NamedTuple):
    """A file: its name in the zip, where it lies, whether anybody may execute it, and its size when it was found."""

    name: str
    path: Path
    executable: bool
    size: int


def select(folder: Path, patterns: Patterns) -> list[Selected]:
    """Give the files of ``folder`` that the patterns take, sorted by name as bytes.

    Names that differ in case only are kept: Lambda's file system tells them apart. Raises BundleFileError for what
    is missing or unreadable, ContentError for what can't be packed.
    """
    if not folder.is_dir():
        raise BundleFileError(
            f"{folder} is not a folder." if folder.exists() else f"there is no folder {folder}.",
            fix="check the path: a relative one starts at the Python file's folder",
        )
    root = folder.resolve()
    found = list(_walk(root, (), (root,), patterns))
    return sorted(found, key=lambda file: file.name.encode())


def _walk(root: Path, parts: tuple[str, ...], trail: tuple[Path, ...], patterns: Patterns) -> Iterator[Selected]:
    """Walk one folder; ``trail`` is the folders that were entered to get here, links resolved."""
    folder = root.joinpath(*parts)
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        raise unreadable(folder, error) from error
    for entry in entries:
        path = folder / entry.name
        name = "/".join((*parts, _encodable(entry.name, path)))
        if _is_folder(entry):
            if patterns.enters(name):
                yield from _walk(root, (*parts, entry.name), _entered(path, root, trail), patterns)
        elif patterns.takes(name):
            yield _file(name, path, root)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Tell what is a folder, or a link to one; a link in a circle is none, and is refused as a file."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _entered(path: Path, root: Path, trail: tuple[Path, ...]) -> tuple[Path, ...]:
    target = _inside(path, root) if path.is_symlink() else path.resolve()
    if target in trail:
        raise ContentError(
            f"{path} is a symlink to a folder that it lies in.",
            given=str(target),
            fix="remove the link, or leave it out by exclude=",
        )
    return (*trail, target)


def _inside(link: Path, root: Path) -> Path:
    """Give the target of a symlink; refuse one that is broken, goes in a circle or leaves the tree."""
    text = os.readlink(link)  # noqa: PTH115  shown as it stands in the link
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # before Python 3.13 a circle is a RuntimeError
        circle = isinstance(error, RuntimeError) or not isinstance(error, FileNotFoundError)
        raise ContentError(
            f"{link} is a symlink {'that goes in a circle' if circle else 'to nothing'}.",
            given=text,
            fix="mend or remove the link, or leave it out by exclude=",
        ) from error
    if not target.is_relative_to(root):
        raise ContentError(
            f"{link} is a symlink out of the directory.",
            given=text,
            allowed=f"a target below {root}",
            fix="put a copy in its place, make the code a layer, or leave the link out by exclude=",
        )
    return target


def _file(name: str, path: Path, root: Path) -> Selected:
    if path.is_symlink():
        _inside(path, root)
    try:
        found = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    mode = found.st_mode
    if not stat.S_ISREG(mode):
        raise ContentError(
            f"{path} is not a regular file.",
            given=_kind(mode),
            fix="remove it, or leave it out by exclude=",
        )
    # Any of the three bits counts: git keeps one bit, and the umask of a checkout decides on the others.
    return Selected(name, path, bool(mode & 0o111), found.st_size)


def _kind(mode: int) -> str:
    kinds = {
        stat.S_ISSOCK: "a socket",
        stat.S_ISFIFO: "a named pipe",
        stat.S_ISBLK: "a device",
        stat.S_ISCHR: "a device",
    }
    return next((kind for test, kind in kinds.items() if test(mode)), "something else")


def _encodable(name: str, path: Path) -> str:
    """Give the name if it is UTF-8, which is what a zip holds."""
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise ContentError(
            "a file name is not UTF-8.", given=os.fsencode(path), fix="rename the file; a zip's names are UTF-8"
        ) from error
    return name
