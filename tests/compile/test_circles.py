"""Circles: which reference is to be taken out, by the cause, and what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import GetAtt, Ref, Sub, apigateway, awslambda, ec2, iam, kms, s3, sqs
from troposphere.awslambda import Permission

from cfngw import Allow, Blueprint, Bucket, Queue, Route, Stage, Table
from cfngw.errors import CircleError
from samples import api, document, function, problems

TRUST = {"Version": "2012-10-17", "Statement": []}


def circle(blueprint: Blueprint) -> CircleError:
    (error,) = problems(lambda: document(blueprint))
    assert isinstance(error, CircleError)
    assert error.cut in {edge.partition(" (")[0] for edge in error.edges}
    return error


def raw(*resources: Any, **options: Any) -> CircleError:
    return circle(Blueprint(resources=resources, **options))


def method(rest: apigateway.RestApi) -> apigateway.Method:
    integration = apigateway.Integration(
        Type="AWS_PROXY",
        IntegrationHttpMethod="POST",
        Uri=Sub("arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${HelloFunction.Arn}/invocations"),
    )
    return apigateway.Method(
        "Get",
        RestApiId=Ref(rest),
        ResourceId=GetAtt(rest, "RootResourceId"),
        HttpMethod="GET",
        AuthorizationType="NONE",
        Integration=integration,
    )


# What is none


def test_the_address_of_an_http_api_in_its_functions_environment_is_no_circle() -> None:
    url = Sub("${NotesApi.ApiEndpoint}/dev")
    assert document(api(Route("GET /", function(environment={"URL": url})), stages=[Stage("dev")]))


def test_the_stage_of_an_http_api_that_deploys_itself_is_no_circle() -> None:
    assert document(api(Route("GET /", function(environment={"STAGE": Ref("NotesStageDefault")}))))


def test_a_queue_policy_that_names_a_functions_role_is_no_circle() -> None:
    queue = Queue("Jobs")
    policy = sqs.QueuePolicy(
        "Policy",
        Queues=[Ref("JobsQueue")],
        PolicyDocument={
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"AWS": GetAtt("HelloFunctionRole", "Arn")}}],
        },
    )
    assert document(Blueprint(functions=[function(allow=[queue.grant_send()])], resources=[policy]))


# What is one


def test_the_stage_of_a_rest_api_in_its_functions_environment() -> None:
    rest = apigateway.RestApi("Rest", Name="Rest")
    deployment = apigateway.Deployment("Deployment", RestApiId=Ref(rest), DependsOn=["Get"])
    stage = apigateway.Stage("Dev", RestApiId=Ref(rest), DeploymentId=Ref(deployment), StageName="dev")
    url = Sub("https://${Rest}.execute-api.${AWS::Region}.amazonaws.com/${Dev}")
    hello = function(environment={"URL": url})
    error = raw(rest, method(rest), deployment, stage, functions=[hello])
    assert error.cut == "HelloFunction.Environment.Variables.URL -> Dev"
    assert "Deployment.DependsOn -> Get" in error.edges[-2] + error.edges[-1] + error.edges[0] + error.edges[1]
    assert error.where == hello.source
    assert "requestContext.domainName" in (error.fix or "")
    assert "SSM parameter" in (error.fix or "")
    assert f"cut:     {error.cut}" in str(error)


def test_an_api_whose_body_names_the_function() -> None:
    rest = apigateway.RestApi("Rest", Body={"paths": {"/": {"get": {"uri": Sub("${HelloFunction.Arn}")}}}})
    error = raw(rest, functions=[function(environment={"API": Ref("Rest")})])
    assert error.cut == "HelloFunction.Environment.Variables.API -> Rest"
    assert any(edge.startswith("Rest.Body.paths./.get.uri -> HelloFunction") for edge in error.edges)


def test_a_functions_own_url() -> None:
    url = awslambda.Url("Url", TargetFunctionArn=Ref("HelloFunction"), AuthType="AWS_IAM")
    error = raw(url, functions=[function(environment={"ME": GetAtt("Url", "FunctionUrl")})])
    assert error.cut == "HelloFunction.Environment.Variables.ME -> Url"
    assert "requestContext.domainName" in (error.fix or "")


def test_a_role_that_allows_to_invoke_its_own_function() -> None:
    hello = function(allow=[Allow("lambda:InvokeFunction", GetAtt("HelloFunction", "Arn"))])
    error = circle(Blueprint(functions=[hello]))
    cut = "HelloFunctionRole.Policies[0].PolicyDocument.Statement[1].Resource[0] -> HelloFunction"
    assert error.cut == cut
    assert "policy of its own" in (error.fix or "")
    policy = iam.PolicyType(
        "Own",
        PolicyName="Own",
        Roles=[Ref("HelloFunctionRole")],
        PolicyDocument={
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "x", "Resource": Ref("HelloFunction")}],
        },
    )
    assert document(Blueprint(functions=[function()], resources=[policy]))


def test_a_bucket_that_notifies_a_function_which_may_read_it() -> None:
    grant = Bucket("Uploads").grant_read()
    notify = s3.NotificationConfiguration(
        LambdaConfigurations=[
            s3.LambdaConfigurations(Event="s3:ObjectCreated:*", Function=GetAtt("HelloFunction", "Arn"))
        ]
    )

    class Notified(Blueprint):
        functions = (function(allow=[grant]),)

        def customize(self, template: Any) -> None:
            template.resources["UploadsBucket"].NotificationConfiguration = notify

    error = circle(Notified())
    assert error.cut == "HelloFunction.Environment.Variables.UPLOADS_BUCKET -> UploadsBucket"
    assert "bucket_name=" in (error.fix or "")
    assert "EventBridge" in (error.fix or "")


def test_a_bucket_that_waits_for_the_permission_to_notify() -> None:
    """S3 asks for the permission when the notification is made, so that its DependsOn is right and stays."""
    bucket = s3.Bucket("Uploads", DependsOn="Permission")
    permission = Permission(
        "Permission",
        Action="lambda:InvokeFunction",
        FunctionName=Ref("HelloFunction"),
        Principal="s3.amazonaws.com",
        SourceArn=GetAtt(bucket, "Arn"),
    )
    error = raw(bucket, permission, functions=[function()])
    assert error.cut == "Permission.SourceArn -> Uploads"


def test_a_key_whose_policy_names_the_role_that_may_use_it() -> None:
    key = kms.Key("Key", KeyPolicy={"Statement": [{"Principal": {"AWS": GetAtt("HelloFunctionRole", "Arn")}}]})
    error = raw(key, functions=[function(allow=[Allow("kms:Decrypt", GetAtt(key, "Arn"))])])
    assert error.cut.endswith("-> Key")
    role = iam.Role("Role", AssumeRolePolicyDocument=TRUST, ManagedPolicyArns=[Ref("Managed")])
    managed = iam.ManagedPolicy(
        "Managed", PolicyDocument={"Version": "2012-10-17", "Statement": [{"Resource": GetAtt("Key", "Arn")}]}
    )
    key = kms.Key("Key", KeyPolicy={"Statement": [{"Principal": {"AWS": GetAtt("Role", "Arn")}}]})
    error = raw(role, managed, key)
    assert error.cut == "Key.KeyPolicy.Statement[0].Principal.AWS -> Role"
    assert ":root" in (error.fix or "")


@pytest.mark.parametrize("name", ["One", "Zwo"])
def test_two_functions_that_know_each_other(name: str) -> None:
    one = function(name, environment={"OTHER": Ref("TwoFunction")})
    two = function("Two", environment={"OTHER": Ref(f"{name}Function")})
    error = circle(Blueprint(functions=[one, two]))
    assert error.cut == f"{name}Function.Environment.Variables.OTHER -> TwoFunction"
    assert "function_name=" in (error.fix or "")


def test_a_dead_letter_queue_that_names_its_source() -> None:
    failed = sqs.Queue("Failed", RedriveAllowPolicy={"sourceQueueArns": [GetAtt("Jobs", "Arn")]})
    redrive = sqs.RedrivePolicy(deadLetterTargetArn=GetAtt("Failed", "Arn"), maxReceiveCount=3)
    error = raw(failed, sqs.Queue("Jobs", RedrivePolicy=redrive))
    assert error.cut == "Failed.RedriveAllowPolicy.sourceQueueArns[0] -> Jobs"


def test_security_groups_that_let_each_other_in() -> None:
    groups = [
        ec2.SecurityGroup(
            name,
            GroupDescription=name,
            SecurityGroupIngress=[
                ec2.SecurityGroupRule(IpProtocol="tcp", SourceSecurityGroupId=GetAtt(other, "GroupId"))
            ],
        )
        for name, other in (("A", "B"), ("B", "A"))
    ]
    error = raw(*groups)
    assert error.cut == "A.SecurityGroupIngress[0].SourceSecurityGroupId -> B"
    assert "AWS::EC2::SecurityGroupIngress" in (error.fix or "")


def test_a_depends_on_that_is_not_needed() -> None:
    error = raw(sqs.Queue("A", DependsOn="B"), sqs.Queue("B", QueueName=Ref("A")))
    assert error.cut == "A.DependsOn -> B"
    assert "leave the DependsOn out" in (error.fix or "")


def test_a_value_of_another_resource_in_the_environment() -> None:
    class Looped(Blueprint):
        functions = (function(environment={"NAME": Table("Notes", "id").ref}),)

        def customize(self, template: Any) -> None:
            template.resources["NotesTable"].TableName = Sub("notes-${HelloFunction}")

    error = circle(Looped())
    assert error.cut == "HelloFunction.Environment.Variables.NAME -> NotesTable"
    assert "SsmParameter(" in (error.fix or "")


def test_without_a_known_cause_the_last_reference_is_told() -> None:
    error = raw(sqs.Queue("A", QueueName=Ref("B")), sqs.Queue("B", QueueName=Ref("A")))
    assert error.cut == "B.QueueName -> A"
    assert error.fix == "pass a name (a text or a Parameter) there in place of the reference"


def test_the_shortest_circle_is_shown() -> None:
    names = Sub("${B}${C}")
    queues = [sqs.Queue("A", QueueName=Ref("B")), sqs.Queue("B", QueueName=Ref("C")), sqs.Queue("C", QueueName=names)]
    assert raw(*queues).edges == ("C.QueueName -> C",)
    long = [sqs.Queue(f"Q{n}", QueueName=Sub(f"${{Q{(n + 1) % 5}}}${{Q0}}")) for n in range(1, 5)]
    error = raw(sqs.Queue("Q0", QueueName=Ref("Q1")), *long)
    assert len(error.edges) == 2


def test_all_references_of_one_resource_to_another_are_told() -> None:
    tags = [{"Key": str(number), "Value": Ref("B")} for number in range(5)]
    loop = sqs.Queue("A", QueueName=Ref("B"), RedriveAllowPolicy={"x": tags})
    error = raw(loop, sqs.Queue("B", DependsOn="A"))
    assert "and 3 more -> B" in error.edges[0]


def test_each_line_that_is_not_the_errors_own_is_shown() -> None:
    one = function("One", environment={"OTHER": Ref("Topic")})
    two = function("Two", environment={"OTHER": Ref("OneFunction")})
    topic = sqs.Queue("Topic", QueueName=Ref("TwoFunction"))
    blueprint = Blueprint(functions=[one, two], resources=[topic])
    error = circle(blueprint)
    assert any(edge.endswith(f"({blueprint.source})") for edge in error.edges)
    lines = str(error).splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["needs:", "needs:", "needs:", "cut:", "allowed:", "fix:"]
