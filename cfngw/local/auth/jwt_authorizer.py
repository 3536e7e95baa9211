"""JWT authorizers of HTTP APIs: issuer, audience and scopes of a verified token.

The keys of an issuer are those that the user gives for it, never fetched. ``aud`` must have an entry of the audience,
or ``client_id`` where there is no ``aud``. A route's scopes ask for one of theirs in ``scope`` or ``scp``, else 403.
Descriptions in ``www-authenticate`` are AWS's where one is documented or reported (audience, expiry, segments); the
others are ours. Claims are texts: a list is ``[a b]``, a mapping ``map[k:v]``, as HTTP APIs write them.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cfngw.local.auth.configuration import ConfigurationFault, name_of, token_source
from cfngw.local.auth.tokens import TokenFault, Tokens, bare
from cfngw.local.fault import Fault

if TYPE_CHECKING:
    from cfngw.local.auth.key_sets import KeySets
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Authorizer

_MOST_DEPTH = 20


class JwtAuthorizer:
    """One authorizer, for routes with certain scopes. Raise ConfigurationFault for what can't be told."""

    def __init__(
        self,
        authorizer: Authorizer,
        around: Surroundings,
        values: LocalValues,
        *,
        scopes: tuple[str, ...],
        sets: KeySets,
    ) -> None:
        self._authorizer = authorizer
        self._name = name_of(authorizer, values)
        issuer = values.text(authorizer.issuer)
        if not issuer:
            raise ConfigurationFault(f"the issuer of {self._name} can't be told")
        audience = [values.text(each) for each in authorizer.audience]
        if None in audience:
            raise ConfigurationFault(f"the audience of {self._name} can't be told")
        self._issuer = issuer
        self._audience = frozenset(each for each in audience if each is not None)
        self._scopes = scopes
        self._said, self._source = token_source(authorizer, values, is_rest=False)
        self._tokens = Tokens(around, (issuer,), sets=sets, write=lambda _name, value: written(value))

    async def check(self, passage: Passage) -> None:
        """Decide; claims and scopes go to ``passage.authorizer``."""
        value = self._source(passage)
        if not value:
            hint = f"{self._name} finds no token in {self._said}"
            raise Fault("UNAUTHORIZED", None, hint=hint, at=self._authorizer.at, headers=_challenge("Bearer"))
        try:
            claims = await self._tokens.claims(bare(value), passage.journey)
            if claims.how != "given":
                self._check_claims(claims.values)
        except TokenFault as error:
            raise self._refused("UNAUTHORIZED", "invalid_token", error.description, error.hint) from None
        if self._scopes and not any(scope in self._scopes for scope in claims.scopes):
            hint = f"the token has none of the scopes {', '.join(self._scopes)}"
            description = "the token does not have a valid scope"
            raise self._refused("ACCESS_DENIED", "insufficient_scope", description, hint)
        scopes = list(claims.scopes) if self._scopes else None
        passage.authorizer = {"jwt": {"claims": dict(claims.texts), "scopes": scopes}}
        if passage.journey.on:
            said = f"{self._name} lets {claims.texts.get('sub', 'the token')} by ({claims.how})"
            passage.journey.step("authorizer", said, at=self._authorizer.at, claims=dict(claims.texts))

    def _check_claims(self, claims: Mapping[str, Any]) -> None:
        if claims.get("iss") != self._issuer:
            hint = f"iss is {claims.get('iss')!s:.200}, and the authorizer's issuer is {self._issuer}"
            raise TokenFault("the token does not have a valid issuer", hint)
        given = claims.get("aud", claims.get("client_id"))
        values = given if isinstance(given, list) else [given]
        if not any(isinstance(each, str) and each in self._audience for each in values):
            hint = f"aud, or client_id without one, is {given!s:.200}; the authorizer takes {sorted(self._audience)}"
            raise TokenFault("the token does not have a valid audience", hint)

    def _refused(self, kind: str, error: str, description: str, hint: str) -> Fault:
        challenge = f'Bearer scope="{" ".join(self._scopes)}" error="{error}" error_description="{description}"'
        return Fault(kind, None, hint=f"{self._name}: {hint}", at=self._authorizer.at, headers=_challenge(challenge))


def _challenge(value: str) -> tuple[tuple[str, str], ...]:
    return (("www-authenticate", value),)


def written(value: Any, depth: int = 0) -> str:
    """Write a claim as HTTP APIs do."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "<nil>" if depth else ""
    if isinstance(value, list | tuple | Mapping) and depth >= _MOST_DEPTH:
        return ""
    if isinstance(value, list | tuple):
        return f"[{' '.join(written(each, depth + 1) for each in value)}]"
    if isinstance(value, Mapping):
        return f"map[{' '.join(f'{name}:{written(value[name], depth + 1)}' for name in sorted(value))}]"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
