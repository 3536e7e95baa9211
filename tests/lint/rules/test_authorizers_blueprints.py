"""What the rules for authorizers find, cfngw's own blueprints refuse earlier or can't write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cfngw import (
    CfngwError,
    CognitoAuthorizer,
    HttpApiBlueprint,
    IamAuthorizer,
    JwtAuthorizer,
    LambdaAuthorizer,
    Method,
    RestApiLambdaBlueprint,
    Route,
    TokenAuthorizer,
)
from cfngw.blueprint import Blueprint
from cfngw.document import parse
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check
from rest_samples import rest
from samples import api, function, loose

GUARD = function("Guard")
POOL = "eu-west-1_AbCdEfGhI"
USERS = JwtAuthorizer("Users", issuer="https://login.example", audience=["notes"])
BY_POOL = CognitoAuthorizer("Users", user_pool=POOL)
TOKEN = TokenAuthorizer("Guard", GUARD)

REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "E9651": (lambda: loose.Route("GET /", function(), authorizer="COGNITO"), "authorizer"),
    "E9655": (lambda: LambdaAuthorizer("Guard", GUARD, identity_sources=["Authorization!"]), "identity_sources"),
    "E9656": (lambda: LambdaAuthorizer("Guard", GUARD, identity_sources=[], cache_seconds=60), "identity sources"),
    "E9657": (lambda: LambdaAuthorizer("Guard", GUARD, cache_seconds=7200), "3600"),
    "E9660": (lambda: loose.LambdaAuthorizer("Guard", "arn:aws:lambda:eu-west-1:1:function:g"), "function"),
    "E9661": (lambda: CognitoAuthorizer("Users", user_pool="pool"), "user pool"),
    "E9662": (lambda: TokenAuthorizer("Guard", GUARD, validation_expression="(Bearer"), "does not compile"),
    "E9663": (lambda: JwtAuthorizer("Users", issuer="https://login.example", audience=[]), "audience"),
    "E9664": (lambda: JwtAuthorizer("Users", issuer="http://login.example", audience=["notes"]), "https"),
    "W9665": (lambda: rest(Method("GET /", function(), scopes=["notes/read"])), "scopes"),
    "E9673": (
        lambda: rest(
            Method("GET /", function(), authorizer=TOKEN),
            Method("PUT /", function(), authorizer=TokenAuthorizer("Guard", GUARD, header="X-Token")),
        ),
        "Two authorizers",
    ),
    "E9675": (lambda: LambdaAuthorizer("Guard", GUARD, payload_format_version="3.0"), "2.0"),
    "E9676": (
        lambda: LambdaAuthorizer("Guard", GUARD, payload_format_version="1.0", simple_responses=True),
        "simple responses",
    ),
}
ABSENT: dict[str, Callable[[], Blueprint]] = {
    "E9650": lambda: api(Route("GET /", function(), authorizer=USERS)),
    "E9652": lambda: api(
        Route("GET /", function(), authorizer=USERS),
        Route("PUT /", function(), authorizer=LambdaAuthorizer("Guard", GUARD)),
    ),
    "E9653": lambda: rest(Method("GET /", function(), authorizer=TOKEN)),
    "W9654": lambda: rest(
        Method("GET /", function(), authorizer=IamAuthorizer()),
        Method("PUT /", function(), authorizer=None),
        authorizer=TOKEN,
    ),
    "E9658": lambda: api(Route("GET /", function(), authorizer=CognitoAuthorizer("U", user_pool=POOL, clients=["c"]))),
    "W9659": lambda: rest(Method("GET /", function(), authorizer=BY_POOL)),
    "W9666": lambda: rest(Method("GET /", function(), authorizer=None), authorizer=TOKEN),
    "I9667": lambda: rest(
        Method("GET /", function()), Method("PUT /", function(), authorizer=BY_POOL), authorizer=TOKEN
    ),
    "I9668": lambda: api(
        Route("POST /notes", function()),
        Route("POST /login", function(), authorizer=None, public="who is not signed in yet"),
        authorizer=USERS,
    ),
    "W9669": lambda: api(
        Route("GET /", function()), Route("PUT /", function()), authorizer=LambdaAuthorizer("Guard", GUARD)
    ),
    "W9677": lambda: RestApiLambdaBlueprint(
        name="Notes", methods=[Method("GET /", function(), authorizer=BY_POOL)], layout="openapi"
    ),
    "W9678": lambda: HttpApiBlueprint(name="Notes", routes=[Route("GET /", function(), authorizer=IamAuthorizer())]),
}
NOTES = {
    "W9671": "the quota can be raised, and a template does not tell that it was",
    "E9672": "the build does not count the authorizers of an HTTP API",
}


def test_each_rule_is_here() -> None:
    mine = {name for name, rule in rules().items() if type(rule).__module__.startswith("cfngw.lint.rules.authorizers.")}
    assert mine == {*REFUSED, *ABSENT, *NOTES}
    assert len(mine) == len(REFUSED) + len(ABSENT) + len(NOTES)


@pytest.mark.parametrize("rule", REFUSED)
def test_a_blueprint_refuses_the_mistake(rule: str) -> None:
    make, word = REFUSED[rule]
    with pytest.raises(CfngwError) as caught:
        make()
    assert word in str(caught.value)


@pytest.mark.parametrize("rule", ABSENT)
def test_a_blueprint_can_not_write_the_mistake(rule: str) -> None:
    document = parse(ABSENT[rule]().to_yaml(), Path("template.yaml"))
    assert rule not in check(document).problems
