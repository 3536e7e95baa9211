"""E9563: a stream is of a proxy, and its address of one version."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, integrations
from cfngw.lint.rules.integrations.uris import address, invocation
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_VERSIONS = {"invocations": "2015-03-31", "response-streaming-invocations": "2021-11-15"}


class StreamForm(Rule):
    """A stream is of a proxy, and its address of one version."""

    id = "E9563"
    short = "A streamed answer is a proxy's, and its Uri has the version and the action that belong together"
    long = (
        "ResponseTransferMode STREAM is for AWS_PROXY and HTTP_PROXY. Lambda streams at "
        "2021-11-15/.../response-streaming-invocations and answers whole at 2015-03-31/.../invocations."
    )
    aws = (
        "Another type is refused; where version and action don't belong together, Lambda has no such path, and each "
        "call is answered with 500."
    )
    fix = "Write a proxy type, and path/2021-11-15/functions/<ARN>/response-streaming-invocations."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if row.found.transfer_mode == "STREAM" and row.type and not row.is_proxy:
                yield Problem(
                    row.at("ResponseTransferMode"),
                    f"{row.route.key} streams an answer of type {row.type}, and API Gateway streams those of proxies "
                    "alone. Write AWS_PROXY or HTTP_PROXY, or leave ResponseTransferMode out",
                )
            known = address(row.marked) if row.invokes and row.marked else None
            called = invocation(known.rest) if known is not None else None
            version = _VERSIONS.get(called.verb) if called is not None else None
            if (
                called is not None
                and version is not None
                and called.version in _VERSIONS.values()
                and called.version != version
            ):
                yield Problem(
                    row.at("Uri"),
                    f"The Uri of {row.route.key} has version {called.version} with /{called.verb}, which Lambda does "
                    f"not have: each call would be answered with 500. Write {version}",
                )
