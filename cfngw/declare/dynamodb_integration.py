"""Methods of REST APIs that work with the items of a DynamoDB table, without a function between.

Attributes are given by their plain names, and clients see plain JSON: the templates make DynamoDB's form of it and
unmake it. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from cfngw.declare.aws_target import AwsTarget
from cfngw.declare.intrinsic import Flag, Integer, Text
from cfngw.declare.item_values import ADDED, ITEM, KEY, NAME, VALUES, Typed, texts_of
from cfngw.declare.kinds import FLAG, Either, Instance, Many, OneOf, Truth, Whole, Words
from cfngw.declare.table import GlobalSecondaryIndex, Table
from cfngw.declare.value import option, required
from cfngw.errors import CfngwError, nearest

_ARN = r"arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table/"
_TABLE = Either(
    Instance(Table, described="a Table"),
    Words(
        "the name or the ARN of one",
        pattern=rf"({_ARN})?[A-Za-z0-9_.-]{{3,255}}",
        mend=lambda given: "name the table, not a part of it" if re.match(f"{_ARN}.*/", given) else None,
    ),
)
_FAULTS = ("ItemCollectionSizeLimitExceededException",)
_CONFLICTS = ("ConditionalCheckFailedException", "TransactionConflictException", "ReplicatedWriteConflictException")


_WHEN = OneOf("absent", "present", literal=True)


class _DynamoDb(AwsTarget):
    """What all calls of DynamoDB share."""

    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: _FAULTS})
    whole_key: ClassVar[bool] = True  # whether all attributes of the key must be named

    table: Table | Text = required(_TABLE, kw_only=False)

    @property
    def own_key(self) -> dict[str, str]:
        """Give the attributes of the table's key with their types; none where only DynamoDB knows."""
        if not isinstance(self.table, Table):
            return {}
        return {each[0]: each[1] for each in (self.table.partition_key, self.table.sort_key) if each is not None}

    @property
    def key_types(self) -> dict[str, str]:
        """Give the types of all key attributes, those of indexes included."""
        return dict(self.table.keys) if isinstance(self.table, Table) else {}

    def named(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Give the options that hold values of attributes."""
        for name in ("key", "item", "begins_with", "start", "set", "add"):
            given = getattr(self, name, None)
            if isinstance(given, Mapping):
                yield name, given

    def texts(self) -> Iterator[Any]:
        """Give all values that attributes are given."""
        for _, values in self.named():
            yield from texts_of(values)
        item = getattr(self, "item", None)
        if isinstance(item, str):
            yield item

    def check(self) -> Iterator[CfngwError]:
        """Check the key against the table's, and its types."""
        yield from super().check()
        key = getattr(self, "key", None) or {}
        if self.own_key and self.whole_key:
            yield from self._check_whole_key(key)
        types = self.key_types
        for option_name, values in self.named():
            for name, given in values.items():
                if isinstance(given, Typed) and types.get(name, given.type) != given.type:
                    yield self.refusal(
                        f"{name} is of another type in its table.",
                        given=tuple(given),
                        allowed=f"{types[name]!r}",
                        fix="leave out the type: the Table says it",
                        option=option_name,
                    )

    def _check_whole_key(self, key: Mapping[str, Any]) -> Iterator[CfngwError]:
        item = getattr(self, "item", None)
        given = {**(item if isinstance(item, Mapping) else {}), **key}
        if isinstance(item, str):
            return  # the client names the attributes
        for name in self.own_key:
            if name not in given:
                yield self.refusal(
                    f"{name} of its table's key is missing.",
                    given=", ".join(given) or "no attribute",
                    allowed=" and ".join(self.own_key),
                    fix=f'add "{name}": "$request.path.{re.sub(r"[^A-Za-z0-9]", "", name)}" or the like',
                    option="key" if item is None else "item",
                )
        if item is None:
            yield from self._check_strays(key, self.own_key)

    def _check_strays(self, given: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[CfngwError]:
        for name in given:
            if name not in known:
                close = nearest(name, known)
                yield self.refusal(
                    f"{name} is not in its table's key.",
                    given=name,
                    allowed=" and ".join(known),
                    fix=f'write "{close}"' if close else "leave it out",
                    option="key",
                )


class DynamoDbGetItem(_DynamoDb):
    """Answer with an item of a table: ``DynamoDbGetItem(table, {"id": "$request.path.id"})``; 404 without one.

    ``table``: a Table, or the name or ARN of one that exists. ``key``: its attributes; of one that exists they are
    texts unless ``("$request.path.id", "N")`` says otherwise. ``attributes``: all unless given.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
    """

    subtype: ClassVar[str] = "DynamoDB-GetItem"
    action: ClassVar[str] = "dynamodb:GetItem"
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: _FAULTS, 404: ()})

    key: Mapping[str, Any] = required(KEY, kw_only=False)
    attributes: Sequence[str] = option(Many(NAME, most=100, intrinsic=False), default=())
    consistent_read: Flag | None = option(FLAG, default=None)


class DynamoDbQuery(_DynamoDb):
    """Answer with the items of one key: ``DynamoDbQuery(table, {"user": "$request.path.user"})``.

    ``key``: the partition key's value, and the sort key's if it is known; ``begins_with``: how the sort key begins.
    ``index``: the name of an index. The answer is ``{"items": [...]}``, with ``"next"`` where there are more; sent
    back as ``start``, by attribute, it gives these: without values the query starts at the beginning. ``limit``: as
    many as fit 1 MB unless given.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
    """

    subtype: ClassVar[str] = "DynamoDB-Query"
    action: ClassVar[str] = "dynamodb:Query"
    whole_key: ClassVar[bool] = False

    key: Mapping[str, Any] = required(KEY, kw_only=False)
    index: str | GlobalSecondaryIndex | None = option(
        Either(
            Instance(GlobalSecondaryIndex, described="a GlobalSecondaryIndex"),
            Words("the name of an index", pattern=r"[A-Za-z0-9_.-]{3,255}", literal=True),
        ),
        default=None,
    )
    begins_with: Mapping[str, Any] | None = option(KEY, default=None)
    start: Mapping[str, Any] | None = option(KEY, default=None)
    attributes: Sequence[str] = option(Many(NAME, most=100, intrinsic=False), default=())
    limit: Integer | None = option(Whole(1, None), default=None)
    descending: bool = option(Truth(literal=True), default=False)
    consistent_read: Flag | None = option(FLAG, default=None)

    @property
    def index_name(self) -> str | None:
        """Give the name of the index, if one is asked."""
        return self.index.name if isinstance(self.index, GlobalSecondaryIndex) else self.index

    def check(self) -> Iterator[CfngwError]:
        """Check that the table has the index, and that the key is the index's."""
        yield from super().check()
        keyed = self._keyed()
        if isinstance(self.table, Table) and keyed is None:
            names = [each.name for each in self.table.indexes]
            close = nearest(str(self.index_name), names)
            yield self.refusal(
                f"its table has no index {self.index_name}.",
                given=self.index_name,
                allowed=", ".join(names) or "none: the table has no indexes",
                fix=f'write "{close}"' if close else "add it to indexes of the Table, or leave out index=",
                option="index",
            )
        elif keyed is not None:
            known = {each[0]: each[1] for each in (keyed.partition_key, keyed.sort_key) if each is not None}
            first = keyed.partition_key[0]
            if first not in self.key:
                yield self.refusal(
                    f"the partition key {first} is missing.",
                    given=", ".join(self.key) or "no attribute",
                    allowed=first,
                    fix=f'add "{first}": "$request.path.id" or the like',
                    option="key",
                )
            yield from self._check_strays({**self.key, **(self.begins_with or {})}, known)
        if not 1 <= len(self.key) + len(self.begins_with or {}) <= 2 or not self.key:
            yield self.refusal(
                "a query has one partition key and at most one sort key.",
                given=[*self.key, *(self.begins_with or {})],
                allowed="key with one attribute or two; or key with one, and begins_with with the other",
                fix="leave out the others, and let the client choose among the items",
                option="key",
            )
        if self.index is not None and self.consistent_read is True and isinstance(self.table, Table):
            yield self.refusal(
                "an index has no consistent reads.",
                given=True,
                allowed="consistent_read=True without index=",
                fix="leave out consistent_read=",
                option="consistent_read",
            )

    def _keyed(self) -> Table | GlobalSecondaryIndex | None:
        """Give what is queried, where the declaration tells."""
        if not isinstance(self.table, Table):
            return None
        if self.index is None:
            return self.table
        return next((each for each in self.table.indexes if each.name == self.index_name), None)


class _Writing(_DynamoDb):
    """What changes an item. ``when``: what must be of the item there is."""

    when: str | None = option(_WHEN, default=None)

    @property
    def marks(self) -> str | None:
        """Give the attribute that tells whether there is an item; None where nothing names it."""
        key = getattr(self, "key", None) or {}
        return next(iter(self.own_key), None) or next(iter(key), None)

    def check(self) -> Iterator[CfngwError]:
        """Check that a condition has an attribute to look at."""
        yield from super().check()
        if self.when is not None and self.marks is None:
            yield self.refusal(
                "nothing names the table's key.",
                given=self.when,
                allowed="when= with a Table, or with key=",
                fix='give key={"id": "$request.path.id"}, by the name of the partition key',
                option="when",
            )

    def told(self) -> Mapping[int, tuple[str, ...]]:
        """Give the statuses of errors: what the condition refuses is missing, or is there already."""
        first, *others = _CONFLICTS
        if self.when != "present":
            return {400: _FAULTS, 409: _CONFLICTS}
        return {400: _FAULTS, 404: (first,), 409: tuple(others)}


class DynamoDbPutItem(_Writing):
    """Put an item into a table: ``DynamoDbPutItem(table, "$request.body", key={"id": "$request.path.id"})``.

    ``item``: the client's JSON object as it is, or a dict from attributes to values. ``key``: attributes that are set
    whatever the client sends. ``when``: ``"absent"`` refuses with 409 where there is an item of that key,
    ``"present"`` with 404 where there is none; the old item is replaced unless given.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
    """

    subtype: ClassVar[str] = "DynamoDB-PutItem"
    action: ClassVar[str] = "dynamodb:PutItem"

    item: str | Mapping[str, Any] = required(ITEM, kw_only=False)
    key: Mapping[str, Any] | None = option(KEY, default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check that no attribute is there twice."""
        yield from super().check()
        if isinstance(self.item, Mapping):
            for name in self.item:
                if self.key is not None and name in self.key:
                    yield self.refusal(
                        f"{name} is in item and in key.",
                        given=name,
                        allowed="each attribute once",
                        fix="leave one of them out",
                        option="key",
                    )


class DynamoDbUpdateItem(_Writing):
    """Change attributes of an item: ``DynamoDbUpdateItem(table, {"id": "$request.path.id"}, set={"text": ...})``.

    ``set``: what attributes become; ``add``: numbers that are added to them; ``remove``: those that are taken away.
    The answer is the whole item. ``when``: ``"present"`` refuses with 404 where there is no item, ``"absent"`` with
    409 where there is one; a missing item is made unless given.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
    """

    subtype: ClassVar[str] = "DynamoDB-UpdateItem"
    action: ClassVar[str] = "dynamodb:UpdateItem"

    key: Mapping[str, Any] = required(KEY, kw_only=False)
    set: Mapping[str, Any] | None = option(VALUES, default=None)
    add: Mapping[str, Any] | None = option(ADDED, default=None)
    remove: Sequence[str] = option(Many(NAME, intrinsic=False), default=())

    def check(self) -> Iterator[CfngwError]:
        """Check that something changes, each attribute once, and never the key."""
        yield from super().check()
        changed = [*(self.set or {}), *(self.add or {}), *self.remove]
        if not changed:
            yield self.refusal(
                "nothing changes.",
                allowed="set, add or remove",
                fix='give set={"text": "$request.body.text"} or the like',
                option="set",
            )
        for name in dict.fromkeys(changed):
            if changed.count(name) > 1 or name in self.key:
                yield self.refusal(
                    f"{name} is changed twice." if name not in self.key else f"{name} is of the key.",
                    given=name,
                    allowed="each attribute once, and none of the key: it never changes",
                    fix="leave it out once" if name not in self.key else f"leave {name} out of what changes",
                    option="set",
                )


class DynamoDbDeleteItem(_Writing):
    """Delete an item: ``DynamoDbDeleteItem(table, {"id": "$request.path.id"})``.

    ``when``: ``"present"`` refuses with 404 where there is none; without it, that is as good as deleted.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
    """

    subtype: ClassVar[str] = "DynamoDB-DeleteItem"
    action: ClassVar[str] = "dynamodb:DeleteItem"

    key: Mapping[str, Any] = required(KEY, kw_only=False)

    def check(self) -> Iterator[CfngwError]:
        """Check that it is no deletion of what is not there."""
        yield from super().check()
        if self.when == "absent":
            yield self.refusal(
                "there would be nothing to delete.",
                given=self.when,
                allowed='when="present"',
                fix='write when="present", or leave it out',
                option="when",
            )
