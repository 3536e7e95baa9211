"""E9807: a call of a service without what the service asks for."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, INTEGRATION, IntegrationRow, apis
from cfngw.lint.rules.http.subtypes import REQUIRED
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import ServiceTarget


class ServiceParameters(Rule):
    """A call of a service without what the service asks for."""

    id = "E9807"
    short = "A call of a service has the parameters that the service asks for"
    long = "Each subtype asks for some parameters, such as QueueUrl and MessageBody of SQS-SendMessage."
    aws = "The stack fails when the integration is made: 400 BadRequestException."
    fix = "Add the parameters to RequestParameters."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                target = row.found.target
                subtype = target.subtype if isinstance(target, ServiceTarget) else None
                if not isinstance(subtype, str) or subtype not in REQUIRED or _untold(row):
                    continue
                lacking = [name for name in REQUIRED[subtype] if name not in row.found.request_parameters]
                if lacking:
                    them = "them" if len(lacking) > 1 else "it"
                    yield Problem(
                        row.at("RequestParameters"),
                        f"{row.name} calls {subtype} without {', '.join(lacking)}, and API Gateway refuses it (400). "
                        f"Add {them} to RequestParameters",
                    )


def _untold(row: IntegrationRow) -> bool:
    """Tell whether nobody can tell which parameters there are."""
    written = row.resource.properties.get("RequestParameters") if row.resource is not None else None
    return written is not None and not written.is_mapping
