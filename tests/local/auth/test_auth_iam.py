"""AWS_IAM (seed row A47): signatures that botocore makes, keys that are given, policies of both sides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from cfngw.local.auth.sigv4 import MISMATCH, SignatureFault, check, signature_of
from cfngw.local.exchange import Call
from cfngw.local.fault import Fault
from cfngw.local.running import Identities
from local_auth import API_ARN, Served, http, rest

METHOD = "\n      AuthorizationType: AWS_IAM"
ALICE = {"arn": "arn:aws:iam::123456789012:user/alice", "user": "AIDAALICE"}
SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=AKIA1/20270115/us-east-1/execute-api/aws4_request,"
    " SignedHeaders=host;x-amz-date, Signature=00",
    "X-Amz-Date": "20270115T080000Z",
}


def served(identity: dict[str, Any] | None = None, policy: str = "") -> Served:
    return Served(
        rest("", METHOD, policy), identities=Identities(keys={"AKIA1": ALICE if identity is None else identity})
    )


def test_a_known_key_gives_its_owner() -> None:
    passage = served().ask("GET /notes", headers=SIGNED)
    assert passage.identity is not None
    expected = {
        "accessKey": "AKIA1",
        "accountId": "123456789012",
        "caller": "AIDAALICE",
        "user": "AIDAALICE",
        "userArn": ALICE["arn"],
        "arn": ALICE["arn"],
        "account": "123456789012",
    }
    assert {name: passage.identity[name] for name in expected} == expected
    assert passage.authorizer is None
    assert "no secret is given" in passage.journey.steps[0].said


def test_an_http_api_gets_it_as_its_payload_has_it() -> None:
    api = Served(http("", "      AuthorizationType: AWS_IAM"), identities=Identities(keys={"AKIA1": ALICE}))
    assert api.ask("GET /notes", headers=SIGNED).authorizer == {
        "iam": {
            "accessKey": "AKIA1",
            "accountId": "123456789012",
            "callerId": "AIDAALICE",
            "cognitoIdentity": None,
            "principalOrgId": None,
            "userArn": ALICE["arn"],
            "userId": "AIDAALICE",
        }
    }
    for headers in (
        {},
        {"Authorization": "x"},
        {**SIGNED, "Authorization": SIGNED["Authorization"].replace("A1", "A2")},
    ):
        fault = api.refused("GET /notes", headers=headers)
        assert (fault.type, fault.status, fault.message) == ("ACCESS_DENIED", 403, None)


def test_a_request_that_is_not_signed_misses_its_token() -> None:
    fault = served().refused("GET /notes")
    assert (fault.type, fault.message) == ("MISSING_AUTHENTICATION_TOKEN", None)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Bearer secret", "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256"),
        ("AWS4-HMAC-SHA256 x", "Invalid key=value pair"),
        ("AWS4-HMAC-SHA256 Signature=1", "Authorization header requires 'Credential' parameter."),
        ("AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=1", "Credential must have exactly 5"),
    ],
)
def test_a_malformed_signature_is_told_without_showing_it(header: str, said: str) -> None:
    fault = served().refused("GET /notes", headers={"Authorization": header, "X-Amz-Date": "20270115T080000Z"})
    assert fault.type == "INVALID_SIGNATURE"
    assert fault.message is not None
    assert fault.message.startswith(said)
    assert "secret" not in fault.message


def test_an_unknown_key_is_refused_with_a_hint() -> None:
    headers = {**SIGNED, "Authorization": SIGNED["Authorization"].replace("AKIA1", "AKIA2")}
    fault = served().refused("GET /notes", headers=headers)
    assert (fault.status, fault.message) == (403, "The security token included in the request is invalid.")
    assert "keys:" in fault.hint


# Signatures, checked against botocore's


def signed(url: str, *, secret: str = "s3cret", body: bytes = b"", method: str = "GET", query: bool = False) -> Call:
    request = AWSRequest(method, url, data=body, headers={"X-Tag": "  a   b "})
    credentials = Credentials("AKIA1", secret)
    auth = (SigV4QueryAuth if query else SigV4Auth)(credentials, "execute-api", "us-east-1")
    auth.add_auth(request)
    prepared = request.prepare()
    path, _, parameters = prepared.url.removeprefix("http://127.0.0.1:3000").partition("?")
    headers = tuple((name, value) for name, value in prepared.headers.items() if name.lower() != "host")
    return Call(method, path, parameters, (("Host", "127.0.0.1:3000"), *headers), body)


def good(call: Call, **facts: Any) -> None:
    given = signature_of(call)
    assert given is not None
    now = datetime.now(UTC).timestamp()
    check(call, given, **{"secret": "s3cret", "region": "us-east-1", "now": now, **facts})


@pytest.mark.parametrize("query", [False, True])
@pytest.mark.parametrize(
    "path",
    [
        "/dev/notes",
        "/",
        "/dev/notes/",
        "/dev//notes/../x",
        "/dev/a%20b/%C3%A9",
        "/dev/notes?b=2&a=1&a=0",
        "/dev/notes?x=%20%2F&empty=",
        "/dev/a:b,c;d=e",
    ],
)
def test_a_signature_of_botocore_is_good(path: str, query: bool) -> None:
    good(signed(f"http://127.0.0.1:3000{path}", query=query))


def test_a_signature_covers_body_method_path_and_headers() -> None:
    call = signed("http://127.0.0.1:3000/dev/notes?a=1", body=b"{}", method="POST")
    good(call)
    for changed in (
        {"body": b"[]"},
        {"method": "PUT"},
        {"path": "/dev/other"},
        {"query": "a=2"},
        {"headers": tuple((name, "x" if name == "X-Tag" else value) for name, value in call.headers)},
    ):
        facts: dict[str, Any] = {
            "method": call.method,
            "path": call.path,
            "query": call.query,
            "headers": call.headers,
            "body": call.body,
            **changed,
        }
        with pytest.raises(SignatureFault, match="does not match the signature"):
            good(Call(**facts))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"secret": "else"}, MISMATCH),
        ({"region": "eu-west-1"}, "Credential should be scoped to a valid region, not 'us-east-1'."),
        ({"now": datetime.now(UTC).timestamp() + 400}, "Signature expired: "),
        ({"now": datetime.now(UTC).timestamp() - 400}, "Signature not yet current: "),
    ],
)
def test_what_else_a_signature_must_be(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(SignatureFault) as caught:
        good(signed("http://127.0.0.1:3000/dev/notes"), **facts)
    assert caught.value.message.startswith(said)


def test_a_secret_makes_the_gateway_check() -> None:
    fault = served({**ALICE, "secret": "s3cret"}).refused("GET /notes", headers={**SIGNED, "Host": "x"})
    assert (fault.type, fault.message) == ("INVALID_SIGNATURE", MISMATCH)
    assert "s3cret" not in fault.hint


def test_a_session_token_must_be_the_given_one() -> None:
    api = served({**ALICE, "session_token": "t"})
    assert api.ask("GET /notes", headers={**SIGNED, "X-Amz-Security-Token": "t"})
    for headers in (SIGNED, {**SIGNED, "X-Amz-Security-Token": "ÿ"}):
        assert api.refused("GET /notes", headers=headers).message == (
            "The security token included in the request is invalid."
        )


@pytest.mark.parametrize("query", ["X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=x", "X-Amz-Algorithm="])
def test_half_a_signature_in_the_query_is_none(query: str) -> None:
    assert served().refused(f"GET /notes?{query}").status == 403


@pytest.mark.parametrize("date", ["", "x", "99999999T999999Z", "20270115T080000Z\n", "ÿ"])
@pytest.mark.parametrize("headers", ["host", "", ";;;", "none;host"])
def test_hostile_signatures_are_refused(date: str, headers: str) -> None:
    header = SIGNED["Authorization"].replace("host;x-amz-date", headers).replace("Signature=00", "Signature=ÿ")
    fault = served({**ALICE, "secret": "x"}).refused(
        "GET /notes", headers={"Authorization": header, "X-Amz-Date": date}
    )
    assert fault.status == 403


# Policies of both sides


def statement(effect: str, resource: str = f"{API_ARN}/dev/GET/notes") -> dict[str, Any]:
    return {"Statement": [{"Effect": effect, "Action": "execute-api:*", "Resource": resource}]}


RESOURCE_POLICY = """
      Policy:
        Statement:
          - Effect: EFFECT
            Principal: {AWS: "arn:aws:iam::ACCOUNT:user/alice"}
            Action: execute-api:Invoke
            Resource: '*'"""


def outcome(own: str, theirs: str, account: str) -> str:
    identity: dict[str, Any] = {"arn": f"arn:aws:iam::{account}:user/alice"}
    identity["policy"] = statement("Allow", "arn:aws:s3:::x") if own == "-" else statement(own)
    effect, other = ("Allow", "999999999999") if theirs == "-" else (theirs, account)
    policy = RESOURCE_POLICY.replace("EFFECT", effect).replace("ACCOUNT", other)
    try:
        served(identity, policy).ask("GET /notes", headers=SIGNED)
    except Fault as fault:
        return "explicit" if "explicit deny" in (fault.message or "") else "implicit"
    return "allow"


@pytest.mark.parametrize(
    ("own", "theirs", "same", "cross"),
    [
        ("Allow", "Allow", "allow", "allow"),
        ("Allow", "-", "allow", "implicit"),
        ("Allow", "Deny", "explicit", "explicit"),
        ("-", "Allow", "allow", "implicit"),
        ("-", "-", "implicit", "implicit"),
        ("-", "Deny", "explicit", "explicit"),
        ("Deny", "Allow", "explicit", "explicit"),
        ("Deny", "-", "explicit", "explicit"),
        ("Deny", "Deny", "explicit", "explicit"),
    ],
)
def test_the_tables_of_the_authorization_flow(own: str, theirs: str, same: str, cross: str) -> None:
    assert outcome(own, theirs, "123456789012") == same
    assert outcome(own, theirs, "210987654321") == cross


def test_a_refusal_names_the_caller_and_hides_the_account() -> None:
    fault = served({**ALICE, "policy": statement("Deny")}).refused("GET /notes", headers=SIGNED)
    assert fault.message == (
        "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: execute-api:Invoke on resource:"
        " arn:aws:execute-api:us-east-1:********9012:abc123/dev/GET/notes"
        " with an explicit deny in an identity-based policy"
    )


def test_a_policy_that_is_none_lets_nobody_by() -> None:
    fault = served({**ALICE, "policy": {"Statement": [{}]}}).refused("GET /notes", headers=SIGNED)
    assert "not valid" in fault.hint
