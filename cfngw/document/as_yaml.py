"""YAML to plain data and positions, in one pass over the parser's events.

Aliases are resolved, within bounds: what stands behind all of them together may not be more than ``_ALIASED`` nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfngw.document.model import Locate, Place, Steps, TemplateError
from cfngw.document.scalars import Scalar, plain
from cfngw.source import Source

if TYPE_CHECKING:
    from yaml import Mark, MarkedYAMLError, YAMLError

# What lies in a container: by key or by position, line and column (from 0) and what lies in that.
Places = dict[str | int, tuple[int, int, "Places | None"]]
_Node = tuple[Any, "Places | None"]

_DEEPEST = 150
_ALIASED = 50_000
_CORE = "tag:yaml.org,2002:"
_NO_PREFIX = ("Ref", "Condition")
_KEY_ALLOWED = "a word, or quoted text"


def read_yaml(text: str, path: Path) -> tuple[Any, Locate]:
    """Read one YAML document; raise TemplateError with the line and the column."""
    from yaml import YAMLError

    reader = _Reader(text, path)
    try:
        data, places = reader.document()
    except YAMLError as error:
        raise _unreadable(error, text, path) from error
    return data, lambda steps: _position(places, reader.start, steps)


def _position(places: Places | None, start: Place, steps: Steps) -> Place:
    found = start
    for step in steps:
        entry = places.get(step) if places is not None else None
        if entry is None:
            break
        found, places = entry[:2], entry[2]
    return found[0] + 1, found[1] + 1


def _events(text: str) -> Callable[[], Any]:
    """Give the parser's next event at each call; libyaml's where it is installed, else PyYAML's own."""
    try:
        from yaml import CSafeLoader as Loader
    except ImportError:
        from yaml import SafeLoader as Loader  # type: ignore[assignment]
    next_event: Callable[[], Any] = Loader(text).get_event
    return next_event


class _Reader:
    """One pass over the events of a text."""

    def __init__(self, text: str, path: Path) -> None:
        from yaml import events

        self.start = (0, 0)
        self._text = text
        self._path = path
        self._anchors: dict[str, tuple[Any, Places | None, int]] = {}
        self._nodes = 0
        self._aliased = 0
        self._depth = 0
        self._scalar, self._alias = events.ScalarEvent, events.AliasEvent
        self._end = (events.MappingEndEvent, events.SequenceEndEvent)
        self._stream_end = events.StreamEndEvent
        self._read: dict[type, Callable[[Any], _Node]] = {
            events.ScalarEvent: self._scalar_node,
            events.MappingStartEvent: self._container,
            events.SequenceStartEvent: self._container,
            events.AliasEvent: self._alias_node,
        }
        self._mapping_start = events.MappingStartEvent

    def document(self) -> _Node:
        """Read the one document of the stream."""
        self._next = _events(self._text)
        self._next()
        if type(self._next()) is self._stream_end:
            raise TemplateError("the file is empty.", where=self._source(None), fix="cfngw build writes templates")
        first = self._next()
        self.start = (first.start_mark.line, first.start_mark.column)
        node = self._node(first)
        self._next()
        after = self._next()
        if type(after) is not self._stream_end:
            raise self._error(after, "a second document begins here.", fix="keep one template in a file")
        return node

    def _node(self, event: Any) -> _Node:
        self._nodes += 1
        before = self._nodes
        node = self._read[type(event)](event)
        if event.anchor is not None and type(event) is not self._alias:
            self._anchors[event.anchor] = (*node, self._nodes - before + 1)
        return node

    def _alias_node(self, event: Any) -> _Node:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            raise self._error(
                event,
                f"*{event.anchor} refers to nothing above it.",
                allowed=", ".join(f"*{name}" for name in self._anchors) or None,
                fix=f"put &{event.anchor} before the value that it stands for",
            )
        data, places, weight = anchored
        self._nodes += weight
        self._aliased += weight
        if self._aliased > _ALIASED:
            raise self._error(
                event, f"the aliases stand for more than {_ALIASED:,} values.", fix="write fewer aliases of aliases"
            )
        return data, places

    def _scalar_node(self, event: Any) -> _Node:
        tag = event.tag
        if tag is None:
            return (self._plain(event) if event.implicit[0] else event.value), None
        if tag.startswith("!") and len(tag) > 1:
            return self._short_form(event, event.value, None)
        return self._converted(event), None

    def _plain(self, event: Any) -> Scalar:
        try:
            return plain(event.value)
        except ValueError as error:
            problem = "is not a finite number" if "finite" in str(error) else "has too many digits"
            raise self._error(event, f"{event.value[:20]} {problem}.", fix="write it in quotes") from error

    def _converted(self, event: Any) -> Scalar:
        """Give a scalar with one of YAML's own tags; ``!`` alone makes it text."""
        kind = event.tag.removeprefix(_CORE)
        if kind in ("str", "!"):
            return str(event.value)
        if kind in ("bool", "int", "float", "null"):
            value = self._plain(event)
            return float(value) if kind == "float" and isinstance(value, int) else value
        raise self._bad_tag(event)

    def _container(self, event: Any) -> _Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._error(event, f"the template is nested more than {_DEEPEST} deep.", fix="flatten the value")
        is_mapping = type(event) is self._mapping_start
        data, places = self._mapping() if is_mapping else self._sequence()
        self._depth -= 1
        tag = event.tag
        if tag is None or tag == _CORE + ("map" if is_mapping else "seq") or tag == "!":
            return data, places
        return self._short_form(event, data, places)

    def _mapping(self) -> _Node:
        data: dict[str, Any] = {}
        places: Places = {}
        while type(event := self._next()) not in self._end:
            key = self._key(event)
            mark = event.start_mark
            if key in data:
                raise self._twice(event, key, places[key])
            data[key], inner = self._node(self._next())
            places[key] = (mark.line, mark.column, inner)
        return data, places

    def _sequence(self) -> _Node:
        data: list[Any] = []
        places: Places = {}
        while type(event := self._next()) not in self._end:
            value, inner = self._node(event)
            places[len(data)] = (event.start_mark.line, event.start_mark.column, inner)
            data.append(value)
        return data, places

    def _key(self, event: Any) -> str:
        """Give a key as it is written: JSON, which a template is in the end, knows only text."""
        if type(event) is not self._scalar or (event.tag or "").startswith("!"):
            raise self._error(event, "a key must be text.", allowed=_KEY_ALLOWED, fix="write the key out")
        key = str(event.value)
        if event.implicit[0] and key == "<<":
            raise self._error(
                event, "CloudFormation takes no merge keys (<<).", fix="write the merged keys out where they belong"
            )
        if event.implicit[0] and key in ("", "~"):
            raise self._error(event, "a key is empty.", allowed=_KEY_ALLOWED, fix="write the key before the ':'")
        if event.anchor is not None:
            self._anchors[event.anchor] = (key, None, 1)
        return key

    def _short_form(self, event: Any, argument: Any, places: Places | None) -> _Node:
        """Write ``!X argument`` as ``Fn::X``; ``!GetAtt A.b`` as its list."""
        tag = event.tag[1:]
        if not event.tag.startswith("!") or not tag:
            raise self._bad_tag(event)
        if tag == "GetAtt" and isinstance(argument, str):
            argument = argument.split(".", 1)
        name = tag if tag in _NO_PREFIX or tag.startswith("Fn::") else f"Fn::{tag}"
        mark = event.start_mark
        return {name: argument}, {name: (mark.line, mark.column, places)}

    def _bad_tag(self, event: Any) -> TemplateError:
        tag = event.tag.replace(_CORE, "!!")
        return self._error(
            event,
            f"CloudFormation takes no {tag}.",
            allowed="the short forms of intrinsics, such as !Ref and !Sub",
            fix="leave the tag out",
        )

    def _twice(self, event: Any, key: str, first: tuple[int, int, Places | None]) -> TemplateError:
        return self._error(
            event, f"the key {key} stands here a second time; the first is in line {first[0] + 1}.", fix="keep one"
        )

    def _error(self, event: Any, problem: str, **facts: Any) -> TemplateError:
        return TemplateError(problem, where=self._source(event.start_mark), **facts)

    def _source(self, mark: Mark | None) -> Source:
        return Source(str(self._path), mark.line + 1, mark.column + 1) if mark else Source(str(self._path), 1, 1)


def _unreadable(error: YAMLError, text: str, path: Path) -> TemplateError:
    """Tell what the parser did not understand."""
    from yaml import MarkedYAMLError
    from yaml.reader import ReaderError

    if isinstance(error, MarkedYAMLError):
        return _marked(error, text, path)
    if isinstance(error, ReaderError):
        return _bad_character(text, path)
    return TemplateError(f"this is not YAML: {error}.", where=Source(str(path), 1, 1), fix="correct the file")


def _marked(error: MarkedYAMLError, text: str, path: Path) -> TemplateError:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return TemplateError(f"this is not YAML: {error.problem}.", where=Source(str(path), 1, 1), fix="correct it")
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    indent = line[: len(line) - len(line.lstrip())]
    where = Source(str(path), mark.line + 1, mark.column + 1)
    if "\t" in indent:
        return TemplateError(
            "a tab stands where YAML wants blanks.",
            where=where._replace(column=indent.index("\t") + 1),
            fix="indent with blanks only",
        )
    facts: Mapping[str, Any] = {"given": line.strip()} if line.strip() else {}
    words = ", ".join(part for part in (error.context, error.problem) if part)
    return TemplateError(f"this is not YAML: {words}.", where=where, fix="correct the line, or one above it", **facts)


def _bad_character(text: str, path: Path) -> TemplateError:
    from yaml.reader import Reader

    found = Reader.NON_PRINTABLE.search(text)
    at = found.start() if found else 0
    where = Source(str(path), text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    return TemplateError(
        f"the character {text[at : at + 1]!r} can't stand in YAML.", where=where, fix='write it as an escape in "…"'
    )
