"""What every Java object can do, and how the tables of methods are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cfngw.vtl.errors import JavaError
from cfngw.vtl.limits import MOST_ITEMS, charge
from cfngw.vtl.numbers import INT_MAX, INT_MIN, Byte, Float, Short, size_of, wrap
from cfngw.vtl.utf16 import apart
from cfngw.vtl.values import Entry, JavaClass, Value, View, class_name, java_equals, pairs, to_text

if TYPE_CHECKING:
    from cfngw.vtl.scopes import Run

Method = Callable[..., Any]
Table = dict[tuple[str, int], Method]


class _Absent:
    """Stands for "no such method"."""

    __slots__ = ()


ABSENT: Any = _Absent()


# --- arguments ------------------------------------------------------------------------------------------------


def is_int(value: Value) -> bool:
    """Tell what a Java parameter of the type int takes."""
    kind = value.__class__
    return (kind is int and INT_MIN <= value <= INT_MAX) or kind is Short or kind is Byte


def is_long(value: Value) -> bool:
    """Tell what a Java parameter of the type long takes."""
    return isinstance(value, int) and value.__class__ is not bool and size_of(value) < 4


def is_double(value: Value) -> bool:
    """Tell what a Java parameter of the type double takes."""
    return value.__class__ is float or value.__class__ is Float or is_long(value)


def is_text(value: Value) -> bool:
    """Tell what a Java parameter of the type String takes: null too."""
    return value is None or value.__class__ is str


def null_pointer(what: str) -> JavaError:
    """Describe a NullPointerException."""
    return JavaError("NullPointerException", f"{what} is null", "test it first, with #if($name && $name != '')")


def class_cast(value: Value, wanted: str) -> JavaError:
    """Describe a ClassCastException (of null, a NullPointerException)."""
    if value is None:
        return null_pointer("the argument")
    return JavaError("ClassCastException", f"{class_name(value)} cannot be cast to java.lang.{wanted}")


def given(value: Value, what: str = "the argument") -> Any:
    """Refuse null where Java would."""
    if value is None:
        raise null_pointer(what)
    return value


def wrong_count() -> JavaError:
    """Describe a method without parameters that is given some."""
    return JavaError("IllegalArgumentException", "wrong number of arguments")


# --- java.lang.Object -----------------------------------------------------------------------------------------


def hash_code(value: Value) -> int:
    """Do what hashCode() does, for what has one that does not depend on the machine."""
    found = _Hash()
    code = found.code(value)
    charge(2 * found.count)
    return code


class _Hash:
    def __init__(self) -> None:
        self.count = 0

    def code(self, value: Value) -> int:
        self.count += 1
        if self.count > MOST_ITEMS:
            raise JavaError("StackOverflowError")
        if value is None:
            return 0
        if isinstance(value, bool):
            return 1231 if value else 1237
        if isinstance(value, str):
            return _hash_text(value)
        if isinstance(value, int):
            return _hash_int(value)
        if isinstance(value, float):
            return _hash_double(value)
        return self.of_collection(value)

    def of_collection(self, value: Value) -> int:
        if isinstance(value, dict):
            return wrap(sum(self.code(key) ^ self.code(member) for key, member in pairs(value)), 32)
        if isinstance(value, Entry):
            return self.code(value.key) ^ self.code(value.value)
        if isinstance(value, View) and value.kind != "values":
            return wrap(sum(map(self.code, value.items())), 32)
        if isinstance(value, list):
            code = 1
            for member in value:
                code = wrap(31 * code + self.code(member), 32)
            return code
        return 0x1B6D3586


def _hash_text(text: str) -> int:
    charge(len(text) >> 1)
    code = 0
    for unit in apart(text):
        code = (31 * code + ord(unit)) & 0xFFFFFFFF
    return wrap(code, 32)


def _hash_int(value: int) -> int:
    if size_of(value) == 3:
        return wrap((value & (2**64 - 1)) >> 32 ^ value & 0xFFFFFFFF, 32)
    if size_of(value) < 4:
        return wrap(int(value), 32)
    code, rest = 0, abs(int(value))
    for shift in range((rest.bit_length() - 1) // 32 * 32 if rest else 0, -1, -32):
        code = (31 * code + (rest >> shift & 0xFFFFFFFF)) & 0xFFFFFFFF
    return wrap(code if value >= 0 else -code, 32)


def _hash_double(value: float) -> int:
    import struct

    if value.__class__ is Float:
        (bits,) = struct.unpack(">i", struct.pack(">f", value))
        return int(bits)
    (bits,) = struct.unpack(">Q", struct.pack(">d", value))
    return wrap(bits >> 32 ^ bits & 0xFFFFFFFF, 32)


def _no_monitor(_: Run, __: Value) -> Value:
    raise JavaError("IllegalMonitorStateException", "current thread is not owner")


OBJECT: Table = {
    ("notify", 0): _no_monitor,
    ("notifyAll", 0): _no_monitor,
    ("wait", 0): _no_monitor,
    ("toString", 0): lambda _, value: to_text(value),
    ("equals", 1): lambda _, value, other: java_equals(value, other),
    ("hashCode", 0): lambda _, value: hash_code(value),
    ("getClass", 0): lambda _, value: JavaClass(class_name(value)),
}


# --- java.lang.Class: its names only --------------------------------------------------------------------------


def _simple_name(_: Run, value: JavaClass) -> str:
    return value.name.rsplit(".", 1)[-1].rsplit("$", 1)[-1]


CLASS: Table = {
    ("getName", 0): lambda _, value: value.name,
    ("getTypeName", 0): lambda _, value: value.name,
    ("getSimpleName", 0): _simple_name,
    ("getClass", 0): lambda _, __: JavaClass("java.lang.Class"),
}
