"""What rules of HTTP APIs find in templates, cfngw's own blueprints refuse earlier, or can't write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cfngw import (
    ApiMapping,
    Cors,
    DomainName,
    HttpApiBlueprint,
    HttpProxy,
    IamAuthorizer,
    LambdaProxy,
    Mock,
    PrivateIntegration,
    Queue,
    Route,
    RouteSettings,
    SqsSendMessage,
    Stage,
    Throttle,
    VpcLink,
)
from cfngw.document import parse
from cfngw.errors import CfngwError
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check
from samples import api, function, loose

SITE = ["https://notes.example"]
LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/notes/1/2"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
LINK = VpcLink("Link", subnet_ids=["subnet-12345678"])


def mapped(**parameters: Any) -> Any:
    """Make an API whose function is called with changed parameters."""
    return api(Route("GET /notes", LambdaProxy(function(), **parameters)))


def domain(**options: Any) -> DomainName:
    """Make a domain name."""
    return DomainName("notes.example", certificate=CERTIFICATE, **options)


# What raises, and a word of what it says.
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "E9790": (lambda: api(Route("get /notes", function())), "no method"),
    "E9791": (lambda: api(Route("GET /notes", function()), Route("GET /notes", function())), "twice"),
    "W9792": (lambda: api(Route("GET /{a}", function()), Route("GET /{b}", function())), "same requests"),
    "W9793": (lambda: api(Route("GET /notes?all=1", function())), "can't hold"),
    "E9794": (lambda: api(loose.Route("GET /notes", "Notes")), "target"),
    "E9797": (lambda: api(loose.Route("GET /notes", Mock())), "target"),
    "E9798": (lambda: api(Route("GET /notes", HttpProxy("notes.example"))), "url"),
    "E9799": (lambda: api(Route("GET /notes", HttpProxy("https://notes.example", method="FETCH"))), "method"),
    "E9800": (lambda: api(payload_format_version="3.0"), "payload_format_version"),
    "E9802": (lambda: mapped(timeout_seconds=60), "timeout_seconds"),
    "E9803": (lambda: api(Route("GET /notes", PrivateIntegration("http://10.0.0.1", LINK))), "target_arn"),
    "W9806": (lambda: loose.SqsSendMessage(Queue("Q"), body="a", message_group="b"), "message_group"),
    "E9807": (lambda: loose.SqsSendMessage(Queue("Q")), "missing"),
    "E9808": (lambda: mapped(request_parameters={"header.x": "a"}), "name"),
    "E9809": (lambda: mapped(request_parameters={"append:header.authorization": "a"}), "authorization"),
    "E9810": (lambda: mapped(request_parameters={"append:header.x": "$request.query.q"}), "querystring"),
    "W9811": (lambda: mapped(request_parameters={"append:header.x": "$request.path.id"}), "no variable"),
    "E9812": (lambda: mapped(response_parameters={"4xx": {"overwrite:statuscode": 404}}), "status"),
    "E9813": (lambda: loose.Route("GET /notes", function(), api_key_required=True), "no API keys"),
    "W9814": (lambda: api(api_key_selection_expression="$request.header.x"), "no option"),
    "E9816": (lambda: loose.RouteSettings(logging_level="INFO"), "no execution log"),
    "W9821": (lambda: api(stages=[Stage("live", route_settings={"GET /b": RouteSettings(metrics=True)})]), "no route"),
    "E9823": (lambda: Stage("live/v1"), "name"),
    "E9825": (lambda: Throttle(rate=-1, burst=1), "rate"),
    "E9826": (lambda: loose.AccessLogs(destination="notes"), "no option"),
    "E9827": (lambda: loose.AccessLogs(format="$context.status"), "request id"),
    "E9828": (lambda: Stage("live", variables={"back-end": "x"}), "variables"),
    "E9829": (lambda: Cors(["*"], allow_credentials=True), "credentials"),
    "W9830": (lambda: Cors(["https://notes.example/"]), "origin"),
    "W9831": (lambda: Cors(SITE, allow_methods=["get"]), "allow_methods"),
    "E9832": (lambda: Cors(SITE, max_age_seconds=604_800), "max_age_seconds"),
    "W9833": (
        lambda: api(Route("OPTIONS /notes", function(), authorizer=IamAuthorizer()), cors=Cors(SITE)),
        "preflight",
    ),
    "E9835": (lambda: HttpApiBlueprint(routes=[Route("GET /notes", function())]), "missing"),
    "E9837": (lambda: api(api_mappings=[ApiMapping(domain(endpoint_type="EDGE"))]), "EDGE"),
    "W9839": (
        lambda: api(*(Route(f"GET /n{number}", HttpProxy(f"https://n{number}.example")) for number in range(301))),
        "resources",
    ),
}


def _everything() -> str:
    """Compile an API that has what the rules look at, as cfngw writes it."""
    settings = {"GET /notes": RouteSettings(throttle=Throttle(rate=5, burst=10))}
    made = api(
        Route("GET /notes", function()),
        Route("ANY /mine", function(), authorizer=IamAuthorizer()),
        Route("GET /site", HttpProxy("https://notes.example")),
        Route("GET /inside", PrivateIntegration(LISTENER, LINK, tls_server_name="notes.example")),
        Route("POST /notes", SqsSendMessage(Queue("Mail"), body="$request.body")),
        Route("$default", function(), authorizer=IamAuthorizer()),
        cors=Cors(SITE),
        stages=[Stage("live", route_settings=settings), Stage("next", auto_deploy=False, route_settings=settings)],
        api_mappings=[ApiMapping(domain(), stage="live")],
    )
    return str(made.to_yaml())


# What the blueprints have no way to write: each stands in the template of _everything as it should.
WRITTEN_RIGHT = {
    *("E9795", "W9796", "W9801", "E9804", "E9805", "E9815", "W9817", "E9818", "E9819", "W9820", "W9822", "E9834"),
    "W9836",
}
NOTES = {
    "W9824": "a limit of 0 closes a stage on purpose, and is written as it was asked for",
    "W9838": "a domain of another template may lead to the API",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_blueprint_refuses_what_the_rule_finds(name: str) -> None:
    make, word = REFUSED[name]
    with pytest.raises(CfngwError) as raised:
        make().to_yaml()
    assert word in str(raised.value)


def test_what_a_blueprint_writes_has_no_finding() -> None:
    found = check(parse(_everything(), Path("notes.yaml"))).problems
    assert not [name for name in found if 9790 <= int(name[1:]) <= 9839]


def test_each_rule_is_in_one_of_the_lists() -> None:
    listed = [*REFUSED, *WRITTEN_RIGHT, *NOTES]
    assert sorted(listed) == sorted(name for name in rules() if 9790 <= int(name[1:]) <= 9839)
