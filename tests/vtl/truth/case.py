"""A case: a template, what it is rendered with, and where it belongs. Its answer is stored, never written by hand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ANSWERS = Path(__file__).parent / "answers"
VERSIONS = ANSWERS / "versions.json"

Mode = Literal["plain", "gateway"]


@dataclass(frozen=True)
class Case:
    """One template with its inputs: of mode "plain" the variables, of mode "gateway" the arguments of `render`."""

    subject: str
    name: str
    mode: Mode
    template: str
    inputs: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.subject}: {self.name}"

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "mode": self.mode, "template": self.template, "inputs": dict(self.inputs)}


@dataclass(frozen=True)
class Answered:
    """A case with what Velocity answered: `output` (and `overrides`), or `error`."""

    case: Case
    answer: Mapping[str, Any]


# The variables that plain templates may use; a case is given only those that its template names.
VARIABLES: Mapping[str, Any] = {
    "s": "text",
    "t": "Hello, World",
    "e": "",
    "q": "a\"b'c\\d",
    "uni": "é漢😀",
    "csv": "a,b,,c,,",
    "num": "42",
    "n": 3,
    "z": 0,
    "m": -7,
    "big": 12345678901,
    "huge": 2**70,
    "d": 2.5,
    "w": 2.0,
    "yes": True,
    "no": False,
    "nil": None,
    "words": ["a", "b", "c"],
    "mixed": [1, "two", 3.5, None, True, ["x"], {"k": "v"}],
    "ints": [3, 1, 2],
    "empty": [],
    "map": {
        "k": "v",
        "n": 1,
        "size": "mine",
        "sub": {"x": "deep"},
        "items": ["i", "j"],
        "nil": None,
        "my-key": "hyphen",
    },
    "none": {},
}

Row = tuple[str, str] | tuple[str, str, dict[str, Any]]


def plain(subject: str, rows: Iterable[Row]) -> Iterator[Case]:
    """Make plain cases of rows of name, template and, where the usual variables don't do, the variables."""
    for name, template, *own in rows:
        words = set(re.findall(r"[A-Za-z_][A-Za-z0-9_-]*", template))
        usual = {key: value for key, value in VARIABLES.items() if key in words}
        yield Case(subject, name, "plain", template, own[0] if own else usual)


def gateway(subject: str, rows: Iterable[Row], **usual: Any) -> Iterator[Case]:
    """Make gateway cases of rows of name, template and, where the subject's usual inputs don't do, others over them."""
    for name, template, *own in rows:
        yield Case(subject, name, "gateway", template, {**usual, **(own[0] if own else {})})


def stored() -> Iterator[Answered]:
    """Read the cases with their answers as the generator stored them."""
    for path in sorted(ANSWERS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            case = Case(path.stem, row["name"], row["mode"], row["template"], row["inputs"])
            yield Answered(case, row["answer"])
