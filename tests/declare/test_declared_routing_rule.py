"""Routing rules: what they take, and what they refuse at which line."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import ImportValue

from cfngw import ApiMapping, Parameter, RoutingRule, Stage
from http_stages import domain
from rest_around import methods, rest
from rest_domains import inner, private
from samples import api, loose, problems, refused


def ruled(*rules: RoutingRule, **options: Any) -> Any:
    """Make an API with rules and a method below /v1."""
    return rest(*methods("GET /v1/notes"), stages=[Stage("dev"), Stage("prod")], routing_rules=rules, **options)


def rule(priority: int = 10, **options: Any) -> RoutingRule:
    """Make a rule of one domain."""
    return RoutingRule("api.example.com", priority=priority, **options)


@pytest.mark.parametrize("priority", [0, 1_000_001, 1.5, "10", Parameter("Priority"), True])
def test_a_priority_refuses(priority: Any) -> None:
    assert refused(lambda: loose.RoutingRule("api.example.com", priority=priority)).option == "priority"


def test_a_rule_needs_a_priority() -> None:
    assert refused(lambda: loose.RoutingRule("api.example.com")).problem.endswith("priority is missing.")
    assert rule(1).priority == 1
    assert rule(1_000_000).priority == 1_000_000


@pytest.mark.parametrize("path", ["v1", "v1/notes", "a-b_c.d+e!*'()$", "x" * 127, Parameter("Path")])
def test_a_base_path(path: Any) -> None:
    assert rule(base_path=path).base_path == path


@pytest.mark.parametrize(
    ("path", "fix"),
    [
        ("/v1", 'write "v1"'),
        ("v1/", 'write "v1"'),
        ("\\v1", 'write "v1"'),
        ("/", "leave it out: a rule without base_path= and headers= takes every request"),
        ("a b", "write one of what is allowed"),
        ("x" * 128, "shorten it: it has 128 characters"),
    ],
)
def test_a_base_path_refuses(path: Any, fix: str) -> None:
    error = refused(lambda: RoutingRule("api.example.com", priority=1, base_path=path))
    assert (error.option, error.fix) == ("base_path", fix)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-version": "beta"},
        {"x-version": "*"},
        {"X-Version": "*b*", "Accept": "application/json"},
        {"x-version": ["*a*", "*b*"]},
        {"x-version": Parameter("Version")},
        {"x" * 39: "y" * 127},
        {"x-version": f"*{'y' * 39}*"},
    ],
)
def test_headers(headers: Any) -> None:
    assert list(rule(headers=headers).headers or ()) == list(headers)


@pytest.mark.parametrize(
    ("headers", "given"),
    [
        ({"x-*": "a"}, "x-*"),
        ({"x" * 40: "a"}, "x" * 40),
        ({"x y": "a"}, "x y"),
        ({5: "a"}, 5),
        ({"Authorization": "a"}, "Authorization"),
        ({"X-Forwarded-For": "a"}, "X-Forwarded-For"),
        ({"x-amzn-trace-id": "a"}, "x-amzn-trace-id"),
        ({"x-amz-date": "a"}, "x-amz-date"),
        ({"Access-Control-Allow-Origin": "a"}, "Access-Control-Allow-Origin"),
        ({"x-version": "a*b"}, "a*b"),
        ({"x-version": "**"}, "**"),
        ({"x-version": ""}, ""),
        ({"x-version": "y" * 128}, "y" * 128),
        ({"x-version": f"*{'y' * 40}*"}, f"*{'y' * 40}*"),
        ({"x-version": []}, []),
        ("x-version: beta", "x-version: beta"),
    ],
)
def test_headers_refuse(headers: Any, given: Any) -> None:
    error = refused(lambda: RoutingRule("api.example.com", priority=1, headers=headers))
    assert error.option == "headers"
    assert error.given == given


@pytest.mark.parametrize("headers", [{"a": "1", "b": "2", "c": "3"}, {"a": ["1", "2"], "b": "3"}])
def test_a_rule_asks_for_two_headers_at_most(headers: Any) -> None:
    error = refused(lambda: RoutingRule("api.example.com", priority=1, headers=headers))
    assert error.fix == "leave some out: a rule asks for 2 headers at most"


def test_there_must_be_a_base_path_to_strip() -> None:
    error = refused(lambda: RoutingRule("api.example.com", priority=1, strip_base_path=True))
    assert error.fix == 'give base_path="v1", or leave out strip_base_path='


@pytest.mark.parametrize("mode", ["API_MAPPING_ONLY", "BASE_PATH_MAPPING_ONLY"])
def test_the_domain_must_let_rules_count(mode: str) -> None:
    own = domain(routing_mode=mode)
    error = refused(lambda: RoutingRule(own, priority=1))
    assert f"its domain has the mode {mode}, by which no rule counts" in error.problem
    assert RoutingRule(domain(routing_mode="ROUTING_RULE_ONLY"), priority=1)
    assert RoutingRule(domain(routing_mode=Parameter("Mode")), priority=1)


def test_a_name_that_only_cloudformation_knows_needs_an_id() -> None:
    name = ImportValue("domain")
    assert refused(lambda: RoutingRule(name, priority=1)).fix == 'give logical_id="..."'
    assert RoutingRule(name, priority=1, logical_id="Own").resource_id == "Own"


# --- rules of an API -------------------------------------------------------------------------------------------


def test_no_two_rules_of_a_domain_have_one_priority() -> None:
    one, two = rule(10, headers={"a": "1"}), RoutingRule(domain(), priority=10, headers={"a": "2"})
    (error,) = problems(lambda: ruled(one, two))
    assert "no two rules of a domain have the same priority" in error.problem
    assert (error.where, getattr(error, "other", None)) == (two.source, one.source)
    assert ruled(one, RoutingRule("other.example.com", priority=10))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({}, {"base_path": "v1"}),
        ({"headers": {"a": "1"}}, {"headers": {"A": "1"}, "base_path": "v1"}),
        ({"base_path": "v1"}, {"base_path": "v1"}),
    ],
)
def test_a_rule_that_another_takes_all_requests_of_is_refused(earlier: Any, later: Any) -> None:
    one, two = rule(10, **earlier), rule(20, **later)
    (error,) = problems(lambda: ruled(two, one))
    assert "can never be reached: the rule 10 takes every request that fits it" in error.problem
    assert (error.where, getattr(error, "other", None)) == (two.source, one.source)


def test_rules_that_take_some_requests_of_others_are_fine() -> None:
    assert ruled(rule(10, headers={"a": "1"}, base_path="v1"), rule(20, headers={"a": "1"}), rule(30, base_path="v1"))


@pytest.mark.parametrize(
    ("path", "keys", "good"),
    [
        ("v1", ["GET /v1/notes"], True),
        ("v1/notes", ["GET /v1/notes"], True),
        ("v1", ["GET /{version}/notes"], True),
        ("v1/a/b", ["ANY /v1/{proxy+}"], True),
        ("v1", ["GET /notes", "GET /v1"], True),
        ("v1", ["GET /notes"], False),
        ("v1/notes", ["GET /v1"], False),
        ("V1", ["GET /v1"], False),
        ("v1", ["GET /"], False),
    ],
)
def test_a_base_path_that_is_kept_begins_a_method(path: str, keys: list[str], *, good: bool) -> None:
    own = rule(base_path=path)
    if good:
        assert rest(*methods(*keys), routing_rules=[own])
        return
    (error,) = problems(lambda: rest(*methods(*keys), routing_rules=[own]))
    assert error.where == own.source
    assert error.fix == "give strip_base_path=True, by which the API sees the path behind it"
    assert rest(*methods(*keys), routing_rules=[rule(base_path=path, strip_base_path=True)])


def test_a_rule_leads_to_a_stage_of_the_api() -> None:
    own = rule(stage="prdo")
    (error,) = problems(lambda: ruled(own))
    assert (error.where, error.fix) == (own.source, 'write "prod"')


def test_public_and_private_do_not_mix() -> None:
    for make, word in (
        (lambda: inner(routing_rules=[RoutingRule(domain(), priority=1)]), "public"),
        (lambda: ruled(RoutingRule(private(), priority=1)), "private"),
    ):
        (error,) = problems(make)
        assert f"a {word} domain name leads to {word} " in error.problem


@pytest.mark.parametrize(
    ("given", "fix"),
    [
        (domain(), "write RoutingRule(domain, priority=100)"),
        (ApiMapping(domain()), "write one of what is allowed"),
    ],
)
def test_what_is_no_rule_says_how_to_make_one(given: Any, fix: str) -> None:
    assert problems(lambda: ruled(given))[0].fix == fix


def test_http_apis_have_no_rules() -> None:
    (error,) = problems(lambda: api(routing_rules=[rule()]))
    assert "there is no option routing_rules: routing rules lead to REST APIs alone" in error.problem
    assert error.fix == "write api_mappings=[ApiMapping(domain)]"
