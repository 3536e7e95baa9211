"""IAM's policy language, evaluated: an explicit deny, an allow, or neither.

Bounded: a document of more than 1,000 statements, 5,000 patterns or 200,000 characters is refused (IAM's own bounds are
far below), and patterns match in time that grows with the text alone.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cfngw.local.auth.conditions import Condition, ConditionError, Keys, NoKeys, conditions
from cfngw.local.auth.wildcards import PatternError, arn_pattern, wildcard

ALLOW, DENY, NEITHER = "Allow", "Deny", "neither"
INVOKE = "execute-api:Invoke"
MOST_STATEMENTS, MOST_PATTERNS = 1_000, 5_000
MOST_CHARACTERS, _MOST_DEPTH, _MOST_DECIDED = 200_000, 20, 100
_SHORT = re.compile(r"execute-api:/?")


class PolicyFault(ValueError):  # noqa: N818 (told as a Fault of the gateway by whoever evaluates)
    """A document that IAM would not take, in one clause."""


class Asked(NamedTuple):
    """What is asked: an action on a resource, by principals: ARNs and account ids of the caller, none for anonymous."""

    resource: str
    action: str = INVOKE
    principals: tuple[str, ...] = ()
    keys: Keys = NoKeys()


class Decision(NamedTuple):
    """``effect`` is Allow, Deny or neither; ``statement`` the index of the one that decided, ``sid`` its name.

    ``missed`` are the conditions that kept statements from holding, for a hint.
    """

    effect: str
    statement: int | None = None
    sid: str = ""
    missed: tuple[str, ...] = ()


class _Statement(NamedTuple):
    number: int
    sid: str
    allows: bool
    actions: Callable[[str], bool]
    resources: Callable[[str, Keys], bool]
    principals: Callable[[tuple[str, ...]], bool]
    conditions: list[tuple[str, Condition]]


class Policy:
    """A compiled document. ``resource_based``: its statements name principals, and may shorten resources.

    ``prefix`` is what a shortened resource ``execute-api:/stage/METHOD/path`` stands behind: the ARN of the API.
    Raise PolicyFault for what is no policy.
    """

    def __init__(self, document: Any, *, resource_based: bool = False, prefix: str = "") -> None:
        if not isinstance(document, Mapping):
            raise PolicyFault("a policy is a mapping with Statement")
        if _weight(document) > MOST_CHARACTERS:
            raise PolicyFault(f"a policy of more than {MOST_CHARACTERS:,} characters is too long")
        written = document.get("Statement")
        statements = written if isinstance(written, list | tuple) else [written]
        if len(statements) > MOST_STATEMENTS:
            raise PolicyFault(f"a policy of {len(statements):,} statements is too long")
        self._left = MOST_PATTERNS
        self._resource_based = resource_based
        self._is_plain = True  # no statement asks for keys: what was decided once holds
        self._decided: dict[tuple[str, str, tuple[str, ...]], Decision] = {}
        self._prefix = prefix
        try:
            self._statements = [self._statement(index, each) for index, each in enumerate(statements)]
        except (ConditionError, PatternError) as error:
            raise PolicyFault(str(error)) from error

    def decide(self, asked: Asked) -> Decision:
        """Evaluate: one statement that denies decides, else one that allows."""
        if not self._is_plain:
            return self._decide(asked)
        key = asked[:3]
        known = self._decided.get(key)
        if known is None:
            known = self._decide(asked)
            if len(self._decided) < _MOST_DECIDED:
                self._decided[key] = known
        return known

    def _decide(self, asked: Asked) -> Decision:
        allowed: _Statement | None = None
        missed: list[str] = []
        for statement in self._statements:
            if statement.allows and allowed is not None:
                continue
            if not statement.actions(asked.action) or not statement.principals(asked.principals):
                continue
            if not statement.resources(asked.resource, asked.keys):
                continue
            failed = [said for said, holds in statement.conditions if not holds(asked.keys)]
            if failed:
                missed += failed[: 10 - len(missed)]
            elif statement.allows:
                allowed = statement
            else:
                return Decision(DENY, statement.number, statement.sid)
        if allowed is not None:
            return Decision(ALLOW, allowed.number, allowed.sid)
        return Decision(NEITHER, missed=tuple(missed))

    def _statement(self, index: int, written: Any) -> _Statement:
        if not isinstance(written, Mapping):
            raise PolicyFault(f"statement {index + 1} is no mapping")
        effect = written.get("Effect")
        if effect not in (ALLOW, DENY):
            raise PolicyFault(f"statement {index + 1} has no Effect Allow or Deny")
        sid = written.get("Sid")
        self._is_plain = self._is_plain and "Condition" not in written
        return _Statement(
            index,
            sid if isinstance(sid, str) else "",
            effect == ALLOW,
            self._actions(index, written),
            self._resources(index, written),
            self._principals(index, written),
            conditions(written["Condition"]) if "Condition" in written else [],
        )

    def _texts(self, index: int, written: Mapping[str, Any], name: str) -> tuple[list[str], bool]:
        """Give the texts of an element or of its negation, and whether it is negated."""
        if (name in written) == (f"Not{name}" in written):
            raise PolicyFault(f"statement {index + 1} needs {name} or Not{name}, and not both")
        negated = name not in written
        value = written[f"Not{name}" if negated else name]
        return self._list(index, value), negated

    def _list(self, index: int, value: Any) -> list[str]:
        found = list(value) if isinstance(value, list | tuple) else [value]
        if not all(isinstance(each, str) for each in found):
            raise PolicyFault(f"statement {index + 1} holds something else than texts")
        self._left -= len(found)
        if self._left < 0:
            raise PolicyFault("a policy with so many patterns is too long")
        return found

    def _actions(self, index: int, written: Mapping[str, Any]) -> Callable[[str], bool]:
        texts, negated = self._texts(index, written, "Action")
        matchers = [wildcard(text, fold=True) for text in texts]
        return lambda action: any(matcher(action) for matcher in matchers) != negated

    def _resources(self, index: int, written: Mapping[str, Any]) -> Callable[[str, Keys], bool]:
        if self._resource_based and "Resource" not in written and "NotResource" not in written:
            return lambda _resource, _keys: True  # it is for what the policy is attached to
        texts, negated = self._texts(index, written, "Resource")
        made = [self._resource(text) for text in texts]

        def matches(resource: str, keys: Keys) -> bool:
            return any(each(resource, keys) for each in made) != negated

        return matches

    def _resource(self, text: str) -> Callable[[str, Keys], bool]:
        text = self._full(text)
        if text == "*":
            return lambda _resource, _keys: True
        self._is_plain = self._is_plain and "${" not in text
        if "${" not in text:
            matcher = arn_pattern(text)
            return lambda resource, _keys: matcher is not None and matcher(resource)

        def matches(resource: str, keys: Keys) -> bool:
            made = arn_pattern(text, value_of=lambda name: (keys.values(name.lower()) or (None,))[0])
            return made is not None and made(resource)

        return matches

    def _full(self, text: str) -> str:
        """Write a shortened resource out, as the gateway does when it takes a policy.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
        """
        if not self._resource_based or text.startswith(("arn:", "*")):
            return text
        return f"{self._prefix}/{_SHORT.sub('', text, count=1).removeprefix('/')}"

    def _principals(self, index: int, written: Mapping[str, Any]) -> Callable[[tuple[str, ...]], bool]:
        if not self._resource_based:
            return lambda _principals: True
        if ("Principal" in written) == ("NotPrincipal" in written):
            raise PolicyFault(f"statement {index + 1} needs Principal or NotPrincipal, and not both")
        negated = "NotPrincipal" in written
        value = written["NotPrincipal" if negated else "Principal"]
        named = self._named(index, value)
        if named is None:
            return lambda _principals: not negated
        return lambda principals: any(name in named for name in principals) != negated

    def _named(self, index: int, value: Any) -> frozenset[str] | None:
        """Give the principals that are named; None for everybody. A star is no pattern within a name."""
        if not isinstance(value, Mapping):
            texts = self._list(index, value)
            if texts != ["*"]:
                raise PolicyFault(f"statement {index + 1}: Principal is * or a mapping such as AWS: …")
            return None
        names: set[str] = set()
        for kind, written in value.items():
            texts = self._list(index, written)
            if kind == "AWS" and "*" in texts:
                return None
            # Services and federated users call no method of an API on this machine.
            names.update(text for text in texts if kind == "AWS")
        return frozenset(names)


def _weight(value: Any, depth: int = 0) -> int:
    """Count the characters of a document; one that lies too deep in itself weighs too much."""
    if isinstance(value, str):
        return len(value)
    if not isinstance(value, Mapping | list | tuple):
        return 1
    if depth > _MOST_DEPTH:
        return MOST_CHARACTERS + 1
    if isinstance(value, Mapping):
        return sum(len(str(name)) + _weight(each, depth + 1) for name, each in value.items())
    return sum(_weight(each, depth + 1) for each in value) + len(value)
