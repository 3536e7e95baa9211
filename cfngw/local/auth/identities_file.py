"""A file of identities: what a user gives in place of what AWS knows.

    keys: {AKIAEXAMPLE: {arn: "arn:aws:iam::123456789012:user/alice", secret: …, policy: …}}
    tokens: {"the text of a token": {sub: alice, scope: notes/read}}
    jwks: {"https://issuer.example": keys/jwks.json, UserPool: "http://127.0.0.1:9000/jwks.json"}
    conditions: {"aws:SourceVpce": vpce-1a2b3c4d}

YAML or JSON. Files are named from the folder of this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cfngw.document.model import Document, TemplateError, parse_any
from cfngw.errors import nearest
from cfngw.files import read_text
from cfngw.local.auth.key_sets import is_loopback
from cfngw.local.running import Identities

SECTIONS = ("keys", "tokens", "jwks", "conditions")
KEY_WORDS = (
    "arn",
    "account",
    "user",
    "name",
    "secret",
    "session_token",
    "policy",
    "tags",
    "type",
    "principalOrgId",
)


def read_identities(path: Path) -> Identities:
    """Read a file of identities; raise OutputError where it can't be read, TemplateError where it is none."""
    document = parse_any(read_text(path), path)
    data = document.data
    if not isinstance(data, Mapping):
        raise _error(document, (), "a file of identities is a mapping.", allowed=", ".join(SECTIONS))
    for name in data:
        if name not in SECTIONS:
            close = nearest(str(name), SECTIONS)
            fix = f"write {close}" if close else f"take out {name}"
            raise _error(document, (name,), f"there is no section {name}.", allowed=", ".join(SECTIONS), fix=fix)
    return Identities(
        keys=_keys(document),
        tokens=_mappings(document, "tokens", "claims"),
        jwks=_jwks(document, path.parent),
        conditions=_conditions(document),
    )


def _section(document: Document, name: str) -> Mapping[str, Any]:
    section = document.data.get(name)
    if section is None:
        return {}
    if not isinstance(section, Mapping):
        raise _error(document, (name,), f"{name} is no mapping.", given=section)
    return section


def _mappings(document: Document, name: str, what: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for key, value in _section(document, name).items():
        if not isinstance(value, Mapping):
            # Not the key itself: that may be a token.
            raise _error(document, (name, key), f"{name}: what is given is no mapping of {what}.")
        found[key] = value
    return found


def _keys(document: Document) -> dict[str, Mapping[str, Any]]:
    found = _mappings(document, "keys", "an identity")
    for key, identity in found.items():
        for name, value in identity.items():
            if name not in KEY_WORDS:
                close = nearest(str(name), KEY_WORDS)
                raise _error(
                    document,
                    ("keys", key, name),
                    f"an identity has no {name}.",
                    allowed=", ".join(KEY_WORDS),
                    fix=f"write {close}" if close else f"take out {name}",
                )
            if name in ("policy", "tags") and not isinstance(value, Mapping):
                raise _error(document, ("keys", key, name), f"{name} is no mapping.")
            if name not in ("policy", "tags") and not isinstance(value, str):
                raise _error(
                    document, ("keys", key, name), f"{name} is no text.", fix="put it in quotes, as an account's number"
                )
        _check_policy(document, key, identity.get("policy"))
    return found


def _check_policy(document: Document, key: str, policy: Any) -> None:
    from cfngw.local.auth.policy import Policy, PolicyFault

    if policy is None:
        return
    try:
        Policy(policy)
    except PolicyFault as error:
        raise _error(document, ("keys", key, "policy"), f"the policy is not valid: {error}.") from None


def _jwks(document: Document, folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for issuer, place in _section(document, "jwks").items():
        where = ("jwks", issuer)
        if not isinstance(place, str) or not place:
            raise _error(document, where, f"the keys of {issuer} are no file or URL.", given=place)
        if "://" in place:
            if urlsplit(place).scheme not in ("http", "https") or not is_loopback(place):
                raise _error(
                    document,
                    where,
                    f"the keys of {issuer} are not on loopback.",
                    given=place,
                    allowed="a file, or http://127.0.0.1:…",
                    fix="save them to a file",
                )
            found[issuer] = place
            continue
        file = folder / place
        if not file.is_file():
            raise _error(document, where, f"there is no file {file}.", given=place, fix="name a JWKS file")
        found[issuer] = str(file)
    return found


def _conditions(document: Document) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    for key, value in _section(document, "conditions").items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) for each in values):
            raise _error(document, ("conditions", key), f"{key} is no text, and no list of texts.", given=value)
        found[key] = value if isinstance(value, str) else list(values)
    return found


def _error(document: Document, steps: tuple[Any, ...], problem: str, **facts: Any) -> TemplateError:
    return TemplateError(problem, where=document.source(steps), **facts)
