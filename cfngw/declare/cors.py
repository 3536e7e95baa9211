"""What browsers of other origins may do with an API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.declare.intrinsic import Flag, Integer, Text, is_intrinsic
from cfngw.declare.kinds import FLAG, Checked, Many, OneOf, RejectedError, Truth, Whole, Words
from cfngw.declare.path import METHODS, RouteKey
from cfngw.declare.value import Value, option, required
from cfngw.errors import CfngwError, DeclarationError, DuplicateError, nearest

if TYPE_CHECKING:
    from cfngw.declare.method import Method
    from cfngw.declare.rest_api import RestApi

OTHERS = "*"
EVERYBODY = ("*", "https://*", "http://*")  # the latter two of HTTP APIs alone
_ORIGIN = Words(
    "an origin: scheme://host, with a port if any, or '*'",
    pattern=r"\*|null|https?://\*|[A-Za-z][A-Za-z0-9+.-]*://[^/\s*?#'\"$]+",
)


def _origin(given: Any) -> Any:
    """Check an origin; say what is wrong with the forms that people write."""
    if isinstance(given, str) and given.rstrip("/") != given and "://" in given:
        raise RejectedError(f'an origin ends without a slash: "{given.rstrip("/")}"')
    if isinstance(given, str) and "*" in given and given not in EVERYBODY:
        raise RejectedError("name each origin in full: browsers compare the whole text")
    if isinstance(given, str) and given not in ("*", "null") and "://" not in given:
        raise RejectedError(f'say the scheme, too: "https://{given}"')
    return _ORIGIN.keep(given)


def _origins(given: Any) -> Any:
    return _ORIGINS.keep((given,) if isinstance(given, str) or is_intrinsic(given) else given)


_ORIGINS = Many(Checked(_ORIGIN.allowed, _origin), least=1, intrinsic=False)
_HEADER = Words("the name of a header, or '*'", pattern=r"[!#$%&*+.^_`|~0-9A-Za-z-]+")
_METHOD = OneOf(*METHODS, literal=True)


def _method(given: Any) -> Any:
    """Check a method; say what stands for all of them."""
    if given in ("*", "ANY"):
        raise RejectedError("leave out allow_methods=: then it is those that the API has")
    return _METHOD.keep(given)


_METHODS = Many(Checked(_METHOD.allowed, _method), intrinsic=False)


class Cors(Value):
    """Let pages of these origins call the API: ``Cors(["https://notes.example"])``.

    ``allow_headers``: Authorization, Content-Type, X-Api-Key and what the path's authorizers read unless given; of an
    HTTP API, Authorization, Content-Type and what its authorizers read. ``allow_methods``: those that the path has, or
    the HTTP API. ``expose_headers``, ``max_age_seconds``: what browsers do by themselves; -1: preflights are not
    remembered. ``allow_credentials``: cookies are not sent unless True. ``echo_errors``: with several origins, errors
    that a REST API itself makes can't choose one: they name none, so that the page sees an error without its text,
    unless this is True; then they repeat any origin. An HTTP API compares origins by itself, and takes
    ``"https://*"``, too.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
    """

    allow_origins: Any = required(Checked(f"a list, each {_ORIGIN.allowed}", _origins), kw_only=False)
    allow_headers: Sequence[Text] = option(
        Many(_HEADER, intrinsic=False), default=("Authorization", "Content-Type", "X-Api-Key")
    )
    allow_methods: Sequence[str] = option(_METHODS, default=())
    expose_headers: Sequence[Text] = option(Many(_HEADER, intrinsic=False), default=())
    allow_credentials: Flag | None = option(FLAG, default=None)
    max_age_seconds: Integer | None = option(Whole(-1, 86_400, "seconds"), default=None)
    echo_errors: bool = option(Truth(literal=True), default=False)

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "Cors"

    @property
    def echoes(self) -> bool:
        """Tell whether the answer depends on who asks: there are several origins."""
        return len(self.allow_origins) > 1

    def check(self) -> Iterator[CfngwError]:
        """Refuse what browsers refuse."""
        every = next((origin for origin in self.allow_origins if origin in EVERYBODY), None)
        if every is not None and self.allow_credentials not in (None, False):
            yield self.refusal(
                "credentials can't be allowed to every origin.",
                given=every,
                allowed="the origins by name",
                fix='write Cors(["https://…"], allow_credentials=True), or leave out allow_credentials=',
                option="allow_credentials",
            )
        if self.echoes and "*" in self.allow_origins:
            yield self.refusal(
                "'*' stands for every origin, so that the others say nothing.",
                given=list(self.allow_origins),
                fix="leave out '*', or the others",
            )
        yield from self._check_credentials()

    def _check_credentials(self) -> Iterator[CfngwError]:
        """Refuse wildcards that a browser takes for a name when credentials are sent."""
        # https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Access-Control-Allow-Headers
        for name in ("allow_headers", "expose_headers"):
            if self.allow_credentials is True and "*" in getattr(self, name):
                yield self.refusal(
                    f"with credentials, '*' in {name} is the name of a header called '*'.",
                    given=list(getattr(self, name)),
                    fix="name the headers",
                    option=name,
                )


def _cors(given: Any) -> Any:
    """Take one policy for all paths, or a mapping from paths to policies."""
    if isinstance(given, Mapping):
        for path, policy in given.items():
            if not isinstance(path, str) or not (path == OTHERS or path.startswith("/")):
                raise RejectedError(f'write "/{path}"', given=path, part="path")
            _one_or_none(policy)
        return MappingProxyType(dict(given))
    return _one_or_none(given)


def _one_or_none(given: Any) -> Any:
    if given is None or isinstance(given, Cors):
        return given
    raise RejectedError('write Cors(["https://…"])', given=given)


CORS = Checked('a Cors, None, or a dict from paths to these, "*" for all others', _cors)
METHOD_CORS = Checked("a Cors, or None for no other origin", _one_or_none)


class Preflight(NamedTuple):
    """What a browser is told before it calls a path."""

    path: str
    cors: Cors
    methods: tuple[str, ...]
    last: Method  # of the path, which it stands behind
    headers: tuple[str, ...] = ()  # that these methods' authorizers read


def cors_of(api: RestApi, method: Method) -> Cors | None:
    """Give the policy that holds for a method: its own, its path's, or the API's."""
    if method.cors is not ...:
        own: Cors | None = method.cors
        return own
    if isinstance(api.cors, Mapping):
        by_path = {path: policy for path, policy in api.cors.items() if _pattern(path) == method.key.pattern}
        found: Cors | None = next(iter(by_path.values()), api.cors.get(OTHERS))
        return found
    return api.cors


def _pattern(path: str) -> str:
    return RouteKey("GET", path).pattern


def preflights(api: RestApi) -> list[Preflight]:
    """Give the preflight of each path that browsers of other origins may call and that has no OPTIONS of its own."""
    by_path: dict[str, list[Method]] = {}
    for method in api.methods:
        by_path.setdefault(method.key.pattern, []).append(method)
    found = []
    for methods in by_path.values():
        open_ones = [method for method in methods if cors_of(api, method) is not None]
        policy = cors_of(api, open_ones[0]) if open_ones else None
        if policy is not None and all(method.key.method != "OPTIONS" for method in methods):
            named = tuple(str(method.key.method) for method in open_ones)
            found.append(Preflight(methods[-1].key.path, policy, named, methods[-1], _headers(api, open_ones)))
    return found


def _headers(api: RestApi, methods: Sequence[Method]) -> tuple[str, ...]:
    """Give the headers that clients of some methods send to be let in."""
    authorizers = [each for each in map(api.authorizer_of, methods) if each is not None]
    return tuple(dict.fromkeys(name for each in authorizers for name in each.headers))


def policies(api: RestApi) -> list[Cors]:
    """Give the policies that hold somewhere in an API, each once, in the order of its methods."""
    found: list[Cors] = []
    for method in api.methods:
        policy = cors_of(api, method)
        if policy is not None and policy not in found:
            found.append(policy)
    return found


def _of_http_apis(policy: Cors) -> Iterator[CfngwError]:
    """Find origins that no mapping template can compare."""
    pattern = next((origin for origin in policy.allow_origins if origin in EVERYBODY and origin != "*"), None)
    if pattern is not None:
        yield policy.refusal(
            "a REST API has no patterns of origins.",
            given=pattern,
            allowed="origins in full, or '*'; HTTP APIs take 'https://*', too",
            fix="name each origin in full",
        )
    if policy.echoes and any(is_intrinsic(origin) for origin in policy.allow_origins):
        yield policy.refusal(
            "of several origins each must be known when the template is made: a mapping template compares them.",
            given=list(policy.allow_origins),
            allowed="texts; one origin alone may be a Parameter; of an HTTP API, each",
            fix="write them out, or build one template for each environment",
        )


def check_cors(api: RestApi) -> Iterator[CfngwError]:
    """Check that policies name paths of the API, and that each path has one: there is one preflight for all methods."""
    for each in policies(api):
        yield from _of_http_apis(each)
    patterns = {method.key.pattern: method.key.path for method in api.methods}
    for path in api.cors if isinstance(api.cors, Mapping) else ():
        if path != OTHERS and _pattern(path) not in patterns:
            close = nearest(path, patterns.values())
            yield DeclarationError(
                f'{api.label}: cors names the path "{path}", which has no method.',
                where=api.source,
                given=path,
                allowed=", ".join(patterns.values()),
                fix=f'write "{close}"' if close else "leave it out",
                option="cors",
            )
    first: dict[str, tuple[Method, Cors]] = {}
    for method in api.methods:
        policy = cors_of(api, method)
        if policy is None or method.key.method == "OPTIONS":
            continue
        earlier, before = first.setdefault(method.key.pattern, (method, policy))
        if before != policy:
            yield DuplicateError(
                f"{method.label}: {earlier.route_key} has other CORS, and there is one preflight for all methods.",
                where=method.source,
                other=earlier.source,
                given=policy,
                allowed="the same Cors for all methods of a path, or None",
                fix="give both methods the same Cors",
            )
