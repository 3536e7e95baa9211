"""Authorizers in REST APIs: what they take and refuse, and how methods and the API share them."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import GetAtt, ImportValue, Ref, Sub

from cfngw import (
    ApiKey,
    CognitoAuthorizer,
    Cors,
    IamAuthorizer,
    JwtAuthorizer,
    LambdaAuthorizer,
    Method,
    Mock,
    Parameter,
    RestApiLambdaBlueprint,
    Route,
    Stage,
    TokenAuthorizer,
    UsagePlan,
)
from cfngw.declare.authorizer import Authorizer
from cfngw.declare.cognito_authorizer import says_arn
from cfngw.errors import DuplicateError
from rest_samples import HELLO, rest
from samples import api, function, loose, problems, refused

GUARD = function("Guard")
USERS = CognitoAuthorizer("Users", user_pool="eu-west-1_AbC")
ASKED = LambdaAuthorizer("Guard", GUARD)
TOKEN = TokenAuthorizer("Guard", GUARD)
JWT = JwtAuthorizer("Users", issuer="https://login.example.com/", audience=["notes"])


def get(**options: Any) -> Method:
    return Method("GET /", HELLO, **options)


# Values


@pytest.mark.parametrize("seconds", [0, 3600, Parameter("Ttl", type="Number"), Ref("Ttl")])
def test_a_token_is_cached_for_up_to_an_hour(seconds: Any) -> None:
    assert TokenAuthorizer("Guard", GUARD, cache_seconds=seconds).cache_seconds is seconds
    assert not TOKEN.caches


@pytest.mark.parametrize(
    "options",
    [
        {"cache_seconds": 3601},
        {"cache_seconds": -1},
        {"header": "X Y"},
        {"header": ""},
        {"header": Ref("Header")},
        {"validation_expression": ""},
        {"validation_expression": 5},
        {"validation_expression": "("},
        {"logical_id": "with-dash"},
        {"identity_sources": ["header.X"]},
    ],
)
def test_a_token_authorizer_refuses(options: dict[str, Any]) -> None:
    assert refused(lambda: loose.TokenAuthorizer("Guard", GUARD, **options)).option in options


@pytest.mark.parametrize("header", ["header.X-Token", "method.request.header.X-Token", "$request.header.X-Token"])
def test_a_header_by_its_place_is_told_by_its_name(header: str) -> None:
    assert refused(lambda: TokenAuthorizer("Guard", GUARD, header=header)).fix == 'write "X-Token"'


@pytest.mark.parametrize("expression", ["Bearer .+", r"^Bearer [-0-9a-zA-Z\._]*$", Parameter("Expression")])
def test_an_expression_is_taken_as_java_does(expression: Any) -> None:
    assert TokenAuthorizer("Guard", GUARD, validation_expression=expression).validation_expression is expression


def test_an_expression_that_does_not_compile_says_why() -> None:
    error = refused(lambda: TokenAuthorizer("Guard", GUARD, validation_expression="Bearer ("))
    assert "does not compile" in (error.allowed or "")


@pytest.mark.parametrize(
    "pool",
    [
        "eu-west-1_AbC",
        "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC",
        "arn:aws-us-gov:cognito-idp:us-gov-west-1:123456789012:userpool/us-gov-west-1_AbC",
        Ref("Pool"),
        GetAtt("Pool", "Arn"),
    ],
)
def test_a_pool_is_its_id_or_its_arn(pool: Any) -> None:
    assert CognitoAuthorizer("Users", user_pool=pool).pools == (pool,)
    assert CognitoAuthorizer("Users", user_pool=[pool, "us-east-1_X"]).pools == (pool, "us-east-1_X")


@pytest.mark.parametrize("pool", [[], "my-pool", ["my-pool"], 5, "arn:aws:cognito-idp:eu-west-1:1:userpool/x"])
def test_what_is_no_pool_is_refused(pool: Any) -> None:
    assert refused(lambda: loose.CognitoAuthorizer("Users", user_pool=pool)).option == "user_pool"


@pytest.mark.parametrize(
    ("given", "arn"),
    [
        (GetAtt("Pool", "Arn"), True),
        (GetAtt("Pool", "UserPoolId"), False),
        (Sub("arn:${AWS::Partition}:cognito-idp:x"), True),
        (Sub("arn:${AWS::Partition}:x:${Id}", Id="1"), True),
        (Ref("Pool"), False),
        (Parameter("UserPoolArn"), True),
        (Parameter("UserPoolId"), False),
        (ImportValue("UsersArn"), True),
        (ImportValue(Sub("${Stack}-Users")), False),
        ("arn:aws:x", False),
    ],
)
def test_an_intrinsic_is_an_arn_where_it_says_so(given: Any, arn: bool) -> None:
    assert says_arn(given) is arn


# One value in both kinds of API


def test_an_http_api_takes_no_token_authorizer() -> None:
    error = refused(lambda: loose.Route("GET /", HELLO, authorizer=TOKEN))
    assert error.fix == (
        'write LambdaAuthorizer("Guard", function, identity_sources=["header.Authorization"], '
        'payload_format_version="1.0")'
    )


def test_a_rest_api_takes_no_jwt_authorizer() -> None:
    error = refused(lambda: loose.Method("GET /", HELLO, authorizer=JWT))
    assert 'write CognitoAuthorizer("Users", user_pool=…)' in (error.fix or "")
    assert 'TokenAuthorizer("Users", function)' in (error.fix or "")
    blueprint = refused(lambda: loose.RestApiLambdaBlueprint(name="Notes", methods=[get()], authorizer=JWT))
    assert blueprint.option == "authorizer"


@pytest.mark.parametrize(
    ("given", "fix"),
    [
        (GUARD, 'write LambdaAuthorizer("Guard", function)'),
        ("AWS_IAM", "write IamAuthorizer()"),
        ("NONE", "write authorizer=None"),
        (IamAuthorizer, "make a value of it: IamAuthorizer(...)"),
    ],
)
def test_what_is_no_authorizer_is_told(given: Any, fix: str) -> None:
    assert refused(lambda: loose.Method("GET /", HELLO, authorizer=given)).fix == fix


@pytest.mark.parametrize(
    ("changes", "fix"),
    [
        (
            {"clients": ["web"], "user_pool": ["eu-west-1_A", "eu-west-1_B"]},
            "make an authorizer for each, and give each route the one that it needs",
        ),
        ({"clients": ["web"], "user_pool": GetAtt("Pool", "Arn")}, "give the id, such as Ref(pool)"),
        ({"clients": ["web"], "validation_expression": "x"}, "leave out validation_expression="),
        ({"clients": ["web"], "cache_seconds": 0}, "leave out cache_seconds="),
        ({}, 'write clients=["…"], the ids of the pool\'s app clients'),
    ],
)
def test_what_an_http_api_does_not_take_of_a_user_pool(changes: dict[str, Any], fix: str) -> None:
    users = USERS.but(**changes)
    (error,) = problems(lambda: api(Route("GET /", HELLO, authorizer=users)))
    assert (error.where, error.fix) == (users.source, fix)


def test_a_user_pool_by_its_arn_serves_both_kinds() -> None:
    arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC"
    users = CognitoAuthorizer("Users", user_pool=arn, clients=["web"])
    assert (users.pool_id, users.region) == ("eu-west-1_AbC", "eu-west-1")
    assert api(Route("GET /", HELLO, authorizer=users))
    assert rest(get(authorizer=users))


def test_what_a_rest_api_sends_anyway_may_be_said() -> None:
    assert rest(get(authorizer=ASKED.but(payload_format_version="1.0", simple_responses=False)))


@pytest.mark.parametrize(
    ("options", "fix"),
    [
        ({"payload_format_version": "2.0"}, "leave out payload_format_version="),
        (
            {"simple_responses": True},
            'leave it out, and answer with allow(...) of the module that Directory("…", policies=True) brings',
        ),
        ({"identity_sources": ["context.routeKey"]}, 'write "context.httpMethod", "context.path"'),
        ({"identity_sources": ["context.http.sourceIp"]}, 'write "context.identity.sourceIp"'),
    ],
)
def test_what_only_http_apis_have_is_told_at_its_line(options: dict[str, Any], fix: str) -> None:
    guard = LambdaAuthorizer("Guard", GUARD, **options)
    (error,) = problems(lambda: rest(get(authorizer=guard)))
    assert (error.where, error.fix) == (guard.source, fix)


def test_a_users_token_comes_in_a_header() -> None:
    users = USERS.but(identity_source="query.token")
    (error,) = problems(lambda: rest(get(authorizer=users)))
    assert (error.where, error.given) == (users.source, "query.token")


# Methods


def of(method: Method, **options: Any) -> Authorizer | None:
    made = rest(method, **options)
    return made.parts()[0].api.authorizer_of(method)  # type: ignore[union-attr,arg-type]


def test_a_method_has_the_apis_authorizer_its_own_or_none() -> None:
    assert of(get(), authorizer=USERS) is USERS
    assert of(get(authorizer=ASKED), authorizer=USERS) is ASKED
    assert of(get(authorizer=None), authorizer=USERS) is None
    assert of(get()) is None


def test_a_method_of_options_does_not_take_the_apis() -> None:
    assert of(Method("OPTIONS /", Mock()), authorizer=USERS) is None
    assert of(Method("OPTIONS /", Mock(), authorizer=IamAuthorizer())) is not None


@pytest.mark.parametrize("authorizer", [None, IamAuthorizer(), ASKED, TOKEN])
def test_scopes_need_a_token(authorizer: Authorizer | None) -> None:
    method = get(scopes=["notes/read"], authorizer=authorizer)
    (error,) = problems(lambda: rest(method))
    assert (error.where, error.given) == (method.source, ["notes/read"])


def test_scopes_are_checked_where_no_authorizer_is_about() -> None:
    assert problems(lambda: rest(get(scopes=["notes/read"])))


@pytest.mark.parametrize("scopes", ["notes/read", ["a b"], [5], [""], {"a"}])
def test_what_is_no_scope_is_refused(scopes: Any) -> None:
    assert refused(lambda: loose.Method("GET /", HELLO, scopes=scopes)).option == "scopes"


def test_public_says_why_everybody_may_call() -> None:
    method = get(public="health check")
    (error,) = problems(lambda: rest(method, authorizer=USERS))
    assert (error.where, error.given) == (method.source, "health check")
    assert rest(get(public="health check", authorizer=None), authorizer=USERS)


def test_an_authorizer_that_would_refuse_preflights_is_told() -> None:
    method = Method("OPTIONS /", Mock(), authorizer=IamAuthorizer())
    (error,) = problems(lambda: rest(get(), method, cors=Cors("https://notes.example")))
    assert (error.where, error.given) == (method.source, "IamAuthorizer")


def test_two_authorizers_of_one_name_are_told() -> None:
    (error,) = problems(lambda: rest(get(authorizer=ASKED), Method("PUT /", HELLO, authorizer=TOKEN)))
    assert isinstance(error, DuplicateError)


def test_a_stage_without_the_variable_of_an_authorizer_is_told() -> None:
    guard = ASKED.but(identity_sources=["stage.tier"])
    (error,) = problems(lambda: rest(get(authorizer=guard)))
    assert error.where == guard.source
    assert rest(get(authorizer=guard), stages=[Stage("dev", variables={"tier": "gold"})])


@pytest.mark.parametrize("authorizer", [None, USERS, IamAuthorizer()])
def test_a_key_that_an_authorizer_gives_needs_a_function(authorizer: Authorizer | None) -> None:
    method = get(api_key_required=True, authorizer=authorizer)
    plans = [UsagePlan("free", keys=[ApiKey("web")])]
    (error,) = problems(lambda: rest(method, usage_plans=plans, api_key_source="AUTHORIZER"))
    assert (error.where, error.given) == (method.source, 'api_key_source="AUTHORIZER"')
    assert rest(get(api_key_required=True, authorizer=TOKEN), usage_plans=plans, api_key_source="AUTHORIZER")


def test_an_api_says_its_authorizer_as_a_class_does() -> None:
    class Notes(RestApiLambdaBlueprint):
        name = "Notes"
        authorizer = USERS
        methods = (get(),)

    assert Notes().parts()[0].api.authorizers() == [USERS]  # type: ignore[union-attr]
