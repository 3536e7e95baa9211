"""E9664: an issuer is the https address that tokens say they are from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.values import Reference, Text
from cfngw.lint.rules.authorizers.common import authorizers, called, is_of_sam, is_told, marked, place
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Authorizer

_POOL = "AWS::Cognito::UserPool"
_COGNITO = re.compile(r"https://cognito-idp\.(?P<region>[^./]+)\.[^/]+/(?P<pool>[^/]+)(?P<rest>/?)")
_POOL_ID = re.compile(r"(?P<region>[a-z]+(-[a-z]+)+-[0-9])_[A-Za-z0-9]+")
_SHOWN = "https://cognito-idp.${AWS::Region}.amazonaws.com/${UserPool}"


class Issuer(Rule):
    """An issuer that is no https address, or that can't be that of any token."""

    id = "E9664"
    short = "An issuer is the https address that tokens say they are from"
    long = (
        "API Gateway finds the keys at <Issuer>/.well-known/openid-configuration when the authorizer is made, and the "
        "iss claim of a token has to be the issuer, letter by letter. The issuer of a user pool is "
        "https://cognito-idp.<region>.amazonaws.com/<pool id>, in the region of the pool."
    )
    aws = (
        "The stack fails: Invalid issuer. Issuer must have a valid discovery endpoint ended with "
        "'/.well-known/openid-configuration'. Where it has one, and is not the tokens' iss, each call gets 401."
    )
    fix = f"Write what the token's iss claim says; of a user pool !Sub {_SHOWN}."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in authorizers(view):
            if api.protocol != "HTTP" or authorizer.kind != "JWT":
                continue
            found = _wrong(authorizer)
            if found is not None:
                at = place(authorizer, "JwtConfiguration")
                name = "Issuer" if authorizer.logical_id else "issuer"
                yield Problem(
                    at if is_of_sam(authorizer) else below(at, name),
                    f"{called(authorizer)} has the issuer {authorizer.issuer}, {found}",
                )


def _wrong(authorizer: Authorizer) -> str | None:
    issuer = authorizer.issuer
    if isinstance(issuer, Reference):
        if issuer.type == _POOL and issuer.attribute != "ProviderURL":
            return f"which is no https address: the stack would fail with Invalid issuer. Write !Sub {_SHOWN}"
        return None
    text = marked(issuer)
    if not text or not isinstance(issuer, (str, Text)):
        return None
    is_known = is_told(issuer, _POOL)
    if not text.startswith("https://") and (is_known or "://" in text.partition("\x00")[0] or text[0] != "\x00"):
        return "which is no https address: the stack would fail with Invalid issuer. Write https://…"
    if "/.well-known" in text:
        return "and API Gateway adds /.well-known/… itself: the stack would fail with Invalid issuer. Leave that out"
    if re.search(r"\.auth\.[^./]+\.amazoncognito\.com", text):
        return f"which is the address of a sign-in page: the stack would fail with Invalid issuer. Write !Sub {_SHOWN}"
    return _wrong_pool(issuer, text) if is_known else None


def _wrong_pool(issuer: str | Text, text: str) -> str | None:
    found = _COGNITO.fullmatch(text)
    if found is None:
        return None
    holes = issuer.holes if isinstance(issuer, Text) else ()
    for hole in holes:
        if isinstance(hole, Reference) and hole.type == _POOL and hole.attribute:
            return (
                f"where the pool's id is wanted, not its {hole.attribute}: each call would get 401. Write !Sub {_SHOWN}"
            )
    if found["rest"]:
        return "which ends in a slash, unlike the iss of a user pool's tokens: each call would get 401. Leave it out"
    pool = _POOL_ID.fullmatch(found["pool"])
    if pool is not None and "\x00" not in found["region"] and pool["region"] != found["region"]:
        return f"and the pool is in {pool['region']}: the stack would fail with Invalid issuer. Write that region"
    return None
