"""Resource policies of REST APIs (seed rows C05, X02; pains P28): source addresses, routes, and the flow."""

from __future__ import annotations

from typing import Any

import pytest

from cfngw.local.running import Identities
from local_auth import API_ARN, CUSTOM, Served, answered, custom, rest

TOKEN = "      Type: TOKEN\n"
EVERYONE = '{Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: "execute-api:/*/*/*"}'


def policy(*statements: str) -> str:
    lines = "".join(f"\n          - {statement}" for statement in statements)
    return f"\n      Policy:\n        Version: 2012-10-17\n        Statement:{lines}"


def served(*statements: str, **facts: Any) -> Served:
    return Served(rest("", "\n      AuthorizationType: NONE", policy(*statements)), **facts)


def test_everyone_may_call_where_the_policy_says_so() -> None:
    passage = served(EVERYONE).ask("GET /notes")
    step = passage.journey.steps[0]
    assert (step.name, step.said) == ("policy", "the resource policy allows it: statement 1")
    assert step.at is not None
    assert step.at.where.line == 10


def test_an_api_without_a_policy_lets_all_by() -> None:
    assert Served(rest()).ask("GET /open").journey.steps == []


def test_silence_refuses_a_route_without_an_authorizer() -> None:
    fault = served(EVERYONE.replace("/*/*/*", "/*/GET/*")).refused("POST /notes")
    assert fault.type == "ACCESS_DENIED"
    assert fault.message == (
        "User: anonymous is not authorized to perform: execute-api:Invoke on resource:"
        " arn:aws:execute-api:us-east-1:********9012:abc123/dev/POST/notes"
        " because no resource-based policy allows the execute-api:Invoke action"
    )


def test_a_deny_says_so_and_where() -> None:
    fault = served(EVERYONE, '{Effect: Deny, Sid: Denied, Principal: "*", Action: "*", Resource: "execute-api:/dev/*"}')
    refused = fault.refused("GET /notes")
    assert refused.message is not None
    assert refused.message.endswith("abc123/dev/GET/notes with an explicit deny in a resource-based policy")
    assert refused.hint == "the resource policy denies it: statement 2 (Denied)"
    assert refused.at is not None
    assert refused.at.where.line == 11


@pytest.mark.parametrize(("address", "passes"), [("192.0.2.7", True), ("198.51.100.1", False), ("127.0.0.1", False)])
def test_source_addresses(address: str, passes: bool) -> None:
    condition = ", Condition: {IpAddress: {'aws:SourceIp': [192.0.2.0/24]}}}"
    api = served(EVERYONE.removesuffix("}") + condition)
    if passes:
        api.ask("GET /notes", source_ip=address)
    else:
        hint = api.refused("GET /notes", source_ip=address).hint
        assert "not met: IpAddress aws:SourceIp" in hint


def test_an_address_that_a_header_claims_is_none() -> None:
    api = served(EVERYONE.removesuffix("}") + ", Condition: {IpAddress: {'aws:SourceIp': [192.0.2.0/24]}}}")
    api.refused("GET /notes", headers={"X-Forwarded-For": "192.0.2.7"})


def test_the_api_itself_may_be_named() -> None:
    arn = "!Sub 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/GET/*'"
    api = served(f'{{Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: {arn}}}')
    assert api.ask("GET /notes")
    api.refused("POST /notes")


def test_a_private_api_goes_by_the_conditions_that_the_user_gives() -> None:
    """P28: what only AWS knows of a request is not there unless given."""
    condition = ", Condition: {StringNotEquals: {'aws:SourceVpce': vpce-1}}}"
    deny = EVERYONE.replace("Allow", "Deny").removesuffix("}") + condition
    assert served(EVERYONE, deny).refused("GET /notes").message is not None
    identities = Identities(conditions={"aws:SourceVpce": "vpce-1"})
    assert served(EVERYONE, deny, identities=identities).ask("GET /notes")


@pytest.mark.parametrize(
    ("condition", "passes"),
    [
        ("Bool: {'aws:SecureTransport': 'true'}", True),
        ("StringLike: {'aws:UserAgent': 'curl/*'}", True),
        ("StringEquals: {'aws:Referer': 'https://notes.example'}", True),
        ("DateLessThan: {'aws:CurrentTime': '2027-02-01T00:00:00Z'}", True),
        ("NumericGreaterThan: {'aws:EpochTime': 1900000000}", False),
        ("StringEquals: {'aws:PrincipalArn': 'x'}", False),
        ("StringEquals: {'made:Up': 'x'}", False),
    ],
)
def test_condition_keys_of_a_request(condition: str, passes: bool) -> None:
    api = served(EVERYONE.removesuffix("}") + f", Condition: {{{condition}}}}}")
    headers = {"User-Agent": "curl/8", "Referer": "https://notes.example"}
    if passes:
        api.ask("GET /notes", headers=headers)
    else:
        api.refused("GET /notes", headers=headers)


def test_a_policy_that_nobody_can_tell_lets_nobody_by() -> None:
    text = "Parameters: {Net: {Type: String}}\n" + rest(
        "",
        "",
        policy(EVERYONE.removesuffix("}") + ", Condition: {NotIpAddress: {'aws:SourceIp': !Ref Net}}}"),
    )
    fault = Served(text).refused("GET /notes")
    assert "can't be told" in fault.hint
    assert "Net" in fault.hint
    assert Served(text, parameters={"Net": "10.0.0.0/8"}).ask("GET /notes")


@pytest.mark.parametrize("statement", ["{}", "{Effect: Allow, Action: '*', Resource: '*'}", "x"])
def test_a_policy_that_is_none_lets_nobody_by(statement: str) -> None:
    assert "not valid" in served(statement).refused("GET /notes").hint


def test_a_tested_passage_goes_past_it() -> None:
    assert served("x").ask("GET /notes", tested=True)


# Table A, behind a Lambda authorizer


@pytest.mark.parametrize(
    ("authorizer", "theirs", "outcome"),
    [
        ("Allow", "Allow", "allow"),
        ("Allow", "-", "allow"),
        ("Allow", "Deny", "explicit"),
        ("-", "Allow", "allow"),
        ("-", "-", "implicit"),
        ("-", "Deny", "explicit"),
        ("Deny", "Allow", "explicit"),
        ("Deny", "-", "explicit"),
        ("Deny", "Deny", "explicit"),
    ],
)
def test_a_lambda_authorizer_and_the_policy_decide_together(authorizer: str, theirs: str, outcome: str) -> None:
    statement = EVERYONE.replace("Allow", "Deny" if theirs == "Deny" else "Allow")
    if theirs == "-":
        statement = statement.replace("/*/*/*", "/other/*")
    answer = answered("Allow" if authorizer == "-" else authorizer, "arn:x" if authorizer == "-" else f"{API_ARN}/*")
    api = Served(rest(custom(TOKEN), CUSTOM, policy(statement)), lambda _: answer)
    if outcome == "allow":
        assert api.ask("GET /notes", headers={"Authorization": "x"}).authorizer
    else:
        fault = api.refused("GET /notes", headers={"Authorization": "x"})
        assert ("explicit deny" in (fault.message or "")) == (outcome == "explicit")
    assert len(api.functions.events) == (theirs != "Deny")


def test_an_endpoint_of_the_template_goes_by_its_logical_id() -> None:
    lines = rest("  Vpce: {Type: AWS::EC2::VPCEndpoint}", "\n      AuthorizationType: NONE")
    statement = EVERYONE.removesuffix("}") + ", Condition: {StringEquals: {'aws:SourceVpce': !Ref Vpce}}}"
    text = lines.replace("Name: notes", "Name: notes" + policy(statement))
    assert Served(text, identities=Identities(conditions={"aws:SourceVpce": ["x", "Vpce"]})).ask("GET /notes")
