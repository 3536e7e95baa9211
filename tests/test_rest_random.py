"""Random REST APIs: each ends in one of our errors, or in a template that cfn-lint has nothing to say about.

What is drawn is a plan of calls; making the values may raise as it does for a user. Several APIs are linted as one
composition, for the rules take most of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as some

from api_reader import api_of, same_models
from cfngw import (
    FORM_BODY,
    PARSED_BODY,
    PATH_PARAMETERS,
    AccessLogs,
    AllowAccounts,
    AllowIp,
    AllowVpcEndpoints,
    AllowVpcs,
    ApiKey,
    AsyncLambda,
    BracketErrors,
    BuildError,
    CfngwError,
    CognitoAuthorizer,
    Composition,
    Cors,
    DenyIp,
    Endpoint,
    GatewayResponse,
    HttpIntegration,
    HttpProxy,
    IamAuthorizer,
    ImportedFunction,
    JsonErrors,
    LambdaAuthorizer,
    Method,
    MethodSettings,
    Mock,
    Model,
    NonProxy,
    Parameter,
    PrefixErrors,
    PrivateIntegration,
    Public,
    Quota,
    Request,
    Response,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Stage,
    Throttle,
    TokenAuthorizer,
    UsagePlan,
)
from cfngw.lint.linter import Linter
from cfngw.render import render
from rest_networks import BALANCER, LINK, LISTENER
from rest_samples import folded
from samples import function, inline

TOGETHER = 5
FORM = "application/x-www-form-urlencoded"
FUNCTIONS = [function("One"), function("Two"), inline(), ImportedFunction("Three", Parameter("FunctionArn"))]


class Call(NamedTuple):
    """A value that is yet to be made."""

    make: Callable[..., Any]
    given: tuple[Any, ...]
    options: dict[str, Any]


def made(plan: Any) -> Any:
    """Make what a plan says, as a user's file would."""
    if isinstance(plan, Call):
        return plan.make(*(made(each) for each in plan.given), **made(plan.options))
    if isinstance(plan, list):
        return [made(each) for each in plan]
    if isinstance(plan, dict):
        return {name: made(each) for name, each in plan.items()}
    return plan


def call(make: Callable[..., Any], *args: some.SearchStrategy[Any], **options: some.SearchStrategy[Any]) -> Any:
    """Draw a call with all of these arguments and any of these options."""
    chosen = some.fixed_dictionaries({}, optional=options)
    return some.builds(Call, some.just(make), some.tuples(*args), chosen)


def one_of(*members: Any) -> some.SearchStrategy[Any]:
    """Draw one of these."""
    return some.sampled_from(members)


def few(members: some.SearchStrategy[Any], most: int = 2) -> some.SearchStrategy[list[Any]]:
    """Draw a short list."""
    return some.lists(members, max_size=most)


def table(keys: some.SearchStrategy[str], members: some.SearchStrategy[Any]) -> some.SearchStrategy[dict[str, Any]]:
    """Draw a short mapping."""
    return some.dictionaries(keys, members, max_size=2)


# Whatever may be said: right and wrong, by itself and together.

TARGETS = some.one_of(
    one_of(*FUNCTIONS),
    call(NonProxy, one_of(*FUNCTIONS)),
    call(RestLambdaProxy, one_of(*FUNCTIONS)),
    call(AsyncLambda, one_of(*FUNCTIONS)),
    call(Mock),
    call(HttpIntegration, one_of("https://a.example/x", "http://a.example/{id}"), method=one_of("GET", "ANY")),
    call(RestLambdaProxy, one_of(*FUNCTIONS), stream=one_of(True, False)),
    call(PrivateIntegration, one_of(LISTENER, BALANCER), one_of("abc123", LINK), url=one_of("http://a.example/{id}")),
    call(HttpProxy, one_of("https://a.example/{proxy}"), vpc_link=one_of("abc123")),
)
PATHS = one_of(
    *("/", "/notes", "/notes", "/notes/{id}", "/notes/{id}/pages", "/user-id", "/user/id", "/{proxy+}", "/v1.0/a_b"),
    *("/notes/{other}", "/notes/", "notes", "/a/{b+}/c"),
)
VERBS = one_of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY", "GET", "POST", "FETCH")
TEMPLATES = one_of(
    *(PARSED_BODY, FORM_BODY, PATH_PARAMETERS, "$input.json('$')", "$input.body", '{"a": "$context.requestId"}', "x"),
    *('{\n  "a": "$util.escapeJavaScript($input.path(\'$.a\'))"\n}\n', "a: b # c\n\n  - d\t\n", "", "é\u2028\x7f"),
    *("$input.params('id')", "$input.params('page')", "#if($x", "#set($a = )"),
)
TEMPLATES_BY_TYPE = some.one_of(TEMPLATES, table(one_of("application/json", FORM, "text/xml"), TEMPLATES))
SCHEMAS = one_of(
    {"type": "object", "properties": {"a": {"type": "string", "pattern": "^a: b$"}}, "required": ["a"]},
    {"type": "array", "items": {"$ref": "Item"}},
    {"type": "array", "items": {"$ref": "Error"}},
    {"$ref": "#/definitions/a", "definitions": {"a": {"enum": [1, "yes", None, True]}}},
    {},
    {"type": "strng"},
)
# The first two are the same whenever they are made, as models of one name have to be.
ITEM = Model("Item", {"type": "object", "properties": {"name": {"type": "string"}}})
MODELS = some.one_of(one_of(ITEM, "Item", "Empty", "Error", "Itm"), call(Model, one_of("Other", "Else"), SCHEMAS))
PLACES = one_of("query.page", "header.X-Page", "query.q!", "header.X-Q!", "path.id", "page")
HEADERS = table(
    one_of("Location", "X-A", "Content-Type"), one_of("text/html", "integration.response.header.L", 3, "'q'")
)
HANDLING = one_of("CONVERT_TO_TEXT", "CONVERT_TO_BINARY")
REQUESTS = call(
    Request,
    model=MODELS,
    template=TEMPLATES_BY_TYPE,
    models=table(one_of("application/json", FORM), MODELS),
    parameters=table(
        one_of("header.X-P", "querystring.p", "path.id", "body"),
        one_of("query.page", "path.id", "context.requestId", "'1'"),
    ),
    passthrough_behavior=one_of("NEVER", "WHEN_NO_MATCH", "WHEN_NO_TEMPLATES"),
    content_handling=HANDLING,
    validate=one_of("body", "parameters", "all", "none"),
)
PATTERNS = one_of(r"\[404:[\s\S]*", r"\[400:.*", "4\\d\\d", ".*", "", "(", "a^b", "$x")
STATUSES = one_of(200, 201, 204, 302, 400, 404, 500, 99)
RESPONSES = call(
    Response,
    STATUSES,
    template=TEMPLATES_BY_TYPE,
    headers=HEADERS,
    model=MODELS,
    content_handling=HANDLING,
)
ANSWERS = some.lists(call(Response, STATUSES, pattern=PATTERNS, template=TEMPLATES, headers=HEADERS), max_size=3)
CODES = some.lists(one_of(400, 404, 409, 500, 502, 200), max_size=3)
SHARED = {"template": TEMPLATES_BY_TYPE, "model": MODELS, "headers": HEADERS}
CONTRACTS = some.one_of(
    call(BracketErrors, CODES, **SHARED),
    call(PrefixErrors, CODES, **SHARED),
    call(JsonErrors, one_of("Status", "code"), CODES, **SHARED),
)
ORIGINS = one_of(["https://a.example"], ["*"], ["https://a.example", "https://b.example:8443"], ["a.example"])
CORS = call(
    Cors,
    ORIGINS,
    allow_headers=one_of(["X-A"], ["*"]),
    expose_headers=one_of(["X-B", "X-C"]),
    allow_credentials=some.booleans(),
    max_age_seconds=one_of(0, 600),
    echo_errors=some.booleans(),
)
METHODS = call(
    Method,
    some.builds("{} {}".format, VERBS, PATHS),
    TARGETS,
    request=REQUESTS,
    response=RESPONSES,
    responses=ANSWERS,
    errors=CONTRACTS,
    api_key_required=some.booleans(),
    request_parameters=few(PLACES),
    operation_name=one_of("listNotes"),
    timeout_ms=one_of(50, 29_000, 60_000, 10),
    cache_key_parameters=few(PLACES, 1),
    cors=some.one_of(some.none(), CORS),
    public=one_of("for everybody", " "),
)
THROTTLES = call(Throttle, rate=one_of(0, 2, 0.5, -1), burst=one_of(0, 3))
SETTINGS = call(
    MethodSettings,
    logging_level=one_of("OFF", "ERROR", "INFO", "DEBUG"),
    data_trace=some.booleans(),
    metrics=some.booleans(),
    throttle=THROTTLES,
    caching=some.booleans(),
    cache_ttl_seconds=one_of(0, 300, 3601),
    cache_encrypted=some.booleans(),
)
STAGES = call(
    Stage,
    one_of("dev", "prod", "v-1", "v_1", "$default", "a b"),
    description=one_of("a stage: #1"),
    variables=table(one_of("table", "x-y"), one_of("notes", "a b", "https://a.example/?b=c&d")),
    access_logs=some.one_of(some.none(), call(AccessLogs, format=one_of("JSON", "CLF", "$context.requestId"))),
    method_settings=some.one_of(SETTINGS, table(one_of("*", "GET /notes", "GET /", "nothing"), SETTINGS)),
    tracing=some.booleans(),
    cache_cluster_size=one_of("0.5", "6.1", "big"),
    tags=table(one_of("Owner"), one_of("me")),
)
PLANS = call(
    UsagePlan,
    one_of("free", "paid"),
    quota=call(Quota, one_of(0, 100), one_of("DAY", "WEEK", "MONTH"), offset=one_of(0, 6, 28)),
    throttle=THROTTLES,
    method_throttles=table(one_of("GET /notes", "GET /", "ANY /x"), THROTTLES),
    keys=few(call(ApiKey, one_of("a", "b", "client-1"), enabled=some.booleans(), description=one_of("x: y"))),
    stages=some.lists(one_of("dev", "prod", "none"), max_size=1),
)
GATEWAY = call(
    GatewayResponse,
    one_of("DEFAULT_4XX", "BAD_REQUEST_BODY", "THROTTLED", "NEW_TYPE"),
    status=one_of(401, 429, 99),
    headers=table(one_of("X-A", "x-b"), one_of("text", "context.requestId", "method.request.header.Origin")),
    templates=one_of('{"message": $context.error.messageString}', {"text/plain": "no: #1"}, "#if(1)"),
)
POLICIES = some.one_of(
    call(Public),
    call(AllowIp, one_of("203.0.113.0/24", ["203.0.113.1", "2001:db8::/32"], "203.0.113.0/33")),
    few(
        some.one_of(
            call(AllowAccounts, one_of("123456789012", "arn:aws:iam::123456789012:role/x")),
            call(DenyIp, one_of("203.0.113.7")),
            call(AllowVpcEndpoints, one_of("vpce-0123456789abcdef0")),
            call(AllowVpcs, one_of("vpc-0123456789abcdef0")),
        )
    ),
)
ENDPOINTS = call(
    Endpoint,
    one_of("REGIONAL", "EDGE", "PRIVATE"),
    vpc_endpoint_ids=one_of(["vpce-0123456789abcdef0"]),
    ip_address_type=one_of("ipv4", "dualstack"),
)
_GUARD = Call(function, ("Guard",), {})
AUTHORIZERS = one_of(
    None,
    Call(IamAuthorizer, (), {}),
    Call(CognitoAuthorizer, ("Users",), {"user_pool": "eu-west-1_AbCdEfGhI"}),
    Call(LambdaAuthorizer, ("Guard", _GUARD), {"identity_sources": ["header.X-A", "query.b"], "cache_seconds": 60}),
    Call(TokenAuthorizer, ("Token", _GUARD), {"validation_expression": "Bearer .+"}),
)
OPTIONS: dict[str, Any] = {
    "stages": some.lists(STAGES, min_size=1, max_size=2),
    "errors": CONTRACTS,
    "models": few(some.one_of(some.just(ITEM), call(Model, one_of("Item", "Extra"), SCHEMAS))),
    "usage_plans": few(PLANS),
    "gateway_responses": few(GATEWAY),
    "cors": some.one_of(CORS, table(one_of("*", "/notes", "/none"), CORS)),
    "policy": POLICIES,
    "endpoint": ENDPOINTS,
    "invocation": one_of("permission", "role"),
    "binary_media_types": one_of(["image/png", "*/*"], ["png"]),
    "minimum_compression_size": one_of(0, 1024, -1),
    "api_key_source": one_of("HEADER", "AUTHORIZER"),
    "authorizer": AUTHORIZERS,
    "api_name": one_of("An API: #1"),
    "description": one_of("What it is for: 'this' & that\nand more"),
    "redeploy": one_of(1, 2, 0),
    "tags": table(one_of("Owner", "Cost: centre"), one_of("me", "yes", "007")),
}


# What fits: each part by itself, and all of them together.

KEYS = (
    *("GET /", "POST /", "GET /notes", "POST /notes", "PUT /notes/{id}", "GET /notes/{id}/pages", "ANY /user-id"),
    *("GET /user/id", "DELETE /v1.0/a_b", "HEAD /more/{proxy+}", "PATCH /notes"),
)
GOOD_TEMPLATES = one_of(
    *(
        PARSED_BODY,
        PATH_PARAMETERS,
        "$input.json('$')",
        "$input.body",
        '{"a": "$context.requestId"}',
        "x",
        "é\u2028\x7f",
    ),
    *("a: b # c\n\n  - d\t\n", "#foreach($a in $input.path('$'))\n$a\n#end\n", "  indented\n"),
)
GOOD_SCHEMAS: list[Any] = [
    {"type": "object", "properties": {"a": {"type": "string", "pattern": "^a: b$"}}, "required": ["a"]},
    {"type": "array", "items": {"$ref": "Item"}},
    {"type": "object", "properties": {"e": {"$ref": "Error"}, "yes": {"enum": [1, "yes", None, True]}}},
    {"$ref": "#/definitions/a", "definitions": {"a": {"type": "number", "minimum": 0.5}}},
    {},
]
GOOD_MODELS = one_of(
    *(ITEM, "Item", "Empty", "Error"),
    *(Call(Model, (f"Model{number}", schema), {}) for number, schema in enumerate(GOOD_SCHEMAS)),
)
GOOD_HEADERS = table(
    one_of("Location", "X-A", "Content-Type"), one_of("text/html", "integration.response.header.L", 3, "'q'")
)
GOOD_REQUESTS: dict[str, Any] = {
    "model": GOOD_MODELS,
    "template": some.one_of(GOOD_TEMPLATES, table(one_of("application/json", FORM, "text/xml"), GOOD_TEMPLATES)),
    "models": table(one_of(FORM, "text/xml"), GOOD_MODELS),
    "parameters": table(one_of("header.X-P", "querystring.p"), one_of("query.page", "context.requestId", "'1'")),
    "passthrough_behavior": one_of("NEVER", "WHEN_NO_MATCH", "WHEN_NO_TEMPLATES"),
    "content_handling": HANDLING,
    "validate": one_of("body", "parameters", "all", "none"),
}
GOOD_ANSWER: dict[str, Any] = {
    "template": GOOD_TEMPLATES,
    "headers": GOOD_HEADERS,
    "model": GOOD_MODELS,
    "content_handling": HANDLING,
}
GOOD_LISTS = some.builds(
    lambda default, others: [default, *others],
    call(Response, one_of(200, 201), **GOOD_ANSWER),
    some.sampled_from(
        [
            [],
            [Call(Response, (404,), {"pattern": r"\[404:[\s\S]*"})],
            [Call(Response, (400,), {"pattern": "4.*", "template": "x"}), Call(Response, (502,), {"pattern": ".*t.*"})],
        ]
    ),
)
GOOD_SHARED: dict[str, Any] = {"template": GOOD_TEMPLATES, "model": GOOD_MODELS, "headers": GOOD_HEADERS}
GOOD_CODES = some.lists(one_of(400, 404, 409, 500, 502), max_size=3, unique=True)
GOOD_CONTRACTS = some.one_of(
    call(BracketErrors, GOOD_CODES, **GOOD_SHARED),
    call(PrefixErrors, GOOD_CODES, **GOOD_SHARED),
    call(JsonErrors, one_of("Status", "code"), GOOD_CODES, **GOOD_SHARED),
)
GOOD_CORS = call(
    Cors,
    one_of(["https://a.example"], ["https://a.example", "https://b.example:8443"], ["*"]),
    allow_headers=one_of(["X-A"]),
    expose_headers=one_of(["X-B", "X-C"]),
    max_age_seconds=one_of(0, 600),
    echo_errors=some.booleans(),
)
GOOD_THROTTLES = one_of(Call(Throttle, (), {"rate": 0.5}), Call(Throttle, (), {"rate": 2, "burst": 3}))
GOOD_SETTINGS = call(
    MethodSettings,
    logging_level=one_of("ERROR", "INFO"),
    metrics=some.booleans(),
    throttle=GOOD_THROTTLES,
    cache_ttl_seconds=one_of(0, 300),
).filter(lambda settings: bool(settings.options))


def proxy(target: Any) -> bool:
    return isinstance(target, Call) and target.make in (RestLambdaProxy, HttpProxy)


@some.composite
def good_method(draw: some.DrawFn, key: str) -> Call:
    """Draw a method whose options fit each other."""
    target = draw(TARGETS)
    asked = draw(few(one_of("query.page", "header.X-Page", "query.q!")))
    wanted = draw(GOOD_METHOD)
    request = draw(some.fixed_dictionaries({}, optional=GOOD_REQUESTS))
    options: dict[str, Any] = {name: draw(GOOD_OPTIONS[name]) for name in sorted(wanted & set(GOOD_OPTIONS))}
    if "query.page" not in asked:
        asked.append("query.page")
    if "request" in wanted:
        options["request"] = Call(Request, (), request)
    if "public" not in wanted:
        options["authorizer"] = draw(AUTHORIZERS)
    if "cached" in wanted:
        options["cache_key_parameters"] = ["query.page"]
    if proxy(target):
        request.pop("template", None)
    elif "responses" in wanted:
        options["responses"] = draw(GOOD_LISTS)
    else:
        options.update(
            {"response": draw(call(Response, one_of(200, 202), **GOOD_ANSWER))} if "response" in wanted else {}
        )
        options.update({"errors": draw(GOOD_CONTRACTS)} if "errors" in wanted else {})
    return Call(Method, (key, target), {"request_parameters": sorted(set(asked)), **options})


GOOD_OPTIONS: dict[str, Any] = {
    "operation_name": one_of("listNotes"),
    "timeout_ms": one_of(50, 29_000, 60_000),
    "public": one_of("for everybody: yes"),
    "cors": some.none(),
}
GOOD_METHOD = some.sets(
    some.sampled_from([*sorted(GOOD_OPTIONS), "request", "request", "cached", "response", "responses", "errors"])
)


@some.composite
def good_stage(draw: some.DrawFn, name: str, keys: list[str]) -> Call:
    """Draw a stage of an API with these methods."""
    options = draw(
        some.fixed_dictionaries(
            {},
            optional={
                "description": one_of("a stage: #1"),
                "variables": table(one_of("table", "other"), one_of("notes", "https://a.example/?b=c&d", "007")),
                "access_logs": call(AccessLogs, format=one_of("JSON", "CLF", "$context.requestId")),
                "method_settings": some.one_of(
                    GOOD_SETTINGS, some.dictionaries(some.sampled_from(["*", *keys]), GOOD_SETTINGS, max_size=3)
                ),
                "tracing": some.booleans(),
                "tags": table(one_of("Owner"), one_of("me")),
            },
        )
    )
    return Call(Stage, (name,), {"cache_cluster_size": "0.5", **options})


@some.composite
def good_plans(draw: some.DrawFn, stages: list[str], keys: list[str]) -> list[Call]:
    """Draw usage plans for these stages and methods."""
    plans = []
    for name in draw(some.lists(one_of("free", "paid"), unique=True)):
        key = call(ApiKey, one_of(f"{name}-1", f"{name} 2"), enabled=some.booleans(), description=one_of("x: y"))
        options = {
            "quota": one_of(Call(Quota, (100, "DAY"), {}), Call(Quota, (1, "WEEK"), {"offset": 6})),
            "throttle": GOOD_THROTTLES,
            "method_throttles": some.dictionaries(some.sampled_from(keys), GOOD_THROTTLES, max_size=2),
            "keys": some.lists(key, max_size=2, unique_by=lambda each: str(each.given)),
            "stages": some.lists(some.sampled_from(stages), min_size=1, unique=True),
        }
        plans.append(draw(call(UsagePlan, some.just(name), **options)))
    return plans


GOOD_GATEWAY = one_of(
    Call(GatewayResponse, ("DEFAULT_4XX",), {"templates": '{"message": $context.error.messageString}'}),
    Call(
        GatewayResponse, ("BAD_REQUEST_BODY",), {"status": 422, "headers": {"X-A": "text", "x-b": "context.requestId"}}
    ),
    Call(GatewayResponse, ("THROTTLED",), {"templates": {"text/plain": "no: #1"}}),
)
VPC = "vpce-0123456789abcdef0"
GOOD_PLACES = one_of(
    {},
    {"endpoint": Call(Endpoint, ("EDGE",), {}), "policy": Call(Public, (), {})},
    {"policy": [Call(AllowIp, ("203.0.113.0/24",), {}), Call(DenyIp, (["203.0.113.1", "203.0.113.7"],), {})]},
    {"policy": Call(AllowAccounts, ("123456789012",), {})},
    {"endpoint": Call(Endpoint, ("PRIVATE",), {"vpc_endpoint_ids": [VPC]})},
    {"endpoint": Call(Endpoint, ("PRIVATE",), {}), "policy": [Call(AllowVpcs, ("vpc-0123456789abcdef0",), {})]},
)
GOOD_API: dict[str, Any] = {
    "errors": GOOD_CONTRACTS,
    "gateway_responses": some.lists(GOOD_GATEWAY, max_size=2, unique_by=lambda each: str(each.given)),
    "invocation": one_of("permission", "role"),
    "binary_media_types": one_of(["image/png", "*/*"]),
    "minimum_compression_size": one_of(0, 1024),
    "api_key_source": one_of("HEADER"),
    "api_name": one_of("An API: #1"),
    "description": one_of("What it is for: 'this' & that\nand more"),
    "redeploy": one_of(1, 2),
    "tags": table(one_of("Owner", "Cost: centre"), one_of("me", "yes", "007")),
}


@some.composite
def good_api(draw: some.DrawFn) -> Call:
    """Draw an API whose parts fit each other."""
    keys = draw(some.lists(some.sampled_from(KEYS), min_size=1, max_size=3, unique=True))
    stages = draw(some.lists(one_of("dev", "prod", "v-1", "v_1"), min_size=1, max_size=2, unique=True))
    options = draw(some.fixed_dictionaries({}, optional=GOOD_API))
    methods = [draw(good_method(key)) for key in keys]
    plans = draw(good_plans(stages, keys))
    if plans:
        methods[0].options["api_key_required"] = True
    if draw(some.booleans()):
        options["cors"] = draw(
            some.one_of(GOOD_CORS, GOOD_CORS.map(lambda cors: {"*": None, keys[0].split()[1]: cors}))
        )
    return Call(
        RestApiLambdaBlueprint,
        (),
        {
            "methods": methods,
            "models": [ITEM],
            "stages": [draw(good_stage(name, keys)) for name in stages],
            "usage_plans": plans,
            **options,
            **draw(GOOD_PLACES),
        },
    )


@some.composite
def api(draw: some.DrawFn) -> Call:
    """Draw an API; in some, anything stands in place of what fits."""
    plan = draw(good_api())
    if draw(one_of(False, False, True)):
        names = draw(some.sets(some.sampled_from(sorted(OPTIONS)), max_size=2))
        plan.options.update({name: draw(OPTIONS[name]) for name in sorted(names)})
        plan.options["methods"] = [*plan.options["methods"], *draw(few(METHODS))]
    return plan


def named(plan: Any, prefix: str) -> Any:
    """Give a plan in which keys belong to one API, for what several APIs name alike must be alike."""
    if isinstance(plan, Call):
        given = tuple(named(each, prefix) for each in plan.given)
        given = (f"{prefix}{given[0]}", *given[1:]) if plan.make is ApiKey else given
        return Call(plan.make, given, named(plan.options, prefix))
    if isinstance(plan, list):
        return [named(each, prefix) for each in plan]
    if isinstance(plan, dict):
        return {name: named(each, prefix) for name, each in plan.items()}
    return plan


def sealed_or_refused(plan: Call, name: str) -> RestApiLambdaBlueprint | None:
    """Make an API and compile it; hold our errors to what they promise."""
    try:
        blueprint: RestApiLambdaBlueprint = made(Call(plan.make, (), {"name": name, **named(plan.options, name)}))
        text = blueprint.to_yaml()
    except CfngwError as error:
        for problem in error.problems if isinstance(error, BuildError) else [error]:
            assert problem.where is not None
            assert problem.problem
        return None
    assert blueprint.to_yaml() == text
    return blueprint


@cache
def linter() -> Linter:
    """Give one linter for all, which loads its rules once."""
    return Linter()


# A timeout beyond the quota, mocks without a status, patterns of mocks, models that nothing checks or that GET has,
# stack traces handed on, binary bodies with templates, policies and keys that fit no method.
DRAWN = {
    *("E9542", "E9545", "W9543", "W9550", "W9553", "W9565", "W9569", "W9613", "W9622", "W9623"),
    *("W9630", "W9642", "W9694", "W9708", "W9710", "W9732"),
}


def is_drawn(rule: str) -> bool:
    """Tell a mistake that is drawn, and that a rule of ours tells: what is random is not always wise."""
    return rule in DRAWN


def check(plans: list[Call]) -> int:
    """Hold some APIs to what is promised; give how many became a template."""
    found = [sealed_or_refused(plan, f"Api{number}") for number, plan in enumerate(plans)]
    whole = [blueprint for blueprint in found if blueprint is not None]
    if whole:
        text = render(Composition(*whole).sealed().document)
        findings = [each for each in linter().text(text, Path("random.yaml")).findings if not is_drawn(each.rule)]
        assert findings == [], text
    for blueprint in whole:
        check_layouts(blueprint)
    return len(whole)


def check_layouts(blueprint: RestApiLambdaBlueprint) -> None:
    """Hold the other layout to the same API, unless it says what it can't carry."""
    try:
        other = folded(blueprint).sealed().document
    except CfngwError as error:
        for problem in error.problems if isinstance(error, BuildError) else [error]:
            assert problem.where is not None
            assert "can't carry" in problem.problem
        return
    before, after = api_of(blueprint.sealed().document), api_of(other)
    assert same_models(before.pop("models"), after.pop("models"))
    assert after == before


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]


@pytest.mark.slow
@pytest.mark.checked
@pytest.mark.parametrize("half", [1, 2])  # on a core each
def test_a_hundred_random_apis_are_refused_by_us_or_clean(half: int) -> None:
    whole = 0

    @seed(half)
    @settings(max_examples=50 // TOGETHER, suppress_health_check=QUIET, derandomize=False)
    @given(some.lists(api(), min_size=TOGETHER, max_size=TOGETHER))
    def drawn(plans: list[Call]) -> None:
        nonlocal whole
        whole += check(plans)

    drawn()
    assert whole >= 15  # most are not refused at once


@pytest.mark.slow
@settings(max_examples=2000 // TOGETHER, suppress_health_check=QUIET, derandomize=False)
@given(some.lists(api(), min_size=TOGETHER, max_size=TOGETHER))
def test_two_thousand_random_apis_are_refused_by_us_or_clean(plans: list[Call]) -> None:
    check(plans)
