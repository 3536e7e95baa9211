"""Which installed packages another day may bring in another version: those that nothing pins, also at second hand.

A requirement "pydantic==2.11.0" pins one package of five. What a pinned package itself asks for by one version
(pydantic-core) is pinned with it; the rest is what ``pip freeze`` would have written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple

from cfngw.bundle.requirements import Requirements, normal

_EXACT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?\s*==\s*[^,*;\s()]+\s*\)?\s*(?:;.*)?")


class _Installed(NamedTuple):
    name: str
    version: str
    exact: frozenset[str]


def unpinned(requirements: Requirements, folder: Path) -> tuple[str, ...]:
    """Give what is installed in ``folder`` and not pinned, as the lines that would pin it, by name."""
    found = {normal(each.name): each for each in _installed(folder)}
    pinned = _with_what_they_pin(requirements.pinned, found)
    return tuple(f"{each.name}=={each.version}" for name, each in sorted(found.items()) if name not in pinned)


def _with_what_they_pin(pinned: frozenset[str], found: Mapping[str, _Installed]) -> frozenset[str]:
    known: frozenset[str] = frozenset()
    while pinned != known:
        known = pinned
        pinned = known.union(*(found[name].exact for name in known if name in found))
    return known


def _installed(folder: Path) -> Iterator[_Installed]:
    for file in sorted(folder.glob("*.dist-info/METADATA")):
        facts = HeaderParser().parsestr(file.read_text(encoding="utf-8", errors="replace"))
        exact = (_EXACT.fullmatch(need) for need in facts.get_all("Requires-Dist", []))
        pins = frozenset(normal(match[1]) for match in exact if match is not None)
        yield _Installed(str(facts["Name"]), str(facts["Version"]), pins)
