"""E9802: a timeout beyond what API Gateway waits."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, INTEGRATION, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class Timeout(Rule):
    """A timeout beyond what API Gateway waits."""

    id = "E9802"
    short = "An integration waits 50 to 30,000 ms in an HTTP API, 50 to 29,000 ms in a WebSocket API"
    long = (
        "TimeoutInMillis is in milliseconds, at most 30,000 in an HTTP API and 29,000 in a WebSocket API; AWS "
        "raises neither."
    )
    aws = "The stack fails when the integration is made: 400 BadRequestException."
    fix = "Write a number in the range; let what takes longer go through a queue or a workflow."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            most = {"HTTP": 30_000, "WEBSOCKET": 29_000}.get(api.protocol or "")
            for row in api.integrations if most is not None else ():
                timeout = row.found.timeout_ms
                if isinstance(timeout, int) and most is not None and not 50 <= timeout <= most:
                    hint = f", or {timeout * 1000} for seconds" if 0 < timeout <= most / 1000 else ""
                    yield Problem(
                        row.at("TimeoutInMillis"),
                        f"{row.name} waits {timeout} ms, and API Gateway refuses what is not 50 to {most} (400). "
                        f"Write a number in that range{hint}",
                    )
