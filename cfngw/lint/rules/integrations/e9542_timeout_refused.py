"""E9542: an integration's time is one that API Gateway takes."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, Row, integrations, written
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_LEAST, _MOST, _MOST_STREAMED = 50, 29_000, 900_000


class TimeoutRefused(Rule):
    """An integration's time is one that API Gateway takes."""

    id = "E9542"
    short = "An integration's timeout is 50 ms to 29 s for an edge-optimized API, and 15 minutes for a stream"
    long = (
        "TimeoutInMillis is at least 50. For an edge-optimized API, which an API is unless EndpointConfiguration "
        "says otherwise, 29,000 is the most and can't be raised; an answer that is streamed may take 900,000."
    )
    aws = "PutIntegration answers 400 Timeout should be between 50 ms and 29000 ms, and the stack is rolled back."
    fix = "Write at most 29000, make the API REGIONAL (its quota can be raised), or stream the answer."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            given = row.found.timeout_ms
            if isinstance(given, int):
                fault = _fault(row, given)
                if fault is not None:
                    yield Problem(
                        row.at("TimeoutInMillis"),
                        f"{row.route.key} gives its integration {given} ms: {fault[0]}, and API Gateway refuses it. "
                        f"{fault[1]}",
                    )


def _fault(row: Row, given: int) -> tuple[str, str] | None:
    if given < _LEAST and row.is_openapi:  # of a resource, the schema says it
        return f"{_LEAST} ms is the least", f"Write at least {_LEAST}"
    if row.found.transfer_mode == "STREAM":
        fault = f"a stream may take {_MOST_STREAMED} ms", f"Write at most {_MOST_STREAMED}"
        return fault if given > _MOST_STREAMED else None
    if given > _MOST and row.found.transfer_mode in (None, "BUFFERED") and is_edge(row):
        return f"an edge-optimized API waits {_MOST} ms at most", "Write at most that, or make the API REGIONAL"
    return None


def is_edge(row: Row) -> bool:
    """Tell whether an API is certainly edge-optimized."""
    kinds = row.api.endpoint_types
    if kinds:
        return kinds == ("EDGE",)
    raw = written(row.api.at)
    if not isinstance(raw, dict) or raw.get("Type") != "AWS::ApiGateway::RestApi":
        return False
    return "EndpointConfiguration" not in (raw.get("Properties") or {})
