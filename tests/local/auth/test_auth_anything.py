"""Whatever comes, it is let by or it is a Fault: random answers, policies, headers and tokens."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cfngw.local.auth.policy import Asked, Policy, PolicyFault
from cfngw.local.auth.sigv4 import SignatureFault, check, signature_of
from cfngw.local.exchange import Call
from cfngw.local.fault import Fault
from cfngw.local.running import Identities, Invocation
from local_auth import CUSTOM, Served, custom, http, rest

WORDS = st.sampled_from(
    [
        "Allow",
        "Deny",
        "*",
        "execute-api:Invoke",
        "arn:aws:execute-api:*",
        "StringLike",
        "${aws:username}",
        "",
        "a",
        "10",
    ]
)
NAMES = st.sampled_from(
    [
        "Statement",
        "Effect",
        "Action",
        "Resource",
        "Condition",
        "Principal",
        "AWS",
        "NotAction",
        "principalId",
        "policyDocument",
        "context",
        "StringEquals",
        "ForAllValues:NumericLessThan",
        "IpAddress",
        "Null",
        "aws:SourceIp",
    ]
)
LEAVES = st.one_of(WORDS, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False))
DATA = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=25
)
STATEMENT = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny"]), "Action": st.just("*"), "Resource": WORDS},
    optional={"Condition": DATA, "Principal": DATA},
)
REST = Served(rest(custom("      Type: TOKEN\n      AuthorizerResultTtlInSeconds: 0\n"), CUSTOM))
JWT = Served(
    http(
        """  Auth:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      Name: auth
      AuthorizerType: JWT
      IdentitySource: [$request.header.Authorization]
      JwtConfiguration: {Issuer: "https://i", Audience: [a]}""",
        "      AuthorizationType: JWT\n      AuthorizerId: !Ref Auth",
    ),
    identities=Identities(jwks={"*": "/none"}),
)
IAM = Served(rest("", "\n      AuthorizationType: AWS_IAM"), identities=Identities(keys={"A": {"secret": "s"}}))
HEADER = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)


def outcome(api: Served, headers: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Give the type of the fault, or "" and what the authorizer gave."""
    try:
        return "", api.ask("GET /notes", headers=headers).authorizer or {}
    except Fault as fault:
        return fault.type, {}


@given(st.one_of(DATA, st.fixed_dictionaries({"principalId": LEAVES, "policyDocument": DATA, "context": DATA})))
def test_any_answer_of_a_function(answer: Any) -> None:
    REST.functions.answer = lambda _event: Invocation(json.dumps(answer).encode())
    kind, given = outcome(REST, {"Authorization": "x"})
    assert kind in ("", "AUTHORIZER_CONFIGURATION_ERROR", "ACCESS_DENIED")
    assert all(isinstance(value, str) for value in given.values())


@given(st.binary(max_size=50), st.booleans())
def test_any_bytes_of_a_function(payload: bytes, failed: bool) -> None:
    REST.functions.answer = lambda _event: Invocation(payload, failed)
    assert REST.refused("GET /notes", headers={"Authorization": "x"}).type.startswith("AUTHORIZER_")


@given(st.one_of(DATA, st.fixed_dictionaries({"Statement": st.lists(STATEMENT, max_size=3)})), st.booleans())
def test_any_policy(document: Any, resource_based: bool) -> None:
    try:
        decision = Policy(document, resource_based=resource_based).decide(Asked("arn:aws:execute-api:a:b:c/d/GET/e"))
    except PolicyFault:
        return
    assert decision.effect in ("Allow", "Deny", "neither")


@given(HEADER)
def test_any_token(text: str) -> None:
    assert JWT.refused("GET /notes", headers={"Authorization": text}).type == "UNAUTHORIZED"
    assert JWT.refused("GET /notes", headers={"Authorization": f"Bearer {text}.{text}.{text}"}).type == "UNAUTHORIZED"


@given(HEADER, HEADER, HEADER)
def test_any_signature(one: str, two: str, three: str) -> None:
    header = (
        f"AWS4-HMAC-SHA256 Credential=A/{one}/execute-api/aws4_request, SignedHeaders=host;{two}, Signature={three}"
    )
    for text in (one, f"AWS4-HMAC-SHA256 {two}", header):
        assert IAM.refused("GET /notes", headers={"Authorization": text, "X-Amz-Date": three}).status == 403


@given(st.text(max_size=40), st.text("/.%a ", max_size=20))
def test_any_query_and_path(query: str, path: str) -> None:
    call = Call(
        "GET",
        f"/{path}",
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A/b/c/execute-api/aws4_request"
        f"&X-Amz-SignedHeaders=host&X-Amz-Signature=0&X-Amz-Date=20270115T080000Z&{query}",
    )
    try:
        found = signature_of(call)
        assert found is not None
        check(call, found, "s", region="c", now=0)
    except SignatureFault:
        pass
