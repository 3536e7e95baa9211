"""Java's values as Python's: which types stand for what, how they print, when they are equal.

    null None     String str     Boolean bool     numbers see ``numbers``     ArrayList list     LinkedHashMap dict

The other types are the classes here. A dict's keys are strings and Integers as they are; whatever Python would take for
one of those (true, 1.0, a Long) is boxed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cfngw.vtl import numbers
from cfngw.vtl.cursors import Cursor, SubList
from cfngw.vtl.errors import JavaError, LimitExceededError
from cfngw.vtl.limits import LONG_STRING, MOST_ITEMS, MOST_STRING, charge
from cfngw.vtl.number_text import double_text, number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Value = Any
"""Any of the types below. JSON and templates make them; nothing else does."""


class Char(str):
    """A java.lang.Character."""

    __slots__ = ()


class JsonArray(list[Value]):
    """json-smart's JSONArray: a list that prints as JSON."""

    __slots__ = ()


class Array(list[Value]):
    """A Java array. ``kind`` is the name of its class."""

    __slots__ = ("kind",)

    def __init__(self, items: Iterable[Value], kind: str = "[Ljava.lang.Object;") -> None:
        super().__init__(items)
        self.kind = kind


class SilentMap(dict[Value, Value]):
    """A map of $context: it prints as nothing."""

    __slots__ = ()


class BoxedKey:
    """A key that Python would take for another one, or could not hash."""

    __slots__ = ("identity", "value")

    def __init__(self, value: Value) -> None:
        self.value = value
        self.identity = (class_name(value), to_text(value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BoxedKey) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)


class View:
    """A live view of a map: its keys, values or entries."""

    __slots__ = ("kind", "map")

    def __init__(self, of: dict[Value, Value], kind: str) -> None:
        self.map = of
        self.kind = kind

    def items(self) -> list[Value]:
        """List what the view shows."""
        charge(len(self.map))
        if self.kind == "values":
            return list(self.map.values())
        if self.kind == "keySet":
            return [unboxed(key) for key in self.map]
        return [Entry(self.map, key) for key in self.map]


class Entry:
    """An entry of a map."""

    __slots__ = ("key", "map")

    def __init__(self, of: dict[Value, Value], key: Value) -> None:
        self.map = of
        self.key = key

    @property
    def value(self) -> Value:
        """Give the value that the map has now."""
        return self.map.get(self.key)


class JavaClass:
    """A java.lang.Class: its name, and nothing that it can do."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Printable:
    """The base of values that know how they print (blocks of #define); None where Java's toString gives null."""

    __slots__ = ()

    def java_text(self) -> str | None:
        """Print the value."""
        raise NotImplementedError

    def print_in(self, _: Any, emit: Callable[[str], object]) -> bool:
        """Print the value with the variables of the place where it stands, if that matters; say whether it may be."""
        text = self.java_text()
        if text is not None:
            emit(text)
        return text is not None


# --- keys -----------------------------------------------------------------------------------------------------


def boxed(key: Value) -> Value:
    """Make a key of a value."""
    kind = key.__class__
    if kind is str or key is None or (kind is int and numbers.INT_MIN <= key <= numbers.INT_MAX):
        return key
    return BoxedKey(key)


def unboxed(key: Value) -> Value:
    """Give the value that a key was made of."""
    return key.value if key.__class__ is BoxedKey else key


# --- text -----------------------------------------------------------------------------------------------------


def to_text(value: Value) -> str:
    """Print a value as Java's toString (and String.valueOf, for null) does."""
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return number_text(value)
    simple = _TEXTS.get(kind)
    if simple is not None:
        return simple(value)
    if isinstance(value, Printable):
        text = value.java_text()
        return "null" if text is None else text
    return _Printer().text(value)


class _Printer:
    """Prints collections, within bounds: the same list may stand in itself many times."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0

    def text(self, value: Value) -> str:
        self.add(value)
        charge(len(self.pieces) + (self.length >> 4))
        return "".join(self.pieces)

    def put(self, text: str) -> None:
        self.length += len(text) + 1
        if self.length > MOST_STRING:
            raise LimitExceededError(f"a string grows beyond {MOST_STRING:,} characters")
        self.pieces.append(text)

    def add(self, value: Value, owner: Value = None) -> None:
        if value is owner and value is not None:
            self.put("(this Map)" if isinstance(value, dict) else "(this Collection)")
        elif isinstance(value, SilentMap):
            pass
        elif isinstance(value, dict):
            self.each("{", ((unboxed(key), member) for key, member in value.items()), "}", value)
        elif isinstance(value, JsonArray):
            from cfngw.vtl.json_smart import to_json

            self.put(to_json(value))
        elif isinstance(value, Array):
            self.put(f"{value.kind}@1b6d3586")
        elif isinstance(value, list):
            self.each("[", value, "]", value)
        elif isinstance(value, View | SubList):
            self.each("[", value.items(), "]", value)
        elif isinstance(value, Entry):
            self.entry(unboxed(value.key), value.value, None)
        elif isinstance(value, Cursor):
            self.put("java.util.ArrayList$Itr@1b6d3586")
        else:
            self.put(to_text(value))

    def each(self, opening: str, items: Iterable[Value], closing: str, owner: Value) -> None:
        self.put(opening)
        for place, item in enumerate(items):
            if place:
                self.put(", ")
            if opening == "{":
                self.entry(item[0], item[1], owner)
            else:
                self.add(item, owner)
        self.put(closing)

    def entry(self, key: Value, value: Value, owner: Value) -> None:
        self.add(key, owner)
        self.put("=")
        self.add(value, owner)


_INTERFACES = frozenset({"java.util.Map", "java.util.List"})
_TEXTS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    float: double_text,
    Char: str.__str__,
    Decimal: str,
    JavaClass: lambda value: ("interface " if value.name in _INTERFACES else "class ") + value.name,
    **dict.fromkeys((numbers.Byte, numbers.Short, numbers.Long, numbers.BigInteger, numbers.Float), number_text),
}


# --- types ----------------------------------------------------------------------------------------------------


def class_name(value: Value) -> str:
    """Name the Java class of a value."""
    if isinstance(value, bool):
        return "java.lang.Boolean"
    if numbers.is_number(value):
        return numbers.class_of(value)
    if isinstance(value, Array):
        return value.kind
    if isinstance(value, View):
        return _VIEWS[value.kind]
    return _CLASSES.get(value.__class__, "java.lang.Object")


_VIEWS = {
    "keySet": "java.util.LinkedHashMap$LinkedKeySet",
    "values": "java.util.LinkedHashMap$LinkedValues",
    "entrySet": "java.util.LinkedHashMap$LinkedEntrySet",
}
_CLASSES: dict[type, str] = {
    str: "java.lang.String",
    Char: "java.lang.Character",
    list: "java.util.ArrayList",
    JsonArray: "net.minidev.json.JSONArray",
    dict: "java.util.LinkedHashMap",
    SilentMap: "java.util.LinkedHashMap",
    Entry: "java.util.LinkedHashMap$Entry",
    Cursor: "java.util.ArrayList$Itr",
    JavaClass: "java.lang.Class",
    SubList: "java.util.ArrayList$SubList",
}


# --- equality -------------------------------------------------------------------------------------------------


def java_equals(left: Value, right: Value) -> bool:
    """Compare as Java's equals does: the class counts, also that of a number."""
    if left is right:
        return True
    if left.__class__ is str or right.__class__ is str:
        return left.__class__ is right.__class__ and _same_text(left, right)
    comparison = _Comparison()
    equal = comparison.equal(left, right)
    charge(2 * comparison.count)
    return equal


def _same_text(left: str, right: str) -> bool:
    if len(left) > LONG_STRING:
        charge(len(left) >> 8)
    return left == right


class _Comparison:
    """Compares collections, within bounds."""

    def __init__(self) -> None:
        self.count = 0

    def equal(self, left: Value, right: Value) -> bool:
        self.count += 1
        if self.count > MOST_ITEMS:
            raise LimitExceededError("a comparison takes too long")
        if left is right:
            return True
        if isinstance(left, dict) and isinstance(right, dict):
            return len(left) == len(right) and all(
                key in right and self.equal(value, right[key]) for key, value in left.items()
            )
        if is_list(left) and is_list(right):
            return len(left) == len(right) and all(map(self.equal, left, right))
        if isinstance(left, View) and isinstance(right, View):
            return left.kind == right.kind != "values" and self.same_members(left.items(), right.items())
        if isinstance(left, Entry) and isinstance(right, Entry):
            return bool(left.key == right.key) and self.equal(left.value, right.value)
        if isinstance(left, JavaClass) and isinstance(right, JavaClass):
            return left.name == right.name
        return self.same_simple(left, right)

    def same_members(self, left: list[Value], right: list[Value]) -> bool:
        return len(left) == len(right) and all(any(self.equal(one, other) for other in right) for one in left)

    def same_simple(self, left: Value, right: Value) -> bool:
        if not isinstance(left, _SIMPLE) or not isinstance(right, _SIMPLE) or class_name(left) != class_name(right):
            return False
        if isinstance(left, float) and isinstance(right, float):
            return to_text(left) == to_text(right)
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            return left.as_tuple() == right.as_tuple()
        return bool(left == right)


_SIMPLE = (str, int, float, Decimal)


def is_list(value: Value) -> bool:
    """Tell a java.util.List: arrays are none."""
    return (isinstance(value, list) and not isinstance(value, Array)) or isinstance(value, SubList)


def loosely_equal(left: Value, right: Value) -> bool:
    """Compare as the operator == does: numbers by value, one class by equals, different classes by their text."""
    if left.__class__ is str and right.__class__ is str:
        return _same_text(left, right)
    if numbers.is_number(left) and numbers.is_number(right):
        return numbers.compare(left, right) == 0
    if left is None or right is None:
        return left is right
    if _assignable(left, right):
        return java_equals(left, right)
    return to_text(left) == to_text(right)


def _assignable(left: Value, right: Value) -> bool:
    """Tell whether the class of one value is that of the other or above it."""
    if class_name(left) == class_name(right):
        return True
    return left.__class__ in (list, JsonArray) and right.__class__ in (list, JsonArray)


# --- iteration ------------------------------------------------------------------------------------------------


def _values_of(table: dict[Value, Value]) -> Cursor:
    """Give an iterator of a map's values as they are when it comes to them."""
    charge(len(table) >> 1)
    keys = list(table)
    cursor = Cursor(keys, table)
    cursor.keys = keys
    return cursor


def iterated(value: Value) -> Cursor | None:
    """Give the iterator that #foreach takes: of a list, an array, a map's values, a view, or an iterator itself."""
    if isinstance(value, list):
        return Cursor(value)
    if isinstance(value, dict):
        return _values_of(value)
    if isinstance(value, View):
        return _values_of(value.map) if value.kind == "values" else Cursor(value.items(), value.map)
    if isinstance(value, SubList):
        return Cursor(value.items())
    return value if isinstance(value, Cursor) else None


# --- what comes in --------------------------------------------------------------------------------------------

AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})


def from_python(value: Any) -> Value:
    """Copy what a caller gives, so that no template changes it."""
    kind = value.__class__
    if kind in AS_THEY_ARE:
        return value
    if kind is list:
        return [member if member.__class__ in AS_THEY_ARE else from_python(member) for member in value]
    if kind is dict:
        return {
            key if key.__class__ is str else boxed(key): member
            if member.__class__ in AS_THEY_ARE
            else from_python(member)
            for key, member in value.items()
        }
    return _foreign(value)


def _foreign(value: Any) -> Value:
    from collections.abc import Mapping, Sequence

    if isinstance(value, Mapping):
        return {boxed(key): from_python(member) for key, member in value.items()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal) or (isinstance(value, int | float) and value.__class__ in _TEXTS):
        return value
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [from_python(member) for member in value]
    raise JavaError(
        "IllegalArgumentException", f"a value of the type {type(value).__name__} is nothing that JSON knows"
    )


def pairs(value: dict[Value, Value]) -> Iterator[tuple[Value, Value]]:
    """Give keys and values of a map."""
    return ((unboxed(key), member) for key, member in value.items())
