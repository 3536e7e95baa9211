"""What CORS of an HTTP API becomes: its configuration, and routes that let preflights through (law 5)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from troposphere import Equals

from cfngw import (
    Composition,
    Condition,
    Cors,
    Function,
    HttpProxy,
    IamAuthorizer,
    JwtAuthorizer,
    LambdaAuthorizer,
    LambdaProxy,
    Parameter,
    Queue,
    Route,
    SqsSendMessage,
)
from cfngw.declare.path import METHODS
from samples import api, function, of_type, problems, resources

GOLDEN = Path(__file__).parents[1] / "golden" / "http_cors.yaml"
HERE = "https://notes.example"
HELLO = function()
USERS = JwtAuthorizer("Users", issuer="https://login.example.com/", audience=["notes"])
GUARDED = [f"{method} /a" for method in METHODS if method != "OPTIONS"]


def configuration(*routes: Route, cors: Cors, **options: Any) -> Any:
    made = resources(api(*(routes or [Route("GET /", HELLO)]), cors=cors, **options))
    return made["NotesApi"]["Properties"]["CorsConfiguration"]


def made_of(*routes: Route, **options: Any) -> dict[str, Any]:
    """Give the routes of an API with CORS and an authorizer, by their keys."""
    found = of_type(resources(api(*routes, **{"cors": Cors(HERE), "authorizer": USERS, **options})), ROUTE)
    return {each["Properties"]["RouteKey"]: {"id": name, **each} for name, each in found.items()}


ROUTE = "AWS::ApiGatewayV2::Route"


def test_without_cors_there_is_no_configuration() -> None:
    assert "CorsConfiguration" not in resources(api())["NotesApi"]["Properties"]


def test_one_word_allows_an_origin_what_the_api_takes() -> None:
    routes = [Route("GET /a", HELLO), Route("PUT /a", HELLO), Route("OPTIONS /b", HELLO)]
    assert configuration(*routes, cors=Cors([HERE])) == {
        "AllowOrigins": [HERE],
        "AllowMethods": ["GET", "PUT"],
        "AllowHeaders": ["Authorization", "Content-Type"],
    }


@pytest.mark.parametrize("key", ["ANY /a", "$default"])
def test_what_takes_any_method_allows_each(key: str) -> None:
    assert configuration(Route(key, HELLO), cors=Cors(HERE))["AllowMethods"] == sorted(set(METHODS) - {"OPTIONS"})


def test_every_option_is_emitted() -> None:
    cors = Cors(
        [HERE, Parameter("Other")],
        allow_headers=["X-A"],
        allow_methods=["GET"],
        expose_headers=["Date"],
        allow_credentials=True,
        max_age_seconds=-1,
    )
    assert configuration(cors=cors) == {
        "AllowOrigins": [HERE, {"Ref": "Other"}],
        "AllowMethods": ["GET"],
        "AllowHeaders": ["X-A"],
        "ExposeHeaders": ["Date"],
        "AllowCredentials": True,
        "MaxAge": -1,
    }


def test_no_headers_are_allowed_by_an_empty_list() -> None:
    assert "AllowHeaders" not in configuration(cors=Cors(HERE, allow_headers=[]))


@pytest.mark.parametrize("origin", ["*", "https://*", "http://*"])
def test_patterns_of_origins_are_the_gateways_own(origin: str) -> None:
    assert configuration(cors=Cors(origin))["AllowOrigins"] == [origin]


@pytest.mark.parametrize("kind", ["CommaDelimitedList", "List<String>"])
def test_a_parameter_that_is_a_list_stands_for_all_origins(kind: str) -> None:
    assert configuration(cors=Cors(Parameter("Origins", type=kind)))["AllowOrigins"] == {"Ref": "Origins"}
    assert configuration(cors=Cors(Parameter("Origin")))["AllowOrigins"] == [{"Ref": "Origin"}]


def test_the_headers_that_authorizers_read_may_be_sent() -> None:
    guard = LambdaAuthorizer("Guard", HELLO, identity_sources=["header.X-Token", "header.authorization", "query.t"])
    routes = [Route("GET /a", HELLO, authorizer=guard), Route("GET /b", HELLO, authorizer=IamAuthorizer())]
    assert configuration(*routes, cors=Cors(HERE))["AllowHeaders"] == [
        "Authorization",
        "Content-Type",
        "X-Token",
        "X-Amz-Content-Sha256",
        "X-Amz-Date",
        "X-Amz-Security-Token",
    ]


# Law 5: preflights inherit no authorizer


def test_any_with_an_authorizer_is_written_as_the_methods_other_than_options() -> None:
    found = made_of(Route("ANY /a", HELLO, scopes=["notes/read"], operation_name="all"))
    assert list(found) == GUARDED
    first = found["DELETE /a"]
    assert first["id"] == "NotesRouteDeleteA"
    assert first["Properties"] == {
        "ApiId": {"Ref": "NotesApi"},
        "RouteKey": "DELETE /a",
        "AuthorizationType": "JWT",
        "AuthorizerId": {"Ref": "NotesAuthorizerUsers"},
        "AuthorizationScopes": ["notes/read"],
        "OperationName": "all",
        "Target": {"Fn::Sub": "integrations/${NotesIntegrationHello}"},
    }


@pytest.mark.parametrize("options", [{"cors": None}, {"authorizer": None}], ids=["no cors", "no authorizer"])
def test_any_stays_any_where_either_is_missing(options: dict[str, Any]) -> None:
    assert list(made_of(Route("ANY /a", HELLO), **options)) == ["ANY /a"]


def test_an_open_any_stays_any() -> None:
    assert list(made_of(Route("ANY /a", HELLO, authorizer=None))) == ["ANY /a"]


def test_any_steps_back_for_the_routes_of_its_path() -> None:
    other = function("Other")
    found = made_of(Route("GET /{id}", other), Route("ANY /{any}", HELLO), Route("OPTIONS /{x}", other))
    assert list(found) == [
        "GET /{id}",
        *(f"{method} /{{any}}" for method in ("DELETE", "HEAD", "PATCH", "POST", "PUT")),
        "OPTIONS /{x}",
    ]
    assert "Other" in str(found["GET /{id}"]["Properties"]["Target"])


def test_the_ids_of_the_methods_are_those_of_routes_that_are_written_out() -> None:
    written = made_of(*(Route(key, HELLO) for key in GUARDED))
    assert {key: each["id"] for key, each in made_of(Route("ANY /a", HELLO)).items()} == {
        key: each["id"] for key, each in written.items()
    }


def test_a_pinned_any_pins_each_method() -> None:
    found = made_of(Route("ANY /a", HELLO, logical_id="All"))
    assert [each["id"] for each in found.values()] == [
        f"All{method.capitalize()}" for method in METHODS if method != "OPTIONS"
    ]


def test_default_with_an_authorizer_gets_open_preflights_beside_it() -> None:
    found = made_of(Route("$default", LambdaProxy(HELLO, timeout_seconds=5)))
    assert list(found) == ["$default", "OPTIONS /", "OPTIONS /{proxy+}"]
    assert found["$default"]["Properties"]["AuthorizationType"] == "JWT"
    for key in ("OPTIONS /", "OPTIONS /{proxy+}"):
        assert found[key]["Properties"]["AuthorizationType"] == "NONE"
        assert found[key]["Properties"]["Target"] == found["$default"]["Properties"]["Target"]
        assert found[key]["Metadata"]["cfngw"]["Public"].startswith("preflight")
    assert found["OPTIONS /{proxy+}"]["id"] == "NotesRouteOptionsProxy"


def test_preflights_that_are_there_are_left_as_they_are() -> None:
    mine = Route("OPTIONS /{any+}", function("Mine"))
    assert list(made_of(Route("$default", HELLO), mine)) == ["$default", "OPTIONS /", "OPTIONS /{any+}"]
    opened = Route("ANY /", HELLO, authorizer=None)
    assert list(made_of(Route("$default", HELLO), opened)) == ["$default", "OPTIONS /{proxy+}", "ANY /"]


def test_a_pinned_default_pins_its_preflights() -> None:
    found = made_of(Route("$default", HELLO, logical_id="Rest"))
    assert [each["id"] for each in found.values()] == ["Rest", "RestOptions", "RestOptionsproxy"]


@pytest.mark.parametrize(
    "target", [SqsSendMessage(Queue("Jobs"), body="$request.body"), HttpProxy("https://a.example", method="POST")]
)
def test_no_preflight_does_what_the_authorizer_guards(target: Any) -> None:
    default = Route("$default", target)
    (error,) = problems(lambda: made_of(default))
    assert "by anybody; and it does the same whatever the method" in error.problem
    assert error.where == default.source
    own = [Route("OPTIONS /", HELLO), Route("OPTIONS /{proxy+}", HELLO)]
    assert list(made_of(default, *own)) == ["$default", "OPTIONS /", "OPTIONS /{proxy+}"]
    assert "OPTIONS /" in made_of(Route("$default", HttpProxy("https://a.example", method="ANY")))


def test_an_open_default_gets_none() -> None:
    assert list(made_of(Route("$default", HELLO, authorizer=None))) == ["$default"]


def test_a_greedy_any_does_not_stand_in_the_way_of_another_paths_preflight() -> None:
    keys = list(made_of(Route("GET /a", HELLO), Route("ANY /{proxy+}", HELLO)))
    assert not [key for key in keys if key.startswith(("ANY", "OPTIONS"))]


def test_preflights_of_default_are_made_under_its_condition() -> None:
    live = Condition("IsLive", Equals(Parameter("Live"), "yes"))
    found = made_of(Route("$default", HELLO, condition=live))
    assert {each["Condition"] for each in found.values()} == {"IsLive"}


def test_who_answers_the_preflights_of_default_is_told() -> None:
    route = Route("$default", HELLO)
    (told,) = api(route, cors=Cors(HERE), authorizer=USERS).sealed().notices
    assert told.problem == "Notes: what stands behind $default is sent the preflights of browsers."
    assert told.where == route.source
    quiet = api(Route("ANY /a", HELLO), cors=Cors(HERE), authorizer=USERS)
    assert quiet.sealed().notices == ()


def test_any_and_a_method_under_the_same_condition_stand_together() -> None:
    live = Condition("IsLive", Equals(Parameter("Live"), "yes"))
    assert made_of(Route("ANY /a", HELLO, condition=live), Route("GET /a", HELLO, condition=live))
    (error,) = problems(lambda: made_of(Route("ANY /a", HELLO), Route("GET /a", HELLO, condition=live)))
    assert error.given == "GET /a"


def test_any_and_default_have_a_golden_template() -> None:
    """``REGENERATE=1`` writes it anew."""
    made = api(
        Route("ANY /notes", HELLO),
        Route("GET /notes", HELLO, scopes=["notes/read"]),
        Route("$default", HELLO),
        cors=Cors([HERE], max_age_seconds=300),
        authorizer=USERS,
    )
    if os.environ.get("REGENERATE"):
        GOLDEN.write_text(made.to_yaml())
    assert made.to_yaml() == GOLDEN.read_text()


def test_cfn_lint_finds_nothing() -> None:
    guard = Function("Guard", "index.handler", runtime="python3.13", code=HELLO.code)
    one = api(Route("ANY /a", HELLO), Route("$default", HELLO), cors=Cors([HERE, "https://*"]), authorizer=USERS)
    full = Cors([Parameter("Origin")], allow_credentials=True, max_age_seconds=300, expose_headers=["Date"])
    other = api(Route("GET /", HELLO), name="Other", cors=full, authorizer=LambdaAuthorizer("Guard", guard))
    assert Composition(one, other).lint() == []
