"""The Condition of a policy statement: operators, ``IfExists``, and the operators for keys of several values.

A key that a request does not have makes a condition false, but for the negated operators, ``IfExists``, ``Null`` and
``ForAllValues``, which it makes true.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

from cfngw.local.auth.wildcards import Matcher, PatternError, arn_pattern, filled, variables_of, wildcard


class ConditionError(ValueError):
    """A condition that IAM would not take."""


class Keys(Protocol):
    """The condition keys of a request."""

    def values(self, key: str) -> Sequence[str] | None:
        """Give the values of a key in lower case; None where the request has none."""
        ...


Test = Callable[[str], bool]
Maker = Callable[[str, Keys], Test | None]
Condition = Callable[[Keys], bool]


def _given(written: str, keys: Keys) -> str | None:
    """Put in the policy variables of a value that is compared as it stands."""
    if "${" not in written:
        return written
    pieces, rest = [], written
    for name in variables_of(written):
        before, _, rest = rest.partition("${" + name + "}")
        value = keys.values(name.strip().lower())
        if not value:
            return None
        pieces += [before, value[0]]
    return "".join([*pieces, rest])


def _equal(written: str, keys: Keys) -> Test | None:
    wanted = _given(written, keys)
    return None if wanted is None else wanted.__eq__


def _equal_folded(written: str, keys: Keys) -> Test | None:
    wanted = _given(written, keys)
    if wanted is None:
        return None
    folded = wanted.lower()
    return lambda value: value.lower() == folded


def _like(written: str, keys: Keys) -> Matcher | None:
    return filled(written, _first_of(keys)) if "${" in written else wildcard(written)


def _arn(written: str, keys: Keys) -> Matcher | None:
    return arn_pattern(written, value_of=_first_of(keys) if "${" in written else None)


def _first_of(keys: Keys) -> Callable[[str], str | None]:
    def first(name: str) -> str | None:
        values = keys.values(name.lower())
        return values[0] if values else None

    return first


def _bool(written: str, _keys: Keys) -> Test:
    wanted = written.lower()
    return lambda value: value.lower() == wanted


def _binary(written: str, _keys: Keys) -> Test:
    try:
        wanted = base64.b64decode(written, validate=True)
    except binascii.Error as error:
        raise ConditionError(f"{written[:40]} is no base64") from error
    return lambda value: _decoded(value) == wanted


def _decoded(value: str) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None


def _number(text: str) -> float:
    number = float(text)
    if number != number:  # NaN equals nothing
        raise ValueError(text)
    return number


def _moment(text: str) -> float:
    """Read a date in W3C's form, or seconds since the epoch."""
    if text.lstrip("-").isdigit() and len(text) > 4:
        return float(text)
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _ordered(read: Callable[[str], float], test: Callable[[float, float], bool]) -> Maker:
    def make(written: str, keys: Keys) -> Test | None:
        given = _given(written, keys)
        if given is None:
            return None
        try:
            wanted = read(given)
        except (ValueError, OverflowError) as error:
            raise ConditionError(f"{written[:40]} can't be compared") from error

        def compare(value: str) -> bool:
            try:
                return test(read(value), wanted)
            except (ValueError, OverflowError):
                return False

        return compare

    return make


def _address(written: str, _keys: Keys) -> Test:
    try:
        network = ipaddress.ip_network(written, strict=False)
    except ValueError as error:
        raise ConditionError(f"{written[:60]} is no address or range") from error

    def within(value: str) -> bool:
        address = _ip(value)
        return address is not None and address in network

    return within


@lru_cache(maxsize=256)
def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


_NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "Equals": lambda value, wanted: value == wanted,
    "LessThan": lambda value, wanted: value < wanted,
    "LessThanEquals": lambda value, wanted: value <= wanted,
    "GreaterThan": lambda value, wanted: value > wanted,
    "GreaterThanEquals": lambda value, wanted: value >= wanted,
}

# The maker of a test, and whether the operator is a negated one.
OPERATORS: dict[str, tuple[Maker, bool]] = {
    "stringequals": (_equal, False),
    "stringnotequals": (_equal, True),
    "stringequalsignorecase": (_equal_folded, False),
    "stringnotequalsignorecase": (_equal_folded, True),
    "stringlike": (_like, False),
    "stringnotlike": (_like, True),
    "arnequals": (_arn, False),
    "arnlike": (_arn, False),
    "arnnotequals": (_arn, True),
    "arnnotlike": (_arn, True),
    "bool": (_bool, False),
    "binaryequals": (_binary, False),
    "ipaddress": (_address, False),
    "notipaddress": (_address, True),
    **{f"numeric{name.lower()}": (_ordered(_number, test), False) for name, test in _NUMBERS.items()},
    "numericnotequals": (_ordered(_number, _NUMBERS["Equals"]), True),
    **{f"date{name.lower()}": (_ordered(_moment, test), False) for name, test in _NUMBERS.items()},
    "datenotequals": (_ordered(_moment, _NUMBERS["Equals"]), True),
}


class NoKeys:
    """A request without condition keys."""

    def values(self, key: str) -> Sequence[str] | None:  # noqa: ARG002 (the protocol's)
        """Give None."""
        return None


def conditions(block: Any) -> list[tuple[str, Condition]]:
    """Compile a Condition: each operator and key, with what tells whether it holds. Raise ConditionError."""
    if not isinstance(block, Mapping):
        raise ConditionError("a Condition is a mapping of operators")
    made: list[tuple[str, Condition]] = []
    for operator, keys in block.items():
        if not isinstance(keys, Mapping):
            raise ConditionError(f"{operator} takes a mapping of condition keys")
        for key, written in keys.items():
            made.append((f"{operator} {key}", _condition(str(operator), str(key).lower(), _texts(written))))
    return made


def _texts(written: Any) -> list[str]:
    found = []
    for each in written if isinstance(written, list | tuple) else [written]:
        if isinstance(each, bool):
            found.append("true" if each else "false")
        elif isinstance(each, str | int | float):
            found.append(str(each))
        else:
            raise ConditionError("the value of a condition is a text, a number or a boolean")
    return found


def _condition(operator: str, key: str, written: list[str]) -> Condition:
    name = operator.lower()
    quantity, colon, rest = name.partition(":")
    if colon and quantity in ("forallvalues", "foranyvalue"):
        name = rest
    elif colon:
        raise ConditionError(f"there is no operator {operator}")
    if name == "null":
        absent = [each.lower() == "true" for each in written]
        return lambda keys: (not keys.values(key)) in absent
    optional = name.endswith("ifexists")
    name = name.removesuffix("ifexists")
    if name not in OPERATORS:
        raise ConditionError(f"there is no operator {operator}")
    maker, negated = OPERATORS[name]
    try:
        fixed = None if any("${" in each for each in written) else [maker(each, NoKeys()) for each in written]
    except PatternError as error:
        raise ConditionError(str(error)) from error

    def tests_of(keys: Keys) -> list[Test]:
        # A value whose variable is not there matches nothing.
        return [test for test in (fixed or (maker(each, keys) for each in written)) if test is not None]

    missing = optional or (negated and quantity != "foranyvalue") or quantity == "forallvalues"

    def holds(keys: Keys) -> bool:
        values = keys.values(key)
        if not values:
            return missing
        tests = tests_of(keys)
        hits = (any(test(value) for test in tests) != negated for value in values)
        if quantity == "foranyvalue":
            return any(hits)
        # Without a quantity, several values of a negated operator must all differ, of another one must match.
        return all(hits) if negated or quantity == "forallvalues" else any(hits)

    return holds
