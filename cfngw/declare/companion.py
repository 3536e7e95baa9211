"""What functions work with: the base of tables, buckets, queues and parameters, and how they grant.

The function refers to the resource and never the other way round, so that no circle arises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from types import EllipsisType, MappingProxyType
from typing import Any, ClassVar, TypeAlias

from cfngw.declare.grant import Grant
from cfngw.declare.intrinsic import Reference, Substitution, Text
from cfngw.declare.kinds import OneOf, Words
from cfngw.declare.parameter import Condition
from cfngw.declare.role import Allow
from cfngw.declare.value import Value
from cfngw.errors import report
from cfngw.naming import name_words, variable_name
from cfngw.source import here

KEY_ARN = Words("the ARN of a KMS key (not of an alias)", pattern=r"arn:.+:kms:.+:key/.+")
DELETION_POLICY = OneOf("Delete", "Retain", "RetainExceptOnCreate", literal=True)
Variable: TypeAlias = str | EllipsisType | None
Conditions: TypeAlias = Mapping[str, Mapping[str, Any]] | None
Places: TypeAlias = Callable[[str], tuple[Text, ...]]


class Granting(Value):
    """The base of all that a function can be granted.

    Each kind says its IAM ``service``; ``key_actions``: what its KMS key must allow for an action, in lower case.
    """

    service: ClassVar[str]
    key_actions: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({})

    kms_key_arn: Text | None
    condition: str | Condition | None = None

    @property
    def arn(self) -> Text:
        """Give the ARN."""
        raise NotImplementedError

    @property
    def ref(self) -> Text:
        """Give what names the resource in calls to AWS."""
        raise NotImplementedError

    @property
    def variable(self) -> str:
        """Give the name of the environment variable that a grant sets unless told otherwise."""
        raise NotImplementedError

    def _granted(
        self,
        actions: Sequence[str],
        places: Places,
        variable: Variable,
        conditions: Conditions = None,
        **options: Any,
    ) -> Grant:
        """Allow each action where it works, and the use of the key that they need."""
        by_place: dict[tuple[Text, ...], list[str]] = {}
        for action in self._actions(actions):
            by_place.setdefault(places(action.partition(":")[2].casefold()), []).append(action)
        statements = [Allow(names, place, conditions=conditions, **options) for place, names in by_place.items()]
        statements += self._key_use(action for names in by_place.values() for action in names)
        named = self.variable if isinstance(variable, EllipsisType) else variable
        value = self.ref if named is not None else None
        return Grant(statements, variable=named, value=value, condition=self.condition)

    def _actions(self, given: Sequence[Any]) -> list[str]:
        """Give the actions with their service; what is none is reported at the caller's line."""
        found = []
        if not given:
            self._refuse_action("grant() names no action.", None)
        for action in given:
            if not isinstance(action, str):
                self._refuse_action("an action is a text.", action)
            elif ":" in action and not action.startswith(f"{self.service}:"):
                self._refuse_action("this action is of another service.", action)
            else:
                found.append(action if ":" in action else f"{self.service}:{action}")
        return list(dict.fromkeys(found))

    def _refuse_action(self, problem: str, given: Any) -> None:
        several = isinstance(given, list | tuple)
        report(
            self.refusal(
                problem,
                where=here(),
                given=given,
                allowed=f'actions of {self.service}: grant("Action", ...)',
                fix="write them one by one, without a list" if several else "name what the function calls",
            )
        )

    def _key_use(self, actions: Iterable[str]) -> list[Allow]:
        """Allow what the actions need of the resource's own KMS key, through its service alone.

        https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
        """
        if self.kms_key_arn is None:
            return []
        patterns = [action.partition(":")[2].casefold() for action in actions]
        needed = [names for action, names in self.key_actions.items() if covered(action, patterns)]
        if not needed:
            return []
        keys = {
            "kms:ViaService": Substitution(f"{self.service}.${{AWS::Region}}.${{AWS::URLSuffix}}"),
            **self._key_context(),
        }
        names = sorted({name for each in needed for name in each})
        return [Allow(names, [self.kms_key_arn], conditions={"StringEquals": keys})]

    def _key_context(self) -> dict[str, Text]:
        """Give further condition keys that bind the use of the KMS key to this resource."""
        return {}


class Companion(Granting):
    """The base of what is a resource: it gets into the template when a value refers to it or ``resources`` names it."""

    noun: ClassVar[str]

    name: str
    logical_id: str | None

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or f"{name_words(self.name)}{self.noun}"

    @property
    def arn(self) -> Reference:
        """Refer to the resource's ARN."""
        return Reference(self.resource_id, "Arn", target=self)

    @property
    def ref(self) -> Reference:
        """Refer to the resource's name; of a queue, to its URL."""
        return Reference(self.resource_id, target=self)

    @property
    def variable(self) -> str:
        """Give the name of the environment variable that a grant sets: NOTES_TABLE for the table Notes."""
        return variable_name(self.name, self.noun.upper())

    def below_arn(self, path: str) -> Substitution:
        """Give the ARN of a part of this resource."""
        return Substitution(f"${{{self.resource_id}.Arn}}/{path}", self.arn)


def covered(action: str, patterns: Iterable[str]) -> bool:
    """Tell whether one of some patterns of IAM covers an action; both in lower case."""
    return any(fnmatchcase(action, pattern) for pattern in patterns)
