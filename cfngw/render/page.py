"""The lines of a YAML template: sections, mappings, lists, short forms of intrinsics, block literals, blank lines.

One pass appends finished lines to one list; no object is made per node. Every writer of a node takes

    head   the line so far, up to and with ``Key:``, ``-`` or a tag
    join   what stands between the head and a nested mapping or list: a new line, or one blank after ``-``
    inner  the indentation of what is nested
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from cfngw.render.scalar import (
    Names,
    Texts,
    double_quoted,
    is_line_of_code,
    key_text,
    number,
    one_line,
    starts_indented,
)

_Writer = Callable[["_Page", Any, str, str, str], None]

_STEP = "  "
_SPACED = frozenset({"Parameters", "Rules", "Mappings", "Resources", "Outputs"})

# The functions that CloudFormation documents a short form for, by the type of argument that the form is used with.
# Any other function, and these with any other argument, are written in the long form.
_TEXT_TAGS = {
    "Ref": "!Ref",
    "Fn::Sub": "!Sub",
    "Fn::ImportValue": "!ImportValue",
    "Fn::Base64": "!Base64",
    "Fn::GetAZs": "!GetAZs",
}
_LIST_TAGS = {
    "Fn::Sub": "!Sub",
    "Fn::Join": "!Join",
    "Fn::If": "!If",
    "Fn::Equals": "!Equals",
    "Fn::FindInMap": "!FindInMap",
    "Fn::Select": "!Select",
    "Fn::Split": "!Split",
    "Fn::Cidr": "!Cidr",
    "Fn::And": "!And",
    "Fn::Or": "!Or",
    "Fn::Not": "!Not",
}
# How many of a function's first arguments are conditions; {"Condition": "x"} is a reference there and nowhere else.
_CONDITIONS = {"Fn::And": 10, "Fn::Or": 10, "Fn::Not": 1, "Fn::If": 1}

# An argument list of plain words and references stands on one line while it is no longer than this.
_LONGEST_ROW = 72
_FLOW_SIGNS = re.compile(r"[\[\]{},?]").search
# The properties that hold code or the format of a log: a block literal also where it is one line.
_CODE = frozenset({"ZipFile", "Format"})
_LINE_STARTS = re.compile(r"^(?=.)", re.MULTILINE)


def page(document: Mapping[Any, Any]) -> str:
    """Write a document whose sections are in order."""
    if not document:
        return "{}\n"
    written = _Page()
    for position, (name, section) in enumerate(document.items()):
        if position:
            written.gap()
        written.section(name, section)
    return written.text(document)


class _Page:
    """The lines written so far, and what is known of the strings in them."""

    __slots__ = ("kept", "lines", "names", "put", "texts")

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.put = self.lines.append
        self.texts = Texts()
        self.names = Names()
        self.kept = ""

    def text(self, document: Mapping[Any, Any]) -> str:
        """Join the lines; the last one ends the only newline at the end."""
        if self.names.converted:
            _refuse_equal_keys(document)
        if self.lines[-1].endswith("\n\n"):
            self.lines[-1] = f" {double_quoted(self.kept)}\n"
        return "".join(self.lines)

    def gap(self) -> None:
        """Leave a blank line, unless a literal that keeps its last newlines has left one: it would grow."""
        if not self.lines[-1].endswith("\n\n"):
            self.put("\n")

    def section(self, name: object, section: Any) -> None:
        """Write one section; its entries are names, never intrinsics."""
        if not isinstance(section, Mapping):
            self.node(section, self.head("", name, ""), "\n" + _STEP, _STEP)
            return
        write = _condition if name == "Conditions" else _Page.node
        self.put(self.head("", name, "") + "\n")
        for position, (entry, value) in enumerate(section.items()):
            if position and name in _SPACED:
                self.gap()
            write(self, value, self.head(_STEP, entry, _STEP), "\n" + 2 * _STEP, 2 * _STEP)

    def head(self, lead: str, name: object, indent: str) -> str:
        """Start an entry of a mapping."""
        named = self.names[name]
        if named is None:
            self.put(f"{lead}? {one_line(key_text(name))}\n")
            return f"{indent}:"
        return lead + named

    def node(self, value: Any, head: str, join: str, inner: str) -> None:
        """Write any value after ``head``."""
        _WRITERS[type(value)](self, value, head, join, inner)

    def entries(self, mapping: Mapping[Any, Any], lead: str, indent: str) -> None:
        """Write a block mapping; ``lead`` stands before the first key, ``indent`` before the others."""
        put, texts, names, writers = self.put, self.texts, self.names, _WRITERS
        inner = indent + _STEP
        join = "\n" + inner
        for name, value in mapping.items():
            head = names[name]
            head = self.head(lead, name, indent) if head is None else lead + head
            lead = indent
            kind = type(value)
            if kind is str and (text := texts[value]) is not None:
                if name in _CODE and is_line_of_code(value):
                    _literal(self, value, head, inner)
                else:
                    put(f"{head} {text}\n")
            else:
                writers[kind](self, value, head, join, inner)

    def items(self, sequence: list[Any] | tuple[Any, ...], lead: str, indent: str) -> None:
        """Write a block list; ``lead`` stands before the first dash, ``indent`` before the others."""
        inner = indent + _STEP
        for item in sequence:
            self.node(item, f"{lead}-", " ", inner)
            lead = indent


def _string(page: _Page, value: str, head: str, _join: str, inner: str) -> None:
    text = page.texts[value]
    if text is None:
        _literal(page, value, head, inner)
    else:
        page.put(f"{head} {text}\n")


def _literal(page: _Page, text: str, head: str, inner: str) -> None:
    """Write text of several lines as it is, with the marks that keep its first blanks and its last newlines."""
    indicator = str(len(_STEP)) if starts_indented(text) else ""
    end = "" if text.endswith("\n") else "\n"
    chomp = "-" if end else "+" if text.endswith("\n\n") else ""
    page.put(head)
    page.put(f" |{indicator}{chomp}\n{_LINE_STARTS.sub(inner, text)}{end}")
    page.kept = text


def _number(page: _Page, value: float | None, head: str, _join: str, _inner: str) -> None:
    page.put(f"{head} {number(value)}\n")


def _list(page: _Page, value: list[Any] | tuple[Any, ...], head: str, join: str, inner: str) -> None:
    if value:
        page.items(value, head + join, inner)
    else:
        page.put(f"{head} []\n")


def _mapping(page: _Page, value: Mapping[Any, Any], head: str, join: str, inner: str) -> None:
    if len(value) > 1:
        page.entries(value, head + join, inner)
    elif not value:
        page.put(f"{head} {{}}\n")
    elif not _short_form(page, value, head, inner):
        page.entries(value, head + join, inner)


def _short_form(page: _Page, value: Mapping[Any, Any], head: str, inner: str) -> bool:
    """Write an intrinsic by its tag, where that reads back equal; say whether."""
    ((name, argument),) = value.items()
    kind = type(argument)
    if kind is str:
        tag = _TEXT_TAGS.get(name)
        if tag is not None:
            _string(page, argument, f"{head} {tag}", "", inner)
        return tag is not None
    write = _SHORT.get(name)
    return write is not None and write(page, argument, head, inner)


def _tagged_list(name: str, page: _Page, argument: Any, head: str, inner: str) -> bool:
    if not isinstance(argument, (list, tuple)):
        return False
    tagged = f"{head} {_LIST_TAGS[name]}"
    row = _row(page, name, argument)
    if row is not None and len(row) <= _LONGEST_ROW:
        page.put(f"{tagged} {row}\n")
        return True
    conditions, step = _CONDITIONS.get(name, 0), inner + _STEP
    page.put(f"{tagged}\n")
    for position, item in enumerate(argument):
        write = _condition if position < conditions else _Page.node
        write(page, item, f"{inner}-", " ", step)
    return True


def _attribute(page: _Page, argument: Any, head: str, _inner: str) -> bool:
    """Write ``!GetAtt Id.Attribute``, which readers split at the first dot."""
    path = _attribute_path(argument)
    text = path and page.texts[path]
    if text:
        page.put(f"{head} !GetAtt {text}\n")
    return bool(text)


def _attribute_path(argument: Any) -> str | None:
    if not isinstance(argument, (list, tuple)) or len(argument) != 2:
        return None
    resource, attribute = argument
    if type(resource) is not str or type(attribute) is not str or "." in resource:
        return None
    return f"{resource}.{attribute}" if resource and attribute else None


def _macro(page: _Page, argument: Any, head: str, inner: str) -> bool:
    if not isinstance(argument, Mapping) or "Name" not in argument:
        return False
    page.entries(argument, f"{head} !Transform\n{inner}", inner)
    return True


_SHORT: dict[object, Callable[[_Page, Any, str, str], bool]] = {
    **{name: partial(_tagged_list, name) for name in _LIST_TAGS},
    "Fn::GetAtt": _attribute,
    "Fn::Transform": _macro,
}


def _condition(page: _Page, value: Any, head: str, join: str, inner: str) -> None:
    name = _condition_name(value)
    if name is None:
        page.node(value, head, join, inner)
    else:
        page.put(f"{head} !Condition {one_line(name)}\n")


def _condition_name(value: Any) -> str | None:
    match value:
        case {"Condition": str(name), **others} if not others:
            return name
    return None


def _row(page: _Page, function: str, arguments: list[Any] | tuple[Any, ...]) -> str | None:
    """Write an argument list as ``[IsLive, !Ref Size, 128]``, or give None for one that holds more than that."""
    conditions = _CONDITIONS.get(function, 0)
    words = []
    for position, argument in enumerate(arguments):
        name = _condition_name(argument) if position < conditions else None
        word = _word(page, argument) if name is None else _tag_word(page, "!Condition", name)
        if word is None:
            return None
        words.append(word)
    return f"[{', '.join(words)}]"


def _word(page: _Page, value: Any) -> str | None:
    kind = type(value)
    if kind is str:
        text = page.texts[value]
        return None if text is None or (text[0] not in "'\"" and _FLOW_SIGNS(text)) else text
    if kind is int or kind is bool:
        return number(value)
    return _function_word(page, value) if kind is dict and len(value) == 1 else None


def _function_word(page: _Page, value: dict[Any, Any]) -> str | None:
    ((name, argument),) = value.items()
    if type(argument) is str:
        return _tag_word(page, _TEXT_TAGS[name], argument) if name in _TEXT_TAGS else None
    if name == "Fn::GetAtt" and (path := _attribute_path(argument)):
        return _tag_word(page, "!GetAtt", path)
    if name in _LIST_TAGS and isinstance(argument, (list, tuple)):
        row = _row(page, name, argument)
        return row and f"{_LIST_TAGS[name]} {row}"
    return None


def _tag_word(page: _Page, tag: str, argument: str) -> str | None:
    text = _word(page, argument)
    return text and f"{tag} {text}"


class _Writers(dict[type, _Writer]):
    """The writer of each type; a subclass, such as an enumeration or an ordered mapping, is written as its base."""

    __slots__ = ()

    def __missing__(self, kind: type) -> _Writer:
        if issubclass(kind, Mapping):
            return _mapping
        for base in (str, list, tuple, int, float):
            if issubclass(kind, base):
                return _plain_string if base is str else self[base]
        raise TypeError(f"{kind.__name__} has no YAML form")


def _plain_string(page: _Page, value: str, head: str, join: str, inner: str) -> None:
    _string(page, str.__str__(value), head, join, inner)


_WRITERS = _Writers(
    {
        str: _string,
        dict: _mapping,
        list: _list,
        tuple: _list,
        int: _number,
        bool: _number,
        float: _number,
        type(None): _number,
    }
)


def _refuse_equal_keys(document: Mapping[Any, Any]) -> None:
    from cfngw.render.faults import faults

    if any(faults(document)):
        raise ValueError("two keys become one")
