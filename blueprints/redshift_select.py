"""Rows of a Redshift Serverless table, counted for whoever has an API key: one POST with models, a plan and a policy.

The function asks for the layer of Powertools that AWS publishes in each region, and may do nothing but read one
parameter and run statements in one workgroup. The key is generated; an output tells how its value is read.
"""

from cfngw import (
    PARSED_BODY,
    Allow,
    ApiKey,
    Endpoint,
    File,
    Function,
    Inline,
    JsonErrors,
    Method,
    Model,
    Parameter,
    Public,
    Quota,
    Request,
    Response,
    RestApiLambdaBlueprint,
    SsmParameter,
    Stage,
    Throttle,
    UsagePlan,
)

workgroup = Parameter(
    "WorkgroupArn",
    allowed_pattern="arn:[a-z-]+:redshift-serverless:[a-z0-9-]+:[0-9]{12}:workgroup/.+",
    description="The ARN of the Redshift Serverless workgroup that statements run in",
)
database = SsmParameter(
    Parameter(
        "DatabaseNameParameter",
        "/redshift-select/database",
        allowed_pattern="/.+",
        description="The name of the Systems Manager parameter that holds the database's name",
    )
)
powertools = Parameter(
    "PowertoolsLayer",
    "/aws/service/powertools/python/x86_64/python3.13/latest",
    type="AWS::SSM::Parameter::Value<String>",
    description="Where AWS publishes the ARN of the layer of Powertools for AWS Lambda; a version can stand for latest",
)

select = Function(
    "Select",
    "index.handler",
    runtime="python3.13",
    code=Inline(File("handlers/redshift_select.py")),
    memory_size_mb=128,
    timeout_seconds=29,
    environment={"WORK_GROUP_NAME": workgroup},
    layers=[powertools],
    allow=[
        database.grant("GetParameter", variable="DB_NAME"),
        Allow(["redshift-data:ExecuteStatement", "redshift-serverless:GetCredentials"], workgroup),
        Allow(
            ["redshift-data:DescribeStatement", "redshift-data:GetStatementResult"],
            "*",
            conditions={"StringEquals": {"redshift-data:statement-owner-iam-userid": "${aws:userid}"}},
            reason="a statement is no resource; the condition leaves those that the function itself has started",
        ),
    ],
)

answer = Model("RedshiftSelectOutput", File("models/redshift_select_output.json"))
headers = {"Content-Type": "application/json"}


class RedshiftSelect(RestApiLambdaBlueprint):
    name = "RedshiftSelect"
    description = "Redshift select internal API"
    endpoint = Endpoint("REGIONAL")
    policy = Public()
    errors = JsonErrors("Status", [400, 500], model=answer, headers=headers)
    methods = [
        Method(
            "POST /redshift_select",
            select,
            api_key_required=True,
            request=Request(
                Model(
                    "RedshiftSelectInput",
                    File("models/redshift_select_input.json"),
                    description="The table whose rows are counted",
                ),
                template=PARSED_BODY,
            ),
            response=Response(200, template="$input.path('$.body')", headers=headers, model=answer),
        ),
    ]
    stages = [Stage("dev")]
    usage_plans = [
        UsagePlan(
            "free",
            quota=Quota(100, "DAY"),
            throttle=Throttle(rate=2, burst=3),
            keys=[ApiKey("redshift-select-key")],
        ),
    ]


blueprint = RedshiftSelect()
