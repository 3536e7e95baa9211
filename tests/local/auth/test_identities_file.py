"""A file of identities: what it may hold, and an error at the line for what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfngw.document import TemplateError
from cfngw.errors import OutputError
from cfngw.local.auth.identities_file import read_identities
from cfngw.local.running import Identities

GOOD = """\
keys:
  AKIA1: {arn: "arn:aws:iam::123456789012:user/alice", secret: s, tags: {team: a}}
  AKIA2:
    account: "123456789012"
    policy: {Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}
tokens:
  alice: {sub: alice, scope: notes/read}
jwks:
  https://issuer.example: keys/jwks.json
  Pool: http://127.0.0.1:9000/jwks.json
conditions: {"aws:SourceVpce": vpce-1, "aws:Many": [a, b]}
"""


def read(folder: Path, text: str) -> Identities:
    (folder / "keys").mkdir(exist_ok=True)
    (folder / "keys" / "jwks.json").write_text("{}")
    (folder / "who.yaml").write_text(text)
    return read_identities(folder / "who.yaml")


def test_what_a_file_may_hold(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert found.keys["AKIA1"]["tags"] == {"team": "a"}
    assert found.keys["AKIA2"]["policy"]["Statement"]
    assert found.tokens == {"alice": {"sub": "alice", "scope": "notes/read"}}
    assert found.jwks == {
        "https://issuer.example": str(tmp_path / "keys" / "jwks.json"),
        "Pool": "http://127.0.0.1:9000/jwks.json",
    }
    assert found.conditions == {"aws:SourceVpce": "vpce-1", "aws:Many": ["a", "b"]}


def test_json_is_as_good_and_all_may_be_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, '{"tokens": {"a": {}}}').tokens == {"a": {}}
    assert read(tmp_path, "keys:\n") == Identities()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[]", 1, "a mapping"),
        ("keys: {}\ntoken: {}", 2, "write tokens"),
        ("keys: []", 1, "no mapping"),
        ("keys:\n  A: x", 2, "no mapping of an identity"),
        ("keys:\n  A:\n    secert: x", 3, "write secret"),
        ("keys:\n  A:\n    account: 123", 3, "put it in quotes"),
        ("keys:\n  A:\n    policy: x", 3, "no mapping"),
        ("keys:\n  A:\n    policy: {Statement: [{}]}", 3, "the policy is not valid"),
        ("tokens:\n  secret-token: 5", 2, "no mapping of claims"),
        ("jwks:\n  i: none.json", 2, "there is no file"),
        ("jwks:\n  i: 5", 2, "no file or URL"),
        ("jwks:\n  i: https://issuer.example/jwks.json", 2, "not on loopback"),
        ("jwks:\n  i: file:///etc/passwd", 2, "not on loopback"),
        ("conditions:\n  a: 5", 2, "no text"),
        ("a: ]", 1, ""),
    ],
)
def test_what_it_may_not_is_told_at_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(TemplateError) as caught:
        read(tmp_path, text)
    assert caught.value.where is not None
    assert caught.value.where.line == line
    assert said in str(caught.value)
    assert "secret-token" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be read"):
        read_identities(tmp_path / "none.yaml")
