"""A requirements file, read as far as cfngw must understand it; pip understands the rest.

What counts here: every file that takes part (``-r``, ``-c``, wheels named by path), so that a cache knows when to
forget, and lines that would make pip build something on this machine, for this machine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cfngw.bundle.errors import BundleFileError, RequirementsError
from cfngw.errors import OutputError
from cfngw.files import read_text
from cfngw.source import Source

_INCLUDE = re.compile(r"(?:-r|--requirement|-c|--constraint)(?:\s*=\s*|\s*)(?P<path>[^\s=].*)")
_EDITABLE = re.compile(r"(-e|--editable)(?![a-z])")
_COMMENT = re.compile(r"(^|\s)#.*")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_SOURCE_ARCHIVE = re.compile(r"\.(tar\.gz|tgz|tar\.bz2|tbz|tar\.xz|tar|zip)$", re.I)
_VERSION_CONTROL = re.compile(r"(git|hg|svn|bzr)\+")
_PASSWORD = re.compile(r"(?<=://)[^/\s]+(?=@)")
# "name==1.0", but no "name==1.*", and not what a marker compares; "name @ place"; a hash.
_EXACT = re.compile(r"^[^;]*===?(?!\s*[\w.]*\*)|^[^;]*\s@\s|\s--hash")
_OF_A_REQUIREMENT = re.compile(r"\s(--hash|--config-settings?|--global-option)\b.*")


class Line(NamedTuple):
    """A logical line: its text without comments, and where it begins."""

    text: str
    where: Source


class Requirements(NamedTuple):
    """All lines of all files, and the bytes that decide what gets installed, by path as the files name them."""

    path: Path
    lines: tuple[Line, ...]
    inputs: tuple[tuple[str, bytes], ...]
    files: tuple[Path, ...]

    def find(self, name: str) -> Source | None:
        """Give the line that asks for a package."""
        wanted = normal(name)
        return next((line.where for line in self.lines if normal(named(line.text) or "") == wanted), None)

    @property
    def pinned(self) -> frozenset[str]:
        """Name the packages, as the index writes them, that are asked for by one version or one file."""
        exact = [line.text for line in self.lines if _EXACT.search(line.text)]
        wheels = (Path(_place(line.text)).name.partition("-")[0] for line in self.lines if _is_wheel(line.text))
        return frozenset(normal(name) for name in (*map(named, exact), *wheels) if name)


def read_requirements(path: Path) -> Requirements:
    """Read a requirements file and those that it includes.

    Raises BundleFileError for one that can't be read, RequirementsError for a line that no bundle can take.
    """
    lines: list[Line] = []
    texts: dict[Path, str] = {}
    _read(path, None, texts, lines)
    folder = path.parent
    inputs = [(_relative(file, folder), text.encode()) for file, text in texts.items()]
    for line in lines:
        _refuse_unbuildable(line, folder)
        inputs += _wheel(line, folder)
    return Requirements(path, tuple(lines), tuple(inputs), tuple(texts))


def named(line: str) -> str | None:
    """Give the package that a line asks for, or None for an option, a path or a URL."""
    found = _NAME.match(line)
    if found is None or line[found.end() : found.end() + 1] in ("/", ":", "\\", "+"):
        return None
    return None if line.split()[0].endswith(".whl") else found[0]


def normal(name: str) -> str:
    """Write a package's name as the index does (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def without_passwords(text: str) -> str:
    """Write a line that may be shown: what a URL says before its host is taken out."""
    return _PASSWORD.sub("****", text)


def builds_here(line: str) -> bool:
    """Tell whether pip would build something for this line, whatever ``--only-binary`` says."""
    place = _place(line)
    return bool(_VERSION_CONTROL.match(place) or _SOURCE_ARCHIVE.search(place.partition("#")[0])) or bool(
        re.match(r"--no-binary\b", line)
    )


def _read(path: Path, includer: Source | None, texts: dict[Path, str], lines: list[Line]) -> None:
    try:
        text = read_text(path)
    except OutputError as error:
        raise BundleFileError(error.problem, where=includer, fix=error.fix) from error
    texts[path] = text
    for line in _logical(text, path):
        included = _INCLUDE.match(line.text)
        if included is None:
            lines.append(line)
            continue
        place = included["path"].strip().strip("'\"")
        file = Path(os.path.normpath(path.parent / place))
        if "://" not in place and file not in texts:
            _read(file, line.where, texts, lines)


def _logical(text: str, path: Path) -> Iterator[Line]:
    """Join lines that end in a backslash, drop comments, and skip what is empty."""
    kept, start = "", 0
    for number, raw in enumerate([*text.splitlines(), ""], 1):
        start = start or number
        if raw.endswith("\\") and not raw.lstrip().startswith("#"):
            kept += raw[:-1]
            continue
        joined = _COMMENT.sub("", kept + raw).strip()
        if joined:
            yield Line(joined, Source(str(path), start))
        kept, start = "", 0


def _place(line: str) -> str:
    """Give the path or URL of a line: ``name @ place`` or the place alone, without markers and options."""
    text = _OF_A_REQUIREMENT.sub("", line)
    text = re.split(r"\s;|;\s", text, maxsplit=1)[0]
    return text.partition(" @ ")[2].strip() or text.strip()


def _refuse_unbuildable(line: Line, folder: Path) -> None:
    if _EDITABLE.match(line.text):
        raise RequirementsError(
            "an editable install is a pointer into this machine.",
            where=line.where,
            given=without_passwords(line.text),
            fix="put the package's folder into the function's directory, or name a wheel of it",
        )
    place = _place(line.text)
    if re.match(r"[./]|file:|[^\s=<>!~]+/", place) and _file(place, folder).is_dir():
        raise RequirementsError(
            "a folder as a requirement would be built by this machine, and can't be told from an older state of it.",
            where=line.where,
            given=without_passwords(line.text),
            fix=f"put the folder into the function's directory, or name a wheel of it: pip wheel --no-deps {place}",
        )


def _is_wheel(line: str) -> bool:
    return " @ " not in line and _place(line).partition("#")[0].endswith(".whl")


def _wheel(line: Line, folder: Path) -> list[tuple[str, bytes]]:
    """Give the digest of a wheel that is named by its path; a missing one is left to pip."""
    from hashlib import sha256

    place = _place(line.text)
    path = _file(place, folder)
    if not place.endswith(".whl") or re.match(r"https?:", place) or not path.is_file():
        return []
    return [(place, sha256(path.read_bytes()).digest())]


def _file(place: str, folder: Path) -> Path:
    return folder / re.sub(r"^file:(//)?", "", place)


def _relative(file: Path, folder: Path) -> str:
    return Path(os.path.relpath(file, folder)).as_posix()
