"""REST APIs: the methods, and the API that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import EllipsisType, MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from cfngw.declare.cors import CORS, Cors, check_cors
from cfngw.declare.documentation import DOCUMENTATION, DOCUMENTATION_PARTS
from cfngw.declare.endpoint import Endpoint
from cfngw.declare.error_contract import NO_CONTRACT, ErrorContract
from cfngw.declare.function import Callee
from cfngw.declare.gateway_response import GatewayResponse
from cfngw.declare.intrinsic import Integer, Text
from cfngw.declare.kinds import NAME, TAGS, Checked, Instance, Many, OneOf, Truth, Whole, Words
from cfngw.declare.mapping import Response
from cfngw.declare.method import API_AUTHORIZER, Method
from cfngw.declare.method_settings import check_settings
from cfngw.declare.model import BUILT_IN, Model, references, unknown_model
from cfngw.declare.nested_stacks import NestedStacks
from cfngw.declare.parameter import Parameter
from cfngw.declare.path_tree import check_tree
from cfngw.declare.resource_policy import POLICY, Policy, check_policy
from cfngw.declare.security_policy import ACCESS_MODE, SECURITY_POLICY, check_security
from cfngw.declare.stage import Stage, misplaced_in_rest_api
from cfngw.declare.usage_plan import UsagePlan, check_plans
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, CircleError, DuplicateError
from cfngw.naming import api_id

if TYPE_CHECKING:
    from cfngw.declare.api_mapping import ApiMapping
    from cfngw.declare.authorizer import Authorizer
    from cfngw.declare.doc import Doc, DocumentationPart
    from cfngw.declare.routing_rule import RoutingRule

PREFLIGHT = "OPTIONS"
REST_STAGE = Stage("dev")
ENDPOINT = Endpoint()
_MEDIA_TYPE = Words("a media type, such as image/png or */*", pattern=r"[^/\s]+/[^/\s]+")


# What only HTTP APIs have: why, and what to write.
OF_HTTP_APIS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "routes": ("a REST API has methods", 'write methods=[Method("GET /", function)]'),
        "ip_address_type": ("its endpoint has it", 'write endpoint=Endpoint(ip_address_type="dualstack")'),
        "payload_format_version": ("a REST API has one form of events alone", "leave it out"),
    }
)


def _mappings(given: Any) -> Any:
    from cfngw.declare.api_mapping import MAPPINGS  # for those who have one

    return MAPPINGS.keep(given)


def _rules(given: Any) -> Any:
    from cfngw.declare.routing_rule import RULES  # for those who have one

    return RULES.keep(given)


class RestApi(Value):
    """What a RestApiLambdaBlueprint declares of its API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
    """

    protocol: ClassVar[Literal["REST"]] = "REST"

    name: str = required(NAME, kw_only=False)
    methods: Sequence[Method] = option(Many(Instance(Method), intrinsic=False), default=())
    stages: Sequence[Stage] = option(Many(Instance(Stage), least=1, intrinsic=False), default=(REST_STAGE,))
    errors: ErrorContract | None = option(
        Instance(ErrorContract, described="BracketErrors, PrefixErrors or JsonErrors"), default=None
    )
    models: Sequence[Model] = option(Many(Instance(Model), intrinsic=False), default=())
    usage_plans: Sequence[UsagePlan] = option(Many(Instance(UsagePlan), intrinsic=False), default=())
    external_usage_plans: bool = option(Truth(literal=True), default=False)
    gateway_responses: Sequence[GatewayResponse] = option(Many(Instance(GatewayResponse), intrinsic=False), default=())
    authorizer: Authorizer | None = option(API_AUTHORIZER, default=None)
    cors: Cors | Mapping[str, Cors | None] | None = option(CORS, default=None)
    policy: Policy | None = option(POLICY, default=None)
    endpoint: Endpoint = option(Instance(Endpoint), default=ENDPOINT)
    api_mappings: Sequence[ApiMapping] = option(Checked("a list, each an ApiMapping", _mappings), default=())
    routing_rules: Sequence[RoutingRule] = option(Checked("a list, each a RoutingRule", _rules), default=())
    execute_api_endpoint: bool = option(Truth(literal=True), default=True)
    invocation: str = option(OneOf("permission", "role", literal=True), default="permission")
    binary_media_types: Sequence[Text] = option(Many(_MEDIA_TYPE), default=())
    minimum_compression_size: Integer | None = option(Whole(0, 10_485_760, "bytes"), default=None)
    security_policy: Text | None = option(SECURITY_POLICY, default=None)
    endpoint_access_mode: Text | None = option(ACCESS_MODE, default=None)
    documentation: Doc | str | None = option(DOCUMENTATION, default=None)
    documentation_parts: Sequence[DocumentationPart] = option(DOCUMENTATION_PARTS, default=())
    api_key_source: Text | None = option(OneOf("HEADER", "AUTHORIZER"), default=None)
    api_name: Text | None = option(Words(longest=128), default=None)
    api_description: Text | None = option(Words(longest=1024), default=None)
    version: Text | None = option(Words(longest=64), default=None)
    layout: str = option(OneOf("resources", "openapi", "nested", literal=True), default="resources")
    nested: NestedStacks | None = option(Instance(NestedStacks), default=None)
    redeploy: int | None = option(Whole(1, None, literal=True), default=None)
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

    @property
    def url_mapping(self) -> ApiMapping | None:
        """Give the mapping whose URL is the API's: the first of the first stage."""
        if not self.api_mappings:
            return None
        from cfngw.declare.api_mapping import url_mapping

        return url_mapping(self)

    def functions(self) -> list[Callee]:
        """Give the functions that answer and then those that authorize, each once, in the order of the methods."""
        seen: dict[int, Callee] = {}
        users = (*(method.function for method in self.methods), *(each.function for each in self.authorizers()))
        for function in users:
            if function is not None:
                seen.setdefault(id(function), function)
        return list(seen.values())

    def authorizer_of(self, method: Method) -> Authorizer | None:
        """Give who lets clients call a method: its own authorizer, or the API's; OPTIONS does not take the API's."""
        own = method.authorizer
        if isinstance(own, EllipsisType):
            return None if method.key.method == PREFLIGHT else self.authorizer
        return own

    def authorizers(self) -> list[Authorizer]:
        """Give the authorizers that some method has, each once, in the order of the methods."""
        found = map(self.authorizer_of, self.methods)
        return list({id(each): each for each in found if each is not None}.values())

    def answers(self, method: Method) -> tuple[Response, ...]:
        """Give all answers of a method."""
        return method.answers(self.errors)

    def all_models(self) -> dict[str, Model]:
        """Give the models by name: those listed, those that methods name, and those that these refer to."""
        known: dict[int, tuple[str, Model]] | None = self.__dict__.get("_models")
        if known is None:
            known = self.__dict__["_models"] = {}
            for model in (*self.models, *self._named_models()):
                _gather(known, model)
        found: dict[str, Model] = {}
        for name, model in known.values():
            found.setdefault(name, model)
        return found

    def _named_models(self) -> Iterator[Model]:
        seen: set[int] = set()
        for user, models in self._model_users():
            if id(user) not in seen:
                seen.add(id(user))
                yield from (model for model in models.values() if isinstance(model, Model))

    def _model_users(self) -> Iterator[tuple[Value, Mapping[str, Any]]]:
        for method in self.methods:
            if method.request is not None and (method.request.model is not None or method.request.models):
                yield method.request, method.request.all_models
            if method.kind.proxy:
                continue
            for response in self.answers(method):
                if response.model is not None or response.models:
                    yield response, response.all_models

    def check(self) -> Iterator[CfngwError]:
        """Check methods, models and stages against each other."""
        if not self.methods:
            fix = 'methods = [Method("GET /", function)]'
            yield self.refusal("it has no methods.", allowed="at least one Method", fix=fix)
        if self.nested is not None and self.layout != "nested":
            yield self.refusal(
                "nested says how nested stacks are made, and there are none.",
                given=self.layout,
                allowed='layout="nested"',
                fix='write layout="nested", or leave out nested=',
                option="nested",
            )
        yield from check_tree(self.methods)
        yield from self._check_models()
        yield from self._check_stages()
        yield from self._check_successes()
        yield from check_policy(self.policy, self.endpoint, self)
        yield from check_plans(self)
        yield from check_settings(self)
        yield from check_cors(self)
        yield from check_security(self)
        asks = self.api_key_source == "AUTHORIZER" or any(each.scopes for each in self.methods)
        if asks or self.authorizers():
            from cfngw.declare.rest_authorizer import check_authorizers  # for those who have one

            yield from check_authorizers(self)
        if self.api_mappings:
            from cfngw.declare.api_mapping import check_mappings

            yield from check_mappings(self)
        if self.routing_rules:
            from cfngw.declare.routing_rule import check_rules

            yield from check_rules(self)

    def _check_models(self) -> Iterator[CfngwError]:
        known = self.all_models()
        by_id = self.__dict__["_models"]
        for name, model in by_id.values():
            if known[name] != model:
                yield DuplicateError(
                    f'Model "{name}" is declared twice.',
                    where=model.source,
                    other=known[name].source,
                    given=name,
                    allowed="each name once in an API",
                    fix="rename one, or use one value in both places",
                )
            for wanted in references(model.document()):
                if isinstance(wanted, str) and "/" not in wanted and wanted not in (*known, *BUILT_IN):
                    yield unknown_model(model, wanted, known)
        yield from _circles(known)
        seen: set[int] = set()
        for user, models in self._model_users():
            if id(user) in seen:
                continue
            seen.add(id(user))
            for wanted in models.values():
                if isinstance(wanted, str) and wanted not in (*known, *BUILT_IN):
                    yield unknown_model(user, wanted, known)

    def _check_successes(self) -> Iterator[CfngwError]:
        """Find a success with a status that the contract answers errors with."""
        for method in self.methods:
            contract = method.contract(self.errors) if method.response is not None else None
            if contract is None or method.response is None:
                continue
            taken = next((each for each in contract.responses() if each.status == method.response.status), None)
            if taken is not None:
                yield DuplicateError(
                    f"{method.label}: status {taken.status} is answered twice: errors have it already.",
                    where=method.response.source,
                    other=contract.source if contract is not NO_CONTRACT else None,
                    given=taken.status,
                    allowed="each status once: API Gateway keeps one response for each",
                    fix="choose another status for the success, or list all answers in responses",
                )

    def _check_stages(self) -> Iterator[CfngwError]:
        names: dict[str, Stage] = {}
        for stage in self.stages:
            yield from misplaced_in_rest_api(stage)
            if stage.name == "$default":
                fix = 'write Stage("dev")'
                yield stage.refusal("a REST API has no stage $default.", given=stage.name, allowed="a name", fix=fix)
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


def stage_url(api: RestApi, stage: Stage, endpoint: str | None = None) -> str:
    """Give the text of a stage's URL, for Fn::Sub, without a slash at its end; by a VPC endpoint if one is given."""
    host = f"${{{api.resource_id}}}" + (f"-{endpoint}" if endpoint is not None else "")
    return f"https://{host}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/{stage.name}"


def callable_url(api: RestApi) -> str:
    """Give the URL to call the first stage by: of a private API, by a VPC endpoint that it has a name at."""
    endpoint = next(filter(None, map(text_of, api.endpoint.vpc_endpoint_ids)), None)
    return stage_url(api, api.stages[0], endpoint)


def text_of(given: Text) -> str | None:
    """Write a literal, or what a Ref or a GetAtt names, into the text of an Fn::Sub; None for what has no text."""
    if isinstance(given, str):
        return given
    if isinstance(given, Parameter) and "List" in given.type:
        return None
    form = given.to_dict()
    if not isinstance(form, dict) or len(form) != 1:
        return None
    ((function, argument),) = form.items()
    if function == "Fn::GetAtt" and isinstance(argument, list):
        argument = ".".join(map(str, argument))
    return f"${{{argument}}}" if function in ("Ref", "Fn::GetAtt") and isinstance(argument, str) else None


def _gather(known: dict[int, tuple[str, Model]], model: Model) -> None:
    """Add a model, and before it those that it refers to."""
    if id(model) in known:
        return
    for wanted in references(model.document()):
        if isinstance(wanted, Model):
            _gather(known, wanted)
    known[id(model)] = (model.name, model)


def _circles(known: Mapping[str, Model]) -> Iterator[CfngwError]:
    """Refuse models that lead back to themselves: CloudFormation makes one after the other, and none could be first."""
    wanted = {
        name: [each.name if isinstance(each, Model) else each for each in references(model.document())]
        for name, model in known.items()
    }
    told: set[str] = set()
    for name, model in known.items():
        circle = _circle(name, wanted) if name not in told else []
        told.update(circle)
        if circle:
            alone = len(circle) == 1
            edges = [f"{one} -> {other}" for one, other in zip(circle, [*circle[1:], name], strict=True)]
            yield CircleError(
                f"{model.label}: its schema refers to itself"
                + ("." if alone else f", by way of {' and '.join(circle[1:])}."),
                edges=edges,
                cut=edges[-1],
                where=model.source,
                given=edges[-1].rpartition(" ")[2],
                allowed="references to models that can be made before it, or to a place in its own schema",
                fix=f'{"say it" if alone else "make one model of them"} below "definitions", where '
                f'{{"$ref": "#/definitions/{name}"}} may stand in {name} itself',
            )


def _circle(start: str, wanted: Mapping[str, Sequence[Any]]) -> list[str]:
    """Give the shortest way of names that leads from a model back to it; none where there is no such way."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:
        for name in wanted.get(way[-1], ()):
            if name == start:
                return way
            if isinstance(name, str) and name in wanted and name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
