"""Keys and tokens to try a route with: no issuer is needed.

    key = make_keys(Path("keys"))                   # keys/private.pem, keys/jwks.json
    text = token({"iss": issuer, "aud": "notes", "scope": "notes/read"}, key)

The JWKS is then given for the issuer: ``jwks: {"https://issuer.example": keys/jwks.json}``.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cfngw.errors import OutputError, UsageError
from cfngw.files import unwritable, write_text

PRIVATE, JWKS = "private.pem", "jwks.json"
KID = "local"
_LIFE_SECONDS = 3_600
_BITS = 2048


def make_keys(folder: Path) -> Path:
    """Make a pair of RSA keys in a folder, and give the private one's file; keys that are there are kept.

    ``jwks.json`` beside it holds the public one. The private key is readable to its owner alone.
    """
    _needed()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from jwt.algorithms import RSAAlgorithm

    path = folder / PRIVATE
    if path.exists() and (folder / JWKS).exists():
        return path
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text)
    except OSError as error:
        raise unwritable(path, error) from error
    public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    public = {name: public[name] for name in ("kty", "n", "e")}
    write_text(
        folder / JWKS, json.dumps({"keys": [{**public, "kid": KID, "alg": "RS256", "use": "sig"}]}, indent=1) + "\n"
    )
    return path


def token(claims: Mapping[str, Any], key: Path, *, now: float | None = None) -> str:
    """Sign claims with a private key that ``make_keys`` made; ``iat`` and ``exp`` (an hour) are added unless given.

    ``now`` is in seconds since the epoch; left out, it is the clock's.
    """
    _needed()
    import jwt

    try:
        text = key.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"{key} can't be read: {reason}", fix="make the keys first: make_keys(folder)") from error
    at = int(time.time() if now is None else now)
    try:
        return jwt.encode(
            {"iat": at, "exp": at + _LIFE_SECONDS, **claims}, text, algorithm="RS256", headers={"kid": KID}
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise UsageError(
            f"the token can't be signed: {error}", fix="give claims as JSON, and a key of make_keys"
        ) from error


def _needed() -> None:
    try:
        import jwt.algorithms

        found = jwt.algorithms.has_crypto
    except ImportError:
        found = False
    if not found:
        raise UsageError("tokens need PyJWT with cryptography.", fix="pip install 'cfngw[local]'")
