"""IAM's policy language: wildcards, elements, conditions; and what hostile policies come to."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfngw.local.auth.policy import Asked, Decision, Policy, PolicyFault
from cfngw.local.auth.wildcards import PatternError, arn_pattern, filled, wildcard

ARN = "arn:aws:execute-api:us-east-1:123456789012:abc123/dev/GET/notes"


class Keys:
    def __init__(self, keys: Mapping[str, str | list[str]]) -> None:
        self.keys = keys

    def values(self, key: str) -> Sequence[str] | None:
        value = self.keys.get(key)
        return [value] if isinstance(value, str) else value


def decided(statements: Any, *, arn: str = ARN, keys: Mapping[str, Any] | None = None, **facts: Any) -> Decision:
    asked = Asked(arn, keys=Keys(keys or {}), principals=facts.pop("principals", ()))
    return Policy({"Statement": statements}, **facts).decide(asked)


def deep() -> Any:
    found: Any = "x"
    for _ in range(100):
        found = [found]
    return {"StringLike": {"a": found}}


def allows(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*", **elements}


# Wildcards


@given(st.text("ab*?.\n", max_size=12), st.text("ab.\n", max_size=12))
def test_a_wildcard_is_the_expression_that_it_stands_for(pattern: str, text: str) -> None:
    expression = re.escape(pattern).replace(r"\*", "(?s:.*)").replace(r"\?", "(?s:.)")
    assert wildcard(pattern)(text) == (re.fullmatch(expression, text) is not None)
    assert wildcard(pattern, fold=True)(text.upper()) == wildcard(pattern)(text)


@pytest.mark.parametrize("pattern", ["*a" * 5_000, "a*" * 5_000 + "b", "*?a" * 3_000, "?" * 20_000, "*" * 20_000])
def test_a_hostile_wildcard_is_quick(pattern: str) -> None:
    started = time.perf_counter()
    wildcard(pattern)("a" * 20_000)
    assert time.perf_counter() - started < 1


def test_a_pattern_that_is_too_long_is_refused() -> None:
    with pytest.raises(PatternError):
        wildcard("a" * 20_001)


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("*", True),
        (ARN, True),
        ("arn:aws:execute-api:*:*:*", True),
        ("arn:aws:execute-api:us-east-1:*", True),
        ("arn:aws:execute-api:us-east-1:123456789012:abc123/*", True),
        ("arn:aws:execute-api:us-east-1:123456789012:abc123/*/GET/*", True),
        ("arn:aws:execute-api:us-east-1:123456789012:abc123/*/POST/*", False),
        ("arn:aws:execute-api:us-east-1:123456789012:abc123/dev/GET/notes/*", False),
        ("arn:aws:execute-api:us-east-1:123456789012:abc123/dev/GET/note?", True),
        ("arn:*/dev/GET/notes", True),
        ("arn:aws:execute-api:*:abc123/dev/GET/notes", False),
        ("execute-api:/*", False),
        ("", False),
    ],
)
def test_a_star_in_an_arn_goes_past_no_colon_but_in_the_last_part(pattern: str, matches: bool) -> None:
    matcher = arn_pattern(pattern)
    assert matcher is not None
    assert matcher(ARN) is matches


def test_the_value_of_a_variable_is_no_pattern() -> None:
    def value_of(name: str) -> str | None:
        return {"aws:username": "a*"}.get(name)

    for pattern, text, expected in (
        ("/${aws:username}/*", "/a*/x", True),
        ("/${aws:username}/*", "/ab/x", False),
        ("${*}${?}${$}", "*?$", True),
        ("${*}", "x", False),
        ("${aws:none, 'b'}", "b", True),
    ):
        matcher = filled(pattern, value_of)
        assert matcher is not None
        assert matcher(text) is expected
    assert filled("${aws:none}", value_of) is None


# Elements


def test_a_deny_goes_before_an_allow_wherever_it_stands() -> None:
    deny = {**allows(), "Effect": "Deny", "Sid": "no"}
    assert decided([allows(), deny]) == Decision("Deny", 1, "no")
    assert decided([deny, allows()]).effect == "Deny"
    assert decided(allows()) == Decision("Allow", 0, "")
    assert decided([]).effect == "neither"


@pytest.mark.parametrize(
    ("elements", "effect"),
    [
        ({"Action": "EXECUTE-API:invoke"}, "Allow"),
        ({"Action": ["s3:*", "execute-api:*"]}, "Allow"),
        ({"Action": "*"}, "Allow"),
        ({"Action": "execute-api:ManageConnections"}, "neither"),
        ({"Action": "lambda:InvokeFunction"}, "neither"),
        ({"Resource": [ARN.upper(), ARN + "x"]}, "neither"),
        ({"Resource": [ARN]}, "Allow"),
        ({"Resource": []}, "neither"),
    ],
)
def test_actions_are_of_any_case_and_resources_are_not(elements: dict[str, Any], effect: str) -> None:
    assert decided(allows(**elements)).effect == effect


def test_not_action_and_not_resource_are_for_all_others() -> None:
    def without(name: str, value: Any) -> dict[str, Any]:
        found = allows(**{f"Not{name}": value})
        del found[name]
        return found

    assert decided(without("Action", "s3:*")).effect == "Allow"
    assert decided(without("Action", "execute-api:*")).effect == "neither"
    assert decided(without("Resource", "*/POST/*")).effect == "Allow"
    assert decided(without("Resource", [ARN])).effect == "neither"


@pytest.mark.parametrize("text", ["execute-api:/*/GET/*", "execute-api:/dev/GET/notes", "execute-api:/*", "/dev/*"])
def test_a_resource_policy_may_shorten_its_resources(text: str) -> None:
    facts: dict[str, Any] = {"resource_based": True, "prefix": ARN.partition("/")[0]}
    assert decided(allows(Resource=text, Principal="*"), **facts).effect == "Allow"
    assert decided(allows(Resource=text.replace("GET", "PUT"), Principal="*"), **facts).effect == (
        "neither" if "GET" in text else "Allow"
    )
    assert decided(allows(Resource=text)).effect == "neither"


def test_a_resource_policy_without_a_resource_is_for_what_it_is_attached_to() -> None:
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Principal": "*"}
    assert decided(statement, resource_based=True).effect == "Allow"


@pytest.mark.parametrize(
    ("principal", "anonymous", "alice"),
    [
        ("*", "Allow", "Allow"),
        ({"AWS": "*"}, "Allow", "Allow"),
        ({"AWS": ["*"]}, "Allow", "Allow"),
        ({"AWS": "arn:aws:iam::1:user/alice"}, "neither", "Allow"),
        ({"AWS": "arn:aws:iam::1:user/*"}, "neither", "neither"),
        ({"AWS": "arn:aws:iam::1:root"}, "neither", "Allow"),
        ({"AWS": "1"}, "neither", "Allow"),
        ({"AWS": ["2", "arn:aws:iam::2:user/alice"]}, "neither", "neither"),
        ({"Service": "apigateway.amazonaws.com"}, "neither", "neither"),
    ],
)
def test_principals(principal: Any, anonymous: str, alice: str) -> None:
    names = ("arn:aws:iam::1:user/alice", "1", "arn:aws:iam::1:root")
    statement = allows(Principal=principal)
    assert decided(statement, resource_based=True).effect == anonymous
    assert decided(statement, resource_based=True, principals=names).effect == alice
    opposite = {"Effect": "Allow", "Action": "*", "Resource": "*", "NotPrincipal": principal}
    flipped = {"Allow": "neither", "neither": "Allow"}
    assert decided(opposite, resource_based=True).effect == flipped[anonymous]
    assert decided(opposite, resource_based=True, principals=names).effect == flipped[alice]


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "x",
        {},
        {"Statement": None},
        {"Statement": [None]},
        {"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}},
        {"Statement": {"Effect": ["Allow"], "Action": "*", "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "Action": [1], "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*", "Resource": {"a": 1}}},
        {"Statement": allows(Condition=[])},
        {"Statement": allows(Condition={"StringEquals": "x"})},
        {"Statement": allows(Condition={"StringSame": {"a": "b"}})},
        {"Statement": allows(Condition={"ForSome:StringEquals": {"a": "b"}})},
        {"Statement": allows(Condition={"StringEquals": {"a": {"b": 1}}})},
        {"Statement": allows(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/99"}})},
        {"Statement": allows(Condition={"NumericEquals": {"a": "x"}})},
        {"Statement": allows(Condition={"DateLessThan": {"a": "soon"}})},
        {"Statement": [allows()] * 1_001},
        {"Statement": allows(Resource=["*"] * 5_001)},
        {"Statement": allows(Resource="a" * 20_001)},
        {"Statement": allows(Resource=["a" * 1_000] * 201)},
        {"Statement": allows(Condition={"StringLike": {"a": ["b" * 1_000] * 201}})},
        {"Statement": allows(Condition=deep())},
    ],
    ids=lambda document: str(document)[:70],
)
def test_what_is_no_policy_is_refused(document: Any) -> None:
    with pytest.raises(PolicyFault):
        Policy(document)


@pytest.mark.parametrize("principal", [None, 5, "alice", ["*", "x"], {"AWS": 5}])
def test_a_resource_policy_needs_principals(principal: Any) -> None:
    with pytest.raises(PolicyFault):
        Policy({"Statement": allows(Principal=principal)}, resource_based=True)
    with pytest.raises(PolicyFault):
        Policy({"Statement": allows()}, resource_based=True)


def test_a_hostile_policy_is_quick() -> None:
    resources = ["arn:" + "*a:*b" * 200] * 190
    started = time.perf_counter()
    decided(allows(Resource=resources), arn="arn:" + "a:b" * 400)
    assert time.perf_counter() - started < 2


# Conditions

IP = {"aws:sourceip": "10.1.2.3"}


@pytest.mark.parametrize(
    ("operator", "written", "keys", "holds"),
    [
        ("StringEquals", "a", {"k": "a"}, True),
        ("StringEquals", ["b", "a"], {"k": "a"}, True),
        ("StringEquals", "A", {"k": "a"}, False),
        ("StringEquals", "a*", {"k": "ab"}, False),
        ("StringEquals", "a", {}, False),
        ("stringequals", "a", {"k": "a"}, True),
        ("StringEqualsIfExists", "a", {}, True),
        ("StringEqualsIfExists", "a", {"k": "b"}, False),
        ("StringNotEquals", "a", {"k": "b"}, True),
        ("StringNotEquals", ["a", "b"], {"k": "b"}, False),
        ("StringNotEquals", "a", {}, True),
        ("StringEqualsIgnoreCase", "A", {"k": "a"}, True),
        ("StringNotEqualsIgnoreCase", "A", {"k": "a"}, False),
        ("StringLike", "a*c?", {"k": "abbcd"}, True),
        ("StringLike", "a*c", {"k": "ab"}, False),
        ("StringNotLike", "a*", {"k": "ab"}, False),
        ("StringEquals", "${user}-x", {"k": "al-x", "user": "al"}, True),
        ("StringEquals", "${user}-x", {"k": "-x"}, False),
        ("StringNotEquals", "${user}", {"k": "x"}, True),
        ("StringLike", "${user}-*", {"k": "al-x", "user": "al"}, True),
        ("StringLike", "${user}-*", {"k": "al-x", "user": "*"}, False),
        ("ArnLike", "arn:aws:sns:*:1:*", {"k": "arn:aws:sns:r:1:t"}, True),
        ("ArnLike", "arn:*:t", {"k": "arn:aws:sns:r:1:t"}, False),
        ("ArnEquals", "arn:aws:sns:*:1:t", {"k": "arn:aws:sns:r:1:t"}, True),
        ("ArnNotLike", "arn:aws:sns:*:1:*", {"k": "arn:aws:sns:r:1:t"}, False),
        ("ArnNotEquals", "arn:aws:sns:r:1:x", {"k": "arn:aws:sns:r:1:t"}, True),
        ("Bool", "true", {"k": "true"}, True),
        ("Bool", False, {"k": "true"}, False),
        ("BoolIfExists", True, {}, True),
        ("Null", "true", {}, True),
        ("Null", True, {"k": "a"}, False),
        ("Null", "false", {"k": "a"}, True),
        ("Null", "false", {}, False),
        ("NumericLessThan", 5, {"k": "4.5"}, True),
        ("NumericLessThanEquals", "5", {"k": "5"}, True),
        ("NumericGreaterThan", "5", {"k": "5"}, False),
        ("NumericGreaterThanEquals", "5", {"k": "x"}, False),
        ("NumericEquals", "5", {"k": "5.0"}, True),
        ("NumericNotEquals", "5", {"k": "5.0"}, False),
        ("DateGreaterThan", "2027-01-01T00:00:00Z", {"k": "2027-01-02T00:00:00+00:00"}, True),
        ("DateLessThan", "2027-01-01", {"k": "2027-01-02T00:00:00+00:00"}, False),
        ("DateGreaterThan", "1700000000", {"k": "2027-01-02T00:00:00+00:00"}, True),
        ("DateEquals", "2027-01-01T00:00:00Z", {"k": "1798761600"}, True),
        ("DateNotEquals", "2027-01-01T00:00:00Z", {"k": "1798761600"}, False),
        ("BinaryEquals", "YQ==", {"k": "YQ=="}, True),
        ("BinaryEquals", "YQ==", {"k": "!"}, False),
        ("IpAddress", "10.1.0.0/16", {"k": "10.1.2.3"}, True),
        ("IpAddress", ["192.0.2.0/24", "10.1.2.3"], {"k": "10.1.2.3"}, True),
        ("IpAddress", "10.1.2.9/16", {"k": "10.1.2.3"}, True),
        ("IpAddress", "2001:db8::/32", {"k": "2001:db8::1"}, True),
        ("IpAddress", "2001:db8::/32", {"k": "10.1.2.3"}, False),
        ("IpAddress", "10.0.0.0/8", {"k": "no address"}, False),
        ("NotIpAddress", "10.0.0.0/8", {"k": "10.1.2.3"}, False),
        ("NotIpAddress", ["10.0.0.0/8", "192.0.2.0/24"], {"k": "192.0.2.1"}, False),
        ("NotIpAddress", "10.0.0.0/8", {}, True),
        ("ForAnyValue:StringEquals", ["b", "x"], {"k": ["a", "b"]}, True),
        ("ForAnyValue:StringEquals", "x", {"k": ["a", "b"]}, False),
        ("ForAnyValue:StringEquals", "x", {}, False),
        ("ForAnyValue:StringNotEquals", "a", {"k": ["a", "b"]}, True),
        ("ForAnyValue:StringNotEquals", "a", {}, False),
        ("ForAllValues:StringEquals", ["a", "b", "c"], {"k": ["a", "b"]}, True),
        ("ForAllValues:StringEquals", ["a"], {"k": ["a", "b"]}, False),
        ("ForAllValues:StringEquals", ["a"], {}, True),
        ("ForAllValues:StringLike", "a*", {"k": ["ab", "ac"]}, True),
    ],
)
def test_operators(operator: str, written: Any, keys: dict[str, Any], holds: bool) -> None:
    statement = allows(Condition={operator: {"K": written}})
    assert decided(statement, keys=keys).effect == ("Allow" if holds else "neither")


def test_all_conditions_must_hold_and_what_is_missed_is_told() -> None:
    conditions = {"StringEquals": {"a": "1", "b": "2"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    keys = {"a": "1", "b": "2", **IP}
    assert decided(allows(Condition=conditions), keys=keys).effect == "Allow"
    assert decided(allows(Condition=conditions), keys={**keys, "b": "3"}).missed == ("StringEquals b",)
    deny = {**allows(Condition=conditions), "Effect": "Deny"}
    assert decided([allows(), deny], keys={**keys, "b": "3"}).effect == "Allow"
