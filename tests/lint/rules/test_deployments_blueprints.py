"""cfngw's own blueprints refuse the mistakes with deployments and stages, or can't write them."""

from __future__ import annotations

import pytest
from blueprint_checks import findings, made, refusal

from cfngw.lint.rules.catalogue import rules

FAMILY = range(9720, 9760)
_REST = 'RestApiLambdaBlueprint(name="Notes", methods=[Method("GET /", hello), Method("PUT /", hello)], '
_SETTING = 'Stage("dev", method_settings={"GET /x": MethodSettings(metrics=True)})'
REFUSED = {
    "E9722": ('RestApiLambdaBlueprint(name="Notes", methods=[])', "no methods"),
    "E9723": (f'{_REST}stages=[Stage("dev"), Stage("dev")])', "declared twice"),
    "E9727": ('Stage("v1.0")', "name does not take this value"),
    "E9728": ('Stage("dev", variables={"my-table": "notes"})', "variables does not take this name"),
    "E9729": ('MethodSettings(logging_level="DEBUG")', "logging_level does not take this value"),
    "W9730": (f"{_REST}stages=[{_SETTING}])", "no method"),
    "E9734": ('AccessLogs("$context.status")', "does not name the request id"),
    "E9736": ('AccessLogs(destination_arn="arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs")', "no stream"),
    "I9737": ("MethodSettings(data_trace=True)", "data_trace writes into the execution log"),
    "E9738": ("Canary(150)", "percent does not take this value"),
    "W9739": ('Stage("dev", canary=Canary(5, use_cache=True))', "has no cache"),
    "W9741": ('Stage("dev", method_settings=MethodSettings(cache_ttl_seconds=5))', "has no cache"),
    "W9743": ("Throttle(rate=2, burst=0)", "no request gets through"),
}
# A deployment is made last, waits for all that it holds, makes no stage and is called by a digest.
CANNOT = ("E9720", "W9721", "W9724", "I9725", "E9726", "W9742", "E9745", "W9746", "E9733", "W9731")
NOTES = {
    "W9732": "the account's role lies in a stack of its own: the build names the blueprint to deploy first",
    "W9735": "AWS adds variables: a format of the user's own is taken as it is",
    "E9740": "AWS may add sizes: cfngw takes any number",
    "W9744": "a quota that AWS raises: the build says how near it is",
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_blueprint_refuses_it(rule: str) -> None:
    snippet, word = REFUSED[rule]
    assert word in refusal(snippet)


@pytest.mark.parametrize("layout", ["resources", "openapi"])
def test_a_blueprint_cannot_write_it(layout: str) -> None:
    stage = 'Stage("dev", tracing=True, access_logs=AccessLogs(), method_settings=MethodSettings(logging_level="INFO"))'
    text = made(f'{_REST}stages=[{stage}, Stage("prod", cache_cluster_size="0.5")], layout="{layout}")')
    assert set(findings(text, FAMILY)) == {"W9732"}


def test_the_role_of_the_account_is_one_that_api_gateway_takes() -> None:
    assert findings(made("Blueprint(resources=[ApiGatewayAccount()])"), FAMILY) == {}


def test_each_rule_is_told_of() -> None:
    assert {*REFUSED, *CANNOT, *NOTES} == {rule for rule in rules() if int(rule[1:]) in FAMILY}
