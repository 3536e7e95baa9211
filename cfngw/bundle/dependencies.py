"""The installed requirements of one target, kept in ``.cfngw/dependencies/<digest>``.

The digest is of the texts of all files that take part, the target and pip's options. A folder counts when its marker
is there, which is written before the folder gets its name: what an interruption leaves has another name. Requirements
without versions stay as they were first installed; delete the folder to fetch again.
"""

from __future__ import annotations

from pathlib import Path

from cfngw.bundle.container import build_wheels, container_options
from cfngw.bundle.fetching import download, pip_options
from cfngw.bundle.requirements import Requirements
from cfngw.bundle.target import Target
from cfngw.bundle.tools import Progress, Tools
from cfngw.bundle.unpacking import unpack
from cfngw.files import private_folder, unwritable, write_text

_FORMAT = "1"  # another way to lay out takes another number
_MARKER = "complete"
_FILES = "files"


def dependencies(
    requirements: Requirements, target: Target, build: str, root: Path, progress: Progress, tools: Tools
) -> Path:
    """Give the folder of the installed packages, installed now or before. Raises RequirementsError, OutputError."""
    folder = private_folder(root) / "dependencies" / key(requirements, target, build)
    if (folder / _MARKER).is_file():
        progress(f"{requirements.path.name}: installed before for {target}")
        return folder / _FILES
    progress(f"{requirements.path.name}: installing for {target}")
    try:
        return _make(folder, requirements, target, build, progress, tools) / _FILES
    except OSError as error:
        raise unwritable(folder, error) from error


def find_installed(requirements: Requirements, target: Target, build: str, root: Path) -> Path | None:
    """Give the folder where these requirements were installed before; None where they were not."""
    folder = root / ".cfngw" / "dependencies" / key(requirements, target, build)
    return folder / _FILES if (folder / _MARKER).is_file() else None


def _make(
    folder: Path, requirements: Requirements, target: Target, build: str, progress: Progress, tools: Tools
) -> Path:
    from shutil import rmtree
    from tempfile import mkdtemp

    folder.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(mkdtemp(prefix=f".{folder.name[:16]}-", dir=folder.parent))
    try:
        files, wheels = staged / _FILES, staged / "wheels"
        files.mkdir()
        wheels.mkdir()
        if requirements.lines:
            fetch = build_wheels if build == "docker" else download
            fetch(requirements, target, wheels, progress, tools)
        unpack(wheels.glob("*.whl"), files)
        rmtree(wheels)
        write_text(staged / _MARKER, f"{target}\n")
        return _settle(staged, folder)
    finally:
        rmtree(staged, ignore_errors=True)


def _settle(staged: Path, folder: Path) -> Path:
    """Give the folder its name; one that another process finished in the meantime stays."""
    from shutil import rmtree

    if folder.exists() and not (folder / _MARKER).is_file():
        rmtree(folder)
    try:
        staged.rename(folder)
    except OSError:
        if not (folder / _MARKER).is_file():
            raise
    return folder


def key(requirements: Requirements, target: Target, build: str) -> str:
    """Give the name of the folder: it is the same on every machine."""
    from hashlib import sha256

    total = sha256()
    options = container_options(target) if build == "docker" else pip_options(target)
    texts = [_FORMAT, build, str(target), *options]
    for part in (*(text.encode() for text in texts), *(part for pair in _inputs(requirements) for part in pair)):
        total.update(b"%d:" % len(part) + part)
    return total.hexdigest()


def _inputs(requirements: Requirements) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), content) for name, content in requirements.inputs]
