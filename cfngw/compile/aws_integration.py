"""Methods of REST APIs that call a service of AWS: the address, the headers, the request's template and the role.

Most services speak JSON: ``action/<name>`` for those that API Gateway calls so, the header X-Amz-Target for SQS, whose
actions it would call in the older form of queries. SNS has that form alone.
https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from troposphere import Sub

from cfngw.compile.assembly import Assembly, Check, Locate
from cfngw.compile.cors import takes_json_for_bytes
from cfngw.compile.mapping_expression import TemplateText, Writer
from cfngw.compile.parameter_mapping import check_variable
from cfngw.compile.service_integration import CALLS, Call, check_workflow, credentials, in_sub
from cfngw.declare.aws_integration import AwsIntegration, SnsPublish
from cfngw.declare.aws_target import AwsTarget, region_of
from cfngw.declare.mapping_template import JSON
from cfngw.declare.method import Method
from cfngw.declare.rest_api import RestApi
from cfngw.declare.service_integration import ServiceIntegration
from cfngw.errors import CfngwError, DeclarationError, Notice

_CALLER = "arn:${AWS::Partition}:iam::*:user/*"


class Called(NamedTuple):
    """How a service is called."""

    address: str  # behind the region: service:action/Name, or service:path/...
    verb: str = "POST"
    headers: Mapping[str, Any] = {}
    parameters: Mapping[str, Any] = {}
    template: TemplateText | None = None


def aws_options(assembly: Assembly, api: RestApi, method: Method, target: AwsTarget) -> dict[str, Any]:
    """Give the options of an integration, and put its role into the template."""
    if isinstance(target, AwsIntegration):
        called, call = _generic(assembly, target), Call({}, [], None)
    else:
        call = CALLS[type(target)](assembly, target) if type(target) in CALLS else _resource(assembly, target)
        called = _CALLED[_kind(target)](assembly, method, target, call)
    title = method.resource_id(api.name)
    check_workflow(assembly, target)
    _check(assembly, api, method, target)
    parameters = {
        **{f"integration.request.header.{name}": given for name, given in called.headers.items()},
        **called.parameters,
    }
    return {
        "IntegrationHttpMethod": called.verb,
        "Uri": _uri(assembly, target, called.address),
        "Credentials": _credentials(assembly, api, target, call, title),
        "RequestParameters": parameters,
        "RequestTemplates": {JSON: _text(called.template)} if called.template is not None else {},
    }


def _check(assembly: Assembly, api: RestApi, method: Method, target: AwsTarget) -> None:
    """Find stage variables that no stage has, what loses bytes, and a caller's credentials where nobody has any."""
    for expression in dict.fromkeys(target.expressions()):
        root, _, name = expression.partition(".")
        if root == "stageVariables":
            check_variable(assembly, api, target, name, target.source)
    if target.subtype in ("S3-GetObject", "S3-PutObject") and not api.binary_media_types:
        assembly.notices.append(
            Notice(
                f"{method.label}: objects that are no text arrive changed: API Gateway takes them for UTF-8.",
                method.source,
                'give the API binary_media_types=["image/png"] or the like',
            )
        )
    bytes_alone = target.passed_through and (method.request is None or method.request.template is None)
    converted = method.request is not None and method.request.content_handling is not None
    if takes_json_for_bytes(api, unknown=False) and not bytes_alone and not converted:
        assembly.notices.append(
            Notice(
                f"{method.label}: binary_media_types have API Gateway take JSON for bytes, which no template can read: "
                "it would answer 500.",
                method.source,
                'name the types that are bytes, such as "image/png", in place of "*/*"',
            )
        )
    if isinstance(target, AwsIntegration) and target.caller_credentials:
        assembly.checks.append(_caller_check(method, method.resource_id(api.name)))


def _caller_check(method: Method, title: str) -> Check:
    def check(document: Mapping[str, Any], locate: Locate) -> Iterator[CfngwError]:  # noqa: ARG001
        made = document["Resources"].get(title, {}).get("Properties", {})
        kind = made.get("AuthorizationType", "AWS_IAM")
        if kind != "AWS_IAM":
            yield DeclarationError(
                f"{method.label}: its clients have no credentials to call a service with.",
                where=method.source,
                given=kind,
                allowed="caller_credentials=True where IAM authorizes clients",
                fix="let IAM authorize the method, or give allow= in place of caller_credentials=",
            )

    return check


def _text(made: TemplateText) -> Any:
    return Sub(made.text, **made.variables) if made.substituted else made.text


def _uri(assembly: Assembly, target: AwsTarget, address: str) -> Sub:
    variables: dict[str, Any] = {}
    region = target.region if target.region is not None else region_of(target.called)
    within = in_sub(assembly, region, variables) if region is not None else "${AWS::Region}"
    if isinstance(target, AwsIntegration):
        if target.subdomain is not None:
            address = f"{in_sub(assembly, _kept(target.subdomain), variables)}.{address}"
        if target.path is not None:
            address += in_sub(assembly, _kept(target.path), variables)
    elif hasattr(target, "bucket"):
        from cfngw.compile.s3_integration import bucket_name

        address = address.replace("%s", in_sub(assembly, bucket_name(target.bucket), variables), 1)
    return Sub(f"arn:${{AWS::Partition}}:apigateway:{within}:{address}", **variables)


def _kept(given: Any) -> Any:
    """Keep a stage variable, such as ${stageVariables.env}, from Fn::Sub: API Gateway fills it in."""
    return given.replace("${", "${!") if isinstance(given, str) else given


def _credentials(assembly: Assembly, api: RestApi, target: AwsTarget, call: Call, title: str) -> Any:
    if isinstance(target, AwsIntegration) and target.caller_credentials:
        return Sub(_CALLER)
    return credentials(assembly, api, target, call, title)


def _kind(target: AwsTarget) -> str:
    return "SQS" if target.subtype.startswith("SQS-") else target.subtype.partition("-")[0]


def _generic(assembly: Assembly, target: AwsIntegration) -> Called:  # noqa: ARG001
    how = f"action/{target.action}" if target.action is not None else "path/"
    return Called(f"{target.service}:{how}", verb=target.method or "POST")


# What each service wants

_VERSIONS = {"SQS": "1.0", "EventBridge": "1.1", "Kinesis": "1.1", "StepFunctions": "1.0", "DynamoDB": "1.0"}
_SERVICES = {"EventBridge": "events", "Kinesis": "kinesis", "StepFunctions": "states", "DynamoDB": "dynamodb"}
_FORMS: Mapping[str, str] = {
    **dict.fromkeys(("delay_seconds", "max_number_of_messages", "wait_time_seconds"), "number"),
    "visibility_timeout_seconds": "number",
    **dict.fromkeys(("message_attributes", "message_system_attributes", "attribute_names"), "json"),
    **dict.fromkeys(("message_attribute_names", "resources"), "json"),
    **dict.fromkeys(("detail", "input"), "json_text"),
    "data": "base64",
}


def _members(writer: Writer, target: ServiceIntegration, call: Call) -> dict[str, str]:
    """Give what is sent, by the service's own names."""
    found = {name: f'"{writer.fixed(given)}"' for name, given in call.parameters.items()}
    forms = {"text": writer.text, "number": writer.number, "json": writer.json}
    forms |= {"json_text": writer.json_text, "base64": writer.base64}
    for name, parameter in target.sends.items():
        given = getattr(target, name)
        if given is not None and parameter not in found:
            found[parameter] = forms[_FORMS.get(name, "text")](given)
    return found


def json_object(members: Mapping[str, str]) -> str:
    """Write an object, a line for each member."""
    return "{\n" + ",\n".join(f'  "{name}": {written}' for name, written in members.items()) + "\n}"


def json_type(service: str) -> dict[str, str]:
    """Give the content type that a service's JSON has."""
    return {"Content-Type": f"'application/x-amz-json-{_VERSIONS[service]}'"}


def _json_called(assembly: Assembly, method: Method, target: Any, call: Call) -> Called:  # noqa: ARG001
    service, _, action = target.subtype.partition("-")
    writer = Writer(assembly)
    members = _members(writer, target, call)
    headers = json_type(service)
    if service == "StepFunctions":
        members = {name[0].lower() + name[1:]: written for name, written in members.items()}
    if service == "EventBridge":
        bus = {} if "EventBusName" in members else {"EventBusName": '"default"'}
        entry = json_object({**bus, **members}).replace("\n", "\n  ")
        return Called(
            f"events:action/{action}",
            headers={**headers, "X-Amz-Target": f"'AWSEvents.{action}'"},
            template=writer.finished(f'{{\n  "Entries": [{entry}]\n}}'),
        )
    if service == "SQS":
        headers["X-Amz-Target"] = f"'AmazonSQS.{action}'"
        return Called("sqs:path//", headers=headers, template=writer.finished(json_object(members)))
    address = f"{_SERVICES[service]}:action/{action}"
    return Called(address, headers=headers, template=writer.finished(json_object(members)))


def _sns(assembly: Assembly, method: Method, target: SnsPublish, call: Call) -> Called:  # noqa: ARG001
    writer = Writer(assembly)
    sent = {
        "TopicArn": target.topic,
        "Message": target.message,
        "Subject": target.subject,
        "MessageGroupId": target.message_group_id,
        "MessageDeduplicationId": target.message_deduplication_id,
        "MessageStructure": target.structure,
    }
    for number, (name, given) in enumerate((target.message_attributes or {}).items(), 1):
        entry = f"MessageAttributes.entry.{number}"
        sent |= {f"{entry}.Name": name, f"{entry}.Value.DataType": "String", f"{entry}.Value.StringValue": given}
    pairs = [f"{name}={writer.form(given)}" for name, given in sent.items() if given is not None]
    return Called(
        "sns:path//",
        headers={"Content-Type": "'application/x-www-form-urlencoded'"},
        template=writer.finished("##\n&".join(["Action=Publish", *pairs])),
    )


def _dynamodb(assembly: Assembly, method: Method, target: Any, call: Call) -> Called:
    from cfngw.compile.dynamodb_integration import called

    return called(assembly, method, target, call)


def _s3(assembly: Assembly, method: Method, target: Any, call: Call) -> Called:
    from cfngw.compile.s3_integration import called

    return called(assembly, method, target, call)


def _resource(assembly: Assembly, target: Any) -> Call:
    """Say what a service that REST APIs alone have values for is called with, and what the role may work on."""
    if isinstance(target, SnsPublish):
        from cfngw.compile.service_integration import words_of

        return Call({}, [assembly.resolve(target.topic)], words_of(target.topic))
    if _kind(target) == "DynamoDB":
        from cfngw.compile.dynamodb_integration import rights
    else:
        from cfngw.compile.s3_integration import rights

    return rights(assembly, target)


_CALLED: Mapping[str, Callable[[Assembly, Method, Any, Call], Called]] = {
    **dict.fromkeys(("SQS", "EventBridge", "Kinesis", "StepFunctions"), _json_called),
    "SNS": _sns,
    "DynamoDB": _dynamodb,
    "S3": _s3,
}
