"""The methods of lists, arrays, maps, their views and entries, iterators and ``$foreach``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cfngw.vtl.cursors import Cursor, SubList
from cfngw.vtl.errors import JavaError
from cfngw.vtl.limits import charge, spend_items
from cfngw.vtl.methods_object import ABSENT, Table, given, is_int
from cfngw.vtl.scopes import LoopInfo
from cfngw.vtl.values import (
    Array,
    Entry,
    JsonArray,
    Value,
    View,
    boxed,
    is_list,
    java_equals,
    unboxed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfngw.vtl.methods_object import Method
    from cfngw.vtl.scopes import Loop, Run

VOID = ""
"""What a method without a result prints."""


def _outside(place: int, size: int) -> JavaError:
    return JavaError(
        "IndexOutOfBoundsException", f"Index {place} out of bounds for length {size}", "compare with size()"
    )


def _members(value: Value) -> list[Value] | None:
    """List the members of a java.util.Collection; None for anything else."""
    if is_list(value):
        charge(len(value) >> 2)
        return list(value)
    return value.items() if isinstance(value, View) else None


def _place(run: Run, items: Iterable[Value], wanted: Value) -> int:
    """Find the first member that equals a value."""
    for place, item in enumerate(items):
        run.left -= 1
        if java_equals(item, wanted):
            return place
    run.spend(0)
    return -1


# --- lists ----------------------------------------------------------------------------------------------------


def _get(_: Run, items: list[Value], place: Value) -> Value:
    if not is_int(place):
        return ABSENT
    if not 0 <= place < len(items):
        raise _outside(place, len(items))
    return items[place]


def _set(_: Run, items: list[Value], place: Value, value: Value) -> Value:
    if not is_int(place):
        return ABSENT
    if not 0 <= place < len(items):
        raise _outside(place, len(items))
    items[place], before = value, items[place]
    return before


def _add(_: Run, items: list[Value], value: Value) -> bool:
    spend_items(len(items))
    items.append(value)
    return True


def _insert(run: Run, items: list[Value], place: Value, value: Value) -> Value:
    if not is_int(place):
        return ABSENT
    if not 0 <= place <= len(items):
        raise _outside(place, len(items))
    spend_items(len(items))
    run.spend(len(items) >> 6)
    items.insert(place, value)
    return VOID


def _add_all(run: Run, items: list[Value], *arguments: Value) -> Value:
    place, others = (len(items), arguments[0]) if len(arguments) == 1 else arguments
    if not is_int(place):
        return ABSENT
    members = _members(given(others))
    if members is None:
        return ABSENT
    if not 0 <= place <= len(items):
        raise _outside(place, len(items))
    spend_items(len(items) + len(members))
    run.spend(len(members))
    items[place:place] = members
    return bool(members)


def _remove(run: Run, items: list[Value], which: Value) -> Value:
    if is_int(which):
        if not 0 <= which < len(items):
            raise _outside(which, len(items))
        run.spend(len(items) >> 6)
        return items.pop(which)
    place = _place(run, items, which)
    if place >= 0:
        del items[place]
    return place >= 0


def _keep(run: Run, items: list[Value], others: Value, *, present: bool) -> Value:
    members = _members(given(others))
    if members is None:
        return ABSENT
    kept = [item for item in items if (_place(run, members, item) >= 0) == present]
    changed = len(kept) != len(items)
    items[:] = kept
    return changed


def _sub_list(_: Run, items: list[Value], begin: Value, end: Value) -> Value:
    if not is_int(begin) or not is_int(end):
        return ABSENT
    if begin < 0 or end > len(items) or begin > end:
        raise JavaError("IndexOutOfBoundsException", f"subList({begin}, {end}) of {len(items)} elements")
    return SubList(items, begin, end - begin)


def _contains_all(run: Run, items: Value, others: Value) -> Value:
    members, own = _members(given(others)), _members(items)
    if members is None or own is None:
        return ABSENT
    return all(_place(run, own, member) >= 0 for member in members)


def _last_index_of(run: Run, items: list[Value], value: Value) -> int:
    place = _place(run, reversed(items), value)
    return len(items) - 1 - place if place >= 0 else -1


def _clear(_: Run, items: Any) -> str:
    items.clear()
    return VOID


def _list_iterator(_: Run, items: list[Value], place: Value) -> Value:
    if not is_int(place):
        return ABSENT
    if not 0 <= place <= len(items):
        raise _outside(place, len(items))
    return Cursor(items, at=place)


def _to_array(run: Run, items: list[Value], *_: Value) -> Array:
    run.spend(len(items) >> 1)
    return Array(items)


def _clone(run: Run, items: list[Value]) -> list[Value]:
    run.spend(len(items) >> 1)
    return items.__class__(items)


_READ: Table = {
    ("get", 1): _get,
    ("size", 0): lambda _, items: len(items),
    ("isEmpty", 0): lambda _, items: not items,
    ("contains", 1): lambda run, items, value: _place(run, items, value) >= 0,
    ("containsAll", 1): _contains_all,
    ("indexOf", 1): _place,
    ("lastIndexOf", 1): _last_index_of,
    ("iterator", 0): lambda _, items: Cursor(items),
    ("listIterator", 0): lambda _, items: Cursor(items),
    ("listIterator", 1): _list_iterator,
    ("subList", 2): _sub_list,
    ("toArray", 0): _to_array,
    ("toArray", -1): _to_array,
}
LIST: Table = {
    **_READ,
    ("set", 2): _set,
    ("add", 1): _add,
    ("add", 2): _insert,
    ("addAll", 1): _add_all,
    ("addAll", 2): _add_all,
    ("remove", 1): _remove,
    ("removeAll", 1): lambda run, items, others: _keep(run, items, others, present=False),
    ("retainAll", 1): lambda run, items, others: _keep(run, items, others, present=True),
    ("clear", 0): _clear,
    ("clone", 0): _clone,
    ("ensureCapacity", 1): lambda _, __, size: VOID if is_int(size) else ABSENT,
    ("trimToSize", 0): lambda _, __: VOID,
}


def _json(_: Run, items: JsonArray) -> str:
    from cfngw.vtl.json_smart import to_json

    return to_json(items)


def _append(run: Run, items: JsonArray, value: Value) -> JsonArray:
    _add(run, items, value)
    return items


JSON_ARRAY: Table = {**LIST, ("toJSONString", 0): _json, ("appendElement", 1): _append}


def _fixed(_: Run, __: Value, *___: Value) -> Value:
    raise JavaError("UnsupportedOperationException", "an array keeps its size", "copy it into a list: [] and add()")


def _set_in_array(run: Run, items: Array, place: Value, value: Value) -> Value:
    if items.kind == "[Ljava.lang.String;" and value is not None and value.__class__ is not str:
        raise JavaError("IllegalArgumentException", "array element type mismatch")
    return _set(run, items, place, value)


ARRAY: Table = {
    **_READ,
    ("set", 2): _set_in_array,
    ("add", 1): _fixed,
    ("add", 2): _fixed,
    ("addAll", 1): lambda run, items, others: _fixed(run, items) if _members(given(others)) else False,
    ("remove", 1): lambda run, items, which: _fixed(run, items) if is_int(which) or which in items else False,
    ("clear", 0): lambda run, items: _fixed(run, items) if items else VOID,
}


def _of_part(method: Method) -> Method:
    """Make a method of a list one of a part of it."""

    def of_part(run: Run, part: SubList, *arguments: Value) -> Value:
        items = part.items()
        run.spend(len(items))
        before = items.copy()
        result = method(run, items, *arguments)
        if isinstance(result, SubList):
            result.of = part
            result.seen = len(part)
        elif len(items) != len(before) or any(one is not other for one, other in zip(items, before, strict=True)):
            part.put_back(items)
        return result

    return of_part


SUB_LIST: Table = {key: _of_part(method) for key, method in LIST.items() if key[0] not in ("clone", "trimToSize")}


# --- maps -----------------------------------------------------------------------------------------------------


def _put(_: Run, table: dict[Value, Value], key: Value, value: Value) -> Value:
    key = boxed(key)
    before = table.get(key)
    table[key] = value
    spend_items(len(table))
    return before


def _put_all(run: Run, table: dict[Value, Value], other: Value) -> Value:
    if not isinstance(given(other), dict):
        return ABSENT
    run.spend(4 * len(other))
    table.update(other)
    return VOID


def _clone_map(run: Run, table: dict[Value, Value]) -> dict[Value, Value]:
    run.spend(4 * len(table))
    return table.copy()


def _put_if_absent(run: Run, table: dict[Value, Value], key: Value, value: Value) -> Value:
    before = table.get(boxed(key))
    if before is None:
        _put(run, table, key, value)
    return before


def _remove_pair(_: Run, table: dict[Value, Value], key: Value, value: Value) -> bool:
    key = boxed(key)
    found = key in table and java_equals(table[key], value)
    if found:
        del table[key]
    return found


def _replace(_: Run, table: dict[Value, Value], key: Value, value: Value) -> Value:
    key = boxed(key)
    if key not in table:
        return None
    table[key], before = value, table[key]
    return before


def _replace_pair(_: Run, table: dict[Value, Value], key: Value, old: Value, new: Value) -> bool:
    key = boxed(key)
    found = key in table and java_equals(table[key], old)
    if found:
        table[key] = new
    return found


def _view(kind: str) -> Method:
    return lambda _, table: View(table, kind)


MAP: Table = {
    ("get", 1): lambda _, table, key: table.get(key if key.__class__ is str else boxed(key)),
    ("getOrDefault", 2): lambda _, table, key, default: table.get(boxed(key), default),
    ("put", 2): _put,
    ("putAll", 1): _put_all,
    ("putIfAbsent", 2): _put_if_absent,
    ("remove", 1): lambda _, table, key: table.pop(boxed(key), None),
    ("remove", 2): _remove_pair,
    ("replace", 2): _replace,
    ("replace", 3): _replace_pair,
    ("containsKey", 1): lambda _, table, key: boxed(key) in table,
    ("containsValue", 1): lambda run, table, value: _place(run, table.values(), value) >= 0,
    ("keySet", 0): _view("keySet"),
    ("values", 0): _view("values"),
    ("entrySet", 0): _view("entrySet"),
    ("size", 0): lambda _, table: len(table),
    ("isEmpty", 0): lambda _, table: not table,
    ("clear", 0): _clear,
    ("clone", 0): _clone_map,
}


# --- views, entries, iterators --------------------------------------------------------------------------------


def _view_remove(run: Run, view: View, value: Value) -> bool:
    place = _place(run, view.items(), value)
    if place >= 0:
        charge(len(view.map) >> 1)
        del view.map[list(view.map)[place]]
    return place >= 0


def _keep_in_view(run: Run, view: View, others: Value, *, present: bool) -> Value:
    members = _members(given(others))
    if members is None:
        return ABSENT
    gone = [
        key
        for key, shown in zip(list(view.map), view.items(), strict=True)
        if (_place(run, members, shown) >= 0) != present
    ]
    for key in gone:
        del view.map[key]
    return bool(gone)


def _unsupported(_: Run, __: Value, *___: Value) -> Value:
    raise JavaError("UnsupportedOperationException", "a view of a map takes no new member")


def _clear_view(_: Run, view: View) -> str:
    view.map.clear()
    return VOID


VIEW: Table = {
    ("size", 0): lambda _, view: len(view.map),
    ("isEmpty", 0): lambda _, view: not view.map,
    ("contains", 1): lambda run, view, value: _place(run, view.items(), value) >= 0,
    ("containsAll", 1): _contains_all,
    ("iterator", 0): lambda _, view: Cursor(view.items(), view.map),
    ("toArray", 0): lambda _, view: Array(view.items()),
    ("remove", 1): _view_remove,
    ("add", 1): _unsupported,
    ("addAll", 1): _unsupported,
    ("clear", 0): _clear_view,
    ("removeAll", 1): lambda run, view, others: _keep_in_view(run, view, others, present=False),
    ("retainAll", 1): lambda run, view, others: _keep_in_view(run, view, others, present=True),
}


def _set_value(_: Run, entry: Entry, value: Value) -> Value:
    before = entry.value
    entry.map[entry.key] = value
    return before


ENTRY: Table = {
    ("getKey", 0): lambda _, entry: unboxed(entry.key),
    ("getValue", 0): lambda _, entry: entry.value,
    ("setValue", 1): _set_value,
}


def _set_current(_: Run, cursor: Cursor, value: Value) -> str:
    cursor.items[cursor.current()] = value
    return VOID


def _remove_current(_: Run, cursor: Cursor) -> str:
    cursor.remove()
    return VOID


def _insert_here(run: Run, cursor: Cursor, value: Value) -> str:
    spend_items(len(cursor.items))
    run.spend(len(cursor.items) >> 6)
    cursor.insert(value)
    return VOID


ITERATOR: Table = {
    ("hasNext", 0): lambda _, cursor: cursor.has_next(),
    ("next", 0): lambda _, cursor: cursor.next(),
    ("remove", 0): _remove_current,
    ("hasPrevious", 0): lambda _, cursor: cursor.at > 0,
    ("previous", 0): lambda _, cursor: cursor.previous(),
    ("nextIndex", 0): lambda _, cursor: cursor.at,
    ("previousIndex", 0): lambda _, cursor: cursor.at - 1,
    ("set", 1): _set_current,
    ("add", 1): _insert_here,
}


# --- $foreach -------------------------------------------------------------------------------------------------


def _last(_: Run, loop: Loop) -> bool:
    return not loop.has_next


LOOP: Table = {
    ("getIndex", 0): lambda _, loop: loop.index,
    ("getCount", 0): lambda _, loop: loop.index + 1,
    ("getHasNext", 0): lambda _, loop: loop.has_next,
    ("hasNext", 0): lambda _, loop: loop.has_next,
    ("getFirst", 0): lambda _, loop: loop.index < 1,
    ("isFirst", 0): lambda _, loop: loop.index < 1,
    ("getLast", 0): _last,
    ("isLast", 0): _last,
    ("getParent", 0): lambda _, loop: loop.parent,
    ("getTopmost", 0): lambda _, loop: loop.topmost,
    ("getReplaced", 0): lambda _, loop: loop.replaced,
    ("getInfo", 0): lambda _, loop: LoopInfo(loop),
}
LOOP_INFO: Table = {
    ("getName", 0): lambda _, __: "foreach",
    ("getType", 0): lambda _, __: "block",
    ("getDepth", 0): lambda _, info: info.loop.depth,
    ("getTemplate", 0): lambda _, __: "template",
    ("getLine", 0): lambda _, info: int(info.loop.place.split()[0].partition(":")[2]),
    ("getColumn", 0): lambda _, info: int(info.loop.place.split()[1].partition(":")[2]),
}
