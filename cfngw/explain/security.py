"""Who may call what, and what may leak: the openness of each route, and what the rules tagged "security" found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cfngw.explain.access import KINDS
from cfngw.explain.as_text import called
from cfngw.explain.model import ApiTold, Explanation, Finding, Untold

if TYPE_CHECKING:
    from cfngw.document.values import At
    from cfngw.source import Source, SourceMap

TAG = "security"
LEVELS = {"open": "warning", "unknown": "advice", "key": "advice"}
"""The severities of the kinds of access that somebody should look at."""
_TOPICS = {
    "authorizers": "Who may call",
    "policies": "Resource policies and networks",
    "private": "Resource policies and networks",
    "cors": "Browsers of other origins",
    "iam": "Roles",
    "lambda": "Functions and who may invoke them",
    "templates": "What callers send",
    "models": "What callers send",
}
_ORDER = ("error", "warning", "advice")
_ELSE = "The API and its data"


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way in: a route, or the URL of a function. ``kind`` is one of ``access.KINDS``."""

    api: str
    key: str
    kind: str
    who: str
    calls: str
    reason: str | None = None
    only_if: str | None = None
    at: At | None = field(default=None, repr=False)
    source: Source | None = None

    @property
    def where(self) -> Source | None:
        """Give file, line and column."""
        return None if self.at is None else self.at.where

    @property
    def level(self) -> str | None:
        """Give the severity of an openness that somebody should look at."""
        return LEVELS.get(self.kind)


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Where data of an API's callers goes, or who of other origins may have it."""

    api: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Objection:
    """A finding with its topic, and the Python line where it is known."""

    topic: str
    finding: Finding
    source: Source | None = None


@dataclass(frozen=True, kw_only=True)
class Security:
    """What is told of one template."""

    file: str
    ways: tuple[Way, ...]
    flows: tuple[Flow, ...]
    invokers: tuple[Flow, ...]
    objections: tuple[Objection, ...]
    unknown: tuple[Untold, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Count the ways in by kind, the widest first."""
        found = Counter(way.kind for way in self.ways)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    @property
    def topics(self) -> dict[str, list[Objection]]:
        """Gather the findings by topic."""
        gathered: dict[str, list[Objection]] = {}
        for topic in (*dict.fromkeys(_TOPICS.values()), _ELSE):
            those = [each for each in self.objections if each.topic == topic]
            if those:
                gathered[topic] = those
        return gathered


def security_of(explanation: Explanation, sources: SourceMap | None = None) -> Security:
    """Tell of the security of a template whose findings are in the explanation; of them, those of the tag count."""

    def source(at: At | None) -> Source | None:
        return sources.find(at.path) if sources is not None and at is not None else None

    return Security(
        file=explanation.file,
        ways=tuple(
            Way(
                api=api.logical_id,
                key=route.key,
                kind=route.access.kind,
                who=route.access.who,
                calls=called(route.call),
                reason=route.access.reason,
                only_if=route.only_if,
                at=route.at,
                source=source(route.at),
            )
            for api in explanation.apis
            for route in api.routes
        )
        + tuple(_urls(explanation)),
        flows=tuple(flow for api in explanation.apis for flow in _flows(api)),
        invokers=tuple(
            Flow(api=each.logical_id, what=caller.what)
            for each in explanation.functions
            for caller in each.callers
            if not caller.by
        ),
        objections=tuple(
            Objection(topic=topic_of(each), finding=each, source=source(each.at))
            for each in sorted(explanation.findings, key=lambda found: (_ORDER.index(found.severity), found.rule))
            if TAG in each.tags
        ),
        unknown=explanation.unknown,
    )


def topic_of(finding: Finding) -> str:
    """Give the topic of a finding, by its rule's tags."""
    return next((topic for tag, topic in _TOPICS.items() if tag in finding.tags), _ELSE)


def _urls(explanation: Explanation) -> Iterator[Way]:
    kinds = {"NONE": ("open", "everybody, as far as its permissions allow"), "AWS_IAM": ("iam", "an IAM identity")}
    for function in explanation.functions:
        for auth in function.urls:
            kind, who = kinds.get(auth, ("unknown", f"not known: {auth}"))
            calls = function.logical_id
            yield Way(api="", key=f"URL of {calls}", kind=kind, who=who, calls=calls, at=function.at)


def _flows(api: ApiTold) -> Iterator[Flow]:
    name = api.logical_id
    for sentence in api.policy:
        yield Flow(api=name, what=f"the resource policy {sentence}")
    for stage in api.stages:
        if stage.data_trace:
            what = f"headers, bodies and answers of the stage {stage.name} are written to its execution log"
            yield Flow(api=name, what=what)
        elif stage.execution_log:
            yield Flow(api=name, what=f"the stage {stage.name} writes an execution log ({stage.execution_log})")
        elif stage.access_log is None:
            yield Flow(api=name, what=f"nobody can tell later who called the stage {stage.name}: it has no access log")
    if api.cors is not None:
        told = ", which lets every site read with the visitor's cookies" * api.any_origin_with_credentials
        yield Flow(api=name, what=f"pages of other sites: {api.cors}{told}")
    if api.domains and api.default_endpoint:
        yield Flow(api=name, what="the default endpoint stays open beside the domains")
