"""The yardstick: a REST API of N methods with templates, in plain troposphere. ``python plain_rest_api.py N``."""

import sys

from troposphere import GetAtt, Output, Ref, Sub, Template
from troposphere.apigateway import (
    ApiKey,
    ApiStage,
    Deployment,
    EndpointConfiguration,
    Integration,
    IntegrationResponse,
    Method,
    MethodResponse,
    Model,
    QuotaSettings,
    RequestValidator,
    Resource,
    RestApi,
    Stage,
    ThrottleSettings,
    UsagePlan,
    UsagePlanKey,
)
from troposphere.awslambda import Code, Function, LoggingConfig, Permission
from troposphere.iam import Policy, Role
from troposphere.logs import LogGroup

SOURCE_ARN = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*"
URI = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"
URL = "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/dev/"
REQUEST = """\
{
  "body": $input.json('$'),
  "id": "$util.escapeJavaScript($input.params('id')).replaceAll("\\\\'", "'")"
}
"""
FAILURE = """{"message": $input.json('$.errorMessage')}"""
SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}


def add_function(template: Template) -> None:
    logs = template.add_resource(LogGroup("Logs", RetentionInDays=30))
    role = template.add_resource(
        Role(
            "Role",
            AssumeRolePolicyDocument={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": ["lambda.amazonaws.com"]},
                        "Action": ["sts:AssumeRole"],
                    }
                ],
            },
            Policies=[
                Policy(
                    PolicyName="Permissions",
                    PolicyDocument={
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                                "Resource": [GetAtt(logs, "Arn")],
                            }
                        ],
                    },
                )
            ],
        )
    )
    function = template.add_resource(
        Function(
            "Function",
            Runtime="python3.13",
            Handler="index.handler",
            Code=Code(ZipFile="def handler(event, context):\n    return {'statusCode': 200}\n"),
            LoggingConfig=LoggingConfig(LogGroup=Ref(logs)),
            Role=GetAtt(role, "Arn"),
        )
    )
    template.add_resource(
        Permission(
            "Permission",
            Action="lambda:InvokeFunction",
            FunctionName=Ref(function),
            Principal="apigateway.amazonaws.com",
            SourceArn=Sub(SOURCE_ARN),
        )
    )


def add_method(template: Template, number: int) -> Method:
    items = template.add_resource(
        Resource(
            f"Items{number}",
            RestApiId=Ref("Api"),
            ParentId=GetAtt("Api", "RootResourceId"),
            PathPart=f"items{number}",
        )
    )
    item = template.add_resource(Resource(f"Item{number}", RestApiId=Ref("Api"), ParentId=Ref(items), PathPart="{id}"))
    return template.add_resource(
        Method(
            f"Method{number}",
            RestApiId=Ref("Api"),
            ResourceId=Ref(item),
            HttpMethod="POST",
            AuthorizationType="NONE",
            ApiKeyRequired=True,
            RequestParameters={"method.request.path.id": True},
            RequestModels={"application/json": Ref("Model")},
            RequestValidatorId=Ref("Validator"),
            Integration=Integration(
                Type="AWS",
                IntegrationHttpMethod="POST",
                Uri=Sub(URI),
                PassthroughBehavior="NEVER",
                RequestTemplates={"application/json": REQUEST},
                IntegrationResponses=[
                    IntegrationResponse(
                        StatusCode="200", ResponseTemplates={"application/json": "$input.json('$.body')"}
                    ),
                    IntegrationResponse(
                        StatusCode="400",
                        SelectionPattern=r"\[400:[\s\S]*",
                        ResponseTemplates={"application/json": FAILURE},
                    ),
                    IntegrationResponse(
                        StatusCode="500",
                        SelectionPattern=r"(?!\[400:)[\s\S]+",
                        ResponseTemplates={"application/json": '{"message": "Internal server error"}'},
                    ),
                ],
            ),
            MethodResponses=[
                MethodResponse(StatusCode="200", ResponseModels={"application/json": Ref("Model")}),
                MethodResponse(StatusCode="400", ResponseModels={"application/json": "Error"}),
                MethodResponse(StatusCode="500", ResponseModels={"application/json": "Error"}),
            ],
        )
    )


def main(count: int) -> None:
    template = Template()
    add_function(template)
    api = template.add_resource(
        RestApi("Api", Name="Bench", EndpointConfiguration=EndpointConfiguration(Types=["REGIONAL"]))
    )
    template.add_resource(
        Model("Model", RestApiId=Ref(api), Name="Item", ContentType="application/json", Schema=SCHEMA)
    )
    template.add_resource(
        RequestValidator("Validator", RestApiId=Ref(api), ValidateRequestBody=True, ValidateRequestParameters=True)
    )
    methods = [add_method(template, number) for number in range(count)]
    deployment = template.add_resource(
        Deployment("Deployment", RestApiId=Ref(api), DependsOn=[method.title for method in methods])
    )
    stage = template.add_resource(Stage("Stage", RestApiId=Ref(api), DeploymentId=Ref(deployment), StageName="dev"))
    plan = template.add_resource(
        UsagePlan(
            "Plan",
            ApiStages=[ApiStage(ApiId=Ref(api), Stage=Ref(stage))],
            Quota=QuotaSettings(Limit=100, Offset=0, Period="DAY"),
            Throttle=ThrottleSettings(RateLimit=2, BurstLimit=3),
        )
    )
    key = template.add_resource(ApiKey("Key", Enabled=True))
    template.add_resource(UsagePlanKey("PlanKey", KeyId=Ref(key), KeyType="API_KEY", UsagePlanId=Ref(plan)))
    template.add_output(Output("Url", Value=Sub(URL)))
    sys.stdout.write(template.to_yaml())


if __name__ == "__main__":
    main(int(sys.argv[1]))
