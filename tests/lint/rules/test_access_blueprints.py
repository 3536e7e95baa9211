"""What the rules for policies, CORS and gateway responses find, cfngw's own blueprints refuse or can't write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cfngw import (
    AllowAccounts,
    AllowIp,
    AllowVpcEndpoints,
    CfngwError,
    Cors,
    DenyIp,
    Endpoint,
    GatewayResponse,
    IamAuthorizer,
    Method,
    Response,
    TokenAuthorizer,
)
from cfngw.blueprint import Blueprint
from cfngw.document import parse
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check
from rest_samples import rest
from samples import function, loose

PRIVATE = Endpoint("PRIVATE")
GUARD = TokenAuthorizer("Guard", function("Guard"))
CORS = Cors(["https://notes.example"])


def guarded(**options: object) -> Blueprint:
    """Make an API for a page of another origin, with an answer of its own, a token and a key."""
    return rest(
        Method("GET /notes", function(), response=Response(200, template="$input.json('$')"), authorizer=GUARD),
        Method("DELETE /notes", function(), response=Response(200, template="$input.json('$')"), authorizer=GUARD),
        **{"cors": CORS, **options},
    )


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "E9680": (lambda: rest(policy={}), "policy"),
    "E9681": (lambda: AllowAccounts("developer"), "12 digits"),
    "W9685": (lambda: rest(policy=AllowVpcEndpoints("vpce-0a1b2c3d")), "VPC"),
    "E9686": (lambda: rest(endpoint=PRIVATE), "needs a resource policy"),
    "E9688": (lambda: Endpoint("REGIONAL", vpc_endpoint_ids=["vpce-0a1b2c3d"]), "private"),
    "E9689": (lambda: loose.Endpoint("regional"), "REGIONAL"),
    "E9696": (lambda: AllowIp("office"), "address"),
    "W9700": (
        lambda: rest(Method("OPTIONS /notes", function(), authorizer=IamAuthorizer()), cors=CORS),
        "preflight",
    ),
    "W9704": (lambda: Cors(["*"], allow_credentials=True), "credentials"),
    "E9706": (lambda: Cors(["https://notes.example/"]), "slash"),
    "E9711": (lambda: GatewayResponse("THROTTLED", status=600), "599"),
    "E9712": (lambda: GatewayResponse("THROTTLED", headers={"X": "method.request.headers.Origin"}), "headers"),
    "W9713": (lambda: GatewayResponse("THROTTLED", templates="#if($context.stage)no#end"), "VTL"),
    "W9716": (
        lambda: rest(
            gateway_responses=[GatewayResponse("THROTTLED", status=503), GatewayResponse("THROTTLED", status=500)]
        ).sealed(),
        "taken",
    ),
    "I9719": (lambda: GatewayResponse("THROTTLED"), "changes nothing"),
}
ABSENT: dict[str, Callable[[], Blueprint]] = {
    "W9682": lambda: rest(policy=AllowIp("203.0.113.0/24")),
    "W9683": lambda: rest(policy=AllowIp("203.0.113.0/24")),
    "E9684": lambda: rest(policy=[AllowIp("203.0.113.0/24"), DenyIp("203.0.113.7")]),
    "W9687": lambda: rest(endpoint=PRIVATE, policy=AllowVpcEndpoints("vpce-0a1b2c3d")),
    "E9690": lambda: rest(policy=DenyIp("203.0.113.0/24")),
    "E9691": lambda: rest(policy=DenyIp("203.0.113.0/24")),
    "I9693": lambda: rest(policy=AllowIp("203.0.113.0/24")),
    "W9701": guarded,
    "W9702": guarded,
    "I9703": guarded,
    "W9705": guarded,
    "W9708": guarded,
}
NOTES = {
    "W9692": "the quota can be raised: the build tells of the length without refusing it",
    "W9694": "methods and policy may be meant so, for AWS_IAM can be added: the build tells of it",
    "I9695": "Public() says it on purpose, in a word of its own",
    "W9697": "the build does not look at what a range is for",
    "W9709": "echo_errors=True with allow_credentials=True asks for it by name",
    "W9710": "AWS may add a type: the build tells of one that it doesn't know",
    "W9714": "a template of a gateway response is not rendered at build time",
    "I9715": "advice; a template of a gateway response is not rendered at build time",
    "W9717": "a status is the user's to choose",
    "I9718": "advice; a status is the user's to choose",
}


def test_each_rule_is_here() -> None:
    mine = {name for name, rule in rules().items() if type(rule).__module__.startswith("cfngw.lint.rules.access.")}
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
