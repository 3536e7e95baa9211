"""The blueprint of a REST API, in a file of its own: who has none does not pay for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from cfngw.blueprint import Blueprint, described
from cfngw.declare.contents import Contents
from cfngw.declare.cors import Cors
from cfngw.declare.endpoint import Endpoint
from cfngw.declare.error_contract import ErrorContract
from cfngw.declare.gateway_response import GatewayResponse
from cfngw.declare.intrinsic import Integer, Reference, Substitution, Text
from cfngw.declare.method import LATER, Method
from cfngw.declare.model import Model
from cfngw.declare.nested_stacks import NestedStacks
from cfngw.declare.resource_policy import Policy
from cfngw.declare.rest_api import ENDPOINT, OF_HTTP_APIS, REST_STAGE, RestApi, stage_url
from cfngw.declare.stage import Stage
from cfngw.declare.usage_plan import UsagePlan
from cfngw.declare.value import Value


class RestApiLambdaBlueprint(Blueprint):
    """A REST API (ApiGateway) whose methods call Lambda functions, by mapping templates unless told otherwise.

    ``name``: the beginning of all logical ids, and the API's name unless ``api_name`` is given. ``stages``: one called
    ``dev``. ``errors``: how a handler's exceptions become statuses; all else is answered with 500. ``models``: those
    that no method names. ``usage_plans``: with their keys. ``invocation``: ``"permission"``, one per function, or
    ``"role"``, one for the API. ``layout``: ``"resources"``, one for each method; ``"openapi"``, one document for all.
    ``redeploy``: another number makes another deployment of the same API.
    ``description``: of the template and the API. See ``cfngw.declare.rest_api.RestApi``.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html
    """

    name: str
    methods: Sequence[Method] = ()
    stages: Sequence[Stage] = (REST_STAGE,)
    errors: ErrorContract | None = None
    models: Sequence[Model] = ()
    usage_plans: Sequence[UsagePlan] = ()
    external_usage_plans: bool = False
    gateway_responses: Sequence[GatewayResponse] = ()
    cors: Cors | Mapping[str, Cors | None] | None = None
    policy: Policy | None = None
    endpoint: Endpoint = ENDPOINT
    invocation: str = "permission"
    binary_media_types: Sequence[Text] = ()
    minimum_compression_size: Integer | None = None
    api_key_source: Text | None = None
    api_name: Text | None = None
    api_description: Text | None = None
    layout: str = "resources"
    nested: NestedStacks | None = None
    redeploy: int | None = None
    tags: Mapping[str, Text] | None = None
    logical_id: str | None = None

    _declares: ClassVar[tuple[type[Value], ...]] = (Contents, RestApi)
    _later: ClassVar[frozenset[str]] = LATER | {"api_mappings", "execute_api_endpoint"}
    _elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = OF_HTTP_APIS

    def _options(self, declared: type[Value]) -> dict[str, Any]:
        return described(self, declared, super()._options(declared))

    @property
    def api_id(self) -> Reference:
        """Refer to the API's id."""
        return Reference(self._declared[RestApi].resource_id)

    @property
    def url(self) -> Substitution:
        """Give the URL of the first stage, without a slash at its end."""
        api = self._declared[RestApi]
        return Substitution(stage_url(api, api.stages[0]))
