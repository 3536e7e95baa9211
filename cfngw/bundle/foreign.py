"""Compiled modules that a function could not load: made for another machine or another Python than it runs on.

Packages that were installed by hand into a directory, or a layer that another function's runtime was named for, hold
them. The machine is read from the file's first bytes (ELF, Mach-O, PE), the version of Python from its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cfngw.bundle.archive import Item
from cfngw.bundle.errors import unreadable
from cfngw.bundle.target import Target

_LIBRARY = re.compile(r"\.(?:so|dylib|pyd)(?:\.[0-9.]+)?$")
_VERSIONED = re.compile(r"\.cpython-3(\d+)[a-z]*-[^/]*$")
_ELF_MACHINES = {0x3E: "x86_64", 0xB7: "arm64"}  # https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
_OTHER_SYSTEMS = {
    b"\xcf\xfa\xed\xfe": "macOS",
    b"\xca\xfe\xba\xbe": "macOS",
    b"MZ": "Windows",
}


def first_foreign(items: Iterable[Item], target: Target) -> tuple[str, str] | None:
    """Give the first library that the target can't load, by its name and what it is made for; None without any."""
    for item in items:
        if _LIBRARY.search(item.name):
            made_for = _made_for(item, target)
            if made_for is not None:
                return item.name, made_for
    return None


def _made_for(item: Item, target: Target) -> str | None:
    try:
        with item.path.open("rb") as stream:
            head = stream.read(20)
    except OSError as error:
        raise unreadable(item.path, error) from error
    system = next((name for magic, name in _OTHER_SYSTEMS.items() if head.startswith(magic)), None)
    if system is not None:
        return system
    machine = _ELF_MACHINES.get(int.from_bytes(head[18:20], "little")) if head.startswith(b"\x7fELF") else None
    if machine not in (None, target.architecture):
        return machine
    versioned = _VERSIONED.search(item.name)
    if versioned is None or not target.runtime.startswith("python") or target.runtime == f"python3.{versioned[1]}":
        return None
    return f"Python 3.{versioned[1]}"
