"""Cognito user pools as authorizers, of both kinds of API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from cfngw.declare.authorizer import AUTHORIZATION, EXPRESSION, TOKEN, Authorizer
from cfngw.declare.intrinsic import Integer, Text, is_intrinsic
from cfngw.declare.kinds import NAME, Checked, Many, OneOrMany, Whole, Words
from cfngw.declare.value import option, pinned, required
from cfngw.errors import CfngwError

_POOL_ID = r"[a-z]+(-[a-z]+)+-[0-9]+_[A-Za-z0-9]+"
_POOL_ARN = rf"arn:[^:]+:cognito-idp:[^:]+:[0-9]{{12}}:userpool/(?P<id>{_POOL_ID})"
_POOL = Words(
    "the id of a user pool, such as eu-west-1_AbCdEfGhI, or its ARN",
    pattern=f"{_POOL_ID}|{_POOL_ARN}",
    mend=lambda given: _pool(given),
)
_POOLS = Many(_POOL, least=1, most=1000, intrinsic=False)
_CLIENTS = OneOrMany(Words("the id of an app client", pattern=r"[\w+]+"), least=1, most=50)


def _pool(given: str) -> str | None:
    found = re.search(_POOL_ID, given)
    return f'write "{found.group()}"' if found else None


def _user_pools(given: Any) -> Any:
    """Keep one pool as it is, and several as a tuple."""
    return _POOLS.keep(given) if isinstance(given, list | tuple) else _POOL.keep(given)


class CognitoAuthorizer(Authorizer):
    """Let in the users of a Cognito user pool: ``CognitoAuthorizer("Users", user_pool="eu-west-1_…", clients=["…"])``.

    ``user_pool``: its id, or its ARN; one that CloudFormation fills in is a pool of the stack's own region and account.
    A REST API takes several. An intrinsic is an ARN where it says so: ``GetAtt(pool, "Arn")``, a name that ends in Arn.
    ``clients``: the ids of the app clients whose tokens count, which an HTTP API needs; a REST API lets in those of all
    clients of the pool. ``identity_source``: the header Authorization unless given.

    Of REST APIs alone: ``validation_expression``: what the ``aud`` of an ID token must match; ``cache_seconds``: how
    long an answer is kept for the same token; not at all unless given.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
    """

    kind: ClassVar[str] = "JWT"
    scoped: ClassVar[bool] = True
    in_rest: ClassVar[str | None] = "COGNITO_USER_POOLS"

    name: str = required(NAME, kw_only=False)
    user_pool: Any = required(Checked(f"{_POOL.allowed}; or a list of these", _user_pools))
    clients: Sequence[Text] | Text = option(_CLIENTS, default=())
    identity_source: str = option(TOKEN, default=AUTHORIZATION)
    validation_expression: Text | None = option(EXPRESSION, default=None)
    cache_seconds: Integer | None = option(Whole(0, 3600, "seconds"), default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def pools(self) -> tuple[Any, ...]:
        """Give the pools."""
        return self.user_pool if isinstance(self.user_pool, tuple) else (self.user_pool,)

    @property
    def pool_id(self) -> Any:
        """Give the id of the one pool, also where its ARN was written."""
        pool = self.pools[0]
        found = None if is_intrinsic(pool) else re.fullmatch(_POOL_ARN, pool)
        return found["id"] if found else pool

    @property
    def region(self) -> str | None:
        """Give the region of a pool whose id is known."""
        return None if is_intrinsic(self.pool_id) else str(self.pool_id).partition("_")[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """Give where the token comes from."""
        return (self.identity_source,)

    def misfits_http(self) -> Iterator[CfngwError]:
        """Find what an HTTP API does not take, and what it lacks."""
        if not self.clients:
            yield self.refusal(
                "an HTTP API must know the app clients whose tokens count.",
                allowed=_CLIENTS.allowed,
                fix='write clients=["…"], the ids of the pool\'s app clients',
            )
        if len(self.pools) > 1:
            fix = "make an authorizer for each, and give each route the one that it needs"
            yield self.refusal(
                "an HTTP API's authorizer knows one issuer.", given=list(self.pools), allowed="one user pool", fix=fix
            )
        elif says_arn(self.pools[0]):
            yield self.refusal(
                "an HTTP API finds a pool by its id.", given=self.pools[0], fix="give the id, such as Ref(pool)"
            )
        for name in ("validation_expression", "cache_seconds"):
            if getattr(self, name) is not None:
                yield self.refusal(f"{name} is of REST APIs.", given=getattr(self, name), fix=f"leave out {name}=")


def says_arn(given: Any) -> bool:
    """Tell whether an intrinsic gives an ARN, as far as it says: by an attribute, a beginning or a name."""
    if not is_intrinsic(given):
        return False
    function, argument = next(iter(given.to_dict().items()))
    if function == "Fn::Sub" and isinstance(argument, list):
        argument = argument[0]
    if function == "Fn::GetAtt" and isinstance(argument, list):
        argument = ".".join(map(str, argument))
    return isinstance(argument, str) and (argument.startswith("arn:") or argument.endswith(("Arn", "ARN")))
