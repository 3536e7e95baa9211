"""Methods of REST APIs: a route key, what stands behind it, and what is made of requests and answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import EllipsisType
from typing import Any, ClassVar

from cfngw.declare.answers import check_answers
from cfngw.declare.cors import METHOD_CORS, Cors
from cfngw.declare.error_contract import NO_CONTRACT, ErrorContract
from cfngw.declare.function import Callee, Function, FunctionAlias, ImportedFunction, imported
from cfngw.declare.http_integration import RouteTarget
from cfngw.declare.integration import AsyncLambda, HttpProxy, Integration, NonProxy
from cfngw.declare.intrinsic import Flag, Integer, Text
from cfngw.declare.kinds import FLAG, Instance, Many, RejectedError, Whole, Words
from cfngw.declare.mapping import Request, Response
from cfngw.declare.method_parameters import PARAMETERS, MethodParameter, check_parameters, variables
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.path import DEFAULT, METHODS, MalformedPathError, RouteKey, parse_route_key
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError
from cfngw.naming import method_id

LATER = frozenset({"authorizer", "authorizers", "scopes"})
MOST_TIMEOUT = 29_000
MOST_RAISED_TIMEOUT = 300_000


class _Target(Instance):
    """A function, or an integration of a REST API."""

    def keep(self, value: Any) -> Any:
        """Check the class; say what to write for what serves HTTP APIs alone."""
        if isinstance(value, RouteTarget) and not isinstance(value, Integration):
            plain = value.function is not None
            raise RejectedError("write RestLambdaProxy(function)" if plain else "it is for routes of HTTP APIs")
        fix = imported(value)
        if fix is not None:
            raise RejectedError(fix)
        return super().keep(value)


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
    target: Callee | Integration = required(
        _Target(
            Function,
            ImportedFunction,
            FunctionAlias,
            Integration,
            described="a Function, an ImportedFunction, an Alias or an integration",
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

    later: ClassVar[frozenset[str]] = LATER
    key: ClassVar[RouteKey] = RouteKey(None, "")  # each method's own is set by check()

    def resource_id(self, api: str) -> str:
        """Give the logical id in the API of that name."""
        return self.logical_id or method_id(api, str(self.key.method), self.key.path)

    @property
    def integration(self) -> Integration:
        """Give the target as an integration."""
        return self.target if isinstance(self.target, Integration) else NonProxy(self.target)

    @property
    def function(self) -> Callee | None:
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
        for name in variables(self.key.path):
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
        if isinstance(self.target, HttpProxy):
            yield from self.target.misplaced_in_rest_api()
        yield from check_parameters(self)
        yield from check_answers(self)

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


_SUCCESS = Response(200)
_ACCEPTED = Response(202, template='{"message": "Accepted"}')
_STATUS_ERRORS: dict[str, tuple[Response, ...]] = {
    "HTTP": (Response(400, pattern=r"4\d\d"), Response(500, pattern=r"5\d\d")),
}


def _usual(kind: type[Integration]) -> Response:
    return _ACCEPTED if issubclass(kind, AsyncLambda) else _SUCCESS
