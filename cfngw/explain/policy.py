"""The resource policy of an API in words, and whether it lets everybody in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.values import Reference, Text, Unknown
from cfngw.explain.words import either, named, shown

_EVERYTHING = ("*", "execute-api:/*", "execute-api:/*/*", "execute-api:/*/*/*", "execute-api:/*/*/*/*")
_KEYS = {
    "aws:sourceip": "the address",
    "aws:sourcevpce": "the VPC endpoint",
    "aws:sourcevpc": "the VPC",
    "aws:vpcsourceip": "the private address",
    "aws:principalorgid": "the organization",
    "aws:sourceaccount": "the account",
}
_EFFECTS = {"Allow": "allows", "Deny": "denies"}
_SHOWN = 5


def is_for_all(policy: Any) -> bool:
    """Tell whether a policy keeps nobody out: one statement allows all to everybody, and none denies."""
    statements = list(_statements(policy))
    denies = [each for each in statements if each.get("Effect") != "Allow"]
    return not denies and any(_everybody(each) for each in statements)


def sentences(policy: Any) -> Iterator[str]:
    """Say what each statement does."""
    if isinstance(policy, Unknown):
        yield f"not known: {policy.why}"
    for each in _statements(policy):
        effect = _EFFECTS.get(str(each.get("Effect")))
        if effect is None:
            yield "has a statement whose effect is not told"
            continue
        conditions = list(_conditions(each.get("Condition")))
        resources = [shown(one).removeprefix("execute-api:/") for one in _several(each.get("Resource"))]
        paths = "" if _is_whole(each) else f" to call {either(_few(resources))}"
        rest = f" where {' and '.join(conditions)}" if conditions else ""
        yield f"{effect} {either(_few(_principals(each)))}{paths}{rest}"


def _statements(policy: Any) -> Iterator[dict[str, Any]]:
    given = policy.get("Statement") if isinstance(policy, dict) else None
    for each in given if isinstance(given, list) else [given]:
        if isinstance(each, dict):
            yield each


def _everybody(statement: dict[str, Any]) -> bool:
    return _principals(statement) == ["everybody"] and _is_whole(statement) and not statement.get("Condition")


def _is_whole(statement: dict[str, Any]) -> bool:
    given = _several(statement.get("Resource"))
    return not given or any(
        each in _EVERYTHING or (isinstance(each, (str, Text)) and shown(each).endswith(":*")) or _is_own(each)
        for each in given
    )


def _is_own(resource: Any) -> bool:
    """Tell whether it is all of an API by its id: ``arn:…:execute-api:…:abc/*``."""
    return isinstance(resource, (str, Text)) and shown(resource).count("/") == 1 and shown(resource).endswith("/*")


def _principals(statement: dict[str, Any]) -> list[str]:
    given = statement.get("Principal")
    if given is None and "NotPrincipal" in statement:
        return ["everybody but " + either(_few([named(each) for each in _several(statement["NotPrincipal"])]))]
    inner = [one for each in given.values() for one in _several(each)] if isinstance(given, dict) else _several(given)
    return ["everybody" if each == "*" else _principal(each) for each in inner] or ["nobody"]


def _principal(given: Any) -> str:
    written = shown(given)
    if written.startswith("arn:") and written.endswith(":root"):
        return f"the account {written.split(':')[4]}"
    return f"the account {written}" if written.isdigit() else (given.logical_id if _is_ref(given) else written)


def _is_ref(given: Any) -> bool:
    return isinstance(given, Reference)


def _conditions(given: Any) -> Iterator[str]:
    for operator, tests in given.items() if isinstance(given, dict) else ():
        for key, wanted in tests.items() if isinstance(tests, dict) else ():
            noun = _KEYS.get(str(key).lower(), str(key))
            verb = "is not" if str(operator).startswith(("Not", "StringNot", "ArnNot")) else "is"
            if str(operator).lower() == "bool":
                verb = "is"
            yield f"{noun} {verb} {either(_few([named(each) for each in _several(wanted)]))}"


def _few(names: list[str]) -> list[str]:
    return names if len(names) <= _SHOWN else [*names[:_SHOWN], f"{len(names) - _SHOWN} more"]


def _several(given: Any) -> list[Any]:
    if given is None:
        return []
    if isinstance(given, dict):
        return [one for each in given.values() for one in _several(each)]
    return list(given) if isinstance(given, (list, tuple)) else [given]
