"""All that a verdict depends on beside the text of the template, as one digest.

Two runs of the same identity give the same findings for the same text. What can't be followed gives no
identity, and then nothing is cached.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cfngw.errors import UsageError
from cfngw.files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfngw.lint.installed import Installed
    from cfngw.lint.options import Options

# Raise it whenever findings are made or stored in another way.
FORMAT = 2

# Keys of a .cfnlintrc that name further files. They can be found for certain only by a YAML parser, which a
# cache hit must not load; a backslash could spell them otherwise.
_FURTHER_FILES = ("append_rules", "custom_rules", "override_spec", "registry_schemas", "\\")
_NO_RULES = {"__pycache__", ".cfngw", ".git"}
# What our own rules are made of, and what reads a template for them.
_OURS = ("document", "lint/rules", "read", "vtl")


def identity(options: Options, installed: Installed) -> str | None:
    """Give the digest, or None when the config file names files that it can't cover.

    Raises UsageError for appended rules that do not exist, OutputError for a config file that can't be read.
    """
    config = read_text(options.config_file) if options.config_file is not None else ""
    rules = [_rules_digest(place) for place in options.append_rules]
    if any(word in config for word in _FURTHER_FILES):
        return None
    facts = {
        "format": FORMAT,
        "python": sys.version,
        "engine": options.engine,
        "version": installed.version,
        "ours": _our_rules(),
        "installed": installed.state(),
        "rules": rules,
        "config": config,
        "options": _plain(options),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def template_key(known: str, text: str) -> str:
    """Give the key of one template's findings under an identity."""
    # A text with lone surrogates is no template, but it has to have a key like any other.
    return hashlib.sha256(f"{known}\n{text}".encode(errors="surrogatepass")).hexdigest()


def _plain(options: Options) -> dict[str, object]:
    configure = {rule: dict(settings) for rule, settings in options.configure.items()}
    return {
        "regions": options.regions,
        "ignore": options.ignore,
        "include": options.include,
        "mandatory": options.mandatory,
        "configure": configure,
        "append_rules": options.append_rules,
    }


def _our_rules() -> list[object]:
    """Describe the files of our own rules; by time and size, for reading hundreds would cost more than a hit."""
    return [entry for name in _OURS for entry in _stamps(str(Path(__file__).parent.parent / name))]


def _stamps(folder: str) -> Iterator[object]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda each: each.name)
    for entry in entries:
        if entry.is_dir():
            if entry.name not in _NO_RULES:
                yield from _stamps(entry.path)
        else:
            state = entry.stat()
            yield entry.name, state.st_mtime_ns, state.st_size


def _rules_digest(place: str) -> str:
    digest = hashlib.sha256()
    for name, path in _rule_files(place):
        content = hashlib.sha256(_bytes(path)).hexdigest()
        digest.update(f"{name}\n{content}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _bytes(path: Path) -> bytes:
    # A dangling link or a pipe is no concern of ours; if it has to be read, cfn-lint will say that it can't.
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""


def _rule_files(place: str) -> Iterator[tuple[str, Path]]:
    folder = Path(os.path.expanduser(place))  # noqa: PTH111 - cfn-lint leaves an unknown ~user as it is
    if folder.is_dir():
        yield from _files_below(folder)
        return
    origin = _module_file(place)
    if origin.name == "__init__.py":
        yield from _files_below(origin.parent)
    else:
        yield origin.name, origin


def _files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - _NO_RULES)
        for name in sorted(names):
            path = Path(parent, name)
            yield path.relative_to(folder).as_posix(), path


def _module_file(name: str) -> Path:
    from importlib.util import find_spec

    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        spec = None
    if spec is None or spec.origin is None or not Path(spec.origin).is_file():
        raise UsageError(
            "these rules can't be appended",
            given=name,
            allowed="a folder of rules, or a Python module that can be imported",
        )
    return Path(spec.origin)
