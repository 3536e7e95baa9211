"""E9848: an integration of a WebSocket API without the URI of its type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfngw.document.values import Text
from cfngw.lint.rules.http.common import FUNCTIONS, INTEGRATION, apis, referred
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_FORM = (
    "Write !Sub "
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"
)


class IntegrationUri(Rule):
    """An integration of a WebSocket API without the URI of its type."""

    id = "E9848"
    short = "An integration of a WebSocket API has a URI of API Gateway's form, an address, or is a mock"
    long = (
        "AWS and AWS_PROXY have "
        "arn:<partition>:apigateway:<region>:lambda:path/2015-03-31/functions/<ARN>/invocations, or that of "
        "another service. HTTP and HTTP_PROXY have a whole address."
    )
    aws = (
        "The stack fails when the integration is made: 400 BadRequestException; without /invocations each message "
        "ends in an internal server error."
    )
    fix = (
        "Write !Sub "
        "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html"
    types = (INTEGRATION,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for row in api.integrations:
                uri = row.found.uri
                if not isinstance(row.found.type, str) or row.found.type == "MOCK" or row.found.connection is not None:
                    continue
                wrong = None
                if uri is None:
                    wrong = f"is {row.found.type} and has no IntegrationUri (400). Add it"
                elif row.found.type.startswith("AWS"):
                    wrong = _wrong_aws(uri)
                elif isinstance(uri, str) and not re.match(r"(?i)https?://|\$\{", uri):
                    wrong = f"leads to {uri!r}, which is no whole address (400). Write https:// before it"
                if wrong is not None:
                    yield Problem(row.at("IntegrationUri"), f"{row.name} {wrong}")


def _wrong_aws(uri: Any) -> str | None:
    kind, attribute = referred(uri)
    if kind in FUNCTIONS and attribute == "":
        return f"leads to {uri.logical_id} by Ref, which gives its name and no ARN (400). {_FORM}"
    if isinstance(uri, str) and re.match(r"https?://", uri):
        return "leads to an address and is of a type for AWS (400). Write IntegrationType: HTTP_PROXY"
    text = uri.marked() if isinstance(uri, Text) else uri if isinstance(uri, str) else ""
    if ":lambda:path/" in text and not text.rstrip("/").endswith("invocations"):
        return f"has no /invocations behind its function: each message ends in an error. {_FORM}"
    return None
