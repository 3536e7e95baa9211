"""E9805: a call of a service that misses what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, INTEGRATION, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import ServiceTarget


class ServiceCall(Rule):
    """A call of a service that misses what it needs."""

    id = "E9805"
    short = "A service is called by AWS_PROXY, with a role, and without a URI"
    long = (
        "IntegrationSubtype goes with IntegrationType AWS_PROXY and with CredentialsArn, the role that API Gateway "
        "calls the service with."
    )
    aws = "The stack fails when the integration is made: 400 BadRequestException."
    fix = (
        "Give the integration IntegrationType: AWS_PROXY and CredentialsArn, a role that apigateway.amazonaws.com "
        "may assume."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                found = row.found
                subtype = found.target.subtype if isinstance(found.target, ServiceTarget) else None
                if subtype is None:
                    continue
                if found.type == "HTTP_PROXY":
                    yield Problem(
                        row.at("IntegrationType"),
                        f"{row.name} calls {subtype} and is HTTP_PROXY, which API Gateway refuses (400). "
                        "Write AWS_PROXY",
                    )
                if found.credentials is None:
                    yield Problem(
                        row.at("CredentialsArn"),
                        f"{row.name} calls {subtype} without a role, which API Gateway refuses (400). Give "
                        "it CredentialsArn",
                    )
