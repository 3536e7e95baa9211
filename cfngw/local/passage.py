"""One request on its way through a stage, with all that is known of it so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer, Call
    from cfngw.local.fault import Fault
    from cfngw.local.journey import Journey
    from cfngw.read.model import Api, Route, Stage


@dataclass(slots=True)
class Passage:
    """``path`` is what follows the stage or the mapping, raw, and begins with a slash; ``whole_path`` what was sent.

    ``variables`` are the stage's, as texts. ``path_parameters`` are decoded. ``tested`` is a request of test-invoke,
    which goes past authorizers, keys, policies and throttles as the console's Test does. Latencies are milliseconds.
    """

    call: Call
    api: Api
    stage: Stage
    stage_name: str
    path: str
    journey: Journey
    api_id: str
    domain_name: str
    request_id: str
    extended_request_id: str
    variables: Mapping[str, str]
    tested: bool = False
    route: Route | None = None
    path_parameters: dict[str, str] = field(default_factory=dict)
    api_key: str | None = None
    api_key_id: str | None = None
    identity: Mapping[str, Any] | None = None  # of IAM: arn, account, user, access key
    authorizer: dict[str, Any] | None = None  # what authorizers add to $context.authorizer
    authorizer_status: int | None = None
    authorizer_latency: float | None = None
    integration_status: int | None = None
    integration_latency: float | None = None
    integration_error: str | None = None
    fault: Fault | None = None
    request_overrides: Mapping[str, Any] = field(default_factory=dict)
    context: dict[str, Any] | None = None  # $context as the gateway's kind made it, once
    account_id: str = "123456789012"
    deployment_id: str | None = None
    is_canary: bool | None = None  # None where the stage has no canary
    answer: Answer | None = None  # what the client gets, for the access log
    response_latency: float | None = None  # milliseconds

    @property
    def whole_path(self) -> str:
        """Give the path as it was sent."""
        return self.call.path
