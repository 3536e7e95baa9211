"""Pains P02, P04, P06, P26 and P27 on REST APIs with authorizers: what users of other tools run into, and the cure."""
# ruff: noqa: N802

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

import pytest

from cfngw import (
    ApiKey,
    CognitoAuthorizer,
    Cors,
    Function,
    IamAuthorizer,
    Inline,
    LambdaAuthorizer,
    Method,
    TokenAuthorizer,
    UsagePlan,
)
from cfngw.declare.authorizer import Authorizer
from cfngw.declare.policy_module import MODULE_TEXT
from rest_samples import deployment_id, made, notices
from samples import function, of_type

HELLO = function()
GUARD = function("Guard")
USERS = CognitoAuthorizer("Users", user_pool="eu-west-1_AbC")
KINDS = [USERS, TokenAuthorizer("Guard", GUARD), LambdaAuthorizer("Guard", GUARD), IamAuthorizer()]
NAMES = ["users", "token", "request", "iam"]


@pytest.mark.parametrize("authorizer", KINDS, ids=NAMES)
@pytest.mark.parametrize("keys", [["GET /a"], ["ANY /a"], ["GET /a", "PUT /a"], ["ANY /{proxy+}", "ANY /"]])
def test_P06_a_browser_can_always_preflight(authorizer: Authorizer, keys: list[str]) -> None:
    methods = [Method(key, HELLO, api_key_required=True) for key in keys]
    plans = [UsagePlan("free", keys=[ApiKey("web")])]
    found = made(*methods, authorizer=authorizer, cors=Cors("https://notes.example"), usage_plans=plans)
    by_path: dict[str, dict[str, Any]] = {}
    for each in of_type(found, "AWS::ApiGateway::Method").values():
        by_path.setdefault(str(each["Properties"]["ResourceId"]), {})[each["Properties"]["HttpMethod"]] = each
    assert by_path
    for of_path in by_path.values():
        preflight = of_path.pop("OPTIONS")["Properties"]
        assert (preflight["AuthorizationType"], preflight["ApiKeyRequired"]) == ("NONE", False)
        assert all(each["Properties"]["AuthorizationType"] != "NONE" for each in of_path.values())


@pytest.mark.parametrize("authorizer", KINDS[:3], ids=NAMES[:3])
def test_P02_an_authorizer_that_changes_is_deployed(authorizer: Any) -> None:
    cached = authorizer.but(cache_seconds=60)
    method = Method("GET /", HELLO)
    assert deployment_id(made(method, authorizer=authorizer)) != deployment_id(made(method, authorizer=cached))


@pytest.mark.parametrize("invocation", ["permission", "role"])
@pytest.mark.parametrize("authorizer", KINDS[1:3], ids=NAMES[1:3])
def test_P27_api_gateway_may_call_the_function_of_an_authorizer(authorizer: Authorizer, invocation: str) -> None:
    found = made(Method("GET /", HELLO), authorizer=authorizer, invocation=invocation)
    if invocation == "permission":
        assert found["NotesPermissionGuard"]["Properties"]["SourceArn"]["Fn::Sub"].endswith("${NotesApi}/*")
        assert "AuthorizerCredentials" not in found["NotesAuthorizerGuard"]["Properties"]
    else:
        (policy,) = found["NotesInvocationRole"]["Properties"]["Policies"]
        assert {"Fn::GetAtt": ["GuardFunction", "Arn"]} in policy["PolicyDocument"]["Statement"][0]["Resource"]
        assert found["NotesAuthorizerGuard"]["Properties"]["AuthorizerCredentials"]


def test_P27_an_answer_that_api_gateway_would_not_understand_is_told() -> None:
    code = Inline('def handler(event, context):\n    return {"isAuthorized": True}\n')
    guard = Function("Guard", "index.handler", runtime="python3.13", code=code)
    (told,) = notices(Method("GET /", HELLO), authorizer=LambdaAuthorizer("Guard", guard))
    assert "clients would get 500" in told.problem


@pytest.mark.parametrize("authorizer", KINDS[:3], ids=NAMES[:3])
def test_P26_nothing_is_cached_unless_asked(authorizer: Authorizer) -> None:
    (found,) = of_type(made(Method("GET /", HELLO), authorizer=authorizer), "AWS::ApiGateway::Authorizer").values()
    assert found["Properties"]["AuthorizerResultTtlInSeconds"] == 0


def test_P26_a_cached_answer_of_the_helper_lets_every_other_method_in() -> None:
    names: dict[str, Any] = {}
    exec(MODULE_TEXT, names)
    stage = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/dev"
    answer = names["allow"]("me", {"type": "TOKEN", "methodArn": f"{stage}/GET/notes/1"})
    (allowed,) = answer["policyDocument"]["Statement"]
    for other in ("GET/notes/2", "DELETE/notes/1", "POST/", "GET/a/b/c"):
        assert fnmatchcase(f"{stage}/{other}", allowed["Resource"])


def test_P26_a_cached_policy_of_one_method_is_told_at_its_line() -> None:
    code = Inline('def handler(event, context):\n    return {"policyDocument": {"Resource": event["methodArn"]}}\n')
    guard = TokenAuthorizer(
        "Guard", Function("Guard", "index.handler", runtime="python3.13", code=code), cache_seconds=300
    )
    (told,) = notices(Method("GET /a", HELLO), Method("GET /b", HELLO), authorizer=guard)
    assert told.where == guard.source
    assert 'Directory("…", policies=True)' in (told.fix or "")


def test_P04_a_hundred_guarded_methods_need_one_permission_for_each_function() -> None:
    methods = [Method(f"GET /a{number}", HELLO) for number in range(100)]
    found = made(*methods, authorizer=KINDS[1])
    assert list(of_type(found, "AWS::Lambda::Permission")) == ["NotesPermissionHello", "NotesPermissionGuard"]
