"""The yardstick: an HTTP API of N routes on one function, in plain troposphere. ``python plain_http_api.py N``."""

import sys

from troposphere import GetAtt, Output, Ref, Sub, Template
from troposphere.apigatewayv2 import AccessLogSettings, Api, Integration, Route, Stage
from troposphere.awslambda import Code, Function, LoggingConfig, Permission
from troposphere.iam import Policy, Role
from troposphere.logs import LogGroup

SOURCE_ARN = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*"


def main(count: int) -> None:
    template = Template()
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
    api = template.add_resource(Api("Api", Name="Bench", ProtocolType="HTTP"))
    access = template.add_resource(LogGroup("AccessLogs", RetentionInDays=30))
    template.add_resource(
        Stage(
            "Stage",
            ApiId=Ref(api),
            StageName="$default",
            AutoDeploy=True,
            AccessLogSettings=AccessLogSettings(DestinationArn=GetAtt(access, "Arn"), Format="$context.requestId"),
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
    template.add_resource(
        Integration(
            "Integration",
            ApiId=Ref(api),
            IntegrationType="AWS_PROXY",
            IntegrationMethod="POST",
            IntegrationUri=GetAtt(function, "Arn"),
            PayloadFormatVersion="2.0",
        )
    )
    for number in range(count):
        template.add_resource(
            Route(
                f"Route{number}",
                ApiId=Ref(api),
                RouteKey=f"GET /items{number}/{{id}}",
                Target=Sub("integrations/${Integration}"),
            )
        )
    template.add_output(Output("Url", Value=GetAtt(api, "ApiEndpoint")))
    sys.stdout.write(template.to_yaml())


if __name__ == "__main__":
    main(int(sys.argv[1]))
