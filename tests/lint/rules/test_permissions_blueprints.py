"""What rules of permissions and roles find in templates, cfngw's own blueprints can't write, or leave to the user."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from troposphere import Ref

from cfngw import (
    Alias,
    Allow,
    DeadLetter,
    FunctionUrl,
    LambdaAuthorizer,
    Method,
    Queue,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Role,
    Route,
    SqsSendMessage,
    Stage,
    Vpc,
)
from cfngw.document import parse
from cfngw.errors import CfngwError
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check
from samples import api, function, loose

QUEUE = "arn:aws:sqs:us-east-1:123456789012:notes"


def rest(path: str = "/notes/{id}") -> RestApiLambdaBlueprint:
    """Make a REST API of one proxy."""
    return RestApiLambdaBlueprint(
        name="Notes", methods=[Method(f"GET {path}", RestLambdaProxy(function()))], stages=[Stage("dev")]
    )


def checked(**options: Any) -> Any:
    """Make an API with an authorizer that is a function."""
    return api(Route("GET /", function()), authorizer=LambdaAuthorizer("Users", function("Check")), **options)


# What raises, and a word of what it says.
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "E9894": (lambda: api(Route("GET /", function(role=Ref("Elsewhere")))).to_yaml(), "not in the template"),
}

# What comes nearest to the mistake, and compiles to a template without it.
SILENT: dict[str, Callable[[], Any]] = {
    "W9870": checked,
    "W9871": rest,
    "W9872": lambda: api(Route("GET /", Alias("live", function()))),
    "W9873": api,
    "E9874": rest,
    "W9875": api,
    "E9876": api,
    "W9877": lambda: api(Route("GET /", function(function_url=FunctionUrl("NONE")))),
    "E9878": api,
    "W9879": api,
    "I9880": lambda: api(Route("GET /", function()), Route("POST /", function())),
    "W9881": lambda: api(*(Route(f"GET /{number}", function()) for number in range(80))),
    "I9882": lambda: checked(invocation="role"),
    "E9883": lambda: api(Route("GET /", function(function_url=FunctionUrl("NONE")))),
    "W9884": lambda: api(Route("GET /", function(function_url=FunctionUrl("AWS_IAM")))),
    "E9885": api,
    "I9886": rest,
    "I9887": lambda: api(Route("GET /", function()), functions=[function("Other")]),
    "E9888": rest,
    "E9890": lambda: checked(invocation="role"),
    "W9892": lambda: api(Route("GET /", Alias("live", function())), invocation="role"),
    "W9893": lambda: api(Route("POST /", SqsSendMessage(Queue("Notes"), body="$request.body"))),
    "E9895": api,
    "E9897": lambda: api(
        Route(
            "GET /",
            function(
                vpc=Vpc(subnet_ids=["subnet-12345678"], security_group_ids=["sg-12345678"]),
                dead_letter=DeadLetter(sqs=QUEUE),
            ),
        )
    ),
    "W9898": lambda: api(Route("GET /", function(dead_letter=DeadLetter(sqs=QUEUE)))),
    "W9902": lambda: api(Route("GET /", function(role=Role("Hello")))),
    "W9904": lambda: api(Route("GET /", function(tracing="Active"))),
}

# What the user writes, and means: nothing that a blueprint could know better.
NOTES = {
    "W9896": "write_logs=False says that the role shall not write logs",
    "W9899": "a wildcard in Allow needs a reason, which stands in the template's metadata",
    "W9900": "managed_policies takes what the user asks for by name",
    "W9901": "iam:PassRole on * needs a reason, which stands in the template's metadata",
    "W9903": "the ARNs in Allow are the user's own; calls of cfngw's APIs are granted by their methods",
}


def found_in(blueprint: Any) -> set[str]:
    """Give the rules that find something in what a blueprint makes."""
    result = check(parse(blueprint.to_yaml(), Path("template.yaml")))
    assert not result.failed
    return set(result.problems)


@pytest.mark.parametrize("rule", REFUSED)
def test_a_blueprint_refuses_it_earlier(rule: str) -> None:
    make, word = REFUSED[rule]
    with pytest.raises(CfngwError) as caught:
        make()
    assert word in str(caught.value)


@pytest.mark.parametrize("rule", SILENT)
def test_a_blueprint_does_not_write_it(rule: str) -> None:
    assert rule not in found_in(SILENT[rule]())


def test_a_wildcard_needs_a_reason() -> None:
    with pytest.raises(CfngwError, match="reason"):
        api(Route("GET /", function(allow=[loose.Allow("iam:PassRole", "*")]))).to_yaml()
    assert "W9901" in found_in(api(Route("GET /", function(allow=[Allow("iam:PassRole", "*", reason="all of them")]))))


def test_each_rule_of_the_family_is_told() -> None:
    mine = {name for name in rules() if 9870 <= int(name[1:]) < 9910}
    assert mine == REFUSED.keys() | SILENT.keys() | NOTES.keys()
