"""Files that are written whole or not at all.

It knows nothing of templates. A failed write leaves the old file as it was.
"""

from __future__ import annotations

import os
from pathlib import Path

from cfngw.errors import OutputError

IGNORE_ALL = "# Made by cfngw; nothing here belongs in version control.\n*\n"


def write_text(path: Path, text: str) -> bool:
    """Replace ``path`` by ``text`` in one step; say whether anything changed.

    Folders are made as needed. The text is UTF-8 with the newlines it has. Raises OutputError.
    """
    data = text.encode()
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as error:
        raise unwritable(path, error) from error
    return True


def _replace(path: Path, data: bytes) -> None:
    from tempfile import mkstemp

    handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def read_text(path: Path) -> str:
    """Read a UTF-8 file; raise OutputError when it can't be read or is not text."""
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise OutputError(
            f"{path} can't be read: {error.strerror or error}", fix="check the path and its permissions"
        ) from error
    except UnicodeDecodeError as error:
        raise OutputError(f"{path} is not UTF-8 text (byte {error.start})", fix="save the file as UTF-8") from error


def unwritable(path: Path, error: OSError) -> OutputError:
    """Describe a write that the system refused."""
    return OutputError(
        f"{path} can't be written: {error.strerror or error}",
        fix="check the folder's permissions and free space, or choose another with --output",
    )


def private_folder(root: Path) -> Path:
    """Give ``root/.cfngw``, made when absent, with a file that keeps it out of version control."""
    folder = root / ".cfngw"
    if not (folder / ".gitignore").exists():
        write_text(folder / ".gitignore", IGNORE_ALL)
    return folder
