"""Methods of REST APIs: a route key, what stands behind it, and what is made of requests and answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import EllipsisType
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.declare.answers import check_answers
from cfngw.declare.aws_target import AwsTarget
from cfngw.declare.cors import METHOD_CORS, Cors
from cfngw.declare.documentation import DOCUMENTATION
from cfngw.declare.error_contract import NO_CONTRACT, ErrorContract
from cfngw.declare.function import Callee, Function, FunctionAlias, ImportedFunction, imported
from cfngw.declare.http_integration import RouteTarget
from cfngw.declare.integration import AsyncLambda, Integration, NonProxy
from cfngw.declare.intrinsic import Flag, Integer, Intrinsic, Text
from cfngw.declare.kinds import FLAG, Checked, Instance, Many, RejectedError, Whole, Words
from cfngw.declare.mapping import Request, Response
from cfngw.declare.method_parameters import PARAMETERS, MethodParameter, check_parameters, variables
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.path import DEFAULT, METHODS, MalformedPathError, RouteKey, parse_route_key
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError
from cfngw.naming import method_id

if TYPE_CHECKING:
    from cfngw.declare.authorizer import Authorizer
    from cfngw.declare.doc import Doc

MOST_TIMEOUT = 29_000
# By their names, so that nobody pays for what they don't use.
_SERVICES = {
    "Queue": 'write SqsSendMessage(queue, body="$request.body")',
    "Table": 'write DynamoDbGetItem(table, {"id": "$request.path.id"}) or the like',
    "Bucket": 'write S3GetObject(bucket, "$request.path.key") or the like',
}
MOST_RAISED_TIMEOUT = 300_000


MOST_STREAMED_TIMEOUT = 900_000

_NONE_OF = "a CognitoAuthorizer, a LambdaAuthorizer, a TokenAuthorizer or an IamAuthorizer, or None"
_SCOPES = Many(Words("a scope, such as notes/write", pattern=r"[\x21\x23-\x5b\x5d-\x7e]+"))


def _authorizer(given: Any) -> Any:
    if given is None:
        return None
    from cfngw.declare.authorizer import REST_AUTHORIZER  # for those who have one

    return REST_AUTHORIZER.keep(given)


API_AUTHORIZER = Checked(_NONE_OF, _authorizer)
_METHOD_AUTHORIZER = Checked(f"{_NONE_OF} for everybody", _authorizer)


class _Target(Instance):
    """A function, or an integration of a REST API."""

    def keep(self, value: Any) -> Any:
        """Check the class; say what to write for what serves HTTP APIs alone."""
        if isinstance(value, RouteTarget) and not isinstance(value, Integration):
            plain = value.function is not None
            raise RejectedError("write RestLambdaProxy(function)" if plain else "it is for routes of HTTP APIs")
        fix = imported(value) or _SERVICES.get(type(value).__name__)
        if fix is not None:
            raise RejectedError(fix)
        try:
            return super().keep(value)
        except RejectedError as rejected:
            raise RejectedError(_link_fix(value) or rejected.fix) from None


def _link_fix(given: Any) -> str | None:
    from cfngw.declare.vpc_link import VpcLink
    from cfngw.declare.vpc_link_v1 import VpcLinkV1  # for those who slip

    if isinstance(given, VpcLink):
        return "write PrivateIntegration(load_balancer_arn, vpc_link, url=...)"
    return "write HttpProxy(url, vpc_link=link)" if isinstance(given, VpcLinkV1) else None


class Method(Value):
    """A method of a REST API: ``Method("POST /notes/{id}", function)``.

    ``target``: a function, which gets what the request's template makes, or an integration. ``response``: what a
    success is answered with; errors by the API's contract, or by ``errors`` here. ``responses``: all answers in full,
    one of them without a pattern. ``request_parameters``: ``"query.page"``, ``"header.X-User!"``; ``!`` for those that
    must be there; the path's variables are known. ``timeout_ms``: 50 to 29,000, up to 300,000 where AWS raised the
    quota, and to 900,000, which is then the default, of a stream. ``cache_key_parameters``: those that tell cached
    answers apart; ``cache_namespace``: methods with the same one share them. ``authorizer``: who lets clients call it;
    the API's own unless given, None for everybody. ``scopes``: of these the access token must have one.
    ``documentation``: a text or a Doc. ``public``: why everybody may call it.
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
    timeout_ms: Integer | None = option(Whole(50, MOST_STREAMED_TIMEOUT, "milliseconds"), default=None)
    cache_key_parameters: Sequence[MethodParameter | str] = option(PARAMETERS, default=())
    cache_namespace: Text | None = option(Words(), default=None)
    documentation: Doc | str | None = option(DOCUMENTATION, default=None)
    cors: Cors | EllipsisType | None = option(METHOD_CORS, default=...)
    authorizer: Authorizer | EllipsisType | None = option(_METHOD_AUTHORIZER, default=...)
    scopes: Sequence[Text] | Intrinsic = option(_SCOPES, default=())
    public: str | None = option(Words("the reason, in words", pattern=r".*\S.*", literal=True), default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

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
    def streams(self) -> bool:
        """Tell whether the answer is a stream; what a Kinesis call names its stream by is something else."""
        return self.kind.proxy and self.integration.stream

    @property
    def behind(self) -> Value | None:
        """Give the value under whose condition the method stands: its function, or the VPC link it goes through."""
        if isinstance(self.target, AwsTarget):
            return self.target.made_with()
        link = getattr(self.target, "vpc_link", None)
        return self.function if not isinstance(link, Value) else link

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
        if isinstance(self.target, AwsTarget):
            headers = {name.casefold() for place, name in found if place == "header"}
            for place, name in self.target.declared():
                if place != "header" or name.casefold() not in headers:
                    found.setdefault((place, name), MethodParameter(place, name, False))
        return found

    def check(self) -> Iterator[CfngwError]:
        """Check the key, the parameters, and whether all parts fit the target."""
        try:
            self.__dict__["key"] = key = parse_route_key(self.route_key)
        except MalformedPathError as malformed:
            yield self._malformed(malformed.problem, malformed.fix)
            return
        yield from self._check_key(key)
        if isinstance(self.target, Integration):
            yield from self.target.misplaced_in_rest_api()
        if isinstance(self.target, AwsTarget):
            yield from self.target.misfits_method(self)
        yield from self._check_stream()
        yield from check_parameters(self)
        yield from check_answers(self)

    def _check_stream(self) -> Iterator[CfngwError]:
        """Hold a stream's options apart from those of an answer that is waited for."""
        streams = self.streams
        if not streams and isinstance(self.timeout_ms, int) and self.timeout_ms > MOST_RAISED_TIMEOUT:
            yield self.refusal(
                "timeout_ms is that of a stream.",
                given=self.timeout_ms,
                allowed=f"a whole number from 50 to {MOST_RAISED_TIMEOUT} (milliseconds), to {MOST_STREAMED_TIMEOUT} "
                "with stream=True",
                fix=f"choose {MOST_RAISED_TIMEOUT} or less, or stream the answer",
                option="timeout_ms",
            )
        if streams and self.cache_key_parameters:
            yield self.refusal(
                "API Gateway caches no stream.",
                given=[each.long for each in self.cache_key_parameters if isinstance(each, MethodParameter)],
                fix="leave out cache_key_parameters=, or stream=True",
                option="cache_key_parameters",
            )

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
        if isinstance(self.target, AwsTarget):
            from cfngw.declare.service_answers import answers

            return answers(self.target, self.response, self.errors or errors or NO_CONTRACT)
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
