"""Running a blueprint file as ``python file.py`` would: its folder comes first on the module path.

Modules that it imports from there are forgotten afterwards, so that two folders may each have a ``common.py``. Names in
TAKEN alone are found elsewhere first: a blueprint may be called ``json.py``, and ``import json`` is still Python's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

# What the imports of a blueprint, of troposphere and of cfngw itself rely on.
TAKEN = sys.stdlib_module_names | {"awacs", "cfn_flip", "cfngw", "troposphere", "yaml"}
# What troposphere imports for Template.to_yaml() alone, and PyYAML with it: loaded when somebody calls that.
_PUT_OFF = {"cfn_flip"}


class _TakenNames:
    """Finds modules of the names in TAKEN as if a folder were not on the module path."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Find one at the top level; None leaves it to the others."""
        if path is not None or name not in TAKEN:
            return None
        spec = PathFinder.find_spec(name, [each for each in sys.path if os.path.abspath(each) != self._folder])  # noqa: PTH100
        if name in _PUT_OFF and spec is not None and spec.loader is not None:
            from importlib.util import LazyLoader

            spec.loader = LazyLoader(spec.loader)
        return spec


def file_of(module: object) -> str | None:
    """Give the file of a module, without loading one that is put off: any plain look at it would."""
    try:
        names = object.__getattribute__(module, "__dict__")
    except AttributeError:
        return None  # anything may stand in sys.modules
    found: str | None = names.get("__file__")
    return found


@contextmanager
def as_script(folder: Path) -> Iterator[None]:
    """Put a folder first on the module path; forget what was imported from it, and where it went."""
    before = set(sys.modules)
    working = Path.cwd()
    sys.path.insert(0, str(folder))
    taken = _TakenNames(folder)
    sys.meta_path.insert(0, taken)
    try:
        yield
    finally:
        os.chdir(working)
        if taken in sys.meta_path:
            sys.meta_path.remove(taken)
        if str(folder) in sys.path:
            sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            origin = file_of(sys.modules[name])
            if origin and Path(origin).is_relative_to(folder) and "site-packages" not in origin:
                del sys.modules[name]
