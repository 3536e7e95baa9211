"""Wheels, laid out as an import path: what pip would install, without what it writes of itself and of this machine.

No commands are made (they name the interpreter that installed them), nothing is compiled, and there is no INSTALLER,
REQUESTED or direct_url.json: equal wheels give equal bytes, whichever pip fetched them.
The format: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cfngw.bundle.errors import RequirementsError

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_PIECE = 1 << 20
_PLACES = {"purelib": "", "platlib": "", "data": "", "scripts": "bin/"}  # headers are of no use without a compiler


def unpack(wheels: Iterable[Path], folder: Path) -> None:
    """Unpack wheels into ``folder``, in the order of their names. Raises RequirementsError for one that is broken."""
    from zipfile import BadZipFile, ZipFile
    from zlib import error as zlib_error

    for wheel in sorted(wheels, key=lambda path: path.name):
        try:
            with ZipFile(wheel) as archive:
                for entry in archive.infolist():
                    _unpack(archive, entry, folder)
        except (BadZipFile, UnicodeDecodeError, EOFError, NotImplementedError, RuntimeError, zlib_error) as error:
            raise RequirementsError(
                f"{wheel.name} is not a wheel that can be read: {str(error).rstrip('.') or 'it ends too early'}.",
                fix="fetch or build the wheel again",
            ) from error


def _unpack(archive: ZipFile, entry: ZipInfo, folder: Path) -> None:
    place = _place(entry.filename)
    if entry.is_dir() or place is None:
        return
    path = folder / place
    if ".." in PurePosixPath(place).parts or not path.is_relative_to(folder):
        raise RequirementsError(
            "a wheel has a file that would lie outside the bundle.",
            given=entry.filename,
            fix="do not use this package: its wheel is broken or malicious",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    if PurePosixPath(place).match("*.dist-info/RECORD"):
        path.write_text(_record(archive.read(entry).decode()), encoding="utf-8", newline="\n")
    else:
        _copy(archive, entry, path)
    if _is_command(entry.filename) and _names_interpreter(path):
        path.unlink()
    elif _is_command(entry.filename) or entry.external_attr >> 16 & 0o111:
        path.chmod(0o755)


def _copy(archive: ZipFile, entry: ZipInfo, path: Path) -> None:
    from shutil import copyfileobj

    with archive.open(entry) as stream, path.open("wb") as target:
        copyfileobj(stream, target, _PIECE)
    path.chmod(0o644)


def _place(name: str) -> str | None:
    """Give where a file of a wheel goes: ``x-1.data/purelib/a.py`` is ``a.py``; None for what has no place here."""
    top, _, rest = name.partition("/")
    if not top.endswith(".data"):
        return name
    scheme, _, inner = rest.partition("/")
    return _PLACES[scheme] + inner if scheme in _PLACES and inner else None


def _is_command(name: str) -> bool:
    return ".data/scripts/" in name


def _names_interpreter(path: Path) -> bool:
    """Tell whether a command is to start the Python that installs it."""
    with path.open("rb") as stream:
        return stream.read(8) == b"#!python"


def _record(text: str) -> str:
    """Write a RECORD for the places of the files, so that ``importlib.metadata.files`` is right."""
    import csv
    from io import StringIO

    placed = ((_place(row[0]), *row[1:]) for row in csv.reader(StringIO(text)) if row)
    rows = sorted(row for row in placed if row[0] is not None)
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()
