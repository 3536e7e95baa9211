"""Bundles to a folder, for whoever uploads them otherwise."""

from __future__ import annotations

import os
from contextlib import suppress
from filecmp import cmp
from pathlib import Path
from shutil import copyfile

from cfngw.files import unwritable


class Folder:
    """A folder that bundles are copied to; made when the first one comes."""

    def __init__(self, folder: Path, prefix: str = "") -> None:
        self._folder = folder
        self._prefix = prefix.strip("/")

    def put(self, path: Path) -> tuple[str, bool]:
        """Copy a file unless it is there; give the key that it should have in S3, and whether it was copied."""
        key = f"{self._prefix}/{path.name}" if self._prefix else path.name
        target = self._folder / path.name
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            if target.is_file() and cmp(path, target, shallow=False):
                return key, False
            self._folder.mkdir(parents=True, exist_ok=True)
            copyfile(path, temporary)
            temporary.replace(target)
        except OSError as error:
            raise unwritable(target, error) from error
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        return key, True
