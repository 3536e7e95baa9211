"""W9861: a function that is named by its ARN alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.http.common import FUNCTIONS, INTEGRATION, apis, referred
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_ARN = re.compile(r"arn:[^:]*:lambda:")
_FORM = (
    "Write !Sub "
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"
)


class BareArn(Rule):
    """A function that is named by its ARN alone."""

    id = "W9861"
    short = "A WebSocket API names a function by the URI of its invocation"
    long = (
        "The documents ask for "
        "arn:<partition>:apigateway:<region>:lambda:path/2015-03-31/functions/<ARN>/invocations; the bare ARN of a "
        "function is the form of HTTP APIs."
    )
    aws = (
        "The stack is created; the console can't show the integration, and whether messages come through is not "
        "documented."
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
                kind, attribute = referred(uri)
                bare = (kind in FUNCTIONS and attribute == "Arn") or (isinstance(uri, str) and _ARN.match(uri))
                if bare and row.found.type in ("AWS", "AWS_PROXY"):
                    yield Problem(
                        row.at("IntegrationUri"),
                        f"{row.name} names its function by the bare ARN, which is the form of HTTP APIs. {_FORM}",
                    )
