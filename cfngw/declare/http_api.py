"""HTTP APIs: routes, Lambda proxy integrations, and the API itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from cfngw.declare.alias import QUALIFIER, check_qualifiers, stage_variable
from cfngw.declare.domain import MAPPINGS, ApiMapping, check_mappings
from cfngw.declare.function import Function, ImportedFunction
from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import NAME, TAGS, Instance, Many, OneOf, Truth, Whole, Words
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.path import DEFAULT, METHODS, MalformedPathError, RouteKey, parse_route_key
from cfngw.declare.route_settings import check_route_settings
from cfngw.declare.stage import DEFAULT_STAGE, Stage, misplaced_in_http_api
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, DuplicateError
from cfngw.naming import api_id, integration_id, name_words, route_id

LATER = frozenset({"authorizer", "authorizers", "cors", "scopes"})
PAYLOAD_FORMAT = OneOf("2.0", "1.0", literal=True)
_FUNCTION = Instance(Function, ImportedFunction)


class LambdaProxy(Value):
    """Hand the whole request to a function and take its whole answer.

    ``payload_format_version``: the API's (``"2.0"``) when left out. ``timeout_seconds``: 30, which is also the most.
    ``qualifier``: an alias of the function, or the stage variable that names it, ``"${stageVariables.alias}"``; the API
    then has ``invocation="role"``.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """

    function: Function | ImportedFunction = required(_FUNCTION, kw_only=False)
    payload_format_version: str | None = option(PAYLOAD_FORMAT, default=None)
    timeout_seconds: int | None = option(Whole(1, 30, "seconds", literal=True), default=None)
    qualifier: str | None = option(QUALIFIER, default=None)
    description: Text | None = option(Words(longest=1024), default=None)
    logical_id: str | None = pinned(default=None)

    def resource_id(self, api: HttpApi) -> str:
        """Give the logical id; it names what differs from the plain call of that function."""
        version = self.payload_format_version
        variant = f"Payload{version.replace('.', '')}" if version and version != api.payload_format_version else ""
        if self.timeout_seconds is not None:
            variant += f"Timeout{self.timeout_seconds}"
        if self.qualifier is not None:
            variable = stage_variable(self.qualifier)
            variant += f"StageVariable{name_words(variable)}" if variable else f"Alias{name_words(self.qualifier)}"
        return self.logical_id or integration_id(api.name, self.function.called, variant)


class Route(Value):
    """A route of an HTTP API: ``Route("GET /notes/{id}", function)``.

    ``target``: a function, or a LambdaProxy with options. ``public``: why everybody may call it; kept in the template.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    """

    route_key: str = required(Words('"METHOD /path" or "$default"', literal=True), kw_only=False)
    target: Function | ImportedFunction | LambdaProxy = required(
        Instance(Function, ImportedFunction, LambdaProxy, described="a Function, an ImportedFunction or a LambdaProxy"),
        kw_only=False,
    )
    public: str | None = option(Words("the reason, in words", pattern=r".*\S.*", literal=True), default=None)
    operation_name: Text | None = option(Words(longest=64), default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

    later: ClassVar[frozenset[str]] = LATER
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

    @property
    def integration(self) -> LambdaProxy:
        """Give the target as an integration."""
        return self.target if isinstance(self.target, LambdaProxy) else LambdaProxy(self.target)

    @property
    def function(self) -> Function | ImportedFunction:
        """Give the function that answers."""
        return self.target.function if isinstance(self.target, LambdaProxy) else self.target

    def resource_id(self, api: HttpApi) -> str:
        """Give the logical id."""
        return self.logical_id or route_id(api.name, self.key.method, self.key.path)


class HttpApi(Value):
    """What an HttpApiBlueprint declares of its API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html
    """

    name: str = required(NAME, kw_only=False)
    routes: Sequence[Route] = option(
        Many(Instance(Route, example='Route("{}", function)'), intrinsic=False), default=()
    )
    stages: Sequence[Stage] = option(
        Many(Instance(Stage, example='Stage("{}")'), least=1, intrinsic=False), default=(DEFAULT_STAGE,)
    )
    api_mappings: Sequence[ApiMapping] = option(MAPPINGS, default=())
    execute_api_endpoint: bool = option(Truth(literal=True), default=True)
    ip_address_type: Text | None = option(OneOf("ipv4", "dualstack"), default=None)
    redeploy: int | None = option(Whole(1, None, literal=True), default=None)
    invocation: str = option(OneOf("permission", "role", literal=True), default="permission")
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

    def functions(self) -> list[Function | ImportedFunction]:
        """Give the functions that answer, each once, in the order of the routes."""
        seen: dict[int, Function | ImportedFunction] = {}
        for route in self.routes:
            function = route.function
            if id(function) not in seen:
                seen[id(function)] = function
        return list(seen.values())

    def check(self) -> Iterator[CfngwError]:
        """Check the routes and stages against each other."""
        yield from self._check_routes()
        yield from _shadowed(self.routes)
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
        yield from check_route_settings(self)
        yield from check_qualifiers(self)
        yield from check_mappings(self)
        if self.redeploy is not None and all(stage.auto_deploy for stage in self.stages):
            yield self.refusal(
                "redeploy has no effect: its stages deploy each change by themselves.",
                given=self.redeploy,
                fix="leave it out, or give a stage auto_deploy=False",
                option="redeploy",
            )

    @property
    def url_mapping(self) -> ApiMapping | None:
        """Give the mapping whose URL is the API's: the first of the first stage."""
        first = self.stages[0].name
        found = (each for each in self.api_mappings if each.stage in (None, first) and each.url is not None)
        return next(found, None)

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
