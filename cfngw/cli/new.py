"""``cfngw new``: a project to start from."""

from __future__ import annotations

import keyword
import re
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cfngw.errors import OutputError, UsageError, nearest

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

# cfngw, what it works with, and what handlers and their tests import.
_INSTALLED = frozenset(
    [
        *(
            "awacs",
            "boto3",
            "botocore",
            "cfn_flip",
            "cfngw",
            "cfnlint",
            "click",
            "moto",
            "pytest",
            "rich",
            "troposphere",
        ),
        "yaml",
    ]
)
_KINDS = ("http", "rest")
_RENAMED = {"gitignore": ".gitignore"}  # a package can't well hold a .gitignore of somebody else's


@click.command("new")
@click.argument("name", metavar="NAME")
@click.option(
    "--kind",
    default="http",
    metavar="KIND",
    help="http: an HTTP API, which costs less. rest: a REST API with models, mapping templates and API keys."
    "  [default: http]",
)
def command(name: str, kind: str) -> None:
    """Make a project NAME: a folder with a blueprint, its handler and a test.

    NAME is letters, digits, '-' and '_', a letter first; a path may stand before it.
    """
    from cfngw.files import write_texts

    if kind not in _KINDS:
        close = nearest(kind, _KINDS)
        fix = f"cfngw new {name} --kind {close or _KINDS[0]}"
        raise UsageError(f"there is no kind {kind!r}.", given=kind, allowed=", ".join(_KINDS), fix=fix)
    folder = Path(name)
    words = _words(folder.name or (folder.resolve().name if name else ""))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = "is a folder with something in it" if folder.is_dir() else "is a file"
        raise OutputError(f"{folder} {what}.", fix="choose another name, or move it away")
    module = "_".join(words).lower()
    title = "".join(word[:1].upper() + word[1:] for word in words)
    texts = {folder / path: text for path, text in _starter(kind, module, title)}
    write_texts(texts)
    click.echo(f"Made {folder}:")
    for path in texts:
        click.echo(f"  {path}")
    click.echo(f"\nNext:\n  cd {folder}\n  cfngw build\n  python -m pytest\n  cfngw local")


def _words(name: str) -> list[str]:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,39}", name):
        raise UsageError(
            f"{name!r} is no name for a project.",
            allowed="letters, digits, '-' and '_', a letter first, at most 40",
            fix="cfngw new notes",
        )
    words = [word for word in re.split(r"[_-]+", name) if word]
    module = "_".join(words).lower()
    if keyword.iskeyword(module):
        raise UsageError(f"{name!r} is a word of Python's own.", fix=f"cfngw new {name}-api")
    if module in sys.stdlib_module_names or module in _INSTALLED:
        # Its blueprint and its handler would be files of that name; what imports the module would find them instead.
        what = "a module of Python's own" if module in sys.stdlib_module_names else "a package that cfngw works with"
        raise UsageError(f"{name!r} is the name of {what}.", fix=f"cfngw new {name}-api")
    return words


def _starter(kind: str, module: str, title: str) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []

    def walk(folder: Traversable, place: Path) -> None:
        for entry in sorted(folder.iterdir(), key=lambda each: each.name):
            if entry.is_dir():
                walk(entry, place / entry.name)
            elif entry.name.endswith(".txt"):
                name = entry.name.removesuffix(".txt").replace("@module@", module)
                text = entry.read_text(encoding="utf-8").replace("@module@", module).replace("@title@", title)
                found.append((place / _RENAMED.get(name, name), text))

    for part in (kind, "both"):
        walk(files("cfngw.cli") / "starter" / part, Path())
    return found
