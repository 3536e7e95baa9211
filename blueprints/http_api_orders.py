"""Orders, as a team would start them: users with tokens, a queue before the work, a table, a domain of their own.

``POST /orders`` puts the order into a queue, without a function between; a worker takes it from there into the table.
The ``GET`` routes show callers what is theirs. Who calls is said by the token alone, never by the body.

Needs: an identity provider that issues JSON Web Tokens, and a hosted zone of Route 53 for the domain. The stack waits
until ACM has seen the records that it puts there for the certificate.
"""

from troposphere import GetAtt, Ref
from troposphere.awslambda import EventSourceMapping

from cfngw import (
    AccessLogs,
    AliasRecords,
    ApiMapping,
    Certificate,
    Cors,
    DomainName,
    File,
    Function,
    Grant,
    HttpApiBlueprint,
    Inline,
    JwtAuthorizer,
    LogGroup,
    Parameter,
    Queue,
    Route,
    RouteSettings,
    SqsSendMessage,
    Stage,
    Table,
    Throttle,
)

issuer = Parameter(
    "Issuer", allowed_pattern="https://.+", description="The iss claim of the users' tokens, word for word"
)
audience = Parameter("Audience", min_length=1, description="The aud claim, or the id of the client that tokens are for")
web_origin = Parameter(
    "WebOrigin", allowed_pattern="https://[^/]+", description="The web application whose pages call, without a slash"
)
domain_name = Parameter("ApiDomainName", allowed_pattern="[a-z0-9.-]+", description="Where the API is served")
zone = Parameter("HostedZoneId", type="AWS::Route53::HostedZone::Id", description="The zone that holds this name")
log_retention = Parameter("LogRetention", 30, type="Number", description="How many days logs are kept")

orders = Table("Orders", "owner", sort_key="id", point_in_time_recovery=True)
# Six times the worker's timeout, as AWS asks; what fails five times is kept apart for two weeks.
placed = Queue(
    "Placed",
    visibility_timeout_seconds=60,
    dead_letter_queue=Queue("Failed", message_retention_seconds=1_209_600),
)


def orders_function(name: str, handler_file: str, allow: list[Grant]) -> Function:
    """Make a function with what all functions of this service have."""
    return Function(
        name,
        "index.handler",
        runtime="python3.13",
        architecture="arm64",
        code=Inline(File(handler_file)),
        memory_size_mb=256,
        timeout_seconds=10,
        log_group=LogGroup(retention_in_days=log_retention),
        allow=allow,
    )


reader = orders_function("Reader", "handlers/orders_reader.py", [orders.grant("GetItem", "Query")])
worker = orders_function(
    "Worker", "handlers/orders_worker.py", [orders.grant("PutItem"), placed.grant_consume(variable=None)]
)
consume = EventSourceMapping(
    "WorkerEventSource",
    EventSourceArn=GetAtt(placed, "Arn"),
    FunctionName=Ref(worker),
    FunctionResponseTypes=["ReportBatchItemFailures"],
)

users = JwtAuthorizer("Users", issuer=issuer, audience=[audience])
# The owner goes beside the body: a body that is put together from both could be made to name somebody else.
put_into_queue = SqsSendMessage(
    placed,
    body="$request.body",
    message_attributes={"owner": {"DataType": "String", "StringValue": "${context.authorizer.claims.sub}"}},
)
domain = DomainName(domain_name, certificate=Certificate(), records=AliasRecords(zone))


class OrdersApi(HttpApiBlueprint):
    name = "Orders"
    description = "Orders, placed and looked up by users"
    authorizer = users
    cors = Cors([web_origin], allow_methods=["GET", "POST"], max_age_seconds=600)
    routes = [
        Route("POST /orders", put_into_queue),
        Route("GET /orders", reader),
        Route("GET /orders/{id}", reader),
        Route("GET /health", reader, authorizer=None, public="a health check, without data"),
    ]
    stages = [
        Stage(
            throttle=Throttle(rate=50, burst=100),
            route_settings={"POST /orders": RouteSettings(throttle=Throttle(rate=10, burst=20))},
            access_logs=AccessLogs("JSON", retention_in_days=log_retention),
        ),
    ]
    api_mappings = [ApiMapping(domain)]
    execute_api_endpoint = False  # the domain alone
    resources = [consume]


blueprint = OrdersApi()
