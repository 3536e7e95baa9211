"""cfngw's own blueprints refuse the mistakes with keys and plans, or can't write them."""

from __future__ import annotations

import pytest
from blueprint_checks import findings, made, refusal

from cfngw.lint.rules.catalogue import rules

FAMILY = range(9630, 9650)
_REST = 'RestApiLambdaBlueprint(name="Notes", methods=[Method("GET /", hello, api_key_required=True)], '
REFUSED = {
    "W9630": (f"{_REST})", "no usage plan"),
    "E9632": (f'{_REST}usage_plans=[UsagePlan("free", stages=["prod"])])', "has no stage"),
    "E9633": ('ApiKey("web", value="short")', "value does not take this text"),
    "W9635": ('ApiKey("web", value="0123456789abcdef0123456789")', "value does not take this text"),
    "E9636": ('Quota(5, "DAY", offset=1)', "has no offset 1"),
    "W9637": ("Throttle(rate=1, burst=0)", "no request gets through"),
    "W9639": (f'{_REST}usage_plans=[UsagePlan("free", method_throttles={{"GET /x": Throttle(rate=1)}})])', "no method"),
    "E9641": (f'{_REST}usage_plans=[UsagePlan("free", keys=[ApiKey("web"), ApiKey("web")])])', "twice"),
    "E9643": (f'{_REST}api_key_source="AUTHORIZER", usage_plans=[UsagePlan("free")])', "from an authorizer's function"),
}
CANNOT = ("W9631", "E9634", "E9640", "W9642", "W9645")  # plans refer to stages and keys, which are on unless asked
NOTES = {
    "I9638": "advice: a small burst can be meant",
    "I9644": "advice: whether a key is enough is up to who declares the API",
    "W9646": "the methods may ask for keys later, by customize(); the build takes a plan as it is declared",
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_blueprint_refuses_it(rule: str) -> None:
    snippet, word = REFUSED[rule]
    assert word in refusal(snippet)


def test_a_blueprint_cannot_write_it() -> None:
    plans = (
        'usage_plans=[UsagePlan("free", keys=[ApiKey("web"), ApiKey("app")]), UsagePlan("paid", keys=[ApiKey("vip")])]'
    )
    text = made(f'{_REST}stages=[Stage("dev"), Stage("prod")], {plans})')
    assert findings(text, FAMILY) == {}


def test_each_rule_is_told_of() -> None:
    assert {*REFUSED, *CANNOT, *NOTES} == {rule for rule in rules() if int(rule[1:]) in FAMILY}
