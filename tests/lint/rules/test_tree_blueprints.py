"""cfngw's own blueprints refuse the mistakes in the tree of a REST API, or can't write them."""

from __future__ import annotations

import pytest
from blueprint_checks import findings, made, refusal

from cfngw.lint.rules.catalogue import rules

FAMILY = range(9500, 9530)
_ALL = '[Method(f"{verb} /", hello) for verb in ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")]'
REFUSED = {
    "E9500": ('[Method("GET /v{n}", hello)]', "neither a text nor a variable"),
    "E9501": ('[Method("GET /{id}", hello), Method("GET /{name}", hello)]', "stands where {id} stands already"),
    "E9503": ('[Method("GET /{proxy+}/notes", hello)]', "takes all that follows"),
    "W9504": ('[Method("GET /{id}/{id}", hello)]', "stands twice in the path"),
    "E9507": ('[Method("GET /notes", hello), Method("GET /notes", hello)]', "is declared twice"),
    "E9508": ('[Method("TRACE /", hello)]', "no method of API Gateway"),
    "W9509": ('[Method("get /", hello)]', "no method of API Gateway"),
    "I9511": (_ALL, "can never be reached"),
}
CANNOT = ("E9502", "E9505", "E9506", "I9510")  # resources are made of the paths of methods, each once
NOTES = {
    "W9512": "a quota that AWS raises: the build says how near it is",
    "W9513": ":id is a text that clients may send; cfngw takes a path as it is written",
    "I9514": "whether the path above is served is up to who declares the API",
}


def _blueprint(methods: str) -> str:
    return f'RestApiLambdaBlueprint(name="Notes", methods={methods})'


@pytest.mark.parametrize("rule", REFUSED)
def test_a_blueprint_refuses_it(rule: str) -> None:
    methods, word = REFUSED[rule]
    assert word in refusal(_blueprint(methods))


def test_a_blueprint_cannot_write_it() -> None:
    text = made(
        _blueprint('[Method("GET /notes/{id}", hello), Method("ANY /notes", hello), Method("PUT /users", hello)]')
    )
    assert findings(text, FAMILY) == {}


def test_each_rule_is_told_of() -> None:
    assert {*REFUSED, *CANNOT, *NOTES} == {rule for rule in rules() if int(rule[1:]) in FAMILY}
