"""Parameter mapping of HTTP APIs: what is changed of a request or an answer, and what it is made of.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from cfngw.declare.intrinsic import Text, is_intrinsic
from cfngw.declare.kinds import OPEN, Kind, RejectedError
from cfngw.errors import nearest

Changes: TypeAlias = Mapping[str, Text | int | None]
ChangesByStatus: TypeAlias = Mapping[Any, Changes]  # a status is a number or a text

LONGEST_SOURCE = 512
REMOVED = "''"  # what AWS's own example gives as the source of what is removed
_ACTIONS = ("append", "overwrite", "remove")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_STATUS = re.compile(r"[2-5][0-9][0-9]")
_IN_BRACES = re.compile(r"\$\{([^{}]*)\}")
_BARE = re.compile(r"\$(request|response|context|stageVariables)\b")
_SLIPS = {"query": "querystring", "headers": "header", "queryString": "querystring", "params": "path"}

RESERVED_HEADERS = frozenset(
    [
        *("authorization", "connection", "content-encoding", "content-length", "content-location", "forwarded"),
        *("keep-alive", "origin", "proxy-authenticate", "proxy-authorization", "te", "trailers", "transfer-encoding"),
        *("upgrade", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via"),
    ]
)
RESERVED_BEGINNINGS = ("access-control-", "apigw-", "x-amz-", "x-amzn-")
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
CONTEXT = (
    *("accountId", "apiId", "authorizer", "awsEndpointRequestId", "awsEndpointRequestId2"),
    *("customDomain.basePathMatched", "dataProcessed", "domainName", "domainPrefix", "error.message"),
    *("error.messageString", "error.responseType", "extendedRequestId", "httpMethod", "identity.accountId"),
    *("identity.caller", "identity.cognitoAuthenticationProvider", "identity.cognitoAuthenticationType"),
    *("identity.cognitoIdentityId", "identity.cognitoIdentityPoolId", "identity.principalOrgId"),
    *("identity.clientCert.clientCertPem", "identity.clientCert.subjectDN", "identity.clientCert.issuerDN"),
    *("identity.clientCert.serialNumber", "identity.clientCert.validity.notBefore"),
    *("identity.clientCert.validity.notAfter", "identity.sourceIp", "identity.user", "identity.userAgent"),
    *("identity.userArn", "integration.error", "integration.integrationStatus", "integration.latency"),
    *("integration.requestId", "integration.status", "integrationErrorMessage", "integrationLatency"),
    *("integrationStatus", "path", "protocol", "requestId", "requestTime", "requestTimeEpoch", "responseLatency"),
    *("responseLength", "routeKey", "stage", "status"),
)


_NAMED, _BOTH = "named", "both"


class Side:
    """What one side of an integration may be mapped from and to."""

    def __init__(self, root: str, sources: Mapping[str, str], places: tuple[str, ...], alone: str) -> None:
        self.root = root
        self.sources = sources  # of the root: place -> with a name, or also without
        self.places = places
        self.alone = alone  # the place that has no name
        self.roots = (root, "context", "stageVariables")
        named = (f"${root}.{place}{'[.<name>]' if kind == _BOTH else '.<name>'}" for place, kind in sources.items())
        self.allowed = f"a text, {', '.join(named)}, $context.<name>, $stageVariables.<name>{OPEN}"


REQUEST = Side(
    "request",
    MappingProxyType({"header": _NAMED, "querystring": _NAMED, "path": _BOTH, "body": _BOTH}),
    ("header", "querystring"),
    "path",
)
RESPONSE = Side("response", MappingProxyType({"header": _NAMED, "body": _BOTH}), ("header",), "statuscode")


def expressions(given: Any) -> list[str]:
    """Give the expressions of a source, without ``$`` and braces."""
    if not isinstance(given, str):
        return []
    return [given[1:]] if _is_bare(given) else _IN_BRACES.findall(given)


def _is_bare(text: str) -> bool:
    return bool(re.match(r"\$[A-Za-z]", text))


class MappingSource(Kind):
    """What a parameter is made of: a text, or an expression that is evaluated for each request."""

    def __init__(self, side: Side = REQUEST, *, longest: int | None = LONGEST_SOURCE) -> None:
        self._side = side
        self._longest = longest
        self.allowed = side.allowed

    def keep(self, value: Any) -> Any:
        """Check the expressions; a number is written as a text."""
        if is_intrinsic(value):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise RejectedError
        if not value:
            raise RejectedError("write a text that is not empty, or leave it out")
        if self._longest is not None and len(value) > self._longest:
            raise RejectedError(
                f"shorten it: it has {len(value)} characters", allowed=f"at most {self._longest} characters"
            )
        self._check_form(value)
        for expression in expressions(value):
            _check_expression(expression, self._side, braces=not _is_bare(value))
        return value

    def _check_form(self, text: str) -> None:
        """Find expressions of REST APIs, and those that API Gateway would take for a text."""
        old = re.match(r"(?:method|integration)\.(request|response)\.(.+)", text)
        if old is not None:
            raise RejectedError(f'write "${self._side.root}.{old[2]}": this is the form of REST APIs')
        if re.fullmatch(r"'.+'", text, re.DOTALL):
            raise RejectedError(f'write "{text[1:-1]}": quotes around a text are of REST APIs')
        if _is_bare(text):
            return
        rest = _IN_BRACES.sub("", text)
        bare = _BARE.search(rest)
        if bare is not None:
            raise RejectedError(f'put braces around it: "${{{bare[1]}...}}"; only a whole text does without')
        if "${" in rest:
            raise RejectedError("close the brace: ${...}")


def _check_expression(expression: str, side: Side, *, braces: bool) -> None:
    def write(words: str) -> str:
        return f'write "${{{words}}}"' if braces else f'write "${words}"'

    root, _, rest = expression.partition(".")
    if root not in side.roots:
        if root in ("request", "response"):
            raise RejectedError(f"leave it out: there is no ${root} on this side")
        close = nearest(root, side.roots)
        raise RejectedError(write(f"{close}.{rest}") if close else None)
    if root == "context":
        if not re.fullmatch(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*", rest):
            raise RejectedError("name a variable by letters, digits, '.' and '_' alone, such as $context.requestId")
    elif root == "stageVariables":
        if not re.fullmatch(r"[A-Za-z0-9_]+", rest):
            raise RejectedError("name a stage variable: $stageVariables.<name>")
    else:
        _check_place(root, rest, side, write)


def _check_place(root: str, rest: str, side: Side, write: Any) -> None:
    found = re.match(r"([A-Za-z]*)(.*)", rest, re.DOTALL)
    place, name = (found[1], found[2]) if found is not None else ("", "")
    if place not in side.sources:
        close = _SLIPS.get(place) or nearest(place, side.sources)
        raise RejectedError(write(f"{root}.{close}{name}") if close in side.sources else None)
    if place == "body":
        if ".." in name or "?(" in name:
            raise RejectedError(
                "name the members one by one: body.a.b", allowed="a JSON path without '..' and without '?(...)'"
            )
        if name and not re.match(r"\.[^.]|\[", name):
            raise RejectedError(write(f"{root}.body.<name>"))
    elif name in ("", "."):
        if side.sources[place] != _BOTH or name:
            raise RejectedError(write(f"{root}.{place}.<name>"))
    elif not name.startswith(".") or (place == "header" and not _HEADER.fullmatch(name[1:])):
        raise RejectedError(write(f"{root}.{place}.<name>"))


class Mappings(Kind):
    """What is changed, by ``action:place``, kept as a read-only copy in the order given."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._source = MappingSource(side)
        places = ", ".join(f"append|overwrite|remove:{place}.<name>" for place in side.places)
        self._keys = f"{places}, overwrite:{side.alone}"
        self.allowed = f"a dict from {self._keys} to {side.allowed}"

    def keep(self, value: Any) -> Any:
        """Check each place and its source."""
        if not isinstance(value, Mapping):
            raise RejectedError('write {"append:header.x-id": "$context.requestId"}')
        kept: dict[str, Any] = {}
        places: dict[str, str] = {}
        for key, source in value.items():
            try:
                name = self._key(key)
            except RejectedError as rejected:
                raise RejectedError(
                    rejected.fix, given=key, allowed=rejected.allowed or self._keys, part="name"
                ) from None
            place = name.partition(":")[2]
            place = place.casefold() if place.startswith("header.") else place
            if place in places:
                fix = f"leave out one of {places[place]} and {key}: which comes first is not documented"
                raise RejectedError(fix, given=key, allowed="each place once", part="name")
            places[place] = key
            kept[name] = self._member(name, source)
        return MappingProxyType(kept)

    def _member(self, name: str, source: Any) -> Any:
        if name.startswith("remove:"):
            if source not in (None, "", REMOVED):
                raise RejectedError("write None: what is removed has no source", given=source, allowed="None")
            return REMOVED
        try:
            kept = self._source.keep(source)
        except RejectedError as rejected:
            fix = rejected.fix or "write one of what is allowed"
            raise RejectedError(fix, given=source, allowed=rejected.allowed or self._source.allowed) from None
        literal = isinstance(kept, str) and not expressions(kept)
        if literal and name == "overwrite:statuscode" and not _STATUS.fullmatch(kept):
            raise RejectedError("write a status from 200 to 599", given=source, allowed="200 to 599")
        if literal and name == "overwrite:path" and kept[0] != "/":
            raise RejectedError(f'write "/{kept}"', given=source, allowed="a path that begins with a slash")
        return kept

    def _key(self, key: Any) -> str:
        """Check one place; give it as AWS writes it."""
        if not isinstance(key, str):
            raise RejectedError("write a text")
        action, colon, where = key.partition(":")
        if not colon:
            raise RejectedError(self._without_action(key))
        if action not in _ACTIONS:
            close = nearest(action, _ACTIONS)
            raise RejectedError(f'write "{close}:{where}"' if close else None)
        place, dot, name = where.partition(".")
        if where == self._side.alone:
            if action != "overwrite":
                raise RejectedError(f'write "overwrite:{where}"')
            return key
        place = "querystring" if place == "query" else place
        if place not in self._side.places:
            close = _SLIPS.get(place) or nearest(place, (*self._side.places, self._side.alone))
            if close == self._side.alone:
                raise RejectedError(f'write "overwrite:{close}"')
            raise RejectedError(f'write "{action}:{close}.{name}"' if close in self._side.places else None)
        if not dot or not name or (place == "header" and not _HEADER.fullmatch(name)):
            raise RejectedError(f'name it: "{action}:{place}.<name>"')
        if place == "header":
            _check_reserved(name)
        return f"{action}:{place}.{name}"

    def _without_action(self, key: str) -> str | None:
        action, _, where = key.partition(".")  # "overwrite.path", as an older page of AWS has it
        if action in _ACTIONS:
            return f'write "{action}:{where}"'
        place = key.partition(".")[0]
        known = place in self._side.places or key == self._side.alone
        return f'write "overwrite:{key}"' if known else None


def _check_reserved(name: str) -> None:
    folded = name.casefold()
    beginning = next((each for each in RESERVED_BEGINNINGS if folded.startswith(each)), None)
    if folded in RESERVED_HEADERS or beginning is not None:
        cure = "declare cors" if beginning == "access-control-" else "choose another name"
        raise RejectedError(
            f"{cure}: API Gateway keeps {beginning + '*' if beginning else folded} for itself",
            allowed=f"a header other than {', '.join(f'{each}*' for each in RESERVED_BEGINNINGS)}, "
            f"{', '.join(sorted(RESERVED_HEADERS))}",
        )


class ByStatus(Kind):
    """What is changed of an answer, by the status that the integration gave."""

    allowed = f"a dict from a status (200 to 599) to {Mappings(RESPONSE).allowed}"

    def keep(self, value: Any) -> Any:
        """Check each status and its mappings."""
        if not isinstance(value, Mapping):
            raise RejectedError('write {500: {"overwrite:statuscode": 502}}')
        kept: dict[str, Any] = {}
        for status, mappings in value.items():
            name = status if isinstance(status, str) else str(status)
            if isinstance(status, bool) or not _STATUS.fullmatch(name):
                raise RejectedError(_status_fix(status), given=status, allowed="a status from 200 to 599", part="name")
            if name in kept:
                raise RejectedError("leave out one of the two", given=status, allowed="each status once", part="name")
            kept[name] = Mappings(RESPONSE).keep(mappings)
        return MappingProxyType(kept)


def _status_fix(given: Any) -> str:
    if isinstance(given, str) and ":" in given:
        return f'say for which status: {{200: {{"{given}": ...}}}}'
    if isinstance(given, str) and re.fullmatch(r"[2-5](xx|XX|\d\\d|\*)", given):
        return f"write each status that it shall hold for: {given[0]}00, {given[0]}01, ..."
    return "write a whole status, such as 404"


REQUEST_PARAMETERS = Mappings(REQUEST)
RESPONSE_PARAMETERS = ByStatus()
SOURCE = MappingSource()


def sources_of(parameters: Mapping[str, Any] | None) -> Iterator[str]:
    """Give all expressions that some parameters are made of."""
    for given in (parameters or {}).values():
        if isinstance(given, Mapping):
            yield from sources_of(given)
        else:
            yield from expressions(given)
