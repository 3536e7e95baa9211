"""What a gateway needs around it, as protocols: tests pass their own, nothing is patched."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from cfngw.local.exchange import Pairs
    from cfngw.local.journey import Journey
    from cfngw.read.model import FunctionTarget, ServiceTarget


class Invocation(NamedTuple):
    """What came of an invocation: the payload, and whether the function failed (Lambda's function-error header)."""

    payload: bytes
    failed: bool = False


class InvocationRefused(Exception):  # noqa: N818 (Lambda's own refusal, an answer rather than an error)
    """Lambda takes no such invocation: no function of that name, no code on this machine, a payload that is too large.

    ``code`` is Lambda's word (ResourceNotFoundException, RequestTooLargeException, TooManyRequestsException,
    CodeUnavailable for what lies not on this machine); the text says what to do, to the person at the terminal.
    """

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


class Functions(Protocol):
    """The functions of a template, each in processes of its own."""

    async def invoke(
        self, target: FunctionTarget, event: bytes, *, request_id: str, journey: Journey, asynchronous: bool = False
    ) -> Invocation:
        """Invoke a function with JSON; raise InvocationRefused. ``target`` has its stage variables put in.

        ``asynchronous`` answers at once with an empty payload. The gateway's own limit of time is the caller's: a
        cancelled invocation goes on in its process, as at Lambda.
        """
        ...


class BackendRequest(NamedTuple):
    """A request to an HTTP endpoint or a service."""

    method: str
    url: str
    headers: Pairs = ()
    body: bytes = b""
    timeout_seconds: float = 29.0
    verify_tls: bool = True
    server_name: str | None = None


class BackendAnswer(NamedTuple):
    """What an endpoint answered."""

    status: int
    headers: Pairs = ()
    body: bytes = b""


class BackendFailed(Exception):  # noqa: N818 (an outcome that a gateway maps)
    """No answer. ``kind``: unreachable, refused (not loopback, and not allowed), timeout, tls, malformed, too_large."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind
        self.why = why


class Backends(Protocol):
    """What is called besides functions."""

    async def http(self, request: BackendRequest, journey: Journey) -> BackendAnswer:
        """Call an HTTP endpoint; raise BackendFailed."""
        ...

    async def service(self, target: ServiceTarget, request: BackendRequest, journey: Journey) -> BackendAnswer:
        """Call a service as a REST API's AWS integration does; ``request.url`` is path and query, "" for an action."""
        ...

    async def action(
        self, target: ServiceTarget, parameters: Mapping[str, Any], journey: Journey, *, timeout_seconds: float = 29.0
    ) -> BackendAnswer:
        """Do what a subtype of an HTTP API does, such as SQS-SendMessage, with its mapped parameters."""
        ...


@dataclass(frozen=True)
class Identities:
    """What the user gives in place of what AWS knows.

    ``keys``: IAM identities by access key id (``arn``, ``account``, ``user``…); ``tokens``: claims by the text of a
    token; ``jwks``: a file or loopback URL of keys by issuer, or by the ARN or logical id of a user pool; ``*`` for
    all. ``conditions``: condition keys of all requests that policies may ask for, such as ``aws:SourceVpce``: a text
    or several.
    """

    keys: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tokens: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    jwks: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, str | Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Surroundings:
    """All that stands around the gateways of one server. ``log`` takes a stage's address and a line of its access log;
    ``say`` what a person at the terminal should know.
    """

    functions: Functions
    backends: Backends
    identities: Identities = field(default_factory=Identities)
    region: str = "us-east-1"
    account: str = "123456789012"
    partition: str = "aws"
    clock: Callable[[], float] = time.time
    log: Callable[[str, str], None] = lambda _stage, _line: None
    say: Callable[[str], None] = lambda _text: None
