"""I9853: an integration response that is never looked at."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.http.common import INTEGRATION_RESPONSE, apis, at, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class IdleResponse(Rule):
    """An integration response that is never looked at."""

    id = "I9853"
    short = "A proxy has no integration responses"
    long = "What AWS_PROXY and HTTP_PROXY give is passed on as it is; integration responses are for AWS, HTTP and MOCK."
    aws = "The stack is created; the response is never applied."
    fix = "Remove it, or make the integration AWS or HTTP."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html"
    types = (INTEGRATION_RESPONSE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            kinds = {row.resource.key: row.found.type for row in api.integrations if row.resource is not None}
            for each in api.of(INTEGRATION_RESPONSE):
                integration = given(each, "IntegrationId")
                kind = kinds.get(integration.logical_id) if isinstance(integration, Reference) else None
                if kind in ("AWS_PROXY", "HTTP_PROXY"):
                    yield Problem(
                        at(each, "IntegrationId"),
                        f"{each.logical_id} is a response of {integration.logical_id}, which is {kind} and "
                        "passes on what it gets. "
                        "Remove it",
                    )
