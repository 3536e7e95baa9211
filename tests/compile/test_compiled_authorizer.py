"""What authorizers of HTTP APIs become. Each kind has a golden text: ``REGENERATE=1`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from troposphere import Equals, GetAtt, Ref

from cfngw import (
    CognitoAuthorizer,
    Composition,
    Condition,
    Directory,
    Function,
    HttpApiBlueprint,
    IamAuthorizer,
    ImportedFunction,
    Inline,
    JwtAuthorizer,
    LambdaAuthorizer,
    Parameter,
    Route,
    Stage,
)
from cfngw.declare.authorizer import Authorizer
from cfngw.limits import Limits
from cfngw.lint import Options, lint_text
from samples import api, document, function, of_type, resources, statements

GOLDEN = Path(__file__).parents[1] / "golden" / "authorizers"
ISSUER = "https://login.example.com/"
READER = function("Reader")
GUARD = function("Guard", timeout_seconds=5)
USERS = JwtAuthorizer("Users", issuer=ISSUER, audience=["notes"])
FAR = ImportedFunction("Far", Parameter("GuardArn", type="String"))


def notes(name: str, authorizer: Authorizer, **options: Any) -> HttpApiBlueprint:
    """Make an API whose routes take its authorizer, but for one that is open."""
    scopes: Any = {"scopes": ["notes/write"]} if authorizer.scoped else {}
    routes = [
        Route("GET /notes", READER),
        Route("POST /notes", READER, **scopes),
        Route("GET /health", READER, authorizer=None, public="health check"),
    ]
    stages = [Stage(access_logs=None, variables={"tier": "gold"} if "stage.tier" in authorizer.sources else None)]
    return HttpApiBlueprint(name=name, routes=routes, authorizer=authorizer, stages=stages, **options)


SIGNED = "curl -i --aws-sigv4 aws:amz:${AWS::Region}:execute-api --user ACCESS_KEY:SECRET_KEY ${NotesApi.ApiEndpoint}/"

KINDS: dict[str, HttpApiBlueprint] = {
    "jwt": notes("Jwt", USERS),
    "jwt_parameters": notes(
        "JwtParameters",
        JwtAuthorizer(
            "Users",
            issuer=Parameter("Issuer"),
            audience=Parameter("Audience", type="CommaDelimitedList"),
            identity_source="query.token",
        ),
    ),
    "cognito": notes("Cognito", CognitoAuthorizer("Users", user_pool="eu-west-1_AbCdEfGhI", clients=["4j8example"])),
    "cognito_parameter": notes(
        "CognitoParameter",
        CognitoAuthorizer("Users", user_pool=Parameter("UserPoolId"), clients=[Parameter("WebClientId")]),
    ),
    "lambda_simple": notes("Simple", LambdaAuthorizer("Guard", GUARD)),
    "lambda_policy": notes(
        "ByPolicy",
        LambdaAuthorizer(
            "Guard",
            GUARD,
            simple_responses=False,
            identity_sources=["header.X-Token", "query.tenant", "context.routeKey", "stage.tier"],
            cache_seconds=300,
        ),
    ),
    "lambda_payload_1_by_role": notes(
        "ByRole", LambdaAuthorizer("Guard", GUARD, payload_format_version="1.0"), invocation="role"
    ),
    "lambda_imported": notes("Imported", LambdaAuthorizer("Guard", FAR, cache_seconds=Parameter("Ttl", type="Number"))),
    "iam": notes("Iam", IamAuthorizer()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_golden_template(kind: str) -> None:
    text = KINDS[kind].to_yaml()
    path = GOLDEN / f"{kind}.yaml"
    if os.environ.get("REGENERATE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def test_there_is_no_golden_template_of_something_else() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(KINDS)


@pytest.mark.slow
@pytest.mark.checked
def test_cfn_lint_finds_nothing_in_any_of_them() -> None:
    text = Composition(*KINDS.values()).to_yaml()
    assert lint_text(text, GOLDEN / "all.yaml", Options()).files[0].findings == ()


def authorizers(*routes: Route, **options: Any) -> dict[str, Any]:
    return of_type(resources(api(*routes, **options)), "AWS::ApiGatewayV2::Authorizer")


def routes_of(*routes: Route, **options: Any) -> dict[str, Any]:
    found = of_type(resources(api(*routes, **options)), "AWS::ApiGatewayV2::Route")
    return {each["Properties"]["RouteKey"]: each["Properties"] for each in found.values()}


def test_an_authorizer_is_made_once_for_all_its_routes() -> None:
    found = authorizers(Route("GET /a", READER), Route("GET /b", READER), authorizer=USERS)
    assert list(found) == ["NotesAuthorizerUsers"]
    equal = JwtAuthorizer("Users", issuer=ISSUER, audience=["notes"])
    assert list(authorizers(Route("GET /a", READER, authorizer=equal), Route("GET /b", READER), authorizer=USERS)) == [
        "NotesAuthorizerUsers"
    ]


def test_an_authorizer_that_no_route_has_is_not_made() -> None:
    assert authorizers(Route("GET /", READER, authorizer=None), authorizer=USERS) == {}


def test_an_authorizer_of_two_apis_is_made_in_each() -> None:
    found = resources(Composition(notes("One", USERS), notes("Two", USERS)))
    made = of_type(found, "AWS::ApiGatewayV2::Authorizer")
    assert list(made) == ["OneAuthorizerUsers", "TwoAuthorizerUsers"]


def test_a_pinned_id_is_kept() -> None:
    pinned = USERS.but(logical_id="Pinned")
    assert list(authorizers(Route("GET /", READER), authorizer=pinned)) == ["Pinned"]
    assert routes_of(Route("GET /", READER), authorizer=pinned)["GET /"]["AuthorizerId"] == {"Ref": "Pinned"}


def test_a_route_takes_the_apis_authorizer_its_own_or_none() -> None:
    found = routes_of(
        Route("GET /a", READER),
        Route("GET /b", READER, authorizer=IamAuthorizer()),
        Route("GET /c", READER, authorizer=None),
        authorizer=USERS,
    )
    kinds = {key: (each["AuthorizationType"], each.get("AuthorizerId")) for key, each in found.items()}
    assert kinds == {
        "GET /a": ("JWT", {"Ref": "NotesAuthorizerUsers"}),
        "GET /b": ("AWS_IAM", None),
        "GET /c": ("NONE", None),
    }


def test_nothing_is_said_of_authorization_where_there_is_none() -> None:
    assert "AuthorizationType" not in routes_of(Route("GET /", READER))["GET /"]


def test_a_route_of_options_does_not_take_the_apis_authorizer() -> None:
    found = routes_of(Route("GET /", READER), Route("OPTIONS /", READER), authorizer=USERS)
    assert found["OPTIONS /"]["AuthorizationType"] == "NONE"
    own = routes_of(Route("OPTIONS /", READER, authorizer=IamAuthorizer()))
    assert own["OPTIONS /"]["AuthorizationType"] == "AWS_IAM"


def test_scopes_are_those_of_the_route() -> None:
    found = routes_of(
        Route("GET /", READER, scopes=["notes/read", Parameter("Scope")]),
        Route("PUT /", READER, scopes=Parameter("Scopes", type="CommaDelimitedList")),
        authorizer=USERS,
    )
    assert found["GET /"]["AuthorizationScopes"] == ["notes/read", {"Ref": "Scope"}]
    assert found["PUT /"]["AuthorizationScopes"] == {"Ref": "Scopes"}


def test_a_function_that_answers_and_authorizes_has_one_permission() -> None:
    found = resources(api(Route("GET /", READER), authorizer=LambdaAuthorizer("Self", READER)))
    assert list(of_type(found, "AWS::Lambda::Permission")) == ["NotesPermissionReader"]


def test_the_function_of_an_authorizer_is_made_and_permitted_by_the_whole_api() -> None:
    found = resources(api(Route("GET /", READER), authorizer=LambdaAuthorizer("Guard", GUARD)))
    assert "GuardFunction" in found
    sources = [each["Properties"]["SourceArn"] for each in of_type(found, "AWS::Lambda::Permission").values()]
    assert len(sources) == 2
    assert all(each["Fn::Sub"].endswith(":${NotesApi}/*") for each in sources)


def test_by_role_the_role_may_invoke_the_authorizer_too() -> None:
    found = resources(api(Route("GET /", READER), authorizer=LambdaAuthorizer("Guard", GUARD), invocation="role"))
    assert of_type(found, "AWS::Lambda::Permission") == {}
    (only,) = statements(found["NotesInvocationRole"])
    assert only["Resource"] == [{"Fn::GetAtt": ["ReaderFunction", "Arn"]}, {"Fn::GetAtt": ["GuardFunction", "Arn"]}]
    authorizer = found["NotesAuthorizerGuard"]["Properties"]
    assert authorizer["AuthorizerCredentialsArn"] == {"Fn::GetAtt": ["NotesInvocationRole", "Arn"]}


def test_a_pool_that_the_stack_makes_is_referred_to() -> None:
    def issuer(pool: Any) -> Any:
        made = authorizers(
            Route("GET /", READER), authorizer=CognitoAuthorizer("Users", user_pool=pool, clients=["x"]), **parts
        )
        return made["NotesAuthorizerUsers"]["Properties"]["JwtConfiguration"]["Issuer"]["Fn::Sub"]

    from troposphere.cognito import UserPool

    parts: Any = {"resources": [UserPool("Pool")]}
    base = "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}"
    assert issuer(Ref("Pool")) == f"{base}/${{Pool}}"
    assert issuer(GetAtt("Pool", "UserPoolId")) == [
        f"{base}/${{UserPool}}",
        {"UserPool": {"Fn::GetAtt": ["Pool", "UserPoolId"]}},
    ]
    assert issuer("us-gov-west-1_A1") == "https://cognito-idp.us-gov-west-1.${AWS::URLSuffix}/us-gov-west-1_A1"


def test_what_a_condition_makes_is_authorized_under_it() -> None:
    guard = function("Guard", condition=Condition("IsProd", Equals(Parameter("Environment"), "prod")))
    found = resources(api(Route("GET /", READER, authorizer=LambdaAuthorizer("Guard", guard)), Route("GET /a", READER)))
    conditional = {name for name, each in found.items() if "Condition" in each}
    assert {"NotesAuthorizerGuard", "NotesRouteGetRoot", "NotesPermissionGuard"} <= conditional
    assert "NotesRouteGetA" not in conditional


@pytest.mark.parametrize(
    ("authorizer", "call"),
    [
        (USERS, "curl -i -H 'Authorization: Bearer TOKEN' ${NotesApi.ApiEndpoint}/"),
        (USERS.but(identity_source="header.X-Token"), "curl -i -H 'X-Token: TOKEN' ${NotesApi.ApiEndpoint}/"),
        (USERS.but(identity_source="query.token"), "curl -i ${NotesApi.ApiEndpoint}/?token=VALUE"),
        (
            LambdaAuthorizer("Guard", GUARD, identity_sources=["header.X-A", "query.b", "context.routeKey"]),
            "curl -i -H 'X-A: VALUE' ${NotesApi.ApiEndpoint}/?b=VALUE",
        ),
        (
            IamAuthorizer(),
            SIGNED,
        ),
    ],
    ids=["bearer", "header", "query", "function", "iam"],
)
def test_the_call_to_try_carries_what_lets_it_in(authorizer: Authorizer, call: str) -> None:
    made = document(api(Route("GET /", READER), authorizer=authorizer))
    assert made["Outputs"]["NotesExample"]["Value"] == {"Fn::Sub": call}


# Notices


def notices(*routes: Route, **options: Any) -> list[str]:
    return [notice.problem for notice in api(*routes, **options).sealed().notices]


def test_a_function_that_may_take_longer_than_api_gateway_waits_is_told() -> None:
    slow = LambdaAuthorizer("Guard", function("Slow", timeout_seconds=11))
    (told,) = notices(Route("GET /", READER), authorizer=slow)
    assert told == 'LambdaAuthorizer "Guard": API Gateway waits 10 seconds for it, and Slow may take 11.'
    assert (
        notices(Route("GET /", READER), authorizer=LambdaAuthorizer("Guard", function("Ok", timeout_seconds=10))) == []
    )


def test_more_authorizers_than_a_new_account_allows_are_told() -> None:
    routes = [Route(f"GET /{n}", READER, authorizer=USERS.but(name=f"Users{n}")) for n in range(3)]
    told = api(*routes).sealed(Limits(authorizers=2)).notices
    assert [notice.problem for notice in told] == ["one HTTP API has 3 authorizers; a new account allows 2."]


YES_OR_NO = 'def handler(event, context):\n    return {"isAuthorized": True}\n'
POLICY = (
    'def handler(event, context):\n    return {"policyDocument": {"Statement": [{"Resource": event["routeArn"]}]}}\n'
)


def guard(code: str) -> Function:
    return Function("Guard", "index.handler", runtime="python3.13", code=Inline(code))


@pytest.mark.parametrize(
    ("code", "options", "told"),
    [
        (YES_OR_NO, {}, None),
        (POLICY, {}, "its code answers with a policy, and the authorizer expects yes or no"),
        (POLICY, {"simple_responses": False}, None),
        (YES_OR_NO, {"simple_responses": False}, "its code answers yes or no, and the authorizer expects a policy"),
        (YES_OR_NO, {"payload_format_version": "1.0"}, "its code answers yes or no"),
        (POLICY, {"simple_responses": False, "cache_seconds": 60}, "its policy seems to name one route"),
        (
            POLICY,
            {
                "simple_responses": False,
                "cache_seconds": 60,
                "identity_sources": ["header.Authorization", "context.routeKey"],
            },
            None,
        ),
    ],
)
def test_code_that_answers_in_another_form_is_told(code: str, options: dict[str, Any], told: str | None) -> None:
    found = notices(Route("GET /", READER), authorizer=LambdaAuthorizer("Guard", guard(code), **options))
    assert len(found) == (told is not None)
    assert told is None or told in found[0]


def test_code_in_a_folder_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "auth").mkdir()
    (tmp_path / "auth" / "app.py").write_text(POLICY)
    target = Function("Guard", "auth.app.handler", runtime="python3.13", code=Directory(str(tmp_path)))
    (told,) = notices(Route("GET /", READER), authorizer=LambdaAuthorizer("Guard", target))
    assert "its code answers with a policy" in told
