"""Files that are written whole or not at all.

It knows nothing of templates. A failed write leaves the old file as it was.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from cfngw.errors import OutputError

IGNORE_ALL = "# Made by cfngw; nothing here belongs in version control.\n*\n"


def write_text(path: Path, text: str) -> bool:
    """Replace ``path`` by ``text`` in one step; say whether anything changed.

    Folders are made as needed. The text is UTF-8 with the newlines it has. Raises OutputError.
    """
    return path in write_texts({path: text})


def write_texts(texts: Mapping[Path, str]) -> list[Path]:
    """Replace several files, none unless all can be written; give those that changed.

    All are written beside their places first and renamed when the last one is complete.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            data = text.encode()
            try:
                if not (path.is_file() and path.read_bytes() == data):
                    staged[path] = _stage(path.resolve(), data)
            except OSError as error:
                raise unwritable(path, error) from error
        for path, temporary in staged.items():
            temporary.replace(path.resolve())  # a link stays a link, to a new file
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
    return list(staged)


def _stage(path: Path, data: bytes) -> Path:
    """Write a file beside the one that it shall replace: a reader sees the old bytes or the new ones."""
    if path.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    if path.parent.is_file():
        raise NotADirectoryError(0, f"{path.parent} is a file")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def read_text(path: Path) -> str:
    """Read a UTF-8 file; raise OutputError when it can't be read or is not text."""
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise OutputError(f"{path} is not UTF-8 text (byte {error.start})", fix="save the file as UTF-8") from error
    except (OSError, ValueError) as error:  # a ValueError is a path that no file can have
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"{path} can't be read: {reason}", fix="check the path and its permissions") from error


def unwritable(path: Path, error: OSError) -> OutputError:
    """Describe a write that the system refused."""
    return OutputError(
        f"{path} can't be written: {error.strerror or error}",
        fix="check the folder's permissions and free space, or choose another folder",
    )


def private_folder(root: Path) -> Path:
    """Give ``root/.cfngw``, made when absent, with a file that keeps it out of version control."""
    folder = root / ".cfngw"
    if not (folder / ".gitignore").exists():
        write_text(folder / ".gitignore", IGNORE_ALL)
    return folder
