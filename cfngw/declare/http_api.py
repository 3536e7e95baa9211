"""HTTP APIs: routes, Lambda proxy integrations, and the API itself. What else a route may lead to has its own files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import EllipsisType, MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from cfngw.declare.authorizer import (
    AUTHORIZER,
    ROUTE_AUTHORIZER,
    SCOPES,
    Authorizer,
    check_names,
    check_variables,
)
from cfngw.declare.function import AnyFunction, Callee, Function, FunctionAlias, ImportedFunction, imported
from cfngw.declare.http_cors import HTTP_CORS, PREFLIGHT, check_http_cors, written_routes
from cfngw.declare.http_integration import DESCRIPTION, TIMEOUT, RouteTarget, timeout_words
from cfngw.declare.intrinsic import Intrinsic, Text
from cfngw.declare.kinds import NAME, TAGS, Checked, Instance, Kind, Many, OneOf, RejectedError, Truth, Whole, Words
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.parameter_mapping import REQUEST_PARAMETERS, RESPONSE_PARAMETERS, Changes, ChangesByStatus
from cfngw.declare.path import DEFAULT, METHODS, MalformedPathError, RouteKey, parse_route_key
from cfngw.declare.qualifier import (
    OWN_QUALIFIER,
    QUALIFIER,
    check_named_once,
    check_qualifiers,
    qualifier_of,
    stage_variable,
)
from cfngw.declare.route_settings import check_route_settings
from cfngw.declare.stage import DEFAULT_STAGE, Stage, deploys_itself, misplaced_in_http_api
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, DuplicateError
from cfngw.naming import api_id, integration_id, name_words, route_id

if TYPE_CHECKING:
    from cfngw.declare.api_mapping import ApiMapping
    from cfngw.declare.cors import Cors

PAYLOAD_FORMAT = OneOf("2.0", "1.0", literal=True)
_FUNCTION = AnyFunction()


# What only REST APIs have: of the API and of its routes, why and what to write.
_NO_TEMPLATES = ("an HTTP API has no mapping templates, models and error contracts", "leave it out, or make a REST API")
_NO_KEYS = ("an HTTP API has no API keys and usage plans", "leave it out, or make a REST API")
OF_REST_APIS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "methods": ("an HTTP API has routes", 'write routes=[Route("GET /", function)]'),
        **dict.fromkeys(("errors", "models"), _NO_TEMPLATES),
        **dict.fromkeys(("usage_plans", "external_usage_plans", "api_key_source"), _NO_KEYS),
        "policy": ("an HTTP API has no resource policy", "guard its routes by authorizer=, or make a REST API"),
        "endpoint": ("an HTTP API is always regional", "leave it out; ip_address_type= stands by itself"),
        "gateway_responses": ("an HTTP API words its own answers itself", "leave it out, or make a REST API"),
        "binary_media_types": ("isBase64Encoded tells binary bodies of an HTTP API", "leave it out"),
        "routing_rules": ("routing rules lead to REST APIs alone", "write api_mappings=[ApiMapping(domain)]"),
        "minimum_compression_size": ("an HTTP API compresses nothing", "leave it out, or let functions do it"),
    }
)
_OF_TARGETS = ("timeout_ms", "timeout_seconds", "payload_format_version", "qualifier")
_ON_THE_WAY = ("request_parameters", "response_parameters")
_NOT_OF_ROUTES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("request", "response", "responses", "errors"), _NO_TEMPLATES),
        "api_key_required": _NO_KEYS,
        **{
            name: ("its target has it", f"write LambdaProxy(function, {name.replace('_ms', '_seconds')}=...)")
            for name in (*_OF_TARGETS, *_ON_THE_WAY)
        },
        "throttle": ("a stage has it", 'write Stage(route_settings={"GET /": RouteSettings(throttle=...)})'),
        "cors": ("one Cors holds for the whole API", "write cors= of the blueprint"),
    }
)


_STREAM = ("only REST APIs stream", "leave it out, or make the API a RestApiLambdaBlueprint")


class LambdaProxy(Value, RouteTarget):
    """Hand the whole request to a function and take its whole answer.

    ``payload_format_version``: the API's (``"2.0"``) when left out. ``timeout_seconds``: 30, which is also the most.
    ``request_parameters`` change the request before the function gets it, such as ``{"append:header.x-id":
    "$context.requestId"}``; ``response_parameters`` its answer by status.
    ``function``: also an Alias of one. ``qualifier``: an alias of the function by name, or the stage variable that
    names it, ``"${stageVariables.alias}"``; the API's own unless given, None for the function itself; each alias gets
    its own permission.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """

    function: Callee = required(_FUNCTION, kw_only=False)
    payload_format_version: str | None = option(PAYLOAD_FORMAT, default=None)
    request_parameters: Changes | None = option(REQUEST_PARAMETERS, default=None)
    response_parameters: ChangesByStatus | None = option(RESPONSE_PARAMETERS, default=None)
    timeout_seconds: float | None = option(TIMEOUT, default=None)
    qualifier: str | EllipsisType | None = option(OWN_QUALIFIER, default=...)
    description: Text | None = option(DESCRIPTION, default=None)
    logical_id: str | None = pinned(default=None)

    elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = MappingProxyType({"stream": _STREAM})

    def check(self) -> Iterator[CfngwError]:
        """Check that the alias is named once."""
        yield from check_named_once(self, self.function, self.qualifier)

    def integration_id(self, api: HttpApi, route: Route) -> str:  # noqa: ARG002
        """Give the logical id; it names what differs from the plain call of that function."""
        version = self.payload_format_version
        variant = f"Payload{version.replace('.', '')}" if version and version != api.payload_format_version else ""
        variant += timeout_words(self.timeout_seconds)
        qualifier = qualifier_of(api, self)
        if qualifier is not None:
            variable = stage_variable(qualifier)
            variant += f"StageVariable{name_words(variable)}" if variable else f"Alias{name_words(qualifier)}"
        return self.logical_id or integration_id(api.name, self.function.called, variant)

    def mapped(self) -> Mapping[str, Any]:
        """Give the changes of the request."""
        return self.request_parameters or {}


_TARGETS = (Function, ImportedFunction, FunctionAlias, RouteTarget)


class _Target(Kind):
    """A function, or what leads to something else."""

    allowed = (
        "a Function, an ImportedFunction, an Alias, a LambdaProxy, an HttpProxy, a PrivateIntegration, or a call of a "
        "service such as SqsSendMessage"
    )

    def keep(self, value: Any) -> Any:
        """Check the class; say what to write for what serves REST APIs or is none of it."""
        if isinstance(value, _TARGETS):
            return value
        raise RejectedError(_target_fix(value))


def _target_fix(given: Any) -> str | None:
    if isinstance(given, type):
        return f"make a value of it: {given.__name__}(...)"
    if isinstance(given, str) and "://" in given:
        return f'write HttpProxy("{given}")'
    if isinstance(given, str):
        return imported(given)
    from cfngw.declare.aws_target import AwsTarget
    from cfngw.declare.integration import AsyncLambda, HttpIntegration, Mock, NonProxy, RestLambdaProxy
    from cfngw.declare.queue import Queue
    from cfngw.declare.vpc_link import VpcLink
    from cfngw.declare.vpc_link_v1 import VpcLinkV1

    if isinstance(given, AwsTarget):
        return "write a Method of a REST API: of services, HTTP APIs have SqsSendMessage and the like alone"
    cures: dict[type, str] = {
        RestLambdaProxy: "write LambdaProxy(function), or the function alone",
        NonProxy: "write the function alone: an HTTP API has no mapping templates",
        AsyncLambda: 'let a queue take the request: SqsSendMessage(queue, body="$request.body")',
        HttpIntegration: "write HttpProxy(url): an HTTP API has no mapping templates",
        Mock: "let a function answer: an HTTP API has no mock",
        Queue: 'write SqsSendMessage(queue, body="$request.body")',
        VpcLink: "write PrivateIntegration(listener_arn, vpc_link)",
        VpcLinkV1: "it is for REST APIs: write PrivateIntegration(listener_arn, VpcLink(...))",
    }
    return cures.get(type(given))


class Route(Value):
    """A route of an HTTP API: ``Route("GET /notes/{id}", function)``.

    ``target``: a function, a LambdaProxy with options, or what leads elsewhere: an HttpProxy, a PrivateIntegration, a
    call of a service such as SqsSendMessage. ``authorizer``: who lets clients call it; the API's own unless given, None
    for everybody. ``scopes``: of these the token must have one. ``public``: why everybody may call it; kept in the
    template.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    """

    route_key: str = required(Words('"METHOD /path" or "$default"', literal=True), kw_only=False)
    target: Callee | RouteTarget = required(_Target(), kw_only=False)
    authorizer: Authorizer | EllipsisType | None = option(ROUTE_AUTHORIZER, default=...)
    scopes: Sequence[Text] | Intrinsic = option(SCOPES, default=())
    public: str | None = option(Words("the reason, in words", pattern=r".*\S.*", literal=True), default=None)
    operation_name: Text | None = option(Words(longest=64), default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

    elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = _NOT_OF_ROUTES
    key: ClassVar[RouteKey] = RouteKey(None, "")  # each route's own is set by check(), and its pattern
    pattern: ClassVar[str] = ""

    def check(self) -> Iterator[CfngwError]:
        """Read the route key."""
        try:
            self.__dict__["key"] = key = parse_route_key(self.route_key)
            self.__dict__["pattern"] = key.pattern
        except MalformedPathError as malformed:
            yield self.refusal(
                f"{malformed.problem}.",
                given=self.route_key,
                allowed=f'"METHOD /path" with {", ".join(METHODS)} or ANY; "$default"',
                fix=malformed.fix,
            )
            return
        if isinstance(self.target, RouteTarget):
            yield from self.target.misfits(self)

    @property
    def integration(self) -> RouteTarget:
        """Give the target as an integration."""
        return self.target if isinstance(self.target, RouteTarget) else LambdaProxy(self.target)

    @property
    def function(self) -> Callee | None:
        """Give the function that answers, if any."""
        return self.target.function if isinstance(self.target, RouteTarget) else self.target

    def resource_id(self, api: HttpApi) -> str:
        """Give the logical id."""
        return self.logical_id or route_id(api.name, self.key.method, self.key.path)


def _mappings(given: Any) -> Any:
    from cfngw.declare.api_mapping import MAPPINGS  # for those who have one

    return MAPPINGS.keep(given)


class HttpApi(Value):
    """What an HttpApiBlueprint declares of its API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html
    """

    protocol: ClassVar[Literal["HTTP"]] = "HTTP"

    name: str = required(NAME, kw_only=False)
    routes: Sequence[Route] = option(
        Many(Instance(Route, example='Route("{}", function)'), intrinsic=False), default=()
    )
    stages: Sequence[Stage] = option(
        Many(Instance(Stage, example='Stage("{}")'), least=1, intrinsic=False), default=(DEFAULT_STAGE,)
    )
    authorizer: Authorizer | None = option(AUTHORIZER, default=None)
    cors: Cors | None = option(HTTP_CORS, default=None)
    api_mappings: Sequence[ApiMapping] = option(Checked("a list, each an ApiMapping", _mappings), default=())
    execute_api_endpoint: bool = option(Truth(literal=True), default=True)
    ip_address_type: Text | None = option(OneOf("ipv4", "dualstack"), default=None)
    redeploy: int | None = option(Whole(1, None, literal=True), default=None)
    invocation: str = option(OneOf("permission", "role", literal=True), default="permission")
    qualifier: str | None = option(QUALIFIER, default=None)
    payload_format_version: str = option(PAYLOAD_FORMAT, default="2.0")
    api_name: Text | None = option(Words(longest=128), default=None)
    api_description: Text | None = option(Words(longest=1024), default=None)
    version: Text | None = option(Words(longest=64), default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or api_id(self.name)

    @property
    def label(self) -> str:
        """Name this value by the blueprint whose options it holds."""
        return f'Blueprint "{self.name}"'

    def functions(self) -> list[Callee]:
        """Give the functions that answer and then those that authorize, each once, in the order of the routes."""
        seen: dict[int, Callee] = {}
        targets = {id(route.target): route for route in self.routes}.values()  # most routes share a few
        users = (*(route.function for route in targets), *(each.function for each in self.authorizers()))
        for function in users:
            if function is not None and id(function) not in seen:
                seen[id(function)] = function
        return list(seen.values())

    def authorizer_of(self, route: Route) -> Authorizer | None:
        """Give who lets clients call a route: its own authorizer, or the API's; OPTIONS does not take the API's."""
        own = route.authorizer
        if isinstance(own, EllipsisType):
            return None if route.key.method == PREFLIGHT else self.authorizer
        return own

    def authorizers(self) -> list[Authorizer]:
        """Give the authorizers that some route has, each once, in the order of the routes."""
        routes = self.routes
        if self.authorizer is None:
            routes = [route for route in routes if not isinstance(route.authorizer, EllipsisType)]
        found = map(self.authorizer_of, routes)
        return list({id(each): each for each in found if each is not None}.values())

    def written_routes(self) -> list[Route]:
        """Give the routes as the template has them: with CORS and an authorizer, some become several."""
        return [written for _, written in written_routes(self)]

    def check(self) -> Iterator[CfngwError]:
        """Check the routes and stages against each other."""
        yield from self._check_routes()
        yield from _shadowed(self.routes)
        yield from self._check_authorizers()
        yield from check_http_cors(self)
        names: dict[str, Stage] = {}
        for stage in self.stages:
            yield from misplaced_in_http_api(stage)
            first = names.setdefault(stage.name, stage)
            if first is not stage:
                yield DuplicateError(
                    f'Stage "{stage.name}" is declared twice.',
                    where=stage.source,
                    other=first.source,
                    given=stage.name,
                    fix="rename or remove one",
                )
        if any(stage.promoted_from is not None for stage in self.stages):
            from cfngw.declare.promotion import check_promotions  # for those who have one

            yield from check_promotions(self.stages)
        yield from check_route_settings(self)
        yield from check_qualifiers(self)
        if self.api_mappings:
            from cfngw.declare.api_mapping import check_mappings

            yield from check_mappings(self)
        if self.redeploy is not None and all(deploys_itself(stage, self.stages) for stage in self.stages):
            yield self.refusal(
                "redeploy has no effect: its stages deploy each change by themselves.",
                given=self.redeploy,
                fix="leave it out, or give a stage auto_deploy=False",
                option="redeploy",
            )

    def _check_authorizers(self) -> Iterator[CfngwError]:
        for route in self.routes:
            if not route.scopes and route.public is None:
                continue
            authorizer = self.authorizer_of(route)
            if route.scopes and (authorizer is None or not authorizer.scoped):
                yield route.refusal(
                    "scopes are what a token holds, and nothing here reads one.",
                    given=list(route.scopes) if isinstance(route.scopes, Sequence) else route.scopes,
                    allowed="with a JwtAuthorizer or a CognitoAuthorizer",
                    fix="give the route or the API such an authorizer, or leave out scopes=",
                )
            if route.public is not None and authorizer is not None:
                yield route.refusal(
                    f"it says why everybody may call it, and {authorizer.label} does not let everybody.",
                    given=route.public,
                    allowed="public= on a route without an authorizer",
                    fix="write authorizer=None beside public=, or leave out public=",
                )
        yield from check_names(self.authorizers())
        for authorizer in self.authorizers():
            yield from authorizer.misfits_http()
            yield from check_variables(self.stages, authorizer)

    @property
    def url_mapping(self) -> ApiMapping | None:
        """Give the mapping whose URL is the API's: the first of the first stage."""
        if not self.api_mappings:
            return None
        from cfngw.declare.api_mapping import url_mapping

        return url_mapping(self)

    def _check_routes(self) -> Iterator[CfngwError]:
        if not self.routes:
            yield self.refusal(
                "it has no routes.", allowed="at least one Route", fix='routes = [Route("GET /", function)]'
            )
        seen: dict[tuple[str | None, str], Route] = {}
        for route in self.routes:
            if route.key.method is None and route.route_key != DEFAULT:
                continue  # malformed, and reported as such
            first = seen.setdefault((route.key.method, route.pattern), route)
            if first is not route:
                yield _duplicate(first, route)


def _duplicate(first: Route, route: Route) -> DuplicateError:
    same = first.route_key == route.route_key
    problem = "is declared twice" if same else f'catches the same requests as "{first.route_key}"'
    return DuplicateError(
        f'Route "{route.route_key}" {problem}.',
        where=route.source,
        other=first.source,
        given=route.route_key,
        allowed="each method and path once; the names of variables do not tell paths apart",
        fix="remove one of the two, or change its method or path",
    )


def _shadowed(routes: Sequence[Route]) -> Iterator[CfngwError]:
    """Find routes that no request can reach, because others take all that they would."""
    methods: dict[str, dict[str, Route]] = {}
    for route in routes:
        if route.key.method is not None:
            methods.setdefault(route.pattern, {})[route.key.method] = route
    for of_path in methods.values():
        if "ANY" in of_path and of_path.keys() >= set(METHODS):
            yield _unreachable(of_path["ANY"], of_path["GET"], "every method of this path has a route of its own")
    default = next((route for route in routes if route.route_key == DEFAULT), None)
    greedy, root = methods.get("/{+}", {}), methods.get("/", {})
    if default and _takes_all(greedy) and _takes_all(root):
        taker = greedy.get("ANY") or greedy["GET"]
        yield _unreachable(default, taker, "the routes of / and /{proxy+} take every request")


def _takes_all(methods: Mapping[str, Route]) -> bool:
    return "ANY" in methods or methods.keys() >= set(METHODS)


def _unreachable(route: Route, taker: Route, reason: str) -> DuplicateError:
    return DuplicateError(
        f'Route "{route.route_key}" can never be reached: {reason}.',
        where=route.source,
        other=taker.source,
        given=route.route_key,
        fix="remove it, or one of the routes that take its requests",
    )
