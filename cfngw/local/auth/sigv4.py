"""Signature Version 4, from the side that checks: in the Authorization header, or in the query string.

The texts are AWS's; what was sent is shown to nobody, but for its hash where AWS shows that.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import posixpath
from calendar import timegm
from dataclasses import dataclass
from time import gmtime, strftime, strptime
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from cfngw.local.exchange import Call

ALGORITHM = "AWS4-HMAC-SHA256"
WINDOW_SECONDS = 300
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key"
    " and signing method. Consult the service documentation for details."
)
INVALID_TOKEN = "The security token included in the request is invalid."  # noqa: S105 (AWS's text)
_FORM = "%Y%m%dT%H%M%SZ"


class SignatureFault(Exception):  # noqa: N818 (told as a Fault of the gateway)
    """What AWS says of a signature; ``hint`` is for the person at the terminal."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that a request has; ``expires`` in seconds, of one in the query string."""

    access_key: str
    scope: tuple[str, ...]  # date, region, service, aws4_request
    signed_headers: tuple[str, ...]
    signature: str
    date: str
    session_token: str | None = None
    expires: int | None = None


def signature_of(call: Call) -> Signature | None:
    """Read the signature of a request; None where there is none. Raise SignatureFault for one that is malformed."""
    header = call.header("authorization")
    if header is not None:
        return _of_header(call, header)
    if "X-Amz-Algorithm=" not in call.query:
        return None
    given = dict(call.parameters)
    if given.get("X-Amz-Algorithm") != ALGORITHM:
        return None
    names = ("X-Amz-Credential", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Date")
    missing = [name for name in names if not given.get(name)]
    if missing:
        raise SignatureFault(" ".join(f"AWS query-string parameters must include '{name}'." for name in missing))
    expires = given.get("X-Amz-Expires", "")
    return Signature(
        *_credential(given["X-Amz-Credential"]),
        tuple(given["X-Amz-SignedHeaders"].lower().split(";")),
        given["X-Amz-Signature"],
        given["X-Amz-Date"],
        given.get("X-Amz-Security-Token"),
        min(int(expires), 604_800) if expires.isascii() and expires.isdigit() and len(expires) < 10 else WINDOW_SECONDS,
    )


def _of_header(call: Call, header: str) -> Signature:
    hashed = base64.b64encode(hashlib.sha256(header.encode("latin-1", "replace")).digest()).decode()
    algorithm, _, rest = header.strip().partition(" ")
    pairs: dict[str, str] = {}
    for part in rest.split(",") if algorithm == ALGORITHM else [header]:
        name, equals, value = part.strip().partition("=")
        if not equals or algorithm != ALGORITHM:
            said = "Invalid key=value pair (missing equal-sign) in Authorization header"
            raise SignatureFault(f"{said} (hashed with SHA-256 and encoded with Base64): '{hashed}'.")
        pairs[name] = value
    date = call.header("x-amz-date") or call.header("date")
    names = ("Credential", "Signature", "SignedHeaders")
    missing = [f"Authorization header requires '{name}' parameter." for name in names if not pairs.get(name)]
    if not date:
        missing.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    if missing or not date:
        raise SignatureFault(
            f"{' '.join(missing)} (Hashed with SHA-256 and encoded with Base64) Authorization={hashed}"
        )
    return Signature(
        *_credential(pairs["Credential"]),
        tuple(pairs["SignedHeaders"].lower().split(";")),
        pairs["Signature"],
        date,
        call.header("x-amz-security-token"),
    )


def _credential(text: str) -> tuple[str, tuple[str, ...]]:
    key, *scope = text.split("/")
    if len(scope) != 4:
        raise SignatureFault(f"Credential must have exactly 5 slash-delimited elements, not {len(scope) + 1}.")
    return key, tuple(scope)


def check(call: Call, given: Signature, secret: str, *, region: str, now: float) -> None:
    """Check a signature with its owner's secret; raise SignatureFault."""
    if given.scope[2:] != ("execute-api", "aws4_request"):
        raise SignatureFault("Credential should be scoped to correct service: 'execute-api'.")
    if given.scope[1] != region:
        raise SignatureFault(
            f"Credential should be scoped to a valid region, not '{given.scope[1][:40]}'.", f"the region is {region}"
        )
    _check_time(given, now)
    if "host" not in given.signed_headers:
        raise SignatureFault("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    canonical = _canonical(call, given)
    text = "\n".join((ALGORITHM, given.date, "/".join(given.scope), hashlib.sha256(canonical.encode()).hexdigest()))
    key = f"AWS4{secret}".encode()
    for part in given.scope:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    expected = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), given.signature.encode("utf-8", "replace")):
        shown = canonical
        for secret_text in (given.session_token, quote(given.session_token or "", safe="")):
            shown = shown.replace(secret_text, "(session token)") if secret_text else shown
        raise SignatureFault(MISMATCH, f"the canonical request should have been:\n{shown}")


def _check_time(given: Signature, now: float) -> None:
    try:
        at = timegm(strptime(given.date, _FORM))
    except ValueError:
        raise SignatureFault(
            f"Date must be in ISO-8601 'basic format'. Got '{given.date[:40]}'. See http://en.wikipedia.org/wiki/ISO_8601"
        ) from None
    if given.scope[0] != given.date[:8]:
        said = f"'{given.scope[0][:20]}' != '{given.date[:8]}'"
        raise SignatureFault(
            f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: {said}, from"
            f" '{given.date[:40]}'."
        )
    lasts = WINDOW_SECONDS if given.expires is None else given.expires
    if at + lasts < now:
        edge = strftime(_FORM, gmtime(now - lasts))
        raise SignatureFault(f"Signature expired: {given.date} is now earlier than {edge}")
    if at - WINDOW_SECONDS > now:
        edge = strftime(_FORM, gmtime(now + WINDOW_SECONDS))
        raise SignatureFault(f"Signature not yet current: {given.date} is still later than {edge}")


def _canonical(call: Call, given: Signature) -> str:
    headers = [
        f"{name}:{','.join(' '.join(value.split()) for value in call.folded.get(name, ()))}\n"
        for name in given.signed_headers
    ]
    body = hashlib.sha256(call.body).hexdigest()
    parts = (
        call.method,
        quote(_normal(call.path), safe="/~"),
        _query(call.query),
        "".join(headers),
        ";".join(given.signed_headers),
        body,
    )
    return "\n".join(parts)


def _normal(path: str) -> str:
    """Take dots and double slashes out of a path; a slash at its end stays."""
    normal = "/" + posixpath.normpath(path).lstrip("/")
    if normal in ("/", "/."):
        return "/"
    return normal + "/" if path.endswith("/") else normal


def _query(query: str) -> str:
    pairs = [(name, value) for name, _, value in (part.partition("=") for part in query.split("&") if part)]
    return "&".join(f"{name}={value}" for name, value in sorted(pairs) if name != "X-Amz-Signature")
