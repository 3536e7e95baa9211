"""Authorizers: what they take and refuse, and how routes and the API share them."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import (
    CognitoAuthorizer,
    Cors,
    IamAuthorizer,
    JwtAuthorizer,
    LambdaAuthorizer,
    Parameter,
    Route,
    Stage,
)
from cfngw.declare.path import METHODS
from cfngw.errors import DuplicateError
from samples import api, function, loose, problems, refused

HELLO = function()
GUARD = function("Guard")
ISSUER = "https://login.example.com/"
USERS = JwtAuthorizer("Users", issuer=ISSUER, audience=["notes"])


JWT = {"issuer": ISSUER, "audience": ["notes"]}


def jwt(**options: Any) -> JwtAuthorizer:
    return loose.JwtAuthorizer("Users", **{**JWT, **options})  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "issuer", [ISSUER, "https://login.example.com", "https://a.example/x/y", Parameter("Issuer"), Ref("Issuer")]
)
def test_an_issuer_is_kept_as_it_is_written(issuer: Any) -> None:
    assert jwt(issuer=issuer).issuer == issuer


@pytest.mark.parametrize(
    ("issuer", "fix"),
    [
        ("http://login.example.com/", 'write "https://login.example.com/"'),
        ("login.example.com", 'write "https://login.example.com"'),
        ("//login.example.com/x", 'write "https://login.example.com/x"'),
        (
            "https://login.example.com/.well-known/openid-configuration?x",
            'write "https://login.example.com"',
        ),
        ("https://a.example/x/.well-known/openid-configuration", 'write "https://a.example/x"'),
        ("auth0", "write one of what is allowed"),
        ("", "write one of what is allowed"),
        (Parameter("Issuer", "login.example.com"), "give the parameter a default that the option takes, or none"),
    ],
)
def test_an_issuer_is_an_https_address(issuer: Any, fix: str) -> None:
    error = refused(lambda: loose.JwtAuthorizer("Users", **{**JWT, "issuer": issuer}))
    assert (error.option, error.fix) == ("issuer", fix)


def test_an_audience_is_one_or_several() -> None:
    assert jwt(audience="notes").audience == ("notes",)
    assert jwt(audience=["a"] * 50).audience == ("a",) * 50


@pytest.mark.parametrize("audience", [[], "", ["a"] * 51, [5], None, [" a"]])
def test_a_wrong_audience_is_refused(audience: Any) -> None:
    assert refused(lambda: loose.JwtAuthorizer("Users", **{**JWT, "audience": audience})).option == "audience"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("header.Authorization", "header.Authorization"),
        ("header.x-token", "header.x-token"),
        ("headers.X-Token", "header.X-Token"),
        ("query.token", "query.token"),
        ("querystring.token", "query.token"),
        ("$request.header.Authorization", "header.Authorization"),
        ("$request.querystring.token", "query.token"),
        ("method.request.header.Auth", "header.Auth"),
    ],
)
def test_an_identity_source_is_written_in_short_or_as_api_gateway_does(given: str, kept: str) -> None:
    assert jwt(identity_source=given).identity_source == kept
    assert LambdaAuthorizer("Guard", GUARD, identity_sources=[given]).identity_sources == (kept,)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("context.routeKey", "context.routeKey"),
        ("$context.identity.sourceIp", "context.identity.sourceIp"),
        ("stage.tier", "stage.tier"),
        ("$stageVariables.tier", "stage.tier"),
    ],
)
def test_a_function_may_be_asked_by_what_the_gateway_knows(given: str, kept: str) -> None:
    assert LambdaAuthorizer("Guard", GUARD, identity_sources=[given]).sources == (kept,)
    assert "header or query" in (
        refused(lambda: loose.JwtAuthorizer("Users", **{**JWT, "identity_source": given})).fix or ""
    )


@pytest.mark.parametrize(
    ("given", "fix"),
    [
        ("Authorization", 'write "header.Authorization"'),
        ("haeder.X", 'write "header.X"'),
        ("$request.headr.X", 'write "header.X"'),
        ("$request.queryString.t", 'write "query.t"'),
        ("Header.X", 'write "header.X"'),
        ("header.", "write one of what is allowed"),
        ("header", "write one of what is allowed"),
        ("header.X Y", "name one header after the dot, and put several into a list of their own texts"),
        ("body.x", "choose header, query, context or stage: this authorizer reads nothing else"),
        (5, 'write "header.X-Token"'),
        (Ref("P"), 'write "header.X-Token"'),
    ],
)
def test_a_wrong_identity_source_is_told_with_the_nearest_right_one(given: Any, fix: str) -> None:
    error = refused(lambda: loose.LambdaAuthorizer("Guard", GUARD, identity_sources=[given]))
    assert (error.option, error.fix) == ("identity_sources", fix)


@pytest.mark.parametrize("pool", ["eu-west-1_AbC", "us-gov-west-1_A1", Parameter("UserPoolId"), Ref("Pool")])
def test_a_user_pool_is_its_id(pool: Any) -> None:
    assert CognitoAuthorizer("Users", user_pool=pool, clients=["web"]).user_pool == pool


@pytest.mark.parametrize(
    ("pool", "fix"),
    [
        ("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC", 'write "eu-west-1_AbC"'),
        ("arn:aws:cognito-idp:eu-west-1:1:userpool/eu-west-1_AbC", 'write "eu-west-1_AbC"'),
        ("my-pool", "write one of what is allowed"),
    ],
)
def test_what_is_no_id_of_a_user_pool_is_told(pool: str, fix: str) -> None:
    assert refused(lambda: CognitoAuthorizer("Users", user_pool=pool, clients=["web"])).fix == fix


def test_a_user_pool_of_an_http_api_needs_a_client() -> None:
    assert refused(lambda: CognitoAuthorizer("Users", user_pool="eu-west-1_AbC", clients=[])).option == "clients"
    unnamed = CognitoAuthorizer("Users", user_pool="eu-west-1_AbC")
    (error,) = problems(lambda: api(authorizer=unnamed))
    assert error.where == unnamed.source


def test_a_function_answers_yes_or_no_unless_told() -> None:
    assert LambdaAuthorizer("Guard", GUARD).simple
    assert not LambdaAuthorizer("Guard", GUARD, simple_responses=False).simple
    assert not LambdaAuthorizer("Guard", GUARD, payload_format_version="1.0").simple
    assert LambdaAuthorizer("Guard", GUARD, payload_format_version="1.0", simple_responses=False)


def test_payload_1_knows_no_simple_responses() -> None:
    error = refused(lambda: LambdaAuthorizer("G", GUARD, payload_format_version="1.0", simple_responses=True))
    assert error.option == "simple_responses"


def test_what_is_cached_has_a_key() -> None:
    assert LambdaAuthorizer("Guard", GUARD, identity_sources=[]).cache_seconds == 0
    assert LambdaAuthorizer("Guard", GUARD, cache_seconds=3600).caches


@pytest.mark.parametrize("seconds", [1, Parameter("Ttl", type="Number")])
def test_a_cache_without_a_key_is_refused(seconds: Any) -> None:
    error = refused(lambda: LambdaAuthorizer("Guard", GUARD, identity_sources=[], cache_seconds=seconds))
    assert error.option == "cache_seconds"


@pytest.mark.parametrize(
    "options",
    [
        {"cache_seconds": 3601},
        {"cache_seconds": -1},
        {"cache_seconds": "60"},
        {"payload_format_version": "3.0"},
        {"payload_format_version": 2.0},
        {"simple_responses": "yes"},
        {"identity_sources": "header.X"},
        {"logical_id": "with-dash"},
    ],
)
def test_a_lambda_authorizer_refuses(options: dict[str, Any]) -> None:
    assert refused(lambda: loose.LambdaAuthorizer("Guard", GUARD, **options)).option in options


@pytest.mark.parametrize("target", ["guard", None, LambdaAuthorizer, USERS])
def test_a_lambda_authorizer_needs_a_function(target: Any) -> None:
    refused(lambda: loose.LambdaAuthorizer("Guard", target))


def test_iam_takes_no_options() -> None:
    assert IamAuthorizer() == IamAuthorizer()
    assert IamAuthorizer().resource_id("Notes") is None
    refused(lambda: loose.IamAuthorizer("Users"))


# On routes and on the API


@pytest.mark.parametrize(
    ("given", "fix"),
    [
        (GUARD, 'write LambdaAuthorizer("Guard", function)'),
        ("AWS_IAM", "write IamAuthorizer()"),
        ("iam", "write IamAuthorizer()"),
        ("NONE", "write authorizer=None"),
        ("Users", "give the authorizer itself, as a variable: users = JwtAuthorizer(…), authorizer=users"),
        (IamAuthorizer, "make a value of it: IamAuthorizer(...)"),
        (5, "write one of what is allowed"),
        ([USERS], "write one of what is allowed"),
    ],
)
def test_what_is_no_authorizer_is_told(given: Any, fix: str) -> None:
    assert refused(lambda: loose.Route("GET /", HELLO, authorizer=given)).fix == fix
    (error,) = problems(lambda: api(authorizer=given))
    assert error.fix == fix


def told(*routes: Route, **options: Any) -> Any:
    (error,) = problems(lambda: api(*routes, **options))
    return error


@pytest.mark.parametrize("authorizer", [None, ..., IamAuthorizer(), LambdaAuthorizer("Guard", GUARD)])
def test_scopes_need_a_token(authorizer: Any) -> None:
    route = Route("GET /", HELLO, scopes=["notes/read"], authorizer=authorizer)
    error = told(route)
    assert (error.where, error.given) == (route.source, ["notes/read"])
    assert error.allowed == "with a JwtAuthorizer or a CognitoAuthorizer"


def test_scopes_fit_the_token_of_the_api() -> None:
    for users in (USERS, CognitoAuthorizer("Pool", user_pool="eu-west-1_AbC", clients=["web"])):
        assert api(Route("GET /", HELLO, scopes=["notes/read"]), authorizer=users)


@pytest.mark.parametrize("scopes", ["notes/read", [""], ["a b"], ["x" * 65], ["s"] * 11, [5]])
def test_wrong_scopes_are_refused(scopes: Any) -> None:
    assert refused(lambda: loose.Route("GET /", HELLO, scopes=scopes)).option == "scopes"


def test_a_route_that_is_public_has_no_authorizer() -> None:
    route = Route("GET /", HELLO, public="health check")
    error = told(route, authorizer=USERS)
    assert (error.where, error.fix) == (route.source, "write authorizer=None beside public=, or leave out public=")
    assert api(route.but(authorizer=None), authorizer=USERS)
    assert api(Route("OPTIONS /", HELLO, public="preflight"), authorizer=USERS)


def test_two_authorizers_of_one_name_show_both_lines() -> None:
    one, other = USERS, USERS.but(audience=["other"])
    error = told(Route("GET /a", HELLO), Route("GET /b", HELLO, authorizer=other), authorizer=one)
    assert isinstance(error, DuplicateError)
    assert (error.where, error.other) == (other.source, one.source)


def test_a_stage_variable_that_an_authorizer_must_see_is_there_on_every_stage() -> None:
    guard = LambdaAuthorizer("Guard", GUARD, identity_sources=["stage.tier"])
    stages = [Stage("dev", variables={"tier": "x"}), Stage("prod", variables={"other": "x"})]
    error = told(Route("GET /", HELLO), stages=stages, authorizer=guard)
    assert error.problem.endswith("the stage prod has no variable tier, so that every call there gets 401.")
    assert error.where == guard.source
    assert api(Route("GET /", HELLO), stages=stages[:1], authorizer=guard)


def test_the_functions_that_authorize_follow_those_that_answer() -> None:
    guard = LambdaAuthorizer("Guard", GUARD)
    made = api(
        Route("GET /a", HELLO, authorizer=guard), Route("GET /b", GUARD), Route("GET /c", HELLO, authorizer=guard)
    )
    declared = made.parts()[0].api
    assert declared is not None
    assert declared.functions() == [HELLO, GUARD]


# CORS


@pytest.mark.parametrize("given", ["*", {"/": Cors("*")}, True, [Cors("*")], Cors])
def test_an_api_takes_one_cors(given: Any) -> None:
    assert told(Route("GET /", HELLO), cors=given).option == "cors"


def test_echo_errors_is_of_rest_apis() -> None:
    cors = Cors(["https://a.example"], echo_errors=True)
    error = told(Route("GET /", HELLO), cors=cors)
    assert (error.where, error.fix) == (cors.source, "leave out echo_errors=")


def test_several_origins_may_be_parameters() -> None:
    assert api(cors=Cors(["https://a.example", Parameter("Other"), Ref("Third")]))


def test_any_that_is_left_with_preflights_alone_is_never_reached() -> None:
    routes = [Route(f"{method} /a", HELLO) for method in METHODS if method != "OPTIONS"]
    left = Route("ANY /a", HELLO)
    assert api(*routes, left, authorizer=USERS)
    error = told(*routes, left, authorizer=USERS, cors=Cors("*"))
    assert error.where == left.source
    assert "can never be reached" in error.problem


def test_a_preflight_can_have_no_authorizer() -> None:
    route = Route("OPTIONS /", HELLO, authorizer=USERS)
    error = told(route, cors=Cors("*"))
    assert (error.where, error.given) == (route.source, 'JwtAuthorizer "Users"')
    assert api(route)  # without cors it is a route like any other
