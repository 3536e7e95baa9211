"""What a template can do with a value: closed tables by the value's type, the method's name and its arguments' count.

A method is a function of the rendering, the value and the arguments. It gives ABSENT where Java would find no method
for such arguments (the reference is then null), and raises JavaError where Java's would throw. No name that a template
writes is ever looked up on a Python object.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from cfngw.vtl import methods_collection, methods_number, methods_object, methods_string
from cfngw.vtl.cursors import Cursor, SubList
from cfngw.vtl.errors import JavaError
from cfngw.vtl.gateway_methods import TABLES as GATEWAY
from cfngw.vtl.methods_object import ABSENT, wrong_count
from cfngw.vtl.numbers import BigInteger, Byte, Float, Long, Short
from cfngw.vtl.scopes import Loop, LoopInfo
from cfngw.vtl.values import (
    Array,
    Char,
    Entry,
    JavaClass,
    JsonArray,
    SilentMap,
    Value,
    View,
    boxed,
    class_name,
)

if TYPE_CHECKING:
    from cfngw.vtl.methods_object import Method, Table
    from cfngw.vtl.scopes import Run

__all__ = [
    "ABSENT",
    "absent_or_wrong",
    "call",
    "counted_from_end",
    "find",
    "get_property",
    "getter_of",
    "put_index",
    "put_property",
]


@cache
def _tables() -> dict[type, Table]:
    """Put the tables together: each type's own methods over those of every object."""
    own: dict[type, Table] = {
        str: methods_string.TABLE,
        Char: methods_number.CHARACTER,
        list: methods_collection.LIST,
        JsonArray: methods_collection.JSON_ARRAY,
        Array: methods_collection.ARRAY,
        dict: methods_collection.MAP,
        SilentMap: methods_collection.MAP,
        Loop: {**methods_collection.MAP, **methods_collection.LOOP},
        LoopInfo: methods_collection.LOOP_INFO,
        SubList: methods_collection.SUB_LIST,
        View: methods_collection.VIEW,
        Entry: methods_collection.ENTRY,
        Cursor: methods_collection.ITERATOR,
        int: methods_number.INTEGER,
        Long: methods_number.INTEGER,
        Short: methods_number.INTEGER,
        Byte: methods_number.INTEGER,
        BigInteger: methods_number.INTEGER,
        float: methods_number.DOUBLE,
        Float: methods_number.DOUBLE,
        Decimal: methods_number.DECIMAL,
        bool: methods_number.BOOLEAN,
        JavaClass: methods_object.CLASS,
        **GATEWAY,
    }
    return {kind: {**methods_object.OBJECT, **table} for kind, table in own.items()}


def find(kind: type, name: str, count: int) -> Method | None:
    """Find a method by the type of the value, the name and the number of arguments."""
    table = _tables().get(kind)
    if table is None:
        table = methods_object.OBJECT
    method = table.get((name, count)) or table.get((name, -1))
    return partial(_wrong_count, name) if method is None and (name, 0) in table else method


def absent_or_wrong(value: Value, bare: tuple[str, int], count: int) -> Value:
    """Give null where no method fits; refuse as Velocity does where one without parameters has the name."""
    table = _tables().get(value.__class__, methods_object.OBJECT)
    return _wrong_count(bare[0], None, value) if count and bare in table else None


def _wrong_count(name: str, _: Run | None, value: Value, *__: Value) -> Value:
    """Do what Velocity does with arguments for a method that takes none: call it, to Java's displeasure."""
    if name in methods_number.BIG_ONLY and class_name(value) != "java.math.BigInteger":
        return None
    raise wrong_count()


def call(run: Run, value: Value, name: str, arguments: tuple[Value, ...]) -> Value:
    """Call a method: ABSENT where there is none."""
    method = find(value.__class__, name, len(arguments))
    return ABSENT if method is None else method(run, value, *arguments)


def counted_from_end(run: Run, value: Value, place: Value) -> Value:
    """Turn a negative index into one from the beginning; refuse it where there is no size."""
    if place.__class__ is not int or place >= 0:
        return place
    size = call(run, value, "size", ())
    if size is ABSENT:
        raise JavaError("VelocityException", f"a negative index on {class_name(value)}, which has no size()")
    return size + place


def _flipped(name: str) -> str:
    return (name[0].upper() if name[0].islower() else name[0].lower()) + name[1:]


def get_property(value: Value, name: str) -> Value:
    """Give a property: a getter's answer, a map's value, or what a getter of a boolean says."""
    kind = value.__class__
    getter = getter_of(kind, name)
    if getter is not None:
        result = getter(None, value)
        return None if result is ABSENT else result
    return value.get(name) if isinstance(value, dict) else None


@lru_cache(maxsize=1024)
def getter_of(kind: type, name: str) -> Method | None:
    """Find the getter of a property: of a boolean only where the value is no map."""
    beginnings = ("get",) if issubclass(kind, dict) or kind is Array else ("get", "is")
    for getter in (beginning + each for beginning in beginnings for each in (name, _flipped(name))):
        method = find(kind, getter, 0)
        if method is not None:
            return method
    return None


def put_property(owner: Value, name: str, value: Value) -> None:
    """Set a property of a map or an entry; of anything else, do nothing."""
    if isinstance(owner, Entry) and name in ("value", "Value"):
        owner.map[owner.key] = value
    elif isinstance(owner, dict):
        owner[name] = value


def put_index(run: Run, owner: Value, place: Value, value: Value) -> None:
    """Set an element of a list or an array, or a key of a map; of anything else, do nothing."""
    place = counted_from_end(run, owner, place)
    if isinstance(owner, list | SubList):
        call(run, owner, "set", (place, value))
    elif isinstance(owner, dict):
        owner[boxed(place)] = value
