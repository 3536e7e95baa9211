"""The normal form: an API as the gateway sees it, whatever it was written as. Frozen values, each with its place.

A field holds what the template tells: plain data, a ``Reference`` to a resource, a ``Text`` with holes, or an
``Unknown``. None and the empty collections say that the template leaves it out. Places and logical ids are not
compared, so that two layouts of one API are equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cfngw.document.values import At, Reference, Text, Unknown

if TYPE_CHECKING:
    from cfngw.source import Source

Value = str | int | float | bool | Text | Reference | Unknown | None
String = str | Text | Reference | Unknown
Whole = int | Unknown | None
Flag = bool | Unknown


@dataclass(frozen=True, kw_only=True)
class Part:
    """What every part has: its place; ``made`` is an Unknown where nobody can tell whether its condition holds."""

    at: At = field(repr=False, compare=False)
    made: bool | Unknown = True

    @property
    def where(self) -> Source:
        """Give file, line and column."""
        return self.at.where


@dataclass(frozen=True, kw_only=True)
class Named(Part):
    """A part that a resource of its own stands for; in an OpenAPI document its logical id is empty."""

    logical_id: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Code(Part):
    """Where a function's code is: ``kind`` is inline, path (from the template's folder), s3, image or absent."""

    kind: str
    value: Any = None


@dataclass(frozen=True, kw_only=True)
class Function(Named):
    """A Lambda function of the template."""

    name: String | None = None
    handler: String | None = None
    runtime: String | None = None
    package_type: String = "Zip"
    code: Code
    environment: Mapping[str, Value] = field(default_factory=dict)
    timeout_seconds: int | Unknown = 3
    memory_size_mb: int | Unknown = 128
    architectures: tuple[Value, ...] = ("x86_64",)
    layers: tuple[Value, ...] = ()
    image_command: tuple[Value, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alias(Named):
    """A name of a version of a function."""

    function: String | None
    name: String | None
    version: Value = None


@dataclass(frozen=True, kw_only=True)
class PathPart:
    """A piece of a path between slashes: ``kind`` is static, variable or greedy."""

    kind: str
    name: str


@dataclass(frozen=True, kw_only=True)
class MappingTemplate(Part):
    """A mapping template; its place is that of the text, for a line of it to be found in the file."""

    text: String


@dataclass(frozen=True, kw_only=True)
class FunctionTarget:
    """A Lambda function: one of the template (a Reference), one by name or ARN, or a text with stage variables."""

    function: String
    qualifier: String | None = None


@dataclass(frozen=True, kw_only=True)
class HttpTarget:
    """An HTTP endpoint; a listener or a service behind a VPC link too."""

    uri: String


@dataclass(frozen=True, kw_only=True)
class ServiceTarget:
    """An action, or a path, of an AWS service; ``subtype`` is that of an HTTP API."""

    service: str
    action: String | None = None
    path: String | None = None
    subdomain: String | None = None
    region: String | None = None
    subtype: String | None = None


Target = FunctionTarget | HttpTarget | ServiceTarget | Unknown | None


@dataclass(frozen=True, kw_only=True)
class IntegrationResponse(Part):
    """What becomes of an answer; ``pattern`` is empty for the default one."""

    pattern: String = ""
    status: Value = None
    templates: Mapping[str, MappingTemplate] = field(default_factory=dict)
    parameters: Mapping[str, Value] = field(default_factory=dict)
    content_handling: Value = None


@dataclass(frozen=True, kw_only=True)
class Integration(Named):
    """What answers a route. ``type`` is in AWS's words: AWS, AWS_PROXY, HTTP, HTTP_PROXY, MOCK."""

    type: String
    target: Target = None
    uri: String | None = None
    method: Value = None
    credentials: Value = None
    request_templates: Mapping[str, MappingTemplate] = field(default_factory=dict)
    request_parameters: Mapping[str, Value] = field(default_factory=dict)
    response_parameters: Mapping[str, Any] = field(default_factory=dict)  # of an HTTP API, by status
    passthrough: Value = None
    content_handling: Value = None
    timeout_ms: Whole = None
    payload_version: Value = None
    connection_type: Value = None
    connection: Value = None
    cache_keys: tuple[Value, ...] = ()
    cache_namespace: Value = None
    tls_server_name: Value = None
    skips_tls_verification: Flag = False
    transfer_mode: Value = None
    responses: tuple[IntegrationResponse, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MethodResponse(Part):
    """A status that a method may answer with: the models by content type, the headers that may be mapped."""

    status: Value
    models: Mapping[str, Value] = field(default_factory=dict)
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Validator(Named):
    """What is checked before anything is called."""

    name: Value = field(default=None, compare=False)
    body: Flag = False
    parameters: Flag = False


@dataclass(frozen=True, kw_only=True)
class Authorizer(Named):
    """Who decides. ``kind``: TOKEN, REQUEST, COGNITO_USER_POOLS or JWT."""

    name: Value
    kind: Value
    target: Target = None
    uri: String | None = None
    identity_sources: tuple[Value, ...] = ()
    identity_validation: Value = None
    ttl_seconds: Whole = None
    issuer: Value = None
    audience: tuple[Value, ...] = ()
    user_pools: tuple[Value, ...] = ()
    credentials: Value = None
    payload_version: Value = None
    simple_responses: Flag = False


@dataclass(frozen=True, kw_only=True)
class Route(Named):
    """A route or a method. ``method`` is ANY for all; ``path`` is ``$default`` for what no other route takes.

    ``key`` is the route key as HTTP APIs write it; ``authorizer`` the name of one of the API's; ``authorization`` NONE,
    AWS_IAM, CUSTOM, COGNITO_USER_POOLS or JWT; ``request_parameters`` by place (path, querystring, header) and name,
    True where required.
    """

    key: str
    method: str
    path: str
    parts: tuple[PathPart, ...] = ()
    integration: Integration | Unknown | None = None
    authorization: Value = "NONE"
    authorizer: Value = None
    scopes: tuple[Value, ...] = ()
    api_key_required: Flag = False
    operation: Value = None
    validator: Validator | Unknown | None = None
    request_models: Mapping[str, Value] = field(default_factory=dict)
    request_parameters: Mapping[tuple[str, str], Flag] = field(default_factory=dict)
    responses: tuple[MethodResponse, ...] = ()
    public: str | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True)
class Model(Named):
    """A schema in draft 4; ``schema`` has other models in the places of their ``$ref``, ``written`` has not."""

    name: str
    schema: Any
    written: Any = field(default=None, compare=False)
    content_type: Value = "application/json"


@dataclass(frozen=True, kw_only=True)
class GatewayResponse(Named):
    """An answer of the gateway's own."""

    type: str
    status: Value = None
    templates: Mapping[str, MappingTemplate] = field(default_factory=dict)
    parameters: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CorsRules(Part):
    """The CORS configuration of an HTTP API."""

    origins: tuple[Value, ...] = ()
    methods: tuple[Value, ...] = ()
    headers: tuple[Value, ...] = ()
    exposed: tuple[Value, ...] = ()
    max_age_seconds: Whole = None
    credentials: Flag = False


@dataclass(frozen=True, kw_only=True)
class Stage(Named):
    """A stage. ``settings`` are by method and path (``GET /notes``; ``*`` for all) or by route key."""

    name: String
    variables: Mapping[str, Value] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    deployment: Value = field(default=None, compare=False)
    auto_deploy: Flag = False
    log_format: Value = None
    log_destination: Value = None
    tracing: Flag = False
    cache: Mapping[str, Any] = field(default_factory=dict)
    canary: Mapping[str, Any] = field(default_factory=dict)
    client_certificate: Value = None


@dataclass(frozen=True, kw_only=True)
class ApiKey(Named):
    """A key; its value only where the template tells it."""

    name: Value = None
    value: Value = None
    enabled: Flag = False


@dataclass(frozen=True, kw_only=True)
class UsagePlan(Named):
    """A plan: the stages it is for, as API, stage and limits of its own, and its keys by logical id or id."""

    name: Value = None
    stages: tuple[Mapping[str, Any], ...] = ()
    throttle: Mapping[str, Any] = field(default_factory=dict)
    quota: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[Value, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DomainMapping(Named):
    """A path of a domain that leads to a stage of an API."""

    domain: Value
    path: Value = ""
    api: Value = None
    stage: Value = None


@dataclass(frozen=True, kw_only=True)
class Api(Named):
    """One API. ``protocol``: REST, HTTP or WEBSOCKET. ``unknown``: what of it can't be told, each with its place."""

    protocol: Value
    name: Value = None
    description: Value = None
    routes: tuple[Route, ...] = ()
    stages: tuple[Stage, ...] = field(default=(), compare=False)
    authorizers: tuple[Authorizer, ...] = ()
    models: tuple[Model, ...] = ()
    validators: tuple[Validator, ...] = ()
    gateway_responses: tuple[GatewayResponse, ...] = ()
    cors: CorsRules | None = None
    binary_media_types: tuple[Value, ...] = ()
    minimum_compression_size: Value = None
    api_key_source: Value = None
    policy: Any = None
    endpoint_types: tuple[Value, ...] = ()
    endpoint_disabled: Flag = False
    version: Value = field(default=None, compare=False)
    unknown: tuple[Unknown, ...] = field(default=(), compare=False)

    def route(self, key: str) -> Route | None:
        """Give the route of a key such as ``GET /notes``."""
        return next((route for route in self.routes if route.key == key), None)

    def authorizer(self, name: Value) -> Authorizer | None:
        """Give the authorizer of a name."""
        return next((each for each in self.authorizers if each.name == name), None)

    def model(self, name: Value) -> Model | None:
        """Give the model of a name."""
        return next((each for each in self.models if each.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a template holds: its APIs, its functions and aliases by logical id, and what stands around."""

    apis: tuple[Api, ...] = ()
    functions: Mapping[str, Function] = field(default_factory=dict)
    aliases: Mapping[str, Alias] = field(default_factory=dict)
    api_keys: tuple[ApiKey, ...] = ()
    usage_plans: tuple[UsagePlan, ...] = ()
    domains: tuple[DomainMapping, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    def api(self, logical_id: str) -> Api | None:
        """Give the API of a logical id."""
        return next((api for api in self.apis if api.logical_id == logical_id), None)
