"""User pools of REST APIs (seed row A47): identity tokens and access tokens, their claims, and several pools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cfngw.local.auth.sign import make_keys, token
from cfngw.local.running import Identities
from local_auth import Served, rest

NOW = 1_800_000_000
POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCd"
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCd"
ID = {"iss": ISSUER, "token_use": "id", "aud": "client", "cognito:username": "alice"}
ACCESS = {"iss": ISSUER, "token_use": "access", "client_id": "client", "scope": "notes/read notes/write"}
METHOD = "\n      AuthorizationType: COGNITO_USER_POOLS\n      AuthorizerId: !Ref Auth"
SCOPES = METHOD + "\n      AuthorizationScopes: [notes/write, notes/admin]"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_keys(tmp_path_factory.mktemp("keys"))


def template(pools: str = f'["{POOL}"]', method: str = METHOD, more: str = "", policy: str = "") -> str:
    authorizer = f"""  Pool: {{Type: AWS::Cognito::UserPool}}
  Auth:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Name: auth
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
      ProviderARNs: {pools}{more}"""
    return rest(authorizer, method, policy)


def served(key: Path, text: str = "", *, name: str = POOL, **facts: Any) -> Served:
    identities = Identities(jwks={name: str(key.parent / "jwks.json")})
    return Served(text or template(), identities=identities, **facts)


def bearer(key: Path, claims: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(claims, key, now=NOW)}"}


def test_an_identity_token_gives_its_claims_as_rest_apis_write_them(key: Path) -> None:
    claims = {**ID, "email_verified": True, "cognito:groups": ["a", "b"], "auth_time": NOW, "address": {"city": "x"}}
    passage = served(key).ask("GET /notes", headers=bearer(key, claims))
    assert passage.authorizer == {
        "claims": {
            **ID,
            "email_verified": "true",
            "cognito:groups": "a,b",
            "auth_time": "1800000000",
            "address": '{"city":"x"}',
            "iat": "Fri Jan 15 08:00:00 UTC 2027",
            "exp": "Fri Jan 15 09:00:00 UTC 2027",
        }
    }
    assert passage.journey.steps[0].said == "auth lets alice by (verified)"


@pytest.mark.parametrize("name", [POOL, ISSUER, "us-east-1_AbCd", "*"])
def test_keys_are_given_by_arn_issuer_id_or_for_all(key: Path, name: str) -> None:
    assert served(key, name=name).ask("GET /notes", headers=bearer(key, ID))


def test_a_pool_of_the_template_goes_by_its_logical_id_and_takes_any_issuer(key: Path) -> None:
    api = served(key, template("[!GetAtt Pool.Arn]"), name="Pool")
    assert api.ask("GET /notes", headers=bearer(key, {**ID, "iss": "https://anything.example"}))


def test_bearer_may_be_left_out(key: Path) -> None:
    assert served(key).ask("GET /notes", headers={"Authorization": token(ID, key, now=NOW)})


@pytest.mark.parametrize(
    "claims",
    [ACCESS, {**ID, "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Else"}, {**ID, "token_use": None}],
)
def test_another_token_is_401(key: Path, claims: dict[str, Any]) -> None:
    fault = served(key).refused("GET /notes", headers=bearer(key, claims))
    assert (fault.type, fault.message) == ("UNAUTHORIZED", None)


def test_no_token_is_401(key: Path) -> None:
    for headers in ({}, {"Authorization": ""}, {"Authorization": "Bearer "}, {"Authorization": "x.y.z"}):
        assert served(key).refused("GET /notes", headers=headers).type == "UNAUTHORIZED"


def test_an_expired_token_is_said_to_be(key: Path) -> None:
    fault = served(key).refused("GET /notes", headers=bearer(key, {**ID, "exp": NOW - 1}))
    assert (fault.type, fault.message) == ("UNAUTHORIZED", "The incoming token has expired")


def test_scopes_ask_for_an_access_token_that_has_one(key: Path) -> None:
    api = served(key, template(method=SCOPES))
    assert api.ask("GET /notes", headers=bearer(key, ACCESS))
    for claims in (ID, {**ID, "scope": "notes/write"}, {**ACCESS, "scope": "notes/read"}):
        assert api.refused("GET /notes", headers=bearer(key, claims)).type == "UNAUTHORIZED"


def test_a_token_of_any_of_several_pools_is_good(key: Path, tmp_path: Path) -> None:
    other = make_keys(tmp_path)
    pools = f'["{POOL}", "{POOL}2"]'
    jwks = {POOL: str(other.parent / "jwks.json"), f"{POOL}2": str(key.parent / "jwks.json")}
    api = Served(template(pools), identities=Identities(jwks=jwks))
    assert api.ask("GET /notes", headers=bearer(key, {**ID, "iss": f"{ISSUER}2"}))
    assert api.ask("GET /notes", headers=bearer(other, ID))
    assert api.refused("GET /notes", headers=bearer(other, {**ID, "iss": f"{ISSUER}2"})).type == "UNAUTHORIZED"


def test_a_validation_expression_is_for_the_audience(key: Path) -> None:
    api = served(key, template(more="\n      IdentityValidationExpression: cl[a-z]+"))
    assert api.ask("GET /notes", headers=bearer(key, ID))
    assert api.refused("GET /notes", headers=bearer(key, {**ID, "aud": "x"})).type == "UNAUTHORIZED"


def test_a_stage_variable_may_name_the_pool(key: Path) -> None:
    pools = '["arn:aws:cognito-idp:us-east-1:123456789012:userpool/${stageVariables.pool}"]'
    api = served(key, template(pools), variables={"pool": "us-east-1_AbCd"})
    assert api.ask("GET /notes", headers=bearer(key, ID))
    assert api.refused("GET /notes", headers=bearer(key, {**ID, "iss": "x"})).type == "UNAUTHORIZED"


def test_a_pool_without_keys_is_401_with_a_hint(key: Path) -> None:
    api = Served(template())
    assert f'"{POOL}": "jwks.json"' in api.refused("GET /notes", headers=bearer(key, ID)).hint


def test_a_given_token_stands_for_its_claims() -> None:
    identities = Identities(tokens={"alice": {"sub": "alice", "exp": 5}})
    passage = Served(template(), identities=identities).ask("GET /notes", headers={"Authorization": "alice"})
    assert passage.authorizer == {"claims": {"sub": "alice", "exp": "Thu Jan 01 00:00:05 UTC 1970"}}


def test_behind_a_user_pool_the_resource_policy_must_allow(key: Path) -> None:
    policy = """
      Policy:
        Statement:
          - {Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: execute-api:/*/GET/*}"""
    api = served(key, template(policy=policy))
    assert api.ask("GET /notes", headers=bearer(key, ID))
    fault = api.refused("POST /notes", headers=bearer(key, ID))
    assert fault.type == "ACCESS_DENIED"
    assert api.refused("POST /notes").type == "UNAUTHORIZED"
