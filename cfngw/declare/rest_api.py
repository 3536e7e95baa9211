"""REST APIs: the methods, and the API that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from cfngw.declare.cors import CORS, Cors, check_cors
from cfngw.declare.endpoint import Endpoint
from cfngw.declare.error_contract import NO_CONTRACT, ErrorContract
from cfngw.declare.function import Callee
from cfngw.declare.gateway_response import GatewayResponse
from cfngw.declare.intrinsic import Integer, Text
from cfngw.declare.kinds import NAME, TAGS, Instance, Many, OneOf, Truth, Whole, Words
from cfngw.declare.mapping import Response
from cfngw.declare.method import Method
from cfngw.declare.method_settings import check_settings
from cfngw.declare.model import BUILT_IN, Model, references, unknown_model
from cfngw.declare.path_tree import check_tree
from cfngw.declare.resource_policy import POLICY, Policy, check_policy
from cfngw.declare.stage import Stage, misplaced_in_rest_api
from cfngw.declare.usage_plan import UsagePlan, check_plans
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, CircleError, DuplicateError
from cfngw.naming import api_id

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
    cors: Cors | Mapping[str, Cors | None] | None = option(CORS, default=None)
    policy: Policy | None = option(POLICY, default=None)
    endpoint: Endpoint = option(Instance(Endpoint), default=ENDPOINT)
    invocation: str = option(OneOf("permission", "role", literal=True), default="permission")
    binary_media_types: Sequence[Text] = option(Many(_MEDIA_TYPE), default=())
    minimum_compression_size: Integer | None = option(Whole(0, 10_485_760, "bytes"), default=None)
    api_key_source: Text | None = option(OneOf("HEADER", "AUTHORIZER"), default=None)
    api_name: Text | None = option(Words(longest=128), default=None)
    api_description: Text | None = option(Words(longest=1024), default=None)
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

    def functions(self) -> list[Callee]:
        """Give the functions that answer, each once, in the order of the methods."""
        seen: dict[int, Callee] = {}
        for method in self.methods:
            function = method.function
            if function is not None:
                seen.setdefault(id(function), function)
        return list(seen.values())

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
        yield from check_tree(self.methods)
        yield from self._check_models()
        yield from self._check_stages()
        yield from self._check_successes()
        yield from check_policy(self.policy, self.endpoint, self)
        yield from check_plans(self)
        yield from check_settings(self)
        yield from check_cors(self)

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


def stage_url(api: RestApi, stage: Stage) -> str:
    """Give the text of a stage's URL, for Fn::Sub, without a slash at its end."""
    return f"https://${{{api.resource_id}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/{stage.name}"


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
