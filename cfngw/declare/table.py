"""DynamoDB tables and their global secondary indexes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from cfngw.declare.companion import DELETION_POLICY, KEY_ARN, Companion, Conditions, Variable, covered
from cfngw.declare.grant import Grant
from cfngw.declare.intrinsic import Flag, Integer, Text
from cfngw.declare.kinds import FLAG, NAME, TAGS, Checked, Either, Instance, Many, OneOf, RejectedError, Whole, Words
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError

_TYPES = ("S", "N", "B")
_READ = ("BatchGetItem", "ConditionCheckItem", "GetItem", "Query", "Scan")
_WRITE = ("BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem")
_ON_INDEXES = ("query", "scan", "partiqlselect")
_ON_ITEMS = (
    *(action.casefold() for action in (*_READ, *_WRITE)),
    *(f"partiql{verb}" for verb in ("delete", "insert", "select", "update")),
)


def _key(given: Any) -> tuple[str, str]:
    name, kind = given if isinstance(given, tuple) and len(given) == 2 else (given, "S")
    if not isinstance(name, str) or not 1 <= len(name) <= 255:
        raise RejectedError
    if kind not in _TYPES:
        raise RejectedError('write ("name", "S") for texts, "N" for numbers, "B" for bytes', given=kind)
    return name, kind


_KEY = Checked('an attribute: "id", or ("id", type) with the type "S", "N" or "B"', _key)
_INDEX_NAME = Words("an index name: letters, digits, '_', '.' and '-'", pattern=r"[A-Za-z0-9_.-]{3,255}", literal=True)
_PROJECTION = Either(
    OneOf("ALL", "KEYS_ONLY", literal=True),
    Many(Words("an attribute", literal=True), least=1, most=100, intrinsic=False),
    described='"ALL", "KEYS_ONLY" or a list of attributes',
)


class GlobalSecondaryIndex(Value):
    """Look items of a table up by other attributes than its key.

    ``projection``: all attributes, only the keys, or the keys and these. A table of provisioned capacity gives each of
    its indexes the same capacity again.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
    """

    name: str = required(_INDEX_NAME, kw_only=False)
    partition_key: Any = required(_KEY, kw_only=False)
    sort_key: Any = option(_KEY, default=None)
    projection: str | Sequence[str] = option(_PROJECTION, default="ALL")


class Table(Companion):
    """A DynamoDB table, billed on demand; its data outlives the stack.

    ``partition_key``, ``sort_key``: an attribute of texts, or ``("id", "N")``. The two capacities: provisioned, both or
    none. ``time_to_live``: the attribute that says when an item expires. ``kms_key_arn``: DynamoDB's own key, which
    costs nothing, unless given. ``deletion_policy``: ``RetainExceptOnCreate``, so that neither deleting the stack nor
    replacing the table deletes data, while a creation that fails leaves nothing behind; an update that replaces the
    table keeps the old one. ``table_name``: named by CloudFormation unless given. The rest of DynamoDB (local indexes,
    replicas, autoscaling, resource policies) is for raw troposphere resources.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
    """

    service: ClassVar[str] = "dynamodb"
    noun: ClassVar[str] = "Table"
    # DynamoDB decrypts the table's own data key on behalf of whoever uses an item; the rest it does by grants of KMS.
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    key_actions: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(dict.fromkeys(_ON_ITEMS, ("kms:Decrypt",)))

    name: str = required(NAME, kw_only=False)
    partition_key: Any = required(_KEY, kw_only=False)
    sort_key: Any = option(_KEY, default=None)
    read_capacity_units: Integer | None = option(Whole(1, None), default=None)
    write_capacity_units: Integer | None = option(Whole(1, None), default=None)
    indexes: Sequence[GlobalSecondaryIndex] = option(Many(Instance(GlobalSecondaryIndex), intrinsic=False), default=())
    time_to_live: Text | None = option(Words("an attribute", longest=255), default=None)
    point_in_time_recovery: Flag | None = option(FLAG, default=None)
    stream: Text | None = option(OneOf("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"), default=None)
    kms_key_arn: Text | None = option(KEY_ARN, default=None)
    deletion_protection: Flag | None = option(FLAG, default=None)
    deletion_policy: str = option(DELETION_POLICY, default="RetainExceptOnCreate")
    table_name: Text | None = option(
        Words("a table name: 3 to 255 letters, digits, '_', '.' and '-'", pattern=r"[A-Za-z0-9_.-]{3,255}"),
        default=None,
    )
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Give the key attributes of the table and its indexes with their types, each as often as it is used."""
        return [key for user in self._keyed for key in (user.partition_key, user.sort_key) if key is not None]

    @property
    def _keyed(self) -> tuple[Table | GlobalSecondaryIndex, ...]:
        return (self, *self.indexes)

    def check(self) -> Iterator[CfngwError]:
        """Check what concerns several options."""
        if (self.read_capacity_units is None) != (self.write_capacity_units is None):
            missing = "read" if self.read_capacity_units is None else "write"
            yield self.refusal(
                "provisioned capacity needs both numbers.",
                given=self.read_capacity_units or self.write_capacity_units,
                allowed="both capacities, or none to be billed on demand",
                fix=f"give {missing}_capacity_units=",
            )
        yield from self._check_keys()
        names = [index.name for index in self.indexes]
        for index in self.indexes:
            if names.count(index.name) > 1:
                yield self.refusal(
                    "two indexes have one name.", where=index.source, given=index.name, fix="rename one of them"
                )

    def _check_keys(self) -> Iterator[CfngwError]:
        for user in self._keyed:
            if user.sort_key is not None and user.sort_key[0] == user.partition_key[0]:
                yield user.refusal(
                    "the two keys are one attribute.", given=user.sort_key[0], fix="leave out sort_key= or name another"
                )
        types = dict(reversed(self.keys))
        for name, kind in self.keys:
            if types[name] != kind:
                yield self.refusal(
                    f"the attribute {name} has two types.",
                    given=kind,
                    allowed=f"{types[name]!r}, as where it is named first",
                    fix=f'write ("{name}", "{types[name]}") everywhere',
                )
        if isinstance(self.time_to_live, str) and types.get(self.time_to_live, "N") != "N":
            yield self.refusal(
                "the time to live is a number of seconds.",
                given=(self.time_to_live, types[self.time_to_live]),
                allowed="an attribute of numbers",
                fix="name another attribute, or make the key one of numbers",
            )

    def grant(
        self,
        *actions: str,
        variable: Variable = ...,
        conditions: Conditions = None,
        reason: str | None = None,
        unchecked: bool = False,
    ) -> Grant:
        """Grant these actions (``"GetItem"``) on this table alone; Query and Scan on its indexes too.

        ``variable``: NOTES_TABLE for the table Notes gets the table's name; None sets none. The others are Allow's.
        """
        return self._granted(actions, self._places, variable, conditions, reason=reason, unchecked=unchecked)

    def grant_read(self, *, variable: Variable = ...) -> Grant:
        """Grant what reads items: BatchGetItem, ConditionCheckItem, GetItem, Query, Scan."""
        return self._granted(_READ, self._places, variable)

    def grant_write(self, *, variable: Variable = ...) -> Grant:
        """Grant what changes items: BatchWriteItem, DeleteItem, PutItem, UpdateItem."""
        return self._granted(_WRITE, self._places, variable)

    def grant_read_write(self, *, variable: Variable = ...) -> Grant:
        """Grant what reads and what changes items."""
        return self._granted((*_READ, *_WRITE), self._places, variable)

    def _places(self, action: str) -> tuple[Text, ...]:
        """Give where an action works.

        https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
        """
        if self.indexes and any(covered(each, [action]) for each in _ON_INDEXES):
            return (self.arn, self.below_arn("index/*"))
        return (self.arn,)
