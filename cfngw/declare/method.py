"""Methods of REST APIs: a route key, what stands behind it, and what is made of requests and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import EllipsisType
from typing import Any, ClassVar, NamedTuple

from cfngw.declare.cors import METHOD_CORS, Cors
from cfngw.declare.error_contract import NO_CONTRACT, ErrorContract
from cfngw.declare.function import Function, ImportedFunction
from cfngw.declare.integration import AsyncLambda, Integration, NonProxy
from cfngw.declare.intrinsic import Flag, Integer, Text
from cfngw.declare.kinds import FLAG, Checked, Instance, Many, RejectedError, Whole, Words
from cfngw.declare.mapping import Request, Response
from cfngw.declare.mapping_template import by_content_type, parameters_read
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.path import DEFAULT, METHODS, MalformedPathError, RouteKey, parse_route_key
from cfngw.declare.selection_pattern import selects
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, DeclarationError, DuplicateError, OutputError, nearest

MOST_TIMEOUT = 29_000
MOST_RAISED_TIMEOUT = 300_000
_VARIABLE = re.compile(r"\{([^{}+]+)\+?\}")
_PARAMETER = re.compile(r"(?:method\.request\.)?(query|querystring|header|path)\.([A-Za-z0-9._$-]+)(!?)")
_LITERAL = re.compile(r"[A-Za-z0-9._:-]*")
_PLACES = {"query": "querystring"}


class MethodParameter(NamedTuple):
    """A parameter that a client may or must send: ``place`` is querystring, header or path."""

    place: str
    name: str
    required: bool

    @property
    def long(self) -> str:
        """Write it as AWS does."""
        return f"method.request.{self.place}.{self.name}"


def _parameter(given: Any) -> MethodParameter:
    if isinstance(given, MethodParameter):
        return given
    found = _PARAMETER.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        named = isinstance(given, str) and re.fullmatch(r"[A-Za-z0-9._-]+!?", given)
        raise RejectedError(f'write "query.{given}" or "header.{given}"' if named else None)
    place, name, mark = found.groups()
    return MethodParameter(_PLACES.get(place, place), name, mark == "!")


PARAMETERS = Many(
    Checked('"query.<name>" or "header.<name>", with ! behind it where it must be there', _parameter), intrinsic=False
)


class Method(Value):
    """A method of a REST API: ``Method("POST /notes/{id}", function)``.

    ``target``: a function, which gets what the request's template makes, or an integration. ``response``: what a
    success is answered with; errors by the API's contract, or by ``errors`` here. ``responses``: all answers in full,
    one of them without a pattern. ``request_parameters``: ``"query.page"``, ``"header.X-User!"``; ``!`` for those that
    must be there; the path's variables are known. ``timeout_ms``: 50 to 29,000, up to 300,000 where AWS raised the
    quota. ``cache_key_parameters``: those that tell cached answers apart. ``public``: why everybody may call it.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html
    """

    route_key: str = required(Words('"METHOD /path"', literal=True), kw_only=False)
    target: Function | ImportedFunction | Integration = required(
        Instance(
            Function, ImportedFunction, Integration, described="a Function, an ImportedFunction or an integration"
        ),
        kw_only=False,
    )
    request: Request | None = option(Instance(Request), default=None)
    response: Response | None = option(Instance(Response), default=None)
    responses: Sequence[Response] = option(Many(Instance(Response), intrinsic=False), default=())
    errors: ErrorContract | None = option(
        Instance(ErrorContract, described="BracketErrors, PrefixErrors or JsonErrors"), default=None
    )
    api_key_required: Flag | None = option(FLAG, default=None)
    request_parameters: Sequence[MethodParameter | str] = option(PARAMETERS, default=())
    operation_name: Text | None = option(Words(longest=64), default=None)
    timeout_ms: Integer | None = option(Whole(50, MOST_RAISED_TIMEOUT, "milliseconds"), default=None)
    cache_key_parameters: Sequence[MethodParameter | str] = option(PARAMETERS, default=())
    cors: Cors | EllipsisType | None = option(METHOD_CORS, default=...)
    public: str | None = option(Words("the reason, in words", pattern=r".*\S.*", literal=True), default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

    key: ClassVar[RouteKey] = RouteKey(None, "")  # each method's own is set by check()

    @property
    def integration(self) -> Integration:
        """Give the target as an integration."""
        return self.target if isinstance(self.target, Integration) else NonProxy(self.target)

    @property
    def function(self) -> Function | ImportedFunction | None:
        """Give the function that answers, if any."""
        return self.target.function if isinstance(self.target, Integration) else self.target

    @property
    def kind(self) -> type[Integration]:
        """Give the kind of what stands behind it."""
        return type(self.target) if isinstance(self.target, Integration) else NonProxy

    @property
    def parameters(self) -> dict[tuple[str, str], MethodParameter]:
        """Give what a client may send: the path's variables, and what is declared."""
        found: dict[tuple[str, str], MethodParameter] = {}
        if "{" in self.key.path:
            for name in _VARIABLE.findall(self.key.path):
                found["path", name] = MethodParameter("path", name, True)
        for declared in self.request_parameters:
            if isinstance(declared, MethodParameter):
                found[declared.place, declared.name] = declared
        return found

    def check(self) -> Iterator[CfngwError]:
        """Check the key, the parameters, and whether all parts fit the target."""
        try:
            self.__dict__["key"] = key = parse_route_key(self.route_key)
        except MalformedPathError as malformed:
            yield self._malformed(malformed.problem, malformed.fix)
            return
        yield from self._check_key(key)
        yield from self._check_parameters()
        yield from self._check_answers()

    def _malformed(self, problem: str, fix: str) -> CfngwError:
        allowed = f'"METHOD /path" with {", ".join(METHODS)} or ANY'
        return self.refusal(f"{problem}.", given=self.route_key, allowed=allowed, fix=fix, option="route_key")

    def _check_key(self, key: RouteKey) -> Iterator[CfngwError]:
        """Refuse what HTTP APIs know and REST APIs don't."""
        if self.route_key == DEFAULT:
            yield self._malformed("a REST API has no $default", 'write "ANY /{proxy+}", and "ANY /" for the root')
        elif key.path != "/" and key.path.endswith("/"):
            yield self._malformed(
                "a REST API has no path that ends in a slash", f'write "{key.method} {key.path[:-1]}"'
            )

    def _check_parameters(self) -> Iterator[CfngwError]:
        known = self.parameters
        for declared in (*self.request_parameters, *self.cache_key_parameters):
            if isinstance(declared, MethodParameter) and declared.place == "path":
                if declared.name not in _VARIABLE.findall(self.key.path):
                    yield self._unknown_variable(declared)
        for declared in self.cache_key_parameters:
            if isinstance(declared, MethodParameter) and (declared.place, declared.name) not in known:
                if declared.place != "path":
                    yield self._undeclared(declared.long, "cache_key_parameters", declared)
        if self.request is not None:
            yield from self._check_sources(self.request, known)
        yield from self._check_templates(known)

    def _unknown_variable(self, declared: MethodParameter) -> CfngwError:
        names = _VARIABLE.findall(self.key.path)
        close = nearest(declared.name, names)
        return self.refusal(
            f"the path has no variable {{{declared.name}}}.",
            given=declared.long,
            allowed=", ".join(f"{{{name}}}" for name in names) or "none: the path has no variables",
            fix=f'write "path.{close}"' if close else "put it into the path, or leave it out",
        )

    def _undeclared(self, long: str, reader: str, declared: MethodParameter) -> CfngwError:
        place = "query" if declared.place == "querystring" else declared.place
        return self.refusal(
            f"{reader} reads {long}, which nothing declares.",
            given=long,
            allowed=", ".join(each.long for each in self.parameters.values()) or "no parameter: none is declared",
            fix=f'add "{place}.{declared.name}" to request_parameters',
        )

    def _check_sources(self, request: Request, known: Mapping[tuple[str, str], Any]) -> Iterator[CfngwError]:
        for given in request.sources.values():
            if not isinstance(given, str) or not given.startswith("method.request."):
                continue
            place, _, name = given.removeprefix("method.request.").partition(".")
            place = place.removeprefix("multivalue")
            if place == "path" and (place, name) not in known:
                yield self._unknown_variable(MethodParameter(place, name, True))
            elif place in ("header", "querystring") and not _is_known(known, place, name):
                yield self._undeclared(given, "the request's parameters", MethodParameter(place, name, False))

    def _check_templates(self, known: Mapping[tuple[str, str], Any]) -> Iterator[CfngwError]:
        """Refuse parameters that a template reads and nothing declares: they would always be empty."""
        told: set[str] = set()
        for reader, templates in self._readers():
            for text in templates.values():
                for name, line, column in parameters_read(text) if isinstance(text, str) else ():
                    wanted = _wanted(name)
                    if wanted is None or name in told or _is_known(known, *wanted):
                        continue
                    told.add(name)
                    place, bare = wanted
                    at = f"{reader} (line {line}, column {column})"
                    if place == "path":
                        yield self._unknown_variable(MethodParameter("path", bare, True))
                    else:
                        yield self._undeclared(name, at, MethodParameter(place or "querystring", bare, False))

    def _readers(self) -> Iterator[tuple[str, dict[str, Any]]]:
        parts: list[tuple[str, Any]] = [("the request's template", self.request.template if self.request else None)]
        answers = [*([self.response] if self.response else []), *self.responses]
        parts += [(f"the template of status {answer.status}", answer.template) for answer in answers]
        for reader, given in parts:
            if given is None:
                continue
            try:
                yield reader, by_content_type(given)
            except OutputError:
                continue  # the File has reported it

    def _check_answers(self) -> Iterator[CfngwError]:
        if self.kind.proxy:
            yield from self._check_proxy()
            return
        if self.responses and (self.response is not None or self.errors is not None):
            both = "response" if self.response is not None else "errors"
            fix = f"leave out {both}, or leave out responses"
            yield self.refusal(f"responses says all answers, so that {both} has no place.", given=both, fix=fix)
        if self.response is not None and self.response.pattern is not None:
            yield self.refusal(
                "response is for a success and has no pattern.",
                given=self.response.pattern,
                fix="leave the pattern out, or list all answers in responses",
            )
        yield from self._check_list()

    def _check_proxy(self) -> Iterator[CfngwError]:
        noun = self.kind.__name__
        given = {"response": self.response, "responses": self.responses or None, "errors": self.errors}
        for name, member in given.items():
            if member is not None:
                fix = f"leave out {name}: what stands behind it answers in full"
                yield self.refusal(f"{noun} has no {name}.", given=member, fix=fix, option=name)
        if self.request is not None and self.request.template is not None:
            fix = "leave out the template: the whole request is handed on"
            yield self.refusal(f"{noun} has no request template.", given=self.request.template, fix=fix)

    def _check_list(self) -> Iterator[CfngwError]:
        """Hold a full list of answers to one default, and to one answer for each status."""
        defaults = [response for response in self.responses if response.pattern is None]
        if self.responses and not defaults:
            yield self.refusal(
                "responses has no default.",
                given=[response.pattern for response in self.responses],
                allowed="exactly one Response without a pattern",
                fix="add Response(200): it takes all that no pattern matches",
            )
        for further in defaults[1:]:
            yield DuplicateError(
                f"{self.label}: responses has two defaults.",
                where=further.source,
                other=defaults[0].source,
                given=further.status,
                allowed="exactly one Response without a pattern",
                fix="give one of them a pattern",
            )
        yield from self._check_statuses()
        if self.kind.matches_status:
            yield from self._check_status_patterns()

    def _check_statuses(self) -> Iterator[CfngwError]:
        seen: dict[Any, Response] = {}
        for response in self.responses:
            first = seen.setdefault(response.status, response)
            if first is not response:
                yield DuplicateError(
                    f"{self.label}: status {response.status} is answered twice.",
                    where=response.source,
                    other=first.source,
                    given=response.status,
                    allowed="each status once: API Gateway keeps one response for each",
                    fix="join the patterns into one: (?:first|second)",
                )

    def _check_status_patterns(self) -> Iterator[CfngwError]:
        """Find patterns that no status matches, which is what they see of HTTP."""
        for response in self.responses:
            if isinstance(response.pattern, str) and not any(
                selects(response.pattern, str(status)) for status in range(100, 600)
            ):
                yield DeclarationError(
                    f"{self.label}: the pattern never matches: of an address it sees the status alone.",
                    where=response.source,
                    given=response.pattern,
                    allowed="a regular expression for a status: 404, 4\\d\\d",
                    fix=r'write "4\d\d" or the like',
                )

    def answers(self, errors: ErrorContract | None) -> tuple[Response, ...]:
        """Give all answers: those listed, or the success and what the contract makes of errors."""
        if self.responses:
            return self.responses if isinstance(self.responses, tuple) else tuple(self.responses)
        success = self.response if self.response is not None else _usual(self.kind)
        contract = self.contract(errors)
        return (
            (success, *contract.responses())
            if contract is not None
            else (success, *_STATUS_ERRORS.get(self.kind.kind, ()))
        )

    def contract(self, errors: ErrorContract | None) -> ErrorContract | None:
        """Give the error contract that holds here; None where no function's message is waited for."""
        if self.responses or self.kind is not NonProxy:
            return None
        return self.errors or errors or NO_CONTRACT


def _is_known(known: Mapping[tuple[str, str], Any], place: str | None, name: str) -> bool:
    """Tell whether a parameter is declared; the case of a header does not count."""
    if place is None:
        return any(each == name or (of == "header" and each.casefold() == name.casefold()) for of, each in known)
    if place == "header":
        return any(of == "header" and each.casefold() == name.casefold() for of, each in known)
    return (place, name) in known


def _wanted(name: str) -> tuple[str | None, str] | None:
    """Give place and name of what a template reads; None for a whole place."""
    if name in ("path", "querystring", "header"):
        return None
    place, dot, bare = name.partition(".")
    if dot and place in ("path", "querystring", "header"):
        return place, bare
    return None, name


_SUCCESS = Response(200)
_ACCEPTED = Response(202, template='{"message": "Accepted"}')
_STATUS_ERRORS: dict[str, tuple[Response, ...]] = {
    "HTTP": (Response(400, pattern=r"4\d\d"), Response(500, pattern=r"5\d\d")),
}


def _usual(kind: type[Integration]) -> Response:
    return _ACCEPTED if issubclass(kind, AsyncLambda) else _SUCCESS
