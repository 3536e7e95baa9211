"""Functions, each with its log group, its role and, if asked for, its URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from awacs import aws
from troposphere import GetAtt, Ref, Tags, awslambda, logs

from cfngw.compile.assembly import Assembly, condition_name, conditional, only_given
from cfngw.compile.layer import add_layer, asset, located
from cfngw.compile.log_group import log_group
from cfngw.compile.role import add_role, allow, grant, grant_all, open_role
from cfngw.declare.code import Directory, Image, Inline, S3Object
from cfngw.declare.function import Function, FunctionUrl, runtime_family
from cfngw.declare.layer import Layer
from cfngw.declare.parameter import default_of
from cfngw.declare.role import Role
from cfngw.errors import Notice, nearest

if TYPE_CHECKING:
    from cfngw.declare.alias import Alias

_NO_RESOURCE_LEVEL = "these actions have no resource-level permissions that Lambda's own use of them would pass"
_VPC_ACTIONS = (
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)
_TRACE_ACTIONS = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")


def add_function(assembly: Assembly, function: Function) -> None:
    """Put a function and what belongs to it into the template, once."""
    title = function.resource_id
    if not assembly.claim("Resources", title, function, function.source):
        return
    condition = assembly.condition(function)
    group = _own_log_group(assembly, function, condition)
    role = _role(assembly, function, group, condition)
    options = {
        "Condition": condition,
        **_configuration(assembly, function),
        "LoggingConfig": _logging(assembly, function, group),
        "Role": role,
    }
    assembly.template.resources[title] = awslambda.Function(title, **only_given(options))
    if function.function_url is not None:
        add_url(assembly, function, function.function_url, {"TargetFunctionArn": Ref(title)}, condition)
    if function.snap_start:
        from cfngw.compile.version import expect_version  # for those who start from a snapshot

        expect_version(assembly, function)
    _note_runtime(assembly, function)


def _configuration(assembly: Assembly, function: Function) -> dict[str, Any]:
    resolve = assembly.resolve
    return {
        "FunctionName": resolve(function.function_name),
        "Description": resolve(function.description),
        "Runtime": resolve(function.runtime),
        "Architectures": [resolve(function.architecture)] if function.architecture is not None else None,
        "Handler": resolve(function.handler),
        **_code(assembly, function),
        "MemorySize": resolve(function.memory_size_mb),
        "Timeout": resolve(function.timeout_seconds),
        "EphemeralStorage": _optional(awslambda.EphemeralStorage, Size=resolve(function.ephemeral_storage_mb)),
        "ReservedConcurrentExecutions": resolve(function.reserved_concurrent_executions),
        "Environment": _optional(awslambda.Environment, Variables=_environment(assembly, function) or None),
        "KmsKeyArn": resolve(function.kms_key_arn),
        "Layers": _layers(assembly, function),
        "VpcConfig": _vpc(assembly, function),
        "DeadLetterConfig": _dead_letter(assembly, function),
        "TracingConfig": _optional(awslambda.TracingConfig, Mode=resolve(function.tracing)),
        "SnapStart": awslambda.SnapStart(ApplyOn="PublishedVersions") if function.snap_start else None,
        "Tags": Tags(resolve(function.tags)) if function.tags else None,
    }


def _environment(assembly: Assembly, function: Function) -> dict[str, Any]:
    """Give the environment variables; those of grants stand behind the user's own."""
    found: dict[str, Any] = dict(assembly.resolve(function.environment) or {})
    for granted in function.grants:
        if granted.variable not in found:
            found[str(granted.variable)] = conditional(assembly.resolve(granted.value), condition_name(granted))
    return found


def _layers(assembly: Assembly, function: Function) -> Any:
    if not isinstance(function.layers, tuple):
        return assembly.resolve(function.layers)
    return [
        add_layer(assembly, layer) if isinstance(layer, Layer) else assembly.resolve(layer) for layer in function.layers
    ] or None


def _optional(property_type: Any, **options: Any) -> Any:
    return property_type(**options) if all(given is not None for given in options.values()) else None


def _code(assembly: Assembly, function: Function) -> dict[str, Any]:
    resolve = assembly.resolve
    code = function.code
    if isinstance(code, Inline):
        return {"Code": awslambda.Code(ZipFile=code.code())}
    if isinstance(code, Directory):
        content = located(assembly, function.resource_id, f"the function {function.name}")
        return {"Metadata": asset(assembly, code, "Code"), "Code": awslambda.Code(**content)}
    if isinstance(code, S3Object):
        located_at = {
            "S3Bucket": resolve(code.bucket),
            "S3Key": resolve(code.key),
            "S3ObjectVersion": resolve(code.version),
        }
        return {"Code": awslambda.Code(**only_given(located_at))}
    return {"PackageType": "Image", "Code": awslambda.Code(ImageUri=resolve(code.uri)), **_image(assembly, code)}


def _image(assembly: Assembly, image: Image) -> dict[str, Any]:
    settings = only_given(
        {
            "Command": assembly.resolve(image.command),
            "EntryPoint": assembly.resolve(image.entry_point),
            "WorkingDirectory": assembly.resolve(image.working_directory),
        }
    )
    return {"ImageConfig": awslambda.ImageConfig(**settings) if settings else None}


def _vpc(assembly: Assembly, function: Function) -> awslambda.VPCConfig | None:
    vpc = function.vpc
    if vpc is None:
        return None
    settings = {
        "SubnetIds": assembly.resolve(vpc.subnet_ids),
        "SecurityGroupIds": assembly.resolve(vpc.security_group_ids),
        "Ipv6AllowedForDualStack": assembly.resolve(vpc.ipv6_allowed_for_dual_stack),
    }
    return awslambda.VPCConfig(**only_given(settings))


def _dead_letter(assembly: Assembly, function: Function) -> awslambda.DeadLetterConfig | None:
    if function.dead_letter is None:
        return None
    return awslambda.DeadLetterConfig(TargetArn=assembly.resolve(function.dead_letter.target))


def _own_log_group(assembly: Assembly, function: Function, condition: str | None) -> logs.LogGroup | None:
    if function.log_group is None:
        return None
    title = function.log_group.logical_id or f"{function.resource_id}LogGroup"
    group = log_group(assembly, title, function.log_group, condition)
    # A log group with a pinned id that two functions share would be two resources of one name; so would a URL.
    assembly.add(group, (function.resource_id, function.log_group), function.source)
    return group


class _LoggingConfig(awslambda.LoggingConfig):  # type: ignore[misc]
    """It with the format, which troposphere 4.11 leaves out."""

    props = {**awslambda.LoggingConfig.props, "LogFormat": (str, False)}  # noqa: RUF012


def _logging(assembly: Assembly, function: Function, group: logs.LogGroup | None) -> awslambda.LoggingConfig | None:
    declared = function.log_group
    if declared is None or group is None:
        return None
    settings = {
        "LogFormat": assembly.resolve(declared.log_format),
        "ApplicationLogLevel": assembly.resolve(declared.application_log_level),
        "SystemLogLevel": assembly.resolve(declared.system_log_level),
        "LogGroup": Ref(group),
    }
    return _LoggingConfig(**only_given(settings))


def _role(assembly: Assembly, function: Function, group: logs.LogGroup | None, condition: str | None) -> Any:
    """Give the ARN of the role, with what this function needs of it."""
    declared = function.role
    if declared is None:
        return _own_role(assembly, function, group, condition)
    if not isinstance(declared, Role):
        return assembly.resolve(declared)
    add_role(assembly, declared)
    needed, why = _needs(assembly, function, group if declared.write_logs else None)
    grant(assembly, declared.resource_id, needed, why, condition)
    return GetAtt(declared.resource_id, "Arn")


def _own_role(assembly: Assembly, function: Function, group: logs.LogGroup | None, condition: str | None) -> Any:
    title = f"{function.resource_id}Role"
    options: dict[str, Any] = {"Condition": condition} if condition else {}
    if assembly.settling is not None and (named := assembly.settling.role_name(function)) is not None:
        options["RoleName"] = assembly.resolve(named)
    # Two functions can't share this role, so that its owner is the role's own title.
    assembly.add(
        open_role(assembly, title, "lambda.amazonaws.com", **options), (function.resource_id, "Role"), function.source
    )
    needed, why = _needs(assembly, function, group)
    grant(assembly, title, needed, why)
    grant_all(assembly, title, function.allow)
    return GetAtt(title, "Arn")


def _needs(
    assembly: Assembly, function: Function, group: logs.LogGroup | None
) -> tuple[list[aws.Statement], dict[str, str]]:
    """Give the statements that the function's own options call for, and the reasons of the wide ones."""
    needed, why = [], {}
    if group is not None:
        needed.append(allow(["logs:CreateLogStream", "logs:PutLogEvents"], [GetAtt(group, "Arn")]))
    if function.dead_letter is not None:
        action = "sqs:SendMessage" if function.dead_letter.sqs is not None else "sns:Publish"
        needed.append(allow([action], [assembly.resolve(function.dead_letter.target)]))
    if function.kms_key_arn is not None:
        needed.append(allow(["kms:Decrypt"], [assembly.resolve(function.kms_key_arn)]))
    traced = function.tracing not in (None, "PassThrough")  # a parameter may turn out to be Active
    for wanted, actions in ((function.vpc is not None, _VPC_ACTIONS), (traced, _TRACE_ACTIONS)):
        if wanted:
            needed.append(allow(actions, ["*"]))
            why[", ".join(actions)] = _NO_RESOURCE_LEVEL
    return needed, why


def add_url(
    assembly: Assembly, called: Function | Alias, url: FunctionUrl, target: dict[str, Any], condition: str | None
) -> None:
    """Put the address of a function, or of an alias, into the template; ``target``: the properties that name it."""
    title = called.url_id
    options = {
        "Condition": condition,
        "AuthType": url.auth_type,
        **target,
        "InvokeMode": assembly.resolve(url.invoke_mode),
        "Cors": _url_cors(assembly, url),
    }
    assembly.add(awslambda.Url(title, **only_given(options)), (called.resource_id, url), called.source)
    if url.auth_type == "NONE":
        _open_url(assembly, called, condition)


def _url_cors(assembly: Assembly, url: FunctionUrl) -> awslambda.Cors | None:
    if url.cors is None:
        return None
    cors = url.cors
    settings = {
        "AllowOrigins": assembly.resolve(cors.allow_origins) or None,
        "AllowMethods": assembly.resolve(cors.allow_methods) or None,
        "AllowHeaders": assembly.resolve(cors.allow_headers) or None,
        "ExposeHeaders": assembly.resolve(cors.expose_headers) or None,
        "AllowCredentials": assembly.resolve(cors.allow_credentials),
        "MaxAge": assembly.resolve(cors.max_age_seconds),
    }
    return awslambda.Cors(**only_given(settings))


def _open_url(assembly: Assembly, function: Function | Alias, condition: str | None) -> None:
    """Let everybody call the URL; since October 2025 that takes both permissions.

    https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    """
    common = {
        "FunctionName": Ref(function.resource_id),
        "Principal": "*",
        **({"Condition": condition} if condition else {}),
    }
    through_url = awslambda.Permission(
        f"{function.resource_id}UrlPermission",
        Action="lambda:InvokeFunctionUrl",
        FunctionUrlAuthType="NONE",
        **common,
    )
    invoke = awslambda.Permission(
        f"{function.resource_id}UrlInvokePermission",
        Action="lambda:InvokeFunction",
        InvokedViaFunctionUrl=True,
        **common,
    )
    assembly.add(through_url, (function.resource_id, "Url"), function.source)
    assembly.add(invoke, (function.resource_id, "UrlInvoke"), function.source)


def _note_runtime(assembly: Assembly, function: Function) -> None:
    runtime = default_of(function.runtime)
    if isinstance(runtime, str) and runtime_family(runtime) is None:
        close = nearest(runtime, ("python3.13", "nodejs22.x", "java21", "dotnet8", "ruby3.4", "provided.al2023"))
        assembly.notices.append(
            Notice(
                f"{function.label}: {runtime} is no runtime that cfngw knows; it is emitted as written.",
                function.source,
                f'did you mean "{close}"?' if close else None,
            )
        )
