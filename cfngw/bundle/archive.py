"""A list of files, made into a zip that is the same for the same names, modes and bytes.

Sorted, every time 1980-01-01 00:00, modes 0644 and 0755, made "on Unix", deflated at zlib's default level (6). Files
are read in pieces, once for the digest and once for the zip, which is written beside its place and then renamed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from cfngw.bundle.errors import ContentError, unreadable
from cfngw.bundle.selection import Selected
from cfngw.files import unwritable

if TYPE_CHECKING:
    from zipfile import ZipInfo

_PIECE = 1 << 20
_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold
_UNIX = 3
_FORMAT = b"cfngw bundle 1\n"  # another rule for the digest takes another number


class Item(NamedTuple):
    """A file as a bundle holds it. ``digest`` is the SHA-256 of its bytes, ``crc`` what the zip says of them."""

    name: str
    size: int
    executable: bool
    digest: bytes
    crc: int
    path: Path


@dataclass(frozen=True)
class Bundle:
    """A finished zip.

    ``digest`` is its content address, of names, modes and bytes. ``size`` counts the zip's bytes, ``unzipped_size``
    those of its files. ``unpinned`` are the packages of its requirements, as they were installed ("six==1.17.0"), that
    another day may bring in another version.
    """

    path: Path
    digest: str
    size: int
    unzipped_size: int
    files: tuple[Item, ...]
    unpinned: tuple[str, ...] = ()


def read(files: Iterable[Selected]) -> list[Item]:
    """Read every file once, in order. Raises BundleFileError."""
    return [_read(file) for file in files]


def digest(items: Iterable[Item]) -> str:
    """Give the content address of sorted items: SHA-256 over names, modes and contents."""
    from hashlib import sha256

    total = sha256(_FORMAT)
    for item in items:
        name = item.name.encode()
        total.update(b"%d %s %s " % (len(name), name, b"755" if item.executable else b"644"))
        total.update(item.digest)
    return total.hexdigest()


def write(path: Path, items: Sequence[Item]) -> None:
    """Write the zip, unless a whole one with these very items lies there already.

    Raises OutputError when it can't be written, ContentError when a file changed since ``read``.
    """
    if _holds(path, items):
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(temporary, items)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error


def _read(file: Selected) -> Item:
    from hashlib import sha256
    from zlib import crc32

    total, crc, size = sha256(), 0, 0
    with _opened(file.path) as stream:
        for piece in _pieces(stream, file.path):
            total.update(piece)
            crc = crc32(piece, crc)
            size += len(piece)
    return Item(file.name, size, file.executable, total.digest(), crc, file.path)


def _write(temporary: Path, items: Sequence[Item]) -> None:
    from zipfile import ZipFile

    with temporary.open("wb") as stream:
        with ZipFile(stream, "w") as archive:
            for item in items:
                _add(archive.open(_header(item), "w"), item)
        stream.flush()
        os.fsync(stream.fileno())


def _add(target: IO[bytes], item: Item) -> None:
    from zlib import crc32

    crc = 0
    with target, _opened(item.path) as stream:
        for piece in _pieces(stream, item.path):
            crc = crc32(piece, crc)
            target.write(piece)
    if crc != item.crc:
        raise ContentError(
            f"{item.path} changed while it was being packed.", fix="build again when nothing else writes there"
        )


def _header(item: Item) -> ZipInfo:
    from zipfile import ZIP_DEFLATED, ZipInfo

    header = ZipInfo(item.name, _TIME)
    header.create_system = _UNIX
    header.compress_type = ZIP_DEFLATED
    header.external_attr = _attributes(item)
    header.file_size = item.size
    return header


def _attributes(item: Item) -> int:
    return (0o100755 if item.executable else 0o100644) << 16


def _holds(path: Path, items: Sequence[Item]) -> bool:
    """Tell whether the zip at ``path`` lists exactly these items; its bytes may come from another zlib."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as archive:
            listed = [(entry.filename, entry.file_size, entry.CRC, entry.external_attr) for entry in archive.infolist()]
    except (OSError, BadZipFile):
        return False
    return listed == [(item.name, item.size, item.crc, _attributes(item)) for item in items]


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error
    with stream:
        yield stream


def _pieces(stream: IO[bytes], path: Path) -> Iterator[bytes]:
    while True:
        try:
            piece = stream.read(_PIECE)
        except OSError as error:
            raise unreadable(path, error) from error
        if not piece:
            return
        yield piece
