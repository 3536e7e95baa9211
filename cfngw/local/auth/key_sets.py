"""The public keys that issuers sign with: from a file, or from a URL on loopback. Never from anywhere else.

Keys are kept for two hours, as API Gateway may keep them, and looked up anew for a key id that is not among them, and
after a failure, at most every five seconds; a file that was written anew is read at once. Only RSA keys are taken.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cfngw.local.running import BackendFailed, BackendRequest

if TYPE_CHECKING:
    from cfngw.local.journey import Journey
    from cfngw.local.running import Surroundings

KEPT_SECONDS, AGAIN_SECONDS = 7_200.0, 5.0
MOST_BYTES, MOST_KEYS = 1_000_000, 100
_FETCH_SECONDS = 5.0
_URLS = ("http://", "https://")


class KeysFault(Exception):  # noqa: N818 (told as a Fault of the gateway)
    """Keys that can't be had: none given, or unreachable, or no keys. The text is for the person at the terminal."""


class KeySets:
    """The key sets of one server, by where they are."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._sets: dict[str, KeySet] = {}

    def of(self, names: Sequence[str]) -> KeySet:
        """Give the keys of the first of several names that some are given for; raise KeysFault without any."""
        given = self._around.identities.jwks
        location = next((given[name] for name in (*names, "*") if name in given), None)
        if location is None:
            wanted = names[0] if names else "*"
            raise KeysFault(
                f"no keys are given for {wanted}; nothing is fetched from issuers here. Give a file or a loopback URL"
                f' of its JWKS among the identities: jwks: {{"{wanted}": "jwks.json"}}'
            )
        return self._sets.setdefault(location, KeySet(location, self._around))


class KeySet:
    """The keys of one place."""

    def __init__(self, location: str, around: Surroundings) -> None:
        self.location = location
        self._around = around
        self._keys: dict[str, tuple[Any, str | None]] = {}
        self._loaded: float | None = None
        self._stamp = 0
        self._failed: str | None = None
        self._lock = asyncio.Lock()

    async def key(self, kid: str, algorithm: str, journey: Journey) -> Any:
        """Give a public key by its id; None where there is none for the algorithm. Raise KeysFault."""
        if self._is_due(kid):
            async with self._lock:  # one look for all that wait
                if self._is_due(kid):
                    await self._load(journey)
        if self._failed is not None:
            raise KeysFault(self._failed)
        found, only = self._keys.get(kid, (None, None))
        return found if only in (None, algorithm) else None

    def _is_due(self, kid: str) -> bool:
        if self._loaded is None or self._stamp != self._stamp_now():
            return True
        age = self._around.clock() - self._loaded
        return age > KEPT_SECONDS or (age > AGAIN_SECONDS and (self._failed is not None or kid not in self._keys))

    async def _load(self, journey: Journey) -> None:
        """Look the keys up; what fails is not tried again at once."""
        self._loaded, self._stamp, self._failed = self._around.clock(), self._stamp_now(), None
        try:
            self._keys = _keys_of(await self._text(journey), self.location)
        except KeysFault as error:
            self._keys, self._failed = {}, str(error)

    def _stamp_now(self) -> int:
        """Give when a file was written, so that a new one is read; 0 for a URL, and for a file that is not there."""
        if self.location.startswith(_URLS):
            return 0
        try:
            return Path(self.location).stat().st_mtime_ns
        except (OSError, ValueError):
            return 0

    async def _text(self, journey: Journey) -> bytes:
        if not self.location.startswith(_URLS):
            return _file(Path(self.location))
        if not is_loopback(self.location):
            raise KeysFault(f"{self.location} is not on loopback; save its keys to a file and give that")
        request = BackendRequest("GET", self.location, timeout_seconds=_FETCH_SECONDS)
        try:
            answer = await self._around.backends.http(request, journey)
        except BackendFailed as error:
            raise KeysFault(f"the keys at {self.location} can't be had: {error.why}") from None
        if answer.status != 200 or len(answer.body) > MOST_BYTES:
            raise KeysFault(f"the keys at {self.location} can't be had: status {answer.status}")
        return answer.body


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise KeysFault(f"the keys in {path} can't be read: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > MOST_BYTES:
        raise KeysFault(f"{path} is too large to be a JWKS")
    return data


def is_loopback(url: str) -> bool:
    """Tell whether a URL leads to this machine alone."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _keys_of(text: bytes, location: str) -> dict[str, tuple[Any, str | None]]:
    """Read a JWKS: RSA keys for signatures by their ids, each with the algorithm that it is for."""
    from jwt.algorithms import RSAAlgorithm
    from jwt.exceptions import InvalidKeyError

    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise KeysFault(f"{location} holds no JSON") from None
    listed = data.get("keys") if isinstance(data, Mapping) else None
    if not isinstance(listed, list):
        raise KeysFault(f'{location} is no JWKS: it has no list of "keys"')
    found: dict[str, tuple[Any, str | None]] = {}
    for each in listed[:MOST_KEYS]:
        if not isinstance(each, Mapping) or each.get("kty") != "RSA" or each.get("use", "sig") != "sig":
            continue
        kid, only = each.get("kid"), each.get("alg")
        if not isinstance(kid, str):
            continue
        try:
            key: Any = RSAAlgorithm.from_jwk({"kty": "RSA", "n": each.get("n"), "e": each.get("e")})
        except (InvalidKeyError, ValueError, TypeError, AttributeError):
            continue  # a key that is none; the others may be
        found[kid] = (key, only if isinstance(only, str) else None)
    return found
