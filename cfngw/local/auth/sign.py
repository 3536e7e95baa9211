"""Keys and tokens to try a route with: no issuer is needed.

    key = make_keys(Path("keys"))                   # keys/private.pem, keys/jwks.json
    text = token({"iss": issuer, "aud": "notes", "scope": "notes/read"}, key)

The JWKS is then given for the issuer: ``jwks: {"https://issuer.example": keys/jwks.json}``.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfngw.errors import OutputError, UsageError
from cfngw.files import unwritable, write_text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

PRIVATE, JWKS = "private.pem", "jwks.json"
_LIFE_SECONDS = 3_600
_BITS = 2048


def make_keys(folder: Path) -> Path:
    """Make a pair of RSA keys in a folder, and give the private one's file; a private key that is there is kept.

    ``jwks.json`` beside it holds the public one. The private key is readable to its owner alone.
    """
    _needed()
    path = folder / PRIVATE
    if not path.exists():
        _make(path)
    write_text(folder / JWKS, json.dumps({"keys": [_public(_read(path))]}, indent=1) + "\n")
    return path


def token(claims: Mapping[str, Any], key: Path, *, now: float | None = None) -> str:
    """Sign claims with a private key that ``make_keys`` made; ``iat`` and ``exp`` (an hour) are added unless given.

    ``now`` is in seconds since the epoch; left out, it is the clock's.
    """
    _needed()
    import jwt

    private = _read(key)
    at = int(time.time() if now is None else now)
    payload = {"iat": at, "exp": at + _LIFE_SECONDS, **claims}
    try:
        return jwt.encode(payload, private, algorithm="RS256", headers={"kid": _public(private)["kid"]})
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise UsageError(f"the token can't be signed: {error}", fix="give claims as JSON") from error


def _make(path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text)
    except OSError as error:
        raise unwritable(path, error) from error


def _read(path: Path) -> RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    wrong = UsageError(f"{path} holds no RSA private key.", fix="make one: make_keys(folder)")
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"{path} can't be read: {reason}", fix="make the keys first: make_keys(folder)") from error
    except (ValueError, TypeError) as error:  # no PEM, or one with a password
        raise wrong from error
    if not isinstance(key, RSAPrivateKey):
        raise wrong
    return key


def _public(key: RSAPrivateKey) -> dict[str, str]:
    """Give the public key as a JWKS has it; its id is its own digest, so that a new key is not taken for an old one."""
    from jwt.algorithms import RSAAlgorithm

    public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    kid = hashlib.sha256(str(public["n"]).encode()).hexdigest()[:16]
    return {"kty": "RSA", "n": public["n"], "e": public["e"], "kid": kid, "alg": "RS256", "use": "sig"}


def _needed() -> None:
    try:
        import jwt.algorithms

        found = jwt.algorithms.has_crypto
    except ImportError:
        found = False
    if not found:
        raise UsageError("tokens need PyJWT with cryptography.", fix="pip install 'cfngw[local]'")
