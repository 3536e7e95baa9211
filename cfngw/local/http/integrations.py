"""What answers a route, made once when the gateway is made; what can't be made says why when it is asked.

An integration that leaves PayloadFormatVersion out is served with 1.0; AWS says that CloudFormation must give it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cfngw.document.values import Unknown
from cfngw.local.http.errors import misconfigured
from cfngw.local.http.expressions import ContextValue, Seen
from cfngw.local.http.http_proxy import HttpProxy
from cfngw.local.http.lambda_proxy import VERSIONS, LambdaProxy
from cfngw.local.http.mapping import Problems, Row, map_answer, rows_of
from cfngw.local.http.service import ServiceAction
from cfngw.read.model import FunctionTarget, HttpTarget, Integration, ServiceTarget

if TYPE_CHECKING:
    from cfngw.document.values import At
    from cfngw.local.exchange import Answer
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Route
    from cfngw.read.targets import Targets

LONGEST_MS, SHORTEST_MS = 30_000, 50  # of an HTTP API; the first is the default too
DEFAULT_VERSION = "1.0"


class Runs(Protocol):
    """What answers a route."""

    async def run(self, passage: Passage) -> Answer:
        """Answer a request; raise a Fault."""
        ...


@dataclass(frozen=True)
class Parts:
    """What all integrations of a gateway are made with."""

    around: Surroundings
    values: LocalValues
    targets: Targets
    context_value: ContextValue


@dataclass(frozen=True)
class Setting(Parts):
    """One integration with what it needs; ``seconds`` is its limit of time, ``requests`` how requests are mapped."""

    integration: Integration
    seconds: float
    requests: tuple[Row, ...] = ()

    @property
    def at(self) -> At:
        """Give its place in the template."""
        return self.integration.at


class Broken:
    """A route that can't be served: 500, and why, to the person at the terminal."""

    def __init__(self, why: str, at: At | None) -> None:
        self._why = why
        self._at = at

    async def run(self, passage: Passage) -> Answer:
        """Raise the fault."""
        del passage
        raise misconfigured(self._why, self._at)


class Mapped:
    """An integration whose answers are mapped by their status."""

    def __init__(self, inner: Runs, rows: Mapping[int, tuple[Row, ...]], context_value: ContextValue, at: At) -> None:
        self._inner = inner
        self._rows = rows
        self._context_value = context_value
        self._at = at

    async def run(self, passage: Passage) -> Answer:
        """Answer a request; raise a Fault."""
        answer = await self._inner.run(passage)
        rows = self._rows.get(answer.status)
        if rows is not None:
            map_answer(rows, answer, Seen(passage, self._context_value, answer), self._at)
        return answer


def integration_of(route: Route, parts: Parts, problems: Problems) -> Runs:
    """Make what answers a route; mappings that can't be done are added to ``problems``."""
    made = route.integration
    for part in (route, made):
        unknown = part if isinstance(part, Unknown) else getattr(part, "made", True)
        if isinstance(unknown, Unknown):
            return Broken(f"{route.key}: {unknown.why}", unknown.at or route.at)
    if not isinstance(made, Integration):
        return Broken(f"{route.key} has no integration", route.at)
    setting = _setting(made, parts, problems)
    inner = _inner(setting, problems)
    if isinstance(inner, Broken):
        return inner
    rows = dict(_responses(made, parts, problems))
    return Mapped(inner, rows, parts.context_value, made.at) if any(rows.values()) else inner


def _responses(made: Integration, parts: Parts, problems: Problems) -> Iterator[tuple[int, tuple[Row, ...]]]:
    for status, given in made.response_parameters.items():
        if not re.fullmatch("[2-5][0-9][0-9]", status):
            problems.append(f"{status!r} is no status whose answers can be mapped: 200 to 599")
        elif not isinstance(given, Mapping):
            problems.append(f"how answers of {status} are mapped is not told by the template")
        else:
            yield int(status), rows_of(given, parts.values, problems)


def _setting(made: Integration, parts: Parts, problems: Problems) -> Setting:
    limit = made.timeout_ms if isinstance(made.timeout_ms, int) else LONGEST_MS
    maps = not isinstance(made.target, ServiceTarget)
    return Setting(
        around=parts.around,
        values=parts.values,
        targets=parts.targets,
        context_value=parts.context_value,
        integration=made,
        seconds=min(max(limit, SHORTEST_MS), LONGEST_MS) / 1000,
        requests=rows_of(made.request_parameters, parts.values, problems) if maps else (),
    )


def _inner(setting: Setting, problems: Problems) -> Runs:
    made, target = setting.integration, setting.integration.target
    if isinstance(target, Unknown) or isinstance(made.type, Unknown):
        unknown = target if isinstance(target, Unknown) else made.type
        return Broken(getattr(unknown, "why", ""), getattr(unknown, "at", None) or made.at)
    if made.type == "AWS_PROXY" and isinstance(target, FunctionTarget):
        version = setting.values.text(made.payload_version) or DEFAULT_VERSION
        if version in VERSIONS:
            return LambdaProxy(setting, target, version)
        return Broken(f"its PayloadFormatVersion is {version}: it must be 1.0 or 2.0", made.at)
    if made.type == "AWS_PROXY" and isinstance(target, ServiceTarget) and target.subtype:
        return ServiceAction(setting, target, problems)
    if made.type == "HTTP_PROXY" and isinstance(target, HttpTarget):
        if setting.targets.under(target, {}) == target and setting.values.text(target.uri) is None:
            return Broken("its URI is not told by the template; give its parameters values", made.at)
        return HttpProxy(setting, target)
    if made.type not in ("AWS_PROXY", "HTTP_PROXY"):
        return Broken(f"an HTTP API has no integrations of type {made.type}: AWS_PROXY or HTTP_PROXY", made.at)
    return Broken(f"its URI leads to nothing that {made.type} can call", made.at)
