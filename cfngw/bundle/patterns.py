"""Which files of a directory are packed: ``exclude``, ``include``, and what is left out by itself.

One syntax, that of ``.gitignore``: a name without a slash counts at any depth, a leading slash ties it to the top, a
folder stands for all below it, ``*`` stays within a name and ``**`` does not.

* ``exclude`` leaves out, ``!`` takes back; as in git, nothing below a folder that is left out can be taken back.
* ``include`` takes, ``!`` leaves out, and the last pattern that matches a file decides (Serverless's
  ``package.patterns``). A list that begins with ``!`` starts from every file, any other from none.
* With both, a file is packed when ``include`` takes it and ``exclude`` does not leave it out.
* ``LEFT_OUT`` is packed only where a taking pattern names it: ``.venv/**`` does, ``**`` does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from cfngw.bundle.errors import ContentError
from cfngw.bundle.glob import Glob

# Version control, caches and environments of one machine: a checkout has none of them and a working copy has, so
# that the same commit would give two digests. (*.egg-info is what ``pip install -e .`` leaves.)
LEFT_OUT = (
    ".git",
    ".cfngw",
    ".venv",
    "__pycache__",
    "*.pyc",
    ".DS_Store",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    "*.egg-info",
)
INSTALLED_LEFT_OUT = ("__pycache__",)  # a .pyc beside it may be a package that comes without its source


class _Rule(NamedTuple):
    """One pattern on its own, and whether it takes what it matches."""

    takes: bool
    glob: Glob

    def names(self, left_out: str) -> bool:
        """Tell whether a part of the pattern is itself one of the names that are left out."""
        return any(fnmatchcase(part, left_out) for part in self.glob.text.split("/"))


class Patterns:
    """The patterns of one directory. Raises ContentError for one that can match nothing."""

    def __init__(
        self, include: Sequence[str] = (), exclude: Sequence[str] = (), left_out: Sequence[str] = LEFT_OUT
    ) -> None:
        self._include = [_rule(pattern, "include", plain_takes=True) for pattern in include]
        self._exclude = [_rule(pattern, "exclude", plain_takes=False) for pattern in exclude]
        self._left_out = tuple(left_out)
        self._naming = [rule for rule in (*self._include, *self._exclude) if rule.takes]
        self._from_all = not self._include or not self._include[0].takes

    def enters(self, name: str) -> bool:
        """Tell whether anything below the folder ``name`` can be packed."""
        if self._excludes(name, folder=True):
            return False
        return all(any(rule.names(left) for rule in self._naming) for left in self._left_out_by(name))

    def takes(self, name: str) -> bool:
        """Tell whether the file ``name`` is packed, given that its folders were entered."""
        if self._excludes(name, folder=False) or not self._includes(name):
            return False
        return all(
            any(rule.names(left) and rule.glob.covers(name) for rule in self._naming)
            for left in self._left_out_by(name)
        )

    def _excludes(self, name: str, *, folder: bool) -> bool:
        last = next((rule for rule in reversed(self._exclude) if rule.glob.matches(name, folder=folder)), None)
        return last is not None and not last.takes

    def _includes(self, name: str) -> bool:
        last = next((rule for rule in reversed(self._include) if rule.glob.covers(name)), None)
        return self._from_all if last is None else last.takes

    def _left_out_by(self, name: str) -> Iterator[str]:
        parts = name.split("/")
        return (left for left in self._left_out if any(fnmatchcase(part, left) for part in parts))


def _written(text: str) -> str | None:
    """Say how a path that begins with "./" or "../" is written."""
    parts = text.split("/")
    if ".." in parts:
        return "leave it out: what lies beside the directory is not packed"
    plain = "/".join(part for part in parts if part != ".")
    return f'paths begin at the directory\'s top: write "/{plain or "**"}"' if "." in parts else None


def _rule(pattern: str, option: str, *, plain_takes: bool) -> _Rule:
    glob = Glob(pattern.removeprefix("!"))
    if glob.never or pattern.startswith("#"):  # a comment, as git reads it
        raise ContentError(
            f"{option}: this pattern matches nothing.",
            given=pattern,
            allowed="a pattern as in .gitignore, or one with '!' before it",
            fix=_written(glob.text)
            or "write a path or a pattern; put a backslash before a '#', '!' or '[' that belongs to a name",
            option=option,
        )
    return _Rule(plain_takes is not pattern.startswith("!"), glob)
