"""Methods that work with items: DynamoDB's JSON of plain values, by templates, and the role's right to the table.

Names of attributes stand for #n0, #n1 ... in expressions, so that none is a reserved word.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cfngw.compile.assembly import Assembly
from cfngw.compile.aws_integration import Called, json_object, json_type
from cfngw.compile.mapping_expression import Writer
from cfngw.compile.service_integration import Call, arn_of, words_of
from cfngw.declare.dynamodb_integration import (
    DynamoDbDeleteItem,
    DynamoDbGetItem,
    DynamoDbPutItem,
    DynamoDbQuery,
    DynamoDbUpdateItem,
)
from cfngw.declare.grant import Grant
from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.item_values import Typed
from cfngw.declare.method import Method
from cfngw.declare.role import Allow
from cfngw.declare.table import Table
from cfngw.naming import name_words


class _Request:
    """The members of one call, and the names and values that its expressions stand for."""

    def __init__(self, writer: Writer, target: Any) -> None:
        self.writer = writer
        self.types = target.key_types
        self.members: dict[str, str] = {}
        self.behind = ""  # what a condition puts behind all members
        self._names: dict[str, str] = {}
        self._values: list[str] = []

    def name(self, attribute: str) -> str:
        """Give what stands for the name of an attribute; # would be Velocity's."""
        return self._names.setdefault(attribute, f"\\u0023n{len(self._names)}")

    def value(self, attribute: str, given: Any) -> str:
        """Give what stands for a value of an attribute."""
        self._values.append(self.writer.value(attribute, given, self.types))
        return f":v{len(self._values) - 1}"

    def keys(self, given: Any) -> str:
        """Write a key: a value whose type nothing tells is a text."""
        return self.writer.attributes({name: _as_key(member) for name, member in given.items()}, self.types)

    def finished(self) -> dict[str, str]:
        """Give all members."""
        names = ", ".join(f'"{short}": {_name_text(name)}' for name, short in self._names.items())
        values = ", ".join(f'":v{number}": {written}' for number, written in enumerate(self._values))
        return {
            **self.members,
            **({"ExpressionAttributeNames": f"{{{names}}}"} if names else {}),
            **({"ExpressionAttributeValues": f"{{{values}}}"} if values else {}),
        }


def _name_text(name: str) -> str:
    return json.dumps(name, ensure_ascii=False).replace("$", "\\u0024").replace("#", "\\u0023")


def _as_key(given: Any) -> Any:
    """Say of a text that it is one, also where it comes from a body: a key has one type."""
    return Typed(given, "S") if isinstance(given, str) or is_intrinsic(given) else given


def called(assembly: Assembly, method: Method, target: Any, call: Call) -> Called:  # noqa: ARG001
    """Say how the table is called."""
    request = _Request(Writer(assembly), target)
    request.members["TableName"] = f'"{request.writer.fixed(_name_of(target.table))}"'
    _ADD[type(target)](request, target)
    text = json_object(request.finished()).removesuffix("\n}") + request.behind + "\n}"
    action = target.subtype.partition("-")[2]
    return Called(f"dynamodb:action/{action}", headers=json_type("DynamoDB"), template=request.writer.finished(text))


def _name_of(table: Any) -> Any:
    return table.ref if isinstance(table, Table) else table


def _projected(request: _Request, attributes: Iterable[str]) -> None:
    names = ", ".join(request.name(each) for each in attributes)
    if names:
        request.members["ProjectionExpression"] = f'"{names}"'


def _flag(request: _Request, name: str, given: Any) -> None:
    if given is not None:
        request.members[name] = json.dumps(given) if isinstance(given, bool | int) else request.writer.fixed(given)


def _get(request: _Request, target: DynamoDbGetItem) -> None:
    request.members["Key"] = request.keys(target.key)
    _flag(request, "ConsistentRead", target.consistent_read)
    _projected(request, target.attributes)


def _query(request: _Request, target: DynamoDbQuery) -> None:
    if target.index_name is not None:
        request.members["IndexName"] = f'"{target.index_name}"'
    parts = [f"{request.name(name)} = {request.value(name, _as_key(given))}" for name, given in target.key.items()]
    for name, given in (target.begins_with or {}).items():
        parts.append(f"begins_with({request.name(name)}, {request.value(name, _as_key(given))})")
    request.members["KeyConditionExpression"] = f'"{" AND ".join(parts)}"'
    _flag(request, "ScanIndexForward", False if target.descending else None)
    _flag(request, "ConsistentRead", target.consistent_read)
    _flag(request, "Limit", target.limit)
    _projected(request, target.attributes)
    if target.start is not None:
        given = request.writer.present(target.start.values())
        request.behind = f'#if({given}),\n  "ExclusiveStartKey": {request.keys(target.start)}#end\n'


def _condition(request: _Request, target: Any) -> None:
    if target.when is not None:
        function = "attribute_exists" if target.when == "present" else "attribute_not_exists"
        request.members["ConditionExpression"] = f'"{function}({request.name(target.marks)})"'


def _put(request: _Request, target: DynamoDbPutItem) -> None:
    key = request.keys(target.key) if target.key is not None else "{}"
    if isinstance(target.item, str):
        request.members["Item"] = request.writer.whole(target.item, key, list(target.key or ()))
    else:
        own = request.writer.attributes(target.item, request.types)
        both = ", ".join(filter(None, (key[1:-1], own[1:-1])))
        request.members["Item"] = f"{{{both}}}"
    _condition(request, target)


def _update(request: _Request, target: DynamoDbUpdateItem) -> None:
    request.members["Key"] = request.keys(target.key)
    clauses = []
    if target.set:
        sets = [f"{request.name(name)} = {request.value(name, given)}" for name, given in target.set.items()]
        clauses.append(f"SET {', '.join(sets)}")
    if target.add:
        adds = [f"{request.name(name)} {request.value(name, given)}" for name, given in target.add.items()]
        clauses.append(f"ADD {', '.join(adds)}")
    if target.remove:
        clauses.append(f"REMOVE {', '.join(map(request.name, target.remove))}")
    request.members["UpdateExpression"] = f'"{" ".join(clauses)}"'
    request.members["ReturnValues"] = '"ALL_NEW"'
    _condition(request, target)


def _delete(request: _Request, target: DynamoDbDeleteItem) -> None:
    request.members["Key"] = request.keys(target.key)
    _condition(request, target)


_ADD: dict[type, Any] = {
    DynamoDbGetItem: _get,
    DynamoDbQuery: _query,
    DynamoDbPutItem: _put,
    DynamoDbUpdateItem: _update,
    DynamoDbDeleteItem: _delete,
}


def rights(assembly: Assembly, target: Any) -> Call:
    """Say what the role may work on: the table, or for a query of an index the index alone."""
    table, action = target.table, target.action.partition(":")[2]
    index = getattr(target, "index_name", None)
    if isinstance(table, Table):
        granted = table.grant(action, variable=None)
        place = table.arn if index is None else table.below_arn(f"index/{index}")
        statements = [Allow(target.action, place), *granted.statements[1:]]
        return Call(
            {}, [], name_words(table.name), Grant(statements, condition=granted.condition), own=index is not None
        )
    arn = arn_of(assembly, target, "dynamodb", "table/", table, *([f"/index/{index}"] if index is not None else []))
    return Call({}, [arn], words_of(table), own=index is not None)
