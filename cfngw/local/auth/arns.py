"""The method that a request invokes, as an ARN; and as the gateway shows one to a caller.

The path is the one that was sent, as it was sent; a slash at its end is left out on REST APIs, whose routes have none,
so that it goes past no statement about the route (AWS documents neither).
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings

MOST_ARN_BYTES = 1600  # a longer one is answered 414: api-gateway-lambda-authorizer-output.html
_ACCOUNT = re.compile(r"(?<=:)\d{8}(?=\d{4}:)")


def api_arn(around: Surroundings, api_id: str) -> str:
    """Give the ARN that an API's methods begin with."""
    return f"arn:{around.partition}:execute-api:{around.region}:{around.account}:{api_id}"


def method_arn(around: Surroundings, passage: Passage) -> str:
    """Give the ARN of the method that a passage invokes."""
    path = passage.path
    if len(path) > 1 and path[-1] == "/" and passage.api.protocol == "REST":
        path = path.rstrip("/") or "/"
    return f"{api_arn(around, passage.api_id)}/{passage.stage_name}/{passage.call.method}{path}"


def masked(arn: str) -> str:
    """Hide the account but for its last four digits, as the gateway's messages do."""
    return _ACCOUNT.sub("********", arn, count=1)
