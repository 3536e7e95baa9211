"""What is told of a template: frozen values in words, which each format writes. Nothing here is resolved any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfngw.document.values import At
    from cfngw.source import Source

SEVERITIES = {"E": "error", "W": "warning", "I": "advice"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What each part has: its logical id, its place, and why it may not be there at all."""

    logical_id: str = ""
    at: At | None = field(default=None, repr=False)
    only_if: str | None = None

    @property
    def where(self) -> Source | None:
        """Give file, line and column."""
        return None if self.at is None else self.at.where


@dataclass(frozen=True, kw_only=True)
class Call:
    """What answers a route. ``kind``: function, http, service, mock, nothing or unknown.

    ``by_stage`` says for each stage what a stage variable leads to. ``waits_ms`` is how long the gateway waits.
    """

    kind: str
    what: str
    type: str = ""
    function: str = ""
    role: str = ""
    by_stage: Mapping[str, str] = field(default_factory=dict)
    waits_ms: int | str | None = None
    timeout_is_given: bool = False


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may call. ``kind`` is one of ``access.KINDS``; ``who`` says it in words."""

    kind: str
    who: str
    authorizer: str = ""
    scopes: tuple[str, ...] = ()
    api_key: bool = False
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Throttle:
    """How many calls are let through: ``by`` names the stage, or the plan with its stage."""

    by: str
    rate: str | None = None
    burst: str | None = None
    quota: str | None = None
    whole_stage: bool = False


@dataclass(frozen=True, kw_only=True)
class RouteTold(Told):
    """A route."""

    key: str
    call: Call
    access: Access
    checks: tuple[str, ...] = ()
    throttles: tuple[Throttle, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StageTold(Told):
    """A stage: its address, its logs in words, its throttle."""

    name: str
    url: str | None
    deploys_itself: bool = False
    access_log: str | None = None
    execution_log: str | None = None
    data_trace: bool = False
    throttle: Throttle | None = None
    more: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AuthorizerTold(Told):
    """Who decides about calls."""

    name: str
    kind: str
    by: str
    function: str = ""
    ttl_seconds: int | str | None = None


@dataclass(frozen=True, kw_only=True)
class ApiTold(Told):
    """An API."""

    name: str
    kind: str
    endpoint: str
    default_endpoint: bool = True
    stages: tuple[StageTold, ...] = ()
    routes: tuple[RouteTold, ...] = ()
    authorizers: tuple[AuthorizerTold, ...] = ()
    policy: tuple[str, ...] = ()
    cors: str | None = None
    any_origin_with_credentials: bool = False
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Caller:
    """Who calls a function: ``what`` of ``by``, a route of an API; ``by`` is empty for what is of no API."""

    by: str
    what: str


@dataclass(frozen=True, kw_only=True)
class FunctionTold(Told):
    """A function; ``environment`` has the names of the variables, never a value.

    ``urls`` says of each URL of its own who may call it: NONE or AWS_IAM.
    """

    name: str | None
    runtime: str
    handler: str
    memory_mb: int | str
    timeout_seconds: int | str
    role: str
    code: str
    environment: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    callers: tuple[Caller, ...] = ()
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanTold(Told):
    """A usage plan."""

    name: str
    stages: tuple[str, ...]
    throttle: Throttle | None
    keys: int


@dataclass(frozen=True, kw_only=True)
class Use:
    """How much of a quota is used; ``raisable``: AWS raises it on request; ``about``: estimated."""

    of: str
    what: str
    used: int
    most: int
    raisable: bool = False
    about: bool = False

    @property
    def share(self) -> float:
        """Give the part of the quota that is used."""
        return self.used / self.most


@dataclass(frozen=True, kw_only=True)
class Untold:
    """What the template does not tell, and why."""

    why: str
    at: At | None = field(default=None, repr=False)

    @property
    def where(self) -> Source | None:
        """Give file, line and column."""
        return None if self.at is None else self.at.where


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a rule objects to: whoever runs the rules hands it in."""

    rule: str
    short: str
    message: str
    tags: tuple[str, ...] = ()
    url: str = ""
    at: At | None = field(default=None, repr=False)

    @property
    def severity(self) -> str:
        """Give the severity by the rule's first letter."""
        return SEVERITIES.get(self.rule[:1], "warning")

    @property
    def where(self) -> Source | None:
        """Give file, line and column."""
        return None if self.at is None else self.at.where


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What is told of a template; ``given`` are its parameters with what they were taken for, None for unknown."""

    file: str
    description: str | None
    resources: int
    given: Mapping[str, str | None]
    apis: tuple[ApiTold, ...]
    functions: tuple[FunctionTold, ...]
    plans: tuple[PlanTold, ...]
    uses: tuple[Use, ...]
    unknown: tuple[Untold, ...]
    findings: tuple[Finding, ...] = ()

    @cached_property
    def functions_by_id(self) -> Mapping[str, FunctionTold]:
        """Give the functions by logical id."""
        return {function.logical_id: function for function in self.functions}

    def api(self, logical_id: str) -> ApiTold | None:
        """Give the API of a logical id."""
        return next((api for api in self.apis if api.logical_id == logical_id), None)
