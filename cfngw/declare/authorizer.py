"""Authorizers: who lets a client call a route. The same values are meant for both kinds of API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from cfngw.declare.function import AnyFunction, Callee
from cfngw.declare.intrinsic import Integer, Text, is_intrinsic
from cfngw.declare.kinds import NAME, Checked, Instance, Many, OneOf, OneOrMany, RejectedError, Truth, Whole, Words
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, nearest
from cfngw.naming import authorizer_id

# Where an identity source may lie, with the word that HTTP APIs have for it.
PLACES = {"header": "request.header", "query": "request.querystring", "context": "context", "stage": "stageVariables"}
_WORDS = {
    "header": "header",
    "headers": "header",
    "query": "query",
    "querystring": "query",
    "context": "context",
    "stage": "stage",
    "stageVariables": "stage",
}
_NAMED = {
    "header": r"[!#$%&*+.^_`|~0-9A-Za-z-]+",
    "query": r"[^\s,&=]+",
    "context": r"[A-Za-z0-9_.-]+",
    "stage": r"[A-Za-z0-9_]+",
}
_OWN_FORM = re.compile(r"\$?(?:method\.)?request\.", re.IGNORECASE)
AUTHORIZATION = "header.Authorization"


def _source_of(places: Sequence[str]) -> Checked:
    """Make the kind of an identity source that may lie in some places."""
    forms = {"header": '"header.X-Token"', "query": '"query.token"', "context": '"context.routeKey"'}
    shown = [forms.get(place, '"stage.name"') for place in places]
    described = f"{', '.join(shown[:-1])} or {shown[-1]}"

    def check(given: Any) -> str:
        if not isinstance(given, str):
            raise RejectedError(f"write {shown[0]}")
        place, name = _split(given)
        known = _WORDS.get(place, "")
        if known in places and re.fullmatch(_NAMED[known], name):
            return f"{known}.{name}"
        raise RejectedError(_mended(place, name, places))

    return Checked(described, check)


def _split(given: str) -> tuple[str, str]:
    """Read ``header.X-Token``, and the forms that API Gateway itself has: ``$request.header.X-Token``."""
    place, _, name = _OWN_FORM.sub("", given).removeprefix("$").partition(".")
    return place, name


def _mended(place: str, name: str, places: Sequence[str]) -> str | None:
    """Say what was probably meant."""
    if not name:
        token = place if re.fullmatch(_NAMED["header"], place) else ""
        return f'write "header.{token}"' if token and token not in _WORDS else None
    close = nearest(place, [word for word, known in _WORDS.items() if known in places])
    wanted = _WORDS[close] if close is not None else None
    if wanted is None:
        return f"choose {', '.join(places[:-1])} or {places[-1]}: this authorizer reads nothing else"
    if re.fullmatch(_NAMED[wanted], name):
        return f'write "{wanted}.{name}"'
    return f"name one {wanted} after the dot, and put several into a list of their own texts"


_TOKEN = _source_of(("header", "query"))
_SOURCE = _source_of(tuple(PLACES))


class Authorizer(Value):
    """The base of all authorizers. ``kind``: what a route's AuthorizationType says."""

    kind: ClassVar[str]
    scoped: ClassVar[bool] = False

    name: str | None = None
    function: Callee | None = None
    logical_id: str | None = None

    def resource_id(self, api: str) -> str | None:
        """Give the logical id in the API of that name; None for what is no resource."""
        return self.logical_id or (None if self.name is None else authorizer_id(api, self.name))

    @property
    def sources(self) -> tuple[str, ...]:
        """Give where the request carries what is looked at."""
        return ()


_DISCOVERY = "/.well-known/openid-configuration"  # API Gateway puts this behind the issuer itself
_ISSUER = Words(
    "an https:// address, as the token's iss claim has it",
    pattern=rf"https://(?!.*{re.escape(_DISCOVERY)}$)[^\s/?#]+(/[^\s?#]*)?",
    longest=2048,
    mend=lambda given: _issuer(given),
)
_AUDIENCE = OneOrMany(Words("a value of the token's aud or client_id", pattern=r"\S(.*\S)?"), least=1, most=50)


def _issuer(given: str) -> str | None:
    host = re.sub(r"^[a-z]*:?/*", "", given, count=1) if "://" in given or given.startswith("//") else given
    host = host.partition("?")[0].partition("#")[0].removesuffix(_DISCOVERY)
    return f'write "https://{host}"' if re.fullmatch(r"[^\s/]+\.[^\s]+", host) else None


class JwtAuthorizer(Authorizer):
    """Let in who sends a JSON Web Token: ``JwtAuthorizer("Users", issuer="https://…", audience=["notes"])``.

    ``issuer``: exactly what the token's ``iss`` says, with its slash at the end if it has one; API Gateway finds the
    keys by it. ``audience``: one of these must be the token's ``aud``, or its ``client_id``. ``identity_source``: where
    the token comes from: the header Authorization, with or without ``Bearer``, unless given. Only RSA signatures are
    supported by AWS. Of HTTP APIs alone; what a REST API has is a CognitoAuthorizer or a LambdaAuthorizer.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
    """

    kind: ClassVar[str] = "JWT"
    scoped: ClassVar[bool] = True

    name: str = required(NAME, kw_only=False)
    issuer: Text = required(_ISSUER)
    audience: Sequence[Text] | Text = required(_AUDIENCE)
    identity_source: str = option(_TOKEN, default=AUTHORIZATION)
    logical_id: str | None = pinned(default=None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Give where the token comes from."""
        return (self.identity_source,)


_POOL = Words(
    "the id of a user pool, such as eu-west-1_AbCdEfGhI",
    pattern=r"[a-z]+(-[a-z]+)+-[0-9]+_[A-Za-z0-9]+",
    mend=lambda given: _pool(given),
)
_CLIENTS = OneOrMany(Words("the id of an app client", pattern=r"[\w+]+"), least=1, most=50)


def _pool(given: str) -> str | None:
    found = re.search(r"[a-z]+(?:-[a-z]+)+-[0-9]+_[A-Za-z0-9]+", given)
    return f'write "{found.group()}"' if found else None


class CognitoAuthorizer(Authorizer):
    """Let in the users of a Cognito user pool: ``CognitoAuthorizer("Users", user_pool="eu-west-1_…", clients=["…"])``.

    ``user_pool``: its id; one that CloudFormation fills in is a pool of the stack's own region. ``clients``: the ids of
    the app clients whose tokens count. ``identity_source``: the header Authorization unless given.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
    """

    kind: ClassVar[str] = "JWT"
    scoped: ClassVar[bool] = True

    name: str = required(NAME, kw_only=False)
    user_pool: Text = required(_POOL)
    clients: Sequence[Text] | Text = required(_CLIENTS)
    identity_source: str = option(_TOKEN, default=AUTHORIZATION)
    logical_id: str | None = pinned(default=None)

    @property
    def region(self) -> str | None:
        """Give the region of a pool whose id is known."""
        return None if is_intrinsic(self.user_pool) else str(self.user_pool).partition("_")[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """Give where the token comes from."""
        return (self.identity_source,)


class LambdaAuthorizer(Authorizer):
    """Let a function decide: ``LambdaAuthorizer("Guard", guard)``.

    ``payload_format_version``: ``"2.0"``, or ``"1.0"``, which is what REST APIs send. ``simple_responses``: whether the
    function answers ``{"isAuthorized": True}`` rather than a policy; with 2.0 it does unless this is False.
    ``identity_sources``: what a request must carry, such as ``"header.Authorization"`` (which it is unless given),
    ``"query.token"``, ``"context.routeKey"``, ``"stage.name"``; without them the client gets 401 and the function is
    not asked. ``cache_seconds``: how long an answer holds for the same identity sources, on all routes of this
    authorizer; not at all unless given.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
    """

    kind: ClassVar[str] = "CUSTOM"

    name: str = required(NAME, kw_only=False)
    function: Callee = required(AnyFunction(), kw_only=False)
    payload_format_version: str = option(OneOf("2.0", "1.0", literal=True), default="2.0")
    simple_responses: bool | None = option(Truth(literal=True), default=None)
    identity_sources: Sequence[str] = option(Many(_SOURCE, intrinsic=False), default=(AUTHORIZATION,))
    cache_seconds: Integer = option(Whole(0, 3600, "seconds"), default=0)
    logical_id: str | None = pinned(default=None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Give what a request must carry."""
        return tuple(self.identity_sources)

    @property
    def simple(self) -> bool:
        """Tell whether the function answers yes or no, rather than by a policy."""
        if self.simple_responses is not None:
            return self.simple_responses
        return self.payload_format_version == "2.0"

    @property
    def caches(self) -> bool:
        """Tell whether answers are kept."""
        return self.cache_seconds != 0

    def check(self) -> Iterator[CfngwError]:
        """Check that what is cached has a key, and that the payload knows simple responses."""
        if self.caches and not self.identity_sources:
            yield self.refusal(
                "answers are cached by their identity sources, and there are none.",
                given=self.cache_seconds,
                allowed="at least one identity source",
                fix='write identity_sources=["header.Authorization"], or leave out cache_seconds=',
                option="cache_seconds",
            )
        if self.simple_responses and self.payload_format_version == "1.0":
            yield self.refusal(
                "payload 1.0 knows no simple responses: the function answers with a policy.",
                given=self.payload_format_version,
                allowed="simple_responses with payload 2.0",
                fix='write payload_format_version="2.0", or leave out simple_responses=',
                option="simple_responses",
            )


class IamAuthorizer(Authorizer):
    """Let in who signs the request as an AWS identity that may ``execute-api:Invoke`` the route.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
    """

    kind: ClassVar[str] = "AWS_IAM"

    @property
    def label(self) -> str:
        """Name this value by its class."""
        return "IamAuthorizer"


_ANY = Instance(Authorizer, described="a JwtAuthorizer, a CognitoAuthorizer, a LambdaAuthorizer or an IamAuthorizer")


def _authorizer(given: Any) -> Any:
    if given is None:
        return None
    if isinstance(given, Callee):
        raise RejectedError(f'write LambdaAuthorizer("{given.name}", function)')
    if isinstance(given, str):
        raise RejectedError(_named(given))
    if isinstance(given, type) and issubclass(given, Authorizer):
        raise RejectedError(f"make a value of it: {given.__name__}(...)")
    return _ANY.keep(given)


def _named(given: str) -> str:
    if given.upper() in ("IAM", "AWS_IAM"):
        return "write IamAuthorizer()"
    if given.upper() == "NONE":
        return "write authorizer=None"
    return "give the authorizer itself, as a variable: users = JwtAuthorizer(…), authorizer=users"


AUTHORIZER = Checked(f"{_ANY.allowed}, or None", _authorizer)
SCOPES = Many(Words("a scope, such as notes/write", pattern=r"[\x21\x23-\x5b\x5d-\x7e]+", longest=64), most=10)
ROUTE_AUTHORIZER = Checked(f"{_ANY.allowed}, or None for everybody", _authorizer)
