"""E9535: the address of an AWS integration is one of API Gateway's ARNs."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import OF_AWS, TYPES, Row, integrations
from cfngw.lint.rules.integrations.uris import address
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ServiceAddress(Rule):
    """The address of an AWS integration is one of API Gateway's ARNs."""

    id = "E9535"
    short = "The Uri of an AWS integration is an ARN with a path or an action"
    long = (
        "An integration of type AWS or AWS_PROXY calls arn:{partition}:apigateway:{region}:{service}:path/... or "
        "action/...; AWS_PROXY calls functions alone."
    )
    aws = (
        "PutIntegration answers 400: Invalid ARN specified in the request, AWS ARN for integration must contain path "
        "or action, or Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream "
        "invocations."
    )
    fix = (
        "Write the ARN of the service's action or path; for an address of the web use HTTP or HTTP_PROXY; for "
        "another service than Lambda use AWS."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            fault = _fault(row) if row.type in OF_AWS else None
            if fault is not None:
                yield Problem(
                    row.at("Uri"), f"The Uri of {row.route.key} {fault[0]}: API Gateway refuses it. {fault[1]}"
                )


def _fault(row: Row) -> tuple[str, str] | None:
    marked = row.marked
    if row.found.uri is None:
        return ("is missing", "Write the ARN of what is called") if row.lacks("Uri") else None
    if not marked or marked.startswith("\x00"):
        return None
    if marked.startswith(("http://", "https://")):
        other = "HTTP_PROXY" if row.is_proxy else "HTTP"
        return f"is an address of the web, and its type is {row.type}", f"Write Type: {other}"
    if not marked.startswith("arn:"):
        return "is no ARN", "Write arn:${AWS::Partition}:apigateway:${AWS::Region}:<service>:path/... or action/..."
    return _of_arn(row, marked)


def _of_arn(row: Row, marked: str) -> tuple[str, str] | None:
    parts = marked.split(":", 5)
    if "\x00" in "".join(parts[:3]) and len(parts) < 6:
        return None
    known = address(marked)
    if known is None:
        service = parts[2] if len(parts) > 2 else ""
        if "\x00" in service or (service in ("lambda", "apigateway") and len(parts) > 5):
            return None
        shown = row.shown(service)
        return f"is an ARN of {shown}, not of apigateway", "Write apigateway:<region>:<service>:path/... or action/..."
    if not known.kind:
        if not known.service or known.rest.startswith(("\x00", "${")):
            return None
        return "names neither a path nor an action", f"Write {row.shown(known.service)}:path/... or action/..."
    if row.type == "AWS_PROXY" and "\x00" not in known.service and known.service not in ("lambda", "firehose"):
        return f"calls {known.service}, and AWS_PROXY calls functions alone", "Write Type: AWS, with templates"
    return None
