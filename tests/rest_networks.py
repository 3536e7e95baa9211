"""REST APIs with all that leads into networks and around them, which the golden template holds."""

from __future__ import annotations

from troposphere import Equals, Ref

from cfngw import (
    Canary,
    ClientCertificate,
    Condition,
    Doc,
    DocumentationPart,
    Endpoint,
    HttpIntegration,
    HttpProxy,
    Method,
    MethodSettings,
    Model,
    Parameter,
    PrivateIntegration,
    Request,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Stage,
    VpcLink,
    VpcLinkV1,
)
from samples import function

BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/inner/0123456789abcdef"
NETWORK = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/inner/0123456789abcdef"
LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/inner/0123456789abcdef/fedcba9876543210"
ACL = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/notes/0123abcd-0123-4567-89ab-0123456789ab"
ENHANCED = "SecurityPolicy_TLS13_1_2_PQ_2025_09"
LINK = VpcLink("Backend", ["subnet-0123abcd", "subnet-4567abcd"], ["sg-0123abcd"])
OLD = VpcLinkV1("Old", NETWORK, description="Until all is moved", tags={"team": "notes"})
IN_PROD = Condition("IsProd", Equals(Ref("AWS::Region"), "eu-west-1"))

inner = RestApiLambdaBlueprint(
    name="Inner",
    endpoint=Endpoint("PRIVATE", vpc_endpoint_ids=["vpce-0123abcd", Parameter("OtherEndpoint")]),
    stages=[Stage("dev", variables={"link": "abc123"}), Stage("prod", variables={"link": "def456"})],
    methods=[
        Method("ANY /orders/{proxy+}", PrivateIntegration(BALANCER, LINK, url="http://orders.example:8080/{proxy}")),
        Method("GET /secure", PrivateIntegration(Parameter("BalancerArn"), LINK, url="https://a.example", stream=True)),
        Method("GET /linked", PrivateIntegration(BALANCER, "${stageVariables.link}", url="http://a.example")),
        Method("POST /mapped", HttpIntegration("http://a.example/v1", vpc_link=LINK, target_arn=BALANCER)),
        Method("GET /old/{id}", HttpProxy("http://a.example/{id}", vpc_link=OLD)),
        Method("PUT /old/{id}", HttpIntegration("http://a.example/{id}", method="POST", vpc_link=OLD)),
        Method("GET /known", HttpProxy("http://a.example", vpc_link=Parameter("OldLink"))),
        Method(
            "GET /perhaps",
            PrivateIntegration(
                BALANCER, VpcLink("Perhaps", ["subnet-0123abcd"], condition=IN_PROD), url="http://a.example"
            ),
        ),
    ],
)
streaming = function("Streaming", runtime="nodejs22.x", timeout_seconds=900)
streams = RestApiLambdaBlueprint(
    name="Streams",
    invocation="role",
    security_policy=ENHANCED,
    endpoint_access_mode="STRICT",
    version="2026-11",
    methods=[
        Method("POST /chat", RestLambdaProxy(streaming, stream=True)),
        Method("POST /short", RestLambdaProxy(streaming, stream=True), timeout_ms=60_000),
        Method("POST /whole", RestLambdaProxy(streaming)),
        Method("GET /video", HttpProxy("https://a.example/video", stream=True)),
    ],
)
guarded = RestApiLambdaBlueprint(
    name="Guarded",
    documentation=Doc("Notes of all", more={"externalDocs": {"url": "https://notes.example"}}),
    documentation_parts=[
        DocumentationPart("RESOURCE", "All notes", path="/notes"),
        DocumentationPart("RESPONSE", "There is no such note", status=404),
    ],
    methods=[
        Method(
            "GET /notes",
            streaming,
            request_parameters=["query.page"],
            cache_namespace="notes",
            documentation=Doc(
                "Lists notes",
                summary="List",
                tags=["notes"],
                parameters={"query.page": "From 1"},
                responses={200: "The notes"},
                response_bodies={200: {"description": "A list", "x-order": "newest first"}},
                response_headers={"200.Link": "The next page"},
            ),
        ),
        Method(
            "POST /notes",
            streaming,
            request=Request(Model("Note", {"type": "object"}, documentation="A note")),
            documentation=Doc(body="The note"),
        ),
        Method("ANY /rest", streaming, documentation="Whatever else"),
    ],
    stages=[
        Stage("dev"),
        Stage(
            "prod",
            variables={"color": "blue"},
            cache_cluster_size="0.5",
            method_settings=MethodSettings(cache_ttl_seconds=60),
            client_certificate=ClientCertificate("Backend", description="Shown to the backend", tags={"team": "notes"}),
            canary=Canary(12.5, variables={"color": "green"}, use_cache=False),
            waf=ACL,
        ),
    ],
)
ALL = (inner, streams, guarded)
