"""Pains P04, P06, P26 and P27 on HTTP APIs: what users of other tools run into, and the cure of each."""
# ruff: noqa: N802

from __future__ import annotations

from typing import Any

import pytest

from cfngw import Cors, Function, HttpApiBlueprint, IamAuthorizer, Inline, JwtAuthorizer, LambdaAuthorizer, Route
from cfngw.declare.authorizer import Authorizer
from samples import api, function, of_type, problems, resources

HERE = "https://notes.example"
HELLO = function()
USERS = JwtAuthorizer("Users", issuer="https://login.example.com/", audience=["notes"])
GUARD = LambdaAuthorizer("Guard", function("Guard"))


def open_to(made: HttpApiBlueprint, method: str, path: str) -> bool:
    """Tell whether API Gateway lets a request through without asking anybody: the most specific route counts."""
    routes = {
        each["Properties"]["RouteKey"]: each["Properties"].get("AuthorizationType", "NONE")
        for each in of_type(resources(made), "AWS::ApiGatewayV2::Route").values()
    }
    for key in (f"{method} {path}", f"ANY {path}", f"{method} /{{proxy+}}", "ANY /{proxy+}", "$default"):
        if key in routes and (path != "/" or "proxy" not in key):  # whether /{proxy+} takes / is not documented
            return bool(routes[key] == "NONE")
    return method == "OPTIONS" and "CorsConfiguration" in resources(made)["NotesApi"]["Properties"]


@pytest.mark.parametrize("authorizer", [USERS, GUARD, IamAuthorizer()], ids=["jwt", "function", "iam"])
@pytest.mark.parametrize(
    "keys",
    [
        ["GET /a"],
        ["ANY /a"],
        ["$default"],
        ["ANY /{proxy+}", "ANY /"],
        ["ANY /a", "$default"],
        ["GET /a", "ANY /{proxy+}", "$default"],
        ["OPTIONS /a", "ANY /a"],
    ],
    ids=", ".join,
)
def test_P06_a_browser_can_always_preflight(keys: list[str], authorizer: Authorizer) -> None:
    made = api(*(Route(key, HELLO) for key in keys), cors=Cors(HERE), authorizer=authorizer)
    assert open_to(made, "OPTIONS", "/a")
    assert open_to(made, "OPTIONS", "/")
    assert not open_to(made, "GET", "/a")


def test_P06_a_preflight_that_would_be_refused_is_told_at_its_line() -> None:
    route = Route("OPTIONS /a", HELLO, authorizer=USERS)
    (error,) = problems(lambda: api(route, cors=Cors(HERE)))
    assert error.where == route.source


@pytest.mark.parametrize("invocation", ["permission", "role"])
def test_P27_api_gateway_may_call_the_function_of_an_authorizer(invocation: str) -> None:
    found = resources(api(Route("GET /", HELLO), authorizer=GUARD, invocation=invocation))
    if invocation == "permission":
        assert found["NotesPermissionGuard"]["Properties"]["SourceArn"]["Fn::Sub"].endswith("${NotesApi}/*")
        assert "AuthorizerCredentialsArn" not in found["NotesAuthorizerGuard"]["Properties"]
    else:
        (policy,) = found["NotesInvocationRole"]["Properties"]["Policies"]
        assert {"Fn::GetAtt": ["GuardFunction", "Arn"]} in policy["PolicyDocument"]["Statement"][0]["Resource"]
        assert found["NotesAuthorizerGuard"]["Properties"]["AuthorizerCredentialsArn"]


def guard(answer: str, **options: Any) -> LambdaAuthorizer:
    code = Inline(f"def handler(event, context):\n    return {answer}\n")
    return LambdaAuthorizer("Guard", Function("Guard", "index.handler", runtime="python3.13", code=code), **options)


POLICY = '{"policyDocument": {"Statement": [{"Effect": "Allow", "Resource": event["routeArn"]}]}}'


def test_P27_an_answer_that_api_gateway_would_not_understand_is_told() -> None:
    (told,) = api(Route("GET /", HELLO), authorizer=guard(POLICY)).sealed().notices
    assert told.fix == 'answer {"isAuthorized": …}, or write simple_responses=False'
    assert not api(Route("GET /", HELLO), authorizer=guard('{"isAuthorized": True}')).sealed().notices


def test_P26_nothing_is_cached_unless_asked() -> None:
    found = resources(api(Route("GET /", HELLO), authorizer=GUARD))
    assert found["NotesAuthorizerGuard"]["Properties"]["AuthorizerResultTtlInSeconds"] == 0


def test_P26_a_cached_policy_of_one_route_is_told() -> None:
    cached = guard(POLICY, simple_responses=False, cache_seconds=300)
    (told,) = api(Route("GET /a", HELLO), Route("GET /b", HELLO), authorizer=cached).sealed().notices
    assert told.where == cached.source
    assert told.fix == 'allow all routes in the policy, or add "context.routeKey" to identity_sources'
    by_route = cached.but(identity_sources=["header.Authorization", "context.routeKey"])
    assert not api(Route("GET /a", HELLO), authorizer=by_route).sealed().notices


def test_P04_a_hundred_guarded_routes_need_one_permission_for_each_function() -> None:
    routes = [Route(f"GET /a{number}", HELLO) for number in range(100)]
    found = resources(api(*routes, authorizer=GUARD))
    assert list(of_type(found, "AWS::Lambda::Permission")) == ["NotesPermissionHello", "NotesPermissionGuard"]
