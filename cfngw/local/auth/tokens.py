"""A JSON Web Token: its form, its signature, its times. What its claims must be otherwise is its authorizers' to say.

Signed by RSA with SHA-2 (RS256, RS384, RS512) and by no other: not by nothing, not by a secret, and not by what the
token itself brings along. A token without ``exp`` is refused, and so is one with ``crit``: AWS documents neither.
A token that was found good is remembered until it expires, for two hours at most.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.local.auth.cache import Cache
from cfngw.local.auth.json_text import strict_json
from cfngw.local.auth.key_sets import KEPT_SECONDS, KeySets, KeysFault

if TYPE_CHECKING:
    from cfngw.local.journey import Journey
    from cfngw.local.running import Surroundings

ALGORITHMS = ("RS256", "RS384", "RS512")
MOST_TOKEN = 16_384  # characters; the headers of a request come to 10,240 bytes at most
EXPIRED = "the token has expired"


class TokenFault(Exception):  # noqa: N818 (told as a Fault of the gateway)
    """A token that is not taken. The text is what API Gateway tells the caller; ``hint`` is for the person."""

    def __init__(self, description: str, hint: str = "") -> None:
        super().__init__(description)
        self.description = description
        self.hint = hint or description


class Claims(NamedTuple):
    """What a token claims, as it is and as texts; ``how`` it is known: given, verified or remembered; its scopes."""

    values: Mapping[str, Any]
    texts: Mapping[str, str]
    how: str
    scopes: list[str]


class Tokens:
    """Looks through tokens of one kind: those of the issuers with certain names.

    ``write`` gives a claim's text by its name and value.
    """

    def __init__(
        self, around: Surroundings, names: Sequence[str], *, sets: KeySets, write: Callable[[str, Any], str]
    ) -> None:
        self._write = write
        self._around = around
        self._names = tuple(names)
        self._sets = sets
        self._good: Cache[Claims] = Cache()

    async def claims(self, token: str, journey: Journey) -> Claims:
        """Give the claims of a good token; raise TokenFault."""
        given = self._around.identities.tokens.get(token)
        if given is not None:
            return self._made(given, "given")
        now = self._around.clock()
        known = self._good.get(token, now)
        if known is not None:
            return known
        header = _header(token)
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            shown = algorithm if isinstance(algorithm, str) and algorithm.isalnum() and len(algorithm) < 20 else ""
            raise TokenFault(f"signing method {shown} is invalid", "a token is signed with RS256, RS384 or RS512")
        if not isinstance(kid, str):
            raise TokenFault("the token does not have a kid", "the header of a token names its key: kid")
        key = await self._key(kid, str(algorithm), journey)
        claims = _object(_verified(token, key, str(algorithm)))
        until = _check_times(claims, now)
        self._good.put(token, self._made(claims, "remembered"), min(until, now + KEPT_SECONDS))
        return self._made(claims, "verified")

    def _made(self, claims: Mapping[str, Any], how: str) -> Claims:
        return Claims(
            claims, {name: self._write(name, value) for name, value in claims.items()}, how, scopes_of(claims)
        )

    async def _key(self, kid: str, algorithm: str, journey: Journey) -> Any:
        try:
            keys = self._sets.of(self._names)
            key = await keys.key(kid, algorithm, journey)
        except KeysFault as error:
            raise TokenFault("OIDC discovery endpoint communication error", str(error)) from None
        except ImportError:
            hint = "tokens need PyJWT: pip install 'cfngw[local]'"
            raise TokenFault("OIDC discovery endpoint communication error", hint) from None
        if key is None:
            hint = f"{keys.location} has no RSA key for signatures with the token's kid"
            raise TokenFault("unable to find a signing key that matches the kid", hint)
        return key


def bare(value: str) -> str:
    """Give the token in a header, which may stand behind ``Bearer``."""
    return value[7:].strip() if value[:7].lower() == "bearer " else value


def scopes_of(claims: Mapping[str, Any]) -> list[str]:
    """Give the scopes of a token: ``scope``, or else ``scp``; a text with blanks, or a list."""
    given = claims.get("scope", claims.get("scp"))
    if isinstance(given, str):
        return given.split()
    return [each for each in given if isinstance(each, str)] if isinstance(given, list | tuple) else []


def _header(token: str) -> Mapping[str, Any]:
    if len(token) > MOST_TOKEN:
        raise TokenFault("token is malformed", f"the token has {len(token):,} characters")
    segments = token.split(".")
    if len(segments) != 3:
        raise TokenFault("token contains an invalid number of segments", "that is no JSON Web Token")
    try:
        encoded = segments[0].encode("ascii")
        header = _object(base64.urlsafe_b64decode(encoded + b"=" * (-len(encoded) % 4)))
    except (binascii.Error, ValueError):
        raise TokenFault("token is malformed") from None
    if "crit" in header or "b64" in header:
        raise TokenFault("token is malformed", "the header of the token asks for extensions (crit)")
    return header


def _verified(token: str, key: Any, algorithm: str) -> bytes:
    from jwt.api_jws import PyJWS
    from jwt.exceptions import InvalidSignatureError, PyJWTError

    try:
        payload = PyJWS(algorithms=[algorithm]).decode_complete(token, key=key, algorithms=[algorithm])["payload"]
    except InvalidSignatureError:
        raise TokenFault("crypto/rsa: verification error", "the signature is not that of the key") from None
    except (PyJWTError, ValueError, RecursionError):
        raise TokenFault("token is malformed") from None
    return bytes(payload)


def _object(text: bytes) -> Mapping[str, Any]:
    try:
        data = strict_json(text)
    except (ValueError, RecursionError):
        raise TokenFault("token is malformed") from None
    if not isinstance(data, dict):
        raise TokenFault("token is malformed")
    return data


def _check_times(claims: Mapping[str, Any], now: float) -> float:
    """Check exp, nbf and iat; give when the token expires."""
    until = _time(claims, "exp")
    if until is None:
        raise TokenFault(EXPIRED, "the token has no exp")
    if until <= now:
        raise TokenFault(EXPIRED, f"the token expired {now - until:,.0f} seconds ago")
    for name, said in (("nbf", "token is not valid yet"), ("iat", "token used before issued")):
        at = _time(claims, name)
        if at is not None and at > now:
            raise TokenFault(said, f"{name} lies {at - now:,.0f} seconds ahead of this machine's clock")
    return until


def _time(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenFault("token is malformed", f"{name} is no number")
    try:
        seconds = float(value)
    except OverflowError:
        seconds = math.inf
    if not math.isfinite(seconds):
        raise TokenFault("token is malformed", f"{name} is no time")
    return seconds
