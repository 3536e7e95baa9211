"""What CodeDeploy needs to move an alias: an application, a deployment group with its role, and rights of the hooks."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Ref, Sub, codedeploy
from troposphere.policies import CodeDeployLambdaAliasUpdate, UpdatePolicy

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.function import add_function
from cfngw.compile.plain import plain
from cfngw.compile.role import allow, grant, open_role
from cfngw.declare.alias import Alias
from cfngw.declare.function import Function
from cfngw.declare.role import Role
from cfngw.declare.traffic_shifting import KNOWN, TrafficShifting
from cfngw.errors import Notice, nearest

_EVENTS = ("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST")
_ALL_ALARMS = "an alarm that is made of others can be read by those alone who may read all"


def update_policy(assembly: Assembly, alias: Alias, shifting: TrafficShifting, condition: str | None) -> UpdatePolicy:
    """Put the application, the group and the role into the template; give the alias's own part of it."""
    application = f"{alias.function.resource_id}Application"
    group = f"{alias.resource_id}DeploymentGroup"
    attributes = only_given({"Condition": condition})
    made = codedeploy.Application(application, ComputePlatform="Lambda", **attributes)
    assembly.add(made, (alias.function, "Application"), alias.source)
    _note_configuration(assembly, alias, shifting)
    hooks = {
        name: _hook(assembly, alias, hook, application)
        for name, hook in (("BeforeAllowTrafficHook", shifting.before), ("AfterAllowTrafficHook", shifting.after))
        if hook is not None
    }
    role = _add_role(assembly, alias, shifting, attributes)
    events = [*_EVENTS, *(["DEPLOYMENT_STOP_ON_ALARM"] if shifting.alarms else [])]
    options = {
        "ApplicationName": Ref(application),
        "ServiceRoleArn": GetAtt(role, "Arn"),
        "DeploymentConfigName": assembly.resolve(shifting.configuration_name),
        "DeploymentStyle": codedeploy.DeploymentStyle(
            DeploymentType="BLUE_GREEN", DeploymentOption="WITH_TRAFFIC_CONTROL"
        ),
        "AutoRollbackConfiguration": codedeploy.AutoRollbackConfiguration(Enabled=True, Events=events),
        "AlarmConfiguration": _alarms(assembly, shifting),
        **attributes,
    }
    made = codedeploy.DeploymentGroup(group, **only_given(options))
    assembly.add(made, (alias.resource_id, "DeploymentGroup"), alias.source)
    update = CodeDeployLambdaAliasUpdate(ApplicationName=Ref(application), DeploymentGroupName=Ref(group), **hooks)
    return UpdatePolicy(CodeDeployLambdaAliasUpdate=update)


def _alarms(assembly: Assembly, shifting: TrafficShifting) -> codedeploy.AlarmConfiguration | None:
    if not shifting.alarms:
        return None
    named = [codedeploy.Alarm(Name=assembly.resolve(each)) for each in shifting.alarms]
    return codedeploy.AlarmConfiguration(Enabled=True, Alarms=named)


def _add_role(assembly: Assembly, alias: Alias, shifting: TrafficShifting, attributes: dict[str, Any]) -> str:
    """Let CodeDeploy move this alias, and do nothing else.

    The actions are those of AWS's own policy for it, without what reads revisions from S3: CloudFormation hands the
    revision over itself. IAM's reference names the function as the resource of an alias's actions, and Lambda's guide
    the alias; both are named here.
    https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForLambdaLimited.html
    """
    title = f"{alias.resource_id}DeploymentRole"
    function = alias.function.resource_id
    its_own = [GetAtt(function, "Arn"), Sub(f"${{{function}.Arn}}:{alias.name}")]
    actions = ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"]
    assembly.add(
        open_role(assembly, title, "codedeploy.amazonaws.com", **attributes),
        (alias.resource_id, "DeploymentRole"),
        alias.source,
    )
    grant(assembly, title, [allow(actions, its_own)])
    if shifting.hooks:
        called = [GetAtt(hook.resource_id, "Arn") for hook in shifting.hooks]
        grant(assembly, title, [allow(["lambda:InvokeFunction"], called)])
    if shifting.alarms:
        reading = ["cloudwatch:DescribeAlarms"]
        grant(assembly, title, [allow(reading, ["*"])], {reading[0]: _ALL_ALARMS})
    return title


def _hook(assembly: Assembly, alias: Alias, hook: Function, application: str) -> Ref:
    """Let a function tell CodeDeploy how it went, and call the versions of the function that it is to check.

    The group is not named, only the application: the group needs the role that may call the hook, and so the hook.
    """
    add_function(assembly, hook)
    arn = (
        f"arn:${{AWS::Partition}}:codedeploy:${{AWS::Region}}:${{AWS::AccountId}}:deploymentgroup:${{{application}}}/*"
    )
    needed = [
        allow(["codedeploy:PutLifecycleEventHookExecutionStatus"], [Sub(arn)]),
        allow(["lambda:InvokeFunction"], [Sub(f"${{{alias.function.resource_id}.Arn}}:*")]),
    ]
    if hook.role is None:
        _grant_once(assembly, f"{hook.resource_id}Role", needed)
    elif isinstance(hook.role, Role):
        _grant_once(assembly, hook.role.resource_id, needed, assembly.condition(alias))
    else:
        assembly.notices.append(
            Notice(
                f"{alias.label}: the role of {hook.name} is made elsewhere and must let it answer CodeDeploy.",
                hook.source,
                "allow codedeploy:PutLifecycleEventHookExecutionStatus there",
            )
        )
    return Ref(hook.resource_id)


def _grant_once(assembly: Assembly, role: str, needed: list[Any], condition: str | None = None) -> None:
    known = [plain(each) for each in assembly.rights[role].statements.get(condition, [])]
    grant(assembly, role, [each for each in needed if plain(each) not in known], {}, condition)


def _note_configuration(assembly: Assembly, alias: Alias, shifting: TrafficShifting) -> None:
    if not shifting.of_aws or shifting.configuration in KNOWN:
        return
    close = nearest(str(shifting.configuration), KNOWN)
    assembly.notices.append(
        Notice(
            f"{alias.label}: {shifting.configuration} is no deployment configuration that cfngw knows; it is taken for "
            "one of AWS's.",
            shifting.source,
            f'did you mean "{close}"?' if close else None,
        )
    )
