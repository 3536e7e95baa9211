"""Where a function's code lies on this machine.

Inline text becomes a file in a folder of the pool's own; a zip is unpacked there; a directory is used where it is, and
nothing is written into it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.local.running import InvocationRefused
from cfngw.source import shown

if TYPE_CHECKING:
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Function

_ENTRIES = 100_000
_KEPT = 3


class Place(NamedTuple):
    """``folder`` is what /var/task is at Lambda; ``watched`` are the files whose change makes it another one."""

    folder: Path
    watched: tuple[Path, ...] = ()


class Scratch:
    """A folder that nobody else can look into, made when it is needed; gone with the pool."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._count = 0
        self._given: dict[str, list[Path]] = {}

    def path(self, name: str) -> Path:
        """Give a folder of a name."""
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix="cfngw-local-"))
        made = self._folder / name
        made.mkdir(exist_ok=True)
        return made

    def fresh(self, name: str) -> Path:
        """Give a folder that was never given; of a name the last three stay, for workers that still run."""
        from shutil import rmtree

        self._count += 1
        given = self._given.setdefault(name, [])
        given.append(self.path(f"{name.replace('/', '-')}-{self._count}"))
        while len(given) > _KEPT:
            rmtree(given.pop(0), ignore_errors=True)
        return given[-1]

    def remove(self) -> None:
        """Take all of it away."""
        from shutil import rmtree

        if self._folder is not None:
            rmtree(self._folder, ignore_errors=True)
            self._folder = None


def code_place(function: Function, kind: str, override: Path | None, scratch: Scratch, values: LocalValues) -> Place:
    """Find a function's code. Raises InvocationRefused."""
    name = function.logical_id
    if override is not None:
        return folder_or_zip(override, name, scratch)
    code = function.code
    given = values.text(code.value) if code.kind in ("inline", "path") else None
    if code.kind == "inline" and given is not None:
        return _inline(given, "index.py" if kind == "python" else "index.js", scratch.fresh(f"code-{name}"))
    if code.kind == "path" and given is not None:
        path = Path(os.path.normpath(code.at.document.path.parent / given))
        return folder_or_zip(path, name, scratch)
    raise unavailable(name, f"its code is not on this machine ({_elsewhere(code.kind, code.value)})")


def unavailable(name: str, why: str) -> InvocationRefused:
    """Describe code that is not here."""
    return InvocationRefused("CodeUnavailable", f"{name}: {why}; give its folder: --code {name}=DIR")


def _elsewhere(kind: str, value: Any) -> str:
    if kind == "s3" and isinstance(value, Mapping):
        known = [str(each) for each in value.values() if isinstance(each, str)]
        return f"in S3: {'/'.join(known)}" if known else "in S3"
    return {
        "s3": f"in S3: {value}",
        "image": "a container image",
        "absent": "the template names none",
    }.get(kind, "the template does not tell where")


def _inline(text: str, name: str, folder: Path) -> Place:
    (folder / name).write_text(text, encoding="utf-8", errors="surrogatepass")
    return Place(folder)


def folder_or_zip(path: Path, name: str, scratch: Scratch) -> Place:
    """Take a folder as it is, and unpack a zip. Raises InvocationRefused."""
    try:
        if path.is_dir():
            return Place(path.absolute(), (path.absolute(),))
        if path.is_file():
            return Place(_unpacked(path, scratch.fresh(f"zip-{name}"), name), (path.absolute(),))
    except (OSError, ValueError) as error:
        raise unavailable(name, f"{shown(str(path))} can't be read: {error}") from error
    raise unavailable(name, f"there is no {shown(str(path))}")


def _unpacked(path: Path, folder: Path, name: str) -> Path:
    from zipfile import BadZipFile, ZipFile
    from zlib import error as zlib_error

    from cfngw.bundle.limits import UNZIPPED_BYTES

    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > _ENTRIES or sum(entry.file_size for entry in entries) > UNZIPPED_BYTES:
                raise unavailable(name, f"{shown(str(path))} unzips to more than the 250 MB that Lambda takes")
            for entry in entries:
                made = archive.extract(entry, folder)  # keeps to the folder, whatever the name
                if entry.external_attr >> 16 & 0o111:
                    Path(made).chmod(0o755)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, UnicodeError, zlib_error) as error:
        raise unavailable(name, f"{shown(str(path))} is no zip that can be read") from error
    return folder
