"""Our own blueprints refuse the mistakes of integrations at the line of Python, or can't write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cfngw import (
    CfngwError,
    HttpIntegration,
    HttpProxy,
    Method,
    Mock,
    NonProxy,
    Request,
    Response,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
)
from cfngw.document import parse
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check
from rest_samples import HELLO, rest
from samples import loose

Blueprints = Callable[[], RestApiLambdaBlueprint]
WEB = "https://example.com"
BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/orders/50dc6c495c0c9188"


def _read(**parameters: str) -> RestApiLambdaBlueprint:
    given = {f"integration.request.header.{name}": source for name, source in parameters.items()}
    return rest(Method("GET /", HttpProxy(WEB), request=Request(parameters=given)))


def _answers(*responses: Response) -> RestApiLambdaBlueprint:
    return rest(Method("GET /", HELLO, responses=responses))


REFUSED: list[tuple[str, Blueprints, str]] = [
    ("E9530", lambda: rest(Method("GET /", HttpProxy(WEB, method="FETCH"))), "method"),
    ("E9532", lambda: rest(Method("GET /", loose.NonProxy("arn:aws:lambda:eu-west-1:1:function:a"))), "function"),
    ("E9532", lambda: rest(Method("GET /", NonProxy(HELLO, qualifier="${stageVariables.al-ias}"))), "qualifier"),
    ("E9535", lambda: rest(Method("GET /", loose.NonProxy("https://example.com"))), "function"),
    ("E9536", lambda: rest(Method("GET /", HttpProxy("example.com"))), "http://"),
    ("E9536", lambda: rest(Method("GET /", HttpProxy("ftp://example.com"))), "http://"),
    ("E9538", lambda: rest(Method("GET /{id}", HttpProxy(f"{WEB}/{{thing}}"))), "nothing fills in"),
    ("E9540", lambda: rest(Method("GET /", loose.PrivateIntegration(BALANCER, url=WEB))), "vpc_link"),
    ("W9541", lambda: rest(Method("GET /", HttpIntegration(WEB, target_arn=BALANCER))), "no VPC link"),
    ("E9542", lambda: rest(Method("GET /", RestLambdaProxy(HELLO, stream=True), timeout_ms=900_001)), "timeout_ms"),
    ("E9542", lambda: rest(Method("GET /", HELLO, timeout_ms=20)), "timeout_ms"),
    ("E9546", lambda: _answers(Response(600)), "status"),
    ("E9547", lambda: _answers(Response(200), Response(201)), "two defaults"),
    ("E9547", lambda: _answers(Response(200), Response(200, pattern="Bad")), "answered twice"),
    ("E9548", lambda: _answers(Response(400, pattern="Bad[\\s\\S]*")), "no default"),
    ("E9549", lambda: _answers(Response(200), Response(400, pattern="[400")), "does not compile"),
    (
        "W9553",
        lambda: rest(Method("GET /", HttpIntegration(WEB), responses=[Response(200), Response(400, pattern="Bad")])),
        "never matches",
    ),
    ("E9557", lambda: _read(kind="things"), "parameters"),
    ("E9558", lambda: _read(kind="method.request.header.kind"), "nothing declares"),
    ("E9559", lambda: rest(Method("GET /", HELLO, cache_key_parameters=["query.sort"])), "nothing declares"),
    ("W9561", lambda: rest(Method("GET /", HELLO, request=Request(template={"json": "{}"}))), "content types"),
    ("W9562", lambda: rest(Method("GET /", RestLambdaProxy(HELLO), request=Request(template="{}"))), "template"),
    ("E9563", lambda: rest(Method("GET /", loose.NonProxy(HELLO, stream=True))), "stream"),
    (
        "W9569",
        lambda: rest(
            Method("GET /", HELLO, request=Request(template="{}", content_handling="CONVERT_TO_BINARY")),
        ),
        "CONVERT_TO_BINARY",
    ),
]

UNWRITABLE: dict[str, Blueprints] = {
    "E9531": lambda: rest(Method("GET /", RestLambdaProxy(HELLO))),
    "W9533": lambda: rest(Method("GET /", HELLO)),
    "I9534": lambda: rest(Method("GET /", HELLO)),
    "E9539": lambda: rest(Method("GET /", loose.SqsSendMessage(loose.Queue("Orders"), body="$request.body"))),
    "E9545": lambda: rest(Method("GET /", Mock())),
    "E9555": lambda: rest(Method("GET /", HELLO, response=Response(200, headers={"X-Kind": "'things'"}))),
    "E9556": lambda: rest(Method("GET /", HELLO, response=Response(200, headers={"X-Kind": "things"}))),
    "W9564": lambda: rest(Method("GET /", RestLambdaProxy(HELLO, stream=True))),
    "W9565": lambda: rest(Method("GET /", HELLO)),
    "I9566": lambda: rest(Method("GET /", HELLO)),
}

NOTES = {
    "W9537": "an address is taken as it is given: which network the name leads to is not known where it is written",
    "W9543": "the quota is the account's: the build tells that a new account allows 29,000 ms",
    "W9550": "a pattern that the user wrote is emitted as written; the build warns that it misses several lines",
    "W9551": "a pattern that the user wrote is emitted as written; the build warns that both match",
    "W9552": "a pattern that the user wrote is emitted as written",
    "I9554": "a pattern that the user wrote is emitted as written",
    "E9560": "who asks for NEVER by name gets it; unasked, it comes with a template alone",
    "I9567": "the build's table counts open routes",
    "I9568": "http:// is what a backend without a certificate has",
}


def _found(blueprint: RestApiLambdaBlueprint) -> set[str]:
    return set(check(parse(blueprint.to_yaml(), Path("template.yaml"))).problems)


@pytest.mark.parametrize(("rule", "made", "word"), REFUSED, ids=lambda each: each if isinstance(each, str) else "")
def test_a_blueprint_refuses_the_mistake(rule: str, made: Blueprints, word: str) -> None:
    with pytest.raises(CfngwError) as caught:
        made().to_yaml()
    assert word in str(caught.value)
    assert rule in rules()


@pytest.mark.parametrize("rule", UNWRITABLE)
def test_a_blueprint_can_not_write_the_mistake(rule: str) -> None:
    assert rule not in _found(UNWRITABLE[rule]())


def test_each_rule_of_the_family_is_told_of() -> None:
    family = {
        name for name, rule in rules().items() if type(rule).__module__.startswith("cfngw.lint.rules.integrations.")
    }
    assert family == {rule for rule, _, _ in REFUSED} | UNWRITABLE.keys() | NOTES.keys()


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[3] / "output").glob("*.yaml")), ids=lambda path: path.stem
)
def test_our_own_templates_have_none(path: Path) -> None:
    problems = check(parse(path.read_text(), path)).problems
    assert not [name for name in problems if name[0] in "EW" and 9530 <= int(name[1:]) <= 9569]
