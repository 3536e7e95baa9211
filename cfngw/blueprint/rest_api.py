"""The blueprint of a REST API, in a file of its own: who has none does not pay for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.blueprint import Blueprint, described
from cfngw.declare.contents import Contents
from cfngw.declare.cors import Cors
from cfngw.declare.endpoint import Endpoint
from cfngw.declare.error_contract import ErrorContract
from cfngw.declare.gateway_response import GatewayResponse
from cfngw.declare.intrinsic import Integer, Reference, Substitution, Text
from cfngw.declare.method import Method
from cfngw.declare.model import Model
from cfngw.declare.nested_stacks import NestedStacks
from cfngw.declare.resource_policy import Policy
from cfngw.declare.rest_api import ENDPOINT, OF_HTTP_APIS, REST_STAGE, RestApi, stage_url
from cfngw.declare.stage import Stage
from cfngw.declare.usage_plan import UsagePlan
from cfngw.declare.value import Value

if TYPE_CHECKING:
    from cfngw.declare.api_mapping import ApiMapping
    from cfngw.declare.authorizer import Authorizer
    from cfngw.declare.doc import Doc, DocumentationPart
    from cfngw.declare.routing_rule import RoutingRule


class RestApiLambdaBlueprint(Blueprint):
    """A REST API (ApiGateway) whose methods call Lambda functions, by mapping templates unless told otherwise.

    ``name``: the beginning of all logical ids, and the API's name unless ``api_name`` is given. ``stages``: one called
    ``dev``. ``errors``: how a handler's exceptions become statuses; all else is answered with 500. ``models``: those
    that no method names. ``usage_plans``: with their keys. ``authorizer``: of all methods that don't say it themselves;
    without one, a method is open to everybody. ``invocation``: ``"permission"``, one per function, or
    ``"role"``, one for the API. ``api_mappings`` and ``routing_rules``: where its stages are served under domain names
    of your own; ``execute_api_endpoint=False``: there alone. ``layout``: ``"resources"``, one for each method;
    ``"openapi"``, one document for all; ``"nested"``, stacks below. ``redeploy``: another number makes another
    deployment of the same API.
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
    authorizer: Authorizer | None = None
    cors: Cors | Mapping[str, Cors | None] | None = None
    policy: Policy | None = None
    endpoint: Endpoint = ENDPOINT
    api_mappings: Sequence[ApiMapping] = ()
    routing_rules: Sequence[RoutingRule] = ()
    execute_api_endpoint: bool = True
    invocation: str = "permission"
    qualifier: str | None = None
    binary_media_types: Sequence[Text] = ()
    minimum_compression_size: Integer | None = None
    security_policy: Text | None = None
    endpoint_access_mode: Text | None = None
    documentation: Doc | str | None = None
    documentation_parts: Sequence[DocumentationPart] = ()
    api_key_source: Text | None = None
    api_name: Text | None = None
    api_description: Text | None = None
    version: Text | None = None
    layout: str = "resources"
    nested: NestedStacks | None = None
    redeploy: int | None = None
    tags: Mapping[str, Text] | None = None
    logical_id: str | None = None

    _declares: ClassVar[tuple[type[Value], ...]] = (Contents, RestApi)
    _elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = OF_HTTP_APIS

    def _options(self, declared: type[Value]) -> dict[str, Any]:
        return described(self, declared, super()._options(declared))

    @property
    def api_id(self) -> Reference:
        """Refer to the API's id."""
        return Reference(self._declared[RestApi].resource_id)

    @property
    def url(self) -> str | Substitution:
        """Give the URL of the first stage, without a slash at its end: that of its first mapping, or of the API."""
        api: RestApi = self._declared[RestApi]
        mapping = api.url_mapping
        if mapping is not None and mapping.url is not None:
            return mapping.url
        return Substitution(stage_url(api, api.stages[0]))
