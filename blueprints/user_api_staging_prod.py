"""Users under a domain name of your own, in two stages: staging follows each deployment, prod is promoted from it.

One API and one function. The stage variable ``stage`` picks the alias that is called, and tells the handler which of
two tables it is to use. ``cfngw promote`` writes the parameter file that gives prod what staging was looked at with.
"""

from cfngw import (
    Alias,
    AliasRecords,
    ApiMapping,
    DomainName,
    File,
    Function,
    Inline,
    Method,
    Parameter,
    PrefixErrors,
    Request,
    RestApiLambdaBlueprint,
    Stage,
    Table,
)

OPEN = "a sample that everybody may call"

certificate = Parameter(
    "CertificateArn",
    allowed_pattern="arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+",
    description="The ARN of a certificate of ACM for the domain name, in the region of the stack",
)
zone = Parameter("HostedZoneId", allowed_pattern="Z[A-Z0-9]+", description="The id of the Route 53 zone of the domain")
domain = DomainName(
    Parameter("DomainName", "api1.sample.example", description="The domain name that users call"),
    certificate=certificate,
    records=AliasRecords(zone),
    logical_id="UserDomain",
)

users = Table("Users", "id", read_capacity_units=1, write_capacity_units=1)
staging_users = Table("StagingUsers", "id", read_capacity_units=1, write_capacity_units=1)
user = Function(
    "User",
    "index.lambda_handler",
    runtime="python3.13",
    code=Inline(File("handlers/user.py")),
    memory_size_mb=128,
    timeout_seconds=Parameter("Timeout", 10, type="Number", min_value=1, max_value=29),
    allow=[
        users.grant("GetItem", "PutItem", variable="USERS_TABLE"),
        staging_users.grant("GetItem", "PutItem", variable="STAGING_USERS_TABLE"),
    ],
)
staging = Alias("staging", user, version="$LATEST")
prod = Alias(
    "prod",
    user,
    version=Parameter(
        "ProdVersion",
        "$LATEST",
        allowed_pattern=r"[0-9]+|\$LATEST",
        description="The version of the function that prod calls, as cfngw promote writes it",
    ),
)


class UserApi(RestApiLambdaBlueprint):
    name = "User"
    description = "Users, looked up and stored by their id"
    qualifier = "${stageVariables.stage}"
    errors = PrefixErrors([400, 500])
    methods = [
        Method("GET /user/{id}", user, request=Request(template=File("templates/user_get.vm")), public=OPEN),
        Method("POST /user/{id}", user, request=Request(template=File("templates/user_post.vm")), public=OPEN),
    ]
    stages = [
        Stage("staging", description="staging", variables={"stage": staging}),
        Stage("prod", description="production", variables={"stage": prod}, promoted_from="staging"),
    ]
    api_mappings = [ApiMapping(domain, stage="prod"), ApiMapping(domain, "staging", stage="staging")]


blueprint = UserApi()
