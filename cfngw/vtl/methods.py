"""What a template can do with a value: closed tables by the value's type, the method's name and its arguments' count.

A method is a function of the rendering, the value and the arguments. It gives ABSENT where Java would find no method
for such arguments (the reference is then null), and raises JavaError where Java's would throw. No name that a template
writes is ever looked up on a Python object.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from cfngw.vtl import methods_collection, methods_number, methods_object, methods_string
from cfngw.vtl.gateway_methods import TABLES as GATEWAY
from cfngw.vtl.methods_object import ABSENT
from cfngw.vtl.numbers import BigInteger, Byte, Float, Long, Short
from cfngw.vtl.scopes import Loop, LoopInfo
from cfngw.vtl.values import (
    Array,
    Char,
    Entry,
    Iterator_,
    JavaClass,
    JsonArray,
    SilentMap,
    Value,
    View,
    boxed,
)

if TYPE_CHECKING:
    from cfngw.vtl.methods_object import Method, Table
    from cfngw.vtl.scopes import Run

__all__ = ["ABSENT", "call", "find", "get_property", "put_index", "put_property"]


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
        View: methods_collection.VIEW,
        Entry: methods_collection.ENTRY,
        Iterator_: methods_collection.ITERATOR,
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
    method = table.get((name, count))
    return table.get((name, -1)) if method is None else method


def call(run: Run, value: Value, name: str, arguments: tuple[Value, ...]) -> Value:
    """Call a method: ABSENT where there is none."""
    method = find(value.__class__, name, len(arguments))
    return ABSENT if method is None else method(run, value, *arguments)


def _flipped(name: str) -> str:
    return (name[0].upper() if name[0].islower() else name[0].lower()) + name[1:]


def get_property(value: Value, name: str) -> Value:
    """Give a property: a getter's answer, a map's value, or what a getter of a boolean says."""
    kind = value.__class__
    for getter in ("get" + name, "get" + _flipped(name)):
        method = find(kind, getter, 0)
        if method is not None:
            return _none(method(None, value))
    if isinstance(value, dict):
        return value.get(name)
    for getter in ("is" + name, "is" + _flipped(name)):
        method = find(kind, getter, 0)
        if method is not None:
            return _none(method(None, value))
    return None


def _none(result: Any) -> Value:
    return None if result is ABSENT else result


def put_property(owner: Value, name: str, value: Value) -> None:
    """Set a property of a map or an entry; of anything else, do nothing."""
    if isinstance(owner, Entry) and name in ("value", "Value"):
        owner.map[owner.key] = value
    elif isinstance(owner, dict):
        owner[name] = value


def put_index(run: Run, owner: Value, place: Value, value: Value) -> None:
    """Set an element of a list or an array, or a key of a map; of anything else, do nothing."""
    if place.__class__ is int and place < 0:
        size = call(run, owner, "size", ())
        place = place if size is ABSENT else size + place
    if isinstance(owner, list):
        call(run, owner, "set", (place, value))
    elif isinstance(owner, dict):
        owner[boxed(place)] = value
