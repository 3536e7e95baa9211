"""Authorizers: who lets a client call a route. The same values are meant for both kinds of API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.declare.function import AnyFunction, Callee
from cfngw.declare.intrinsic import Integer, Text, is_intrinsic
from cfngw.declare.kinds import NAME, Checked, Instance, Many, OneOf, OneOrMany, RejectedError, Truth, Whole, Words
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, DuplicateError, nearest
from cfngw.naming import authorizer_id

if TYPE_CHECKING:
    from cfngw.declare.stage import Stage

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


def _expression(given: str) -> Any:
    """Check a regular expression; AWS does not say whose it is, and takes those of Java elsewhere."""
    from cfngw.declare.selection_pattern import wrong_with

    text = _EXPRESSION.keep(given)
    wrong = None if is_intrinsic(text) else wrong_with(text)
    if wrong is not None:
        raise RejectedError(wrong.fix, allowed=f"a regular expression; this one {wrong.problem}")
    return text


TOKEN = _source_of(("header", "query"))
_SOURCE = _source_of(tuple(PLACES))
_EXPRESSION = Words("a regular expression", pattern=r".+")
EXPRESSION = Checked(_EXPRESSION.allowed, _expression)


class Authorizer(Value):
    """The base of all authorizers. ``kind``: what the AuthorizationType of a route says; ``in_rest``: of a method."""

    kind: ClassVar[str]
    scoped: ClassVar[bool] = False
    in_rest: ClassVar[str | None] = None

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

    @property
    def headers(self) -> tuple[str, ...]:
        """Give the headers that a client sends to be let in."""
        return tuple(each.removeprefix("header.") for each in self.sources if each.startswith("header."))

    def misfits_http(self) -> Iterator[CfngwError]:
        """Find what an HTTP API does not take."""
        return iter(())


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
    identity_source: str = option(TOKEN, default=AUTHORIZATION)
    logical_id: str | None = pinned(default=None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Give where the token comes from."""
        return (self.identity_source,)


class LambdaAuthorizer(Authorizer):
    """Let a function decide: ``LambdaAuthorizer("Guard", guard)``. In a REST API it is of the type REQUEST.

    ``payload_format_version``: ``"2.0"``, or ``"1.0"``, which is what REST APIs send. ``simple_responses``: whether the
    function answers ``{"isAuthorized": True}`` rather than a policy; with 2.0 it does unless this is False. In a REST
    API it gets 1.0 and answers with a policy. ``identity_sources``: what a request must carry, such as
    ``"header.Authorization"`` (which it is unless given), ``"query.token"``, ``"context.identity.sourceIp"``,
    ``"stage.name"``; without them the client gets 401 and the function is not asked. ``cache_seconds``: how long an
    answer holds for the same identity sources, on all routes of this authorizer; not at all unless given.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
    """

    kind: ClassVar[str] = "CUSTOM"
    in_rest: ClassVar[str | None] = "CUSTOM"

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


_HEADER = Words(
    "the name of a header", pattern=r"[!#$%&*+^_`|~0-9A-Za-z-]+", literal=True, mend=lambda given: _bare(given)
)


def _bare(given: str) -> str | None:
    place, name = _split(given)
    known = _WORDS.get(place) == "header" and re.fullmatch(_NAMED["header"], name)
    return f'write "{name}"' if known else None


class TokenAuthorizer(Authorizer):
    """Let a function decide by one header: ``TokenAuthorizer("Guard", guard)``. Of REST APIs alone.

    ``header``: Authorization unless given; without it the client gets 401, and the function is not asked.
    ``validation_expression``: a regular expression that the token must match, else 401 as well; any token will do
    unless given. ``cache_seconds``: how long an answer holds for the same token, on all methods of this authorizer; not
    at all unless given.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
    """

    kind: ClassVar[str] = "CUSTOM"
    in_rest: ClassVar[str | None] = "CUSTOM"

    name: str = required(NAME, kw_only=False)
    function: Callee = required(AnyFunction(), kw_only=False)
    header: str = option(_HEADER, default="Authorization")
    validation_expression: Text | None = option(EXPRESSION, default=None)
    cache_seconds: Integer = option(Whole(0, 3600, "seconds"), default=0)
    logical_id: str | None = pinned(default=None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Give the header."""
        return (f"header.{self.header}",)

    @property
    def caches(self) -> bool:
        """Tell whether answers are kept."""
        return self.cache_seconds != 0


class IamAuthorizer(Authorizer):
    """Let in who signs the request as an AWS identity that may ``execute-api:Invoke`` the route or method.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
    """

    kind: ClassVar[str] = "AWS_IAM"
    in_rest: ClassVar[str | None] = "AWS_IAM"

    @property
    def label(self) -> str:
        """Name this value by its class."""
        return "IamAuthorizer"

    @property
    def headers(self) -> tuple[str, ...]:
        """Give the headers of a signature, beside Authorization."""
        return "X-Amz-Content-Sha256", "X-Amz-Date", "X-Amz-Security-Token"


_OF_HTTP = "a JwtAuthorizer, a CognitoAuthorizer, a LambdaAuthorizer or an IamAuthorizer"
_OF_REST = "a CognitoAuthorizer, a LambdaAuthorizer, a TokenAuthorizer or an IamAuthorizer"


def _authorizer(given: Any, wanted: Instance) -> Any:
    if given is None:
        return None
    if isinstance(given, Callee):
        raise RejectedError(f'write LambdaAuthorizer("{given.name}", function)')
    if isinstance(given, str):
        raise RejectedError(_named(given))
    if isinstance(given, type) and issubclass(given, Authorizer):
        raise RejectedError(f"make a value of it: {given.__name__}(...)")
    return wanted.keep(given)


def _of_http(given: Any) -> Any:
    if isinstance(given, TokenAuthorizer):
        sources = f'identity_sources=["header.{given.header}"], payload_format_version="1.0"'
        raise RejectedError(f'write LambdaAuthorizer("{given.name}", function, {sources})')
    return _authorizer(given, Instance(Authorizer, described=_OF_HTTP))


def _of_rest(given: Any) -> Any:
    if isinstance(given, JwtAuthorizer):
        raise RejectedError(
            f'write CognitoAuthorizer("{given.name}", user_pool=…) for tokens of a user pool, or '
            f'TokenAuthorizer("{given.name}", function) for others; templates have no JWT authorizer of REST APIs yet'
        )
    return _authorizer(given, Instance(Authorizer, described=_OF_REST))


def _named(given: str) -> str:
    if given.upper() in ("IAM", "AWS_IAM"):
        return "write IamAuthorizer()"
    if given.upper() == "NONE":
        return "write authorizer=None"
    return "give the authorizer itself, as a variable: users = JwtAuthorizer(…), authorizer=users"


AUTHORIZER = Checked(f"{_OF_HTTP}, or None", _of_http)
SCOPES = Many(Words("a scope, such as notes/write", pattern=r"[\x21\x23-\x5b\x5d-\x7e]+", longest=64), most=10)
ROUTE_AUTHORIZER = Checked(f"{_OF_HTTP}, or None for everybody", _of_http)
REST_AUTHORIZER = Checked(f"{_OF_REST}, or None", _of_rest)


def check_names(authorizers: Sequence[Authorizer]) -> Iterator[CfngwError]:
    """Refuse two authorizers of an API that have one name."""
    names: dict[str, Authorizer] = {}
    for authorizer in authorizers:
        first = names.setdefault(authorizer.name, authorizer) if authorizer.name is not None else authorizer
        if first != authorizer:
            yield DuplicateError(
                f'Two authorizers are called "{authorizer.name}".',
                where=authorizer.source,
                other=first.source,
                given=authorizer.name,
                allowed="each name once in an API",
                fix="rename one, or give both routes the same",
            )


def check_variables(stages: Sequence[Stage], authorizer: Authorizer) -> Iterator[CfngwError]:
    """Find stages without a variable that an authorizer must see: there every call is answered with 401."""
    for name in (each.removeprefix("stage.") for each in authorizer.sources if each.startswith("stage.")):
        without = [stage.name for stage in stages if name not in (stage.variables or {})]
        if without:
            yield authorizer.refusal(
                f"the stage {without[0]} has no variable {name}, so that every call there gets 401.",
                given=f"stage.{name}",
                allowed="variables that every stage has",
                fix=f'write Stage("{without[0]}", variables={{"{name}": …}}), or leave it out',
            )
