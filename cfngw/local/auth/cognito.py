"""COGNITO_USER_POOLS authorizers of REST APIs: tokens of user pools, by keys that the user gives for them.

A method without scopes takes identity tokens, one with scopes access tokens that have one of them; anything else is
401. The header may have ``Bearer`` before the token. The issuer is checked where the template tells the pool's id; that
of a pool of the template itself is not known before it is made. A validation expression is for ``aud``.
Claims are texts as REST APIs write them: a list ``a,b``, ``exp`` and ``iat`` as dates.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cfngw.document.values import Reference, Text
from cfngw.local.auth.configuration import ConfigurationFault, name_of, token_source, validation
from cfngw.local.auth.tokens import EXPIRED, Claims, TokenFault, Tokens, bare
from cfngw.local.fault import Fault
from cfngw.read.targets import filled

if TYPE_CHECKING:
    from cfngw.local.auth.key_sets import KeySets
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Authorizer

_POOL = re.compile(
    r"arn:(?P<partition>[^:]+):cognito-idp:(?P<region>[^:]+):[^:]*:userpool/(?P<id>[\w-]+_[0-9A-Za-z]+)\Z"
)
_MOST_STAGES = 50


class CognitoAuthorizer:
    """One authorizer, for methods with certain scopes. Raise ConfigurationFault for what can't be told."""

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
        self._around = around
        self._values = values
        self._scopes = scopes
        self._sets = sets
        self._name = name_of(authorizer, values)
        self._said, self._source = token_source(authorizer, values, is_rest=True)
        self._validation = validation(authorizer, values)
        self._pools: dict[str, list[tuple[Tokens, str | None]]] = {}
        if not authorizer.user_pools:
            raise ConfigurationFault(f"{self._name} has no user pools")

    async def check(self, passage: Passage) -> None:
        """Decide; the claims go to ``passage.authorizer``."""
        value = self._source(passage)
        if not value:
            raise self._refused(None, f"{self._name} finds no token in {self._said}")
        try:
            claims = await self._claims(bare(value), passage)
        except TokenFault as error:
            text = "The incoming token has expired" if error.description == EXPIRED else None
            raise self._refused(text, f"{self._name}: {error.hint}") from None
        passage.authorizer = {"claims": dict(claims.texts)}
        if passage.journey.on:
            who = claims.texts.get("cognito:username") or claims.texts.get("sub", "the token")
            said = f"{self._name} lets {who} by ({claims.how})"
            passage.journey.step("authorizer", said, at=self._authorizer.at, claims=dict(claims.texts))

    async def _claims(self, token: str, passage: Passage) -> Claims:
        claims = await self._of_a_pool(token, passage)
        if self._scopes and not any(scope in self._scopes for scope in claims.scopes):
            raise TokenFault("scope", f"the token has none of the scopes {', '.join(self._scopes)}")
        return claims

    async def _of_a_pool(self, token: str, passage: Passage) -> Claims:
        """Give the claims of a token that one of the pools has made."""
        fault: TokenFault | None = None
        for tokens, issuer in self._of_stage(passage):
            try:
                claims = await tokens.claims(token, passage.journey)
                if claims.how != "given":
                    self._check_claims(claims.values, issuer)
            except TokenFault as error:
                fault = error if fault is None or error.description == EXPIRED else fault
            else:
                return claims
        raise fault or TokenFault("pool", "there is no user pool")

    def _check_claims(self, claims: Mapping[str, Any], issuer: str | None) -> None:
        if issuer is not None and claims.get("iss") != issuer:
            raise TokenFault("issuer", f"iss is {claims.get('iss')!s:.200}, and the user pool's is {issuer}")
        wanted = "access" if self._scopes else "id"
        if claims.get("token_use") != wanted:
            hint = "a method without scopes takes identity tokens, one with scopes access tokens"
            raise TokenFault("use", f"token_use is {claims.get('token_use')!s:.50} instead of {wanted}: {hint}")
        audience = claims.get("aud")
        if self._validation is not None and not (isinstance(audience, str) and self._validation(audience)):
            raise TokenFault("audience", "aud does not match the validation expression")

    def _of_stage(self, passage: Passage) -> list[tuple[Tokens, str | None]]:
        """Give the pools of a stage, whose ARNs may have stage variables in them, with their issuers."""
        stage = passage.stage_name
        found = self._pools.get(stage)
        if found is None:
            found = [self._pool(pool, passage.variables) for pool in self._authorizer.user_pools]
            if len(self._pools) < _MOST_STAGES:
                self._pools[stage] = found
        return found

    def _pool(self, pool: Any, variables: Mapping[str, str]) -> tuple[Tokens, str | None]:
        given = filled(pool, variables) if isinstance(pool, str | Text) else pool
        text = self._values.text(given)
        names = [each for each in (text, *_logical_ids(given)) if each]
        read = None if text is None else _POOL.match(text)
        issuer = None
        if read is not None:
            end = ".cn" if read["partition"] == "aws-cn" else ""
            issuer = f"https://cognito-idp.{read['region']}.amazonaws.com{end}/{read['id']}"
            names += [issuer, read["id"]]
        return Tokens(self._around, names, sets=self._sets, write=written), issuer

    def _refused(self, text: str | None, hint: str) -> Fault:
        return Fault("UNAUTHORIZED", text, hint=hint, at=self._authorizer.at)


def _logical_ids(given: Any) -> list[str]:
    pieces = given.pieces if isinstance(given, Text) else (given,)
    return [piece.logical_id for piece in pieces if isinstance(piece, Reference)]


def written(name: str, value: Any) -> str:
    """Write a claim as REST APIs do."""
    if name in ("exp", "iat") and isinstance(value, int | float) and 0 <= value < 1e11:
        return time.strftime("%a %b %d %H:%M:%S UTC %Y", time.gmtime(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple) and all(isinstance(each, str | int | float) for each in value):
        return ",".join(str(each) for each in value)
    if isinstance(value, list | tuple | Mapping):
        try:
            return json.dumps(value, separators=(",", ":"))
        except RecursionError:
            return ""
    return "" if value is None else str(value)
