"""MOCK: no endpoint; the rendered request's ``statusCode`` chooses the integration response, which sees no body.

https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html

The request is read as API Gateway's parser reads JSON: ``{statusCode: 200}`` will do. Without an integer it is a 500.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cfngw.local.rest.integrations.planning import misconfigured
from cfngw.local.rest.integrations.templates import JSON
from cfngw.vtl.errors import JavaError, LimitExceededError
from cfngw.vtl.json_smart import parse_json

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer
    from cfngw.local.rest.integrations.flow import Flow
    from cfngw.local.rest.integrations.request_side import BodyMapping
    from cfngw.local.rest.integrations.selection import Selection
    from cfngw.read.model import Integration

_SHORT = 256


class Mock:
    """A method without an endpoint."""

    def __init__(self, integration: Integration, body: BodyMapping, selection: Selection) -> None:
        self._at = integration.at
        self._body = body
        self._selection = selection

    async def __call__(self, flow: Flow) -> Answer:
        """Take a request through; raise Fault."""
        body = self._body.apply(flow)
        text = body if isinstance(body, str) else body.decode(errors="replace")
        status = _status_of_short(text) if len(text) < _SHORT else _status_of(text)
        if status is None:
            hint = 'a MOCK integration takes the status from its request: render {"statusCode": 200}'
            raise misconfigured(hint, self._at)
        flow.passage.integration_status = status
        return self._selection.choose(flow, str(status), few=-1000 < status < 1000).answer(flow, JSON)


def _status_of(text: str) -> int | None:
    try:
        found = parse_json(text)
    except (JavaError, LimitExceededError, RecursionError):
        return None
    status = found.get("statusCode") if isinstance(found, dict) else None
    return int(status) if isinstance(status, int) and not isinstance(status, bool) and abs(status) < 10**9 else None


_status_of_short = lru_cache(maxsize=256)(_status_of)
"""Nearly every MOCK renders one text, again and again."""
