"""JWT authorizers of HTTP APIs, with keys and tokens made for the test; and what hostile tokens come to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import jwt
import pytest

from cfngw.errors import OutputError, UsageError
from cfngw.local.auth.sign import make_keys, token
from cfngw.local.running import Identities
from local_auth import Served, http

ISSUER = "https://issuer.example"
URL = "http://127.0.0.1:9/jwks.json"
AUTHORIZER = f"""  Auth:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      Name: auth
      AuthorizerType: JWT
      IdentitySource: [$request.header.Authorization]
      JwtConfiguration: {{Issuer: "{ISSUER}", Audience: [notes, other]}}"""
ROUTE = "      AuthorizationType: JWT\n      AuthorizerId: !Ref Auth"
NOW = 1_800_000_000
GOOD = {"iss": ISSUER, "aud": "notes", "sub": "alice"}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_keys(tmp_path_factory.mktemp("keys"))


def served(key: Path, *, scopes: str = "", jwks: dict[str, str] | None = None, **facts: Any) -> Served:
    given = {ISSUER: str(key.parent / "jwks.json")} if jwks is None else jwks
    route = ROUTE + (f"\n      AuthorizationScopes: [{scopes}]" if scopes else "")
    return Served(http(AUTHORIZER, route), identities=Identities(jwks=given), **facts)


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def signed(key: Path, **claims: Any) -> str:
    return token({**GOOD, **claims}, key, now=NOW)


def raw(payload: bytes, key: Path) -> str:
    return jwt.api_jws.encode(payload, key.read_bytes(), algorithm="RS256", headers={"kid": kid(key)})


def kid(key: Path) -> str:
    return str(json.loads((key.parent / "jwks.json").read_bytes())["keys"][0]["kid"])


def segment(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_a_good_token_gives_its_claims_as_texts(key: Path) -> None:
    text = signed(key, n=5, f=1.5, ok=True, groups=["a", "b"], map={"z": 1, "a": "b"})
    passage = served(key).ask("GET /notes", headers=bearer(text))
    assert passage.authorizer == {
        "jwt": {
            "claims": {
                "iat": "1800000000",
                "exp": "1800003600",
                "iss": ISSUER,
                "aud": "notes",
                "sub": "alice",
                "n": "5",
                "f": "1.5",
                "ok": "true",
                "groups": "[a b]",
                "map": "map[a:b z:1]",
            },
            "scopes": None,
        }
    }


def test_the_token_may_stand_alone_or_behind_bearer(key: Path) -> None:
    api = served(key)
    text = signed(key)
    for value in (text, f"Bearer {text}", f"bearer {text}"):
        assert api.ask("GET /notes", headers={"Authorization": value}).authorizer


def test_a_token_may_come_in_the_query(key: Path) -> None:
    template = http(AUTHORIZER.replace("header.Authorization", "querystring.token"), ROUTE)
    api = Served(template, identities=Identities(jwks={"*": str(key.parent / "jwks.json")}))
    assert api.ask(f"GET /notes?token={signed(key)}").authorizer


def challenge(api: Served, text: str) -> str:
    fault = api.refused("GET /notes", headers=bearer(text))
    assert (fault.type, fault.message) == ("UNAUTHORIZED", None)
    assert fault.hint
    ((name, value),) = fault.headers
    assert name == "www-authenticate"
    return value


def test_no_token_is_challenged_without_a_reason(key: Path) -> None:
    fault = served(key).refused("GET /notes")
    assert (fault.type, fault.headers) == ("UNAUTHORIZED", (("www-authenticate", "Bearer"),))


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"aud": "else"}, "the token does not have a valid audience"),
        ({"aud": ["x", "y"]}, "the token does not have a valid audience"),
        ({"aud": "else", "client_id": "notes"}, "the token does not have a valid audience"),
        ({"iss": f"{ISSUER}/"}, "the token does not have a valid issuer"),
        ({"iss": [ISSUER]}, "the token does not have a valid issuer"),
        ({"exp": NOW}, "the token has expired"),
        ({"exp": None}, "the token has expired"),
        ({"nbf": NOW + 1}, "token is not valid yet"),
        ({"iat": NOW + 1}, "token used before issued"),
        ({"exp": "soon"}, "token is malformed"),
        ({"exp": True}, "token is malformed"),
    ],
)
def test_what_a_claim_must_be(key: Path, claims: dict[str, Any], said: str) -> None:
    payload = {**GOOD, "iat": NOW, "exp": NOW + 60, **claims}
    payload = {name: value for name, value in payload.items() if value is not None}
    text = raw(json.dumps(payload).encode(), key)
    assert challenge(served(key), text) == f'Bearer scope="" error="invalid_token" error_description="{said}"'


@pytest.mark.parametrize("claims", [{"aud": ["x", "other"]}, {"aud": None, "client_id": "notes"}])
def test_one_entry_of_the_audience_is_enough_and_client_id_stands_in(key: Path, claims: dict[str, Any]) -> None:
    payload = {name: value for name, value in {**GOOD, "exp": NOW + 9, **claims}.items() if value is not None}
    text = jwt.encode(payload, key.read_bytes(), algorithm="RS256", headers={"kid": kid(key)})
    assert served(key).ask("GET /notes", headers=bearer(text))


@pytest.mark.parametrize("claims", [{"scope": "read write"}, {"scp": ["write"]}, {"scp": "write"}])
def test_one_scope_of_the_route_is_enough(key: Path, claims: dict[str, Any]) -> None:
    passage = served(key, scopes="admin, write").ask("GET /notes", headers=bearer(signed(key, **claims)))
    assert passage.authorizer is not None
    assert "write" in passage.authorizer["jwt"]["scopes"]


@pytest.mark.parametrize("claims", [{}, {"scope": "writer"}, {"scope": 5}, {"scope": "read", "scp": ["write"]}])
def test_without_a_scope_of_the_route_it_is_forbidden(key: Path, claims: dict[str, Any]) -> None:
    fault = served(key, scopes="admin, write").refused("GET /notes", headers=bearer(signed(key, **claims)))
    assert fault.type == "ACCESS_DENIED"
    assert fault.headers[0][1].startswith('Bearer scope="admin write" error="insufficient_scope"')


def test_an_expired_token_is_challenged_with_the_scopes_of_the_route(key: Path) -> None:
    said = challenge(served(key, scopes="admin, write"), signed(key, exp=NOW - 1))
    assert said == 'Bearer scope="admin write" error="invalid_token" error_description="the token has expired"'


def hostile(key: Path) -> dict[str, str]:
    good = signed(key)
    head, body, signature = good.split(".")
    public = (key.parent / "jwks.json").read_bytes()
    confused = f"{segment({'alg': 'HS256', 'kid': kid(key)})}.{body}"
    mac = hmac.new(public, confused.encode(), hashlib.sha256).digest()
    deep = b"[" * 5_000 + b"]" * 5_000
    return {
        "nothing": "x",
        "two segments": f"{head}.{body}",
        "five segments": f"{good}.a.b",
        "no base64": f"%%%.{body}.{signature}",
        "no text": f"ÿ.{body}.{signature}",
        "alg none": f"{segment({'alg': 'none', 'kid': kid(key)})}.{body}.",
        "alg None": f"{segment({'alg': None, 'kid': kid(key)})}.{body}.{signature}",
        "alg list": f"{segment({'alg': ['RS256'], 'kid': kid(key)})}.{body}.{signature}",
        "key confusion": f"{confused}.{segment(mac)}",
        "own key": f"{segment({'alg': 'RS256', 'kid': 'mine', 'jwk': {}, 'jku': 'http://evil'})}.{body}.{signature}",
        "other algorithm": f"{segment({'alg': 'RS512', 'kid': kid(key)})}.{body}.{signature}",
        "no kid": f"{segment({'alg': 'RS256'})}.{body}.{signature}",
        "kid list": f"{segment({'alg': 'RS256', 'kid': ['local']})}.{body}.{signature}",
        "crit": f"{segment({'alg': 'RS256', 'kid': kid(key), 'crit': ['x']})}.{body}.{signature}",
        "b64": f"{segment({'alg': 'RS256', 'kid': kid(key), 'b64': False})}.{body}.{signature}",
        "tampered": f"{head}.{segment({**GOOD, 'sub': 'root', 'exp': NOW + 9})}.{signature}",
        "no signature": f"{head}.{body}.",
        "header is a list": f"{segment([])}.{body}.{signature}",
        "deep header": f"{segment(deep)}.{body}.{signature}",
        "deep claims": raw(deep, key),
        "claims no object": raw(b"[]", key),
        "NaN": raw(b'{"exp": NaN}', key),
        "half a pair": raw(rb'{"iss": "\ud800", "exp": 1900000000}', key),
        "huge exp": raw(b'{"exp": 1' + b"0" * 400 + b"}", key),
        "huge": "a" * 1_000_000,
        "many segments": "." * 10_000,
    }


def test_hostile_tokens_are_refused_one_and_all(key: Path) -> None:
    api = served(key)
    for name, text in hostile(key).items():
        said = challenge(api, text)
        assert said.isascii(), name
        assert said.count('"') == 6, name
    assert len(api.authorizers._checkers) == 2


def test_a_key_of_somebody_else_is_refused(key: Path, tmp_path: Path) -> None:
    other = make_keys(tmp_path)
    assert "signing key" in challenge(served(key), signed(other))
    forged = jwt.encode({**GOOD, "exp": NOW + 9}, other.read_bytes(), algorithm="RS256", headers={"kid": kid(key)})
    assert "verification error" in challenge(served(key), forged)


def test_a_token_is_remembered_until_it_expires(key: Path) -> None:
    api = served(key, jwks={ISSUER: URL}, pages={URL: (key.parent / "jwks.json").read_bytes()})
    text = signed(key, exp=NOW + 100)
    first = api.ask("GET /notes", headers=bearer(text))
    second = api.ask("GET /notes", headers=bearer(text))
    assert first.journey.steps[0].said.endswith("(verified)")
    assert second.journey.steps[0].said.endswith("(remembered)")
    assert api.backends.asked == [URL]
    api.now += 100
    assert "the token has expired" in challenge(api, text)


def test_keys_are_looked_up_anew_for_an_unknown_kid_but_not_all_the_time(key: Path) -> None:
    api = served(key, jwks={ISSUER: URL}, pages={URL: b'{"keys": []}'})
    text = signed(key)
    for _ in range(5):
        challenge(api, text)
    assert len(api.backends.asked) == 1
    api.backends.pages = {URL: (key.parent / "jwks.json").read_bytes()}
    api.now += 6
    assert api.ask("GET /notes", headers=bearer(text))
    assert len(api.backends.asked) == 2


def test_an_issuer_without_keys_is_refused_with_a_hint_how_to_give_some(key: Path) -> None:
    fault = served(key, jwks={}).refused("GET /notes", headers=bearer(signed(key)))
    assert fault.type == "UNAUTHORIZED"
    assert f'jwks: {{"{ISSUER}": "jwks.json"}}' in fault.hint


@pytest.mark.parametrize(
    "place",
    ["http://127.0.0.1:1/none", "https://issuer.example/jwks.json", "http://10.0.0.1/", "http://[x/", "/none", "\0"],
)
def test_keys_that_can_not_be_had_refuse(key: Path, place: str) -> None:
    api = served(key, jwks={ISSUER: place})
    assert "communication error" in challenge(api, signed(key))
    assert not [url for url in api.backends.asked if not url.startswith("http://127.0.0.1")]


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"[]",
        b'{"keys": {}}',
        b"[" * 100_000,
        b'{"keys": [1, {"kty": "RSA", "kid": "local"}, {"kty": "RSA", "kid": "local", "n": "!", "e": []}]}',
        b'{"keys": [{"kty": "oct", "kid": "local", "k": "AAAA"}, {"kty": "EC", "kid": "local"}]}',
        b'{"keys": [{"kty": "RSA", "kid": "local", "n": "AQ", "e": "AQ"}]}',
        b" " * 1_000_001,
    ],
    ids=lambda page: page[:60].decode(),
)
def test_a_key_set_that_is_none_refuses(key: Path, page: bytes) -> None:
    challenge(served(key, jwks={ISSUER: URL}, pages={URL: page}), signed(key))


def test_a_key_for_another_algorithm_is_not_used(key: Path) -> None:
    page = json.loads((key.parent / "jwks.json").read_bytes())
    page["keys"][0]["alg"] = "RS384"
    challenge(served(key, jwks={ISSUER: URL}, pages={URL: json.dumps(page).encode()}), signed(key))


def test_a_given_token_stands_for_its_claims() -> None:
    identities = Identities(tokens={"alice": {"sub": "alice", "scope": "write"}})
    api = Served(http(AUTHORIZER, ROUTE + "\n      AuthorizationScopes: [write]"), identities=identities)
    passage = api.ask("GET /notes", headers=bearer("alice"))
    assert passage.authorizer == {"jwt": {"claims": {"sub": "alice", "scope": "write"}, "scopes": ["write"]}}
    assert api.refused("GET /notes", headers=bearer("bob")).type == "UNAUTHORIZED"


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (f'Issuer: "{ISSUER}"', "Issuer: !Ref Unset"),
        ("[notes, other]", "[!Ref Unset]"),
        ("[$request.header.Authorization]", "[Authorization]"),
        ("AuthorizerType: JWT", "AuthorizerType: REQUEST"),
    ],
)
def test_an_authorizer_that_nobody_can_tell_lets_nobody_by(key: Path, found: str, put: str) -> None:
    text = "Parameters: {Unset: {Type: String}}\n" + http(AUTHORIZER.replace(found, put), ROUTE)
    fault = Served(text).refused("GET /notes", headers=bearer(signed(key)))
    assert fault.type == "AUTHORIZER_CONFIGURATION_ERROR"


def test_keys_are_made_once_and_the_private_one_is_its_owners(tmp_path: Path) -> None:
    first = make_keys(tmp_path / "keys")
    text = first.read_text()
    assert make_keys(tmp_path / "keys").read_text() == text
    assert first.stat().st_mode & 0o777 == 0o600
    assert "d" not in json.loads((tmp_path / "keys" / "jwks.json").read_text())["keys"][0]


def test_a_key_that_is_there_is_kept_and_its_set_written(tmp_path: Path) -> None:
    path = make_keys(tmp_path)
    text = path.read_text()
    (tmp_path / "jwks.json").unlink()
    assert make_keys(tmp_path).read_text() == text
    assert (tmp_path / "jwks.json").exists()


def test_claims_that_are_no_json_can_not_be_signed(key: Path) -> None:
    with pytest.raises(UsageError, match="can't be signed"):
        token({"a": object()}, key)


def test_a_set_of_keys_that_is_written_anew_is_read_at_once(tmp_path: Path) -> None:
    first = make_keys(tmp_path)
    api = served(first)
    api.ask("GET /notes", headers=bearer(signed(first)))
    first.unlink()
    second = make_keys(tmp_path)
    assert api.ask("GET /notes", headers=bearer(signed(second)))


def test_an_unreachable_set_of_keys_is_not_asked_for_all_the_time(key: Path) -> None:
    api = served(key, jwks={ISSUER: URL})
    text = signed(key)
    for _ in range(5):
        challenge(api, text)
    assert len(api.backends.asked) == 1
    api.backends.pages = {URL: (key.parent / "jwks.json").read_bytes()}
    api.now += 6
    assert api.ask("GET /notes", headers=bearer(text))


def test_a_token_needs_a_key(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="make the keys first"):
        token({}, tmp_path / "none.pem")
    (tmp_path / "bad.pem").write_text("x")
    with pytest.raises(UsageError, match="no RSA private key"):
        token({}, tmp_path / "bad.pem")
