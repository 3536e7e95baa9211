"""Routing rules: which requests to a domain name go to a stage of a REST API, by their path and their headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cfngw.declare.api_mapping import ANY_DOMAIN, domain_called, domain_url, other_network, stage_missing
from cfngw.declare.domain import Domain
from cfngw.declare.intrinsic import Flag, Substitution, Text, is_intrinsic
from cfngw.declare.kinds import FLAG, Checked, Many, OneOrMany, RejectedError, Whole, Words
from cfngw.declare.records import unnamed
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, DuplicateError
from cfngw.naming import routing_rule_id

if TYPE_CHECKING:
    from cfngw.declare.rest_api import RestApi

# https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html#rest-api-routing-rules-restrictions
_BASE_PATH = r"[A-Za-z0-9$\-_.+!*'()]+(/[A-Za-z0-9$\-_.+!*'()]+)*"
_MOST_HEADERS = 2
_LONGEST_INFIX = 39
_TAKEN = ("access-control-", "apigw-", "x-amz-", "x-amzn-")
_TAKEN_WHOLE = frozenset(
    (
        *("authorization", "connection", "content-encoding", "content-length", "content-location", "forwarded"),
        *("keep-alive", "origin", "proxy-authenticate", "proxy-authorization", "te", "trailers", "transfer-encoding"),
        *("upgrade", "via", "x-apigw-api-id", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-restapi"),
    )
)


def _plain_path(given: str) -> str | None:
    plain = given.strip("/\\")
    if not plain:
        return "leave it out: a rule without base_path= and headers= takes every request"
    return f'write "{plain}"' if re.fullmatch(_BASE_PATH, plain) else None


BASE_PATH = Words(
    "a path of letters, digits and $-_.+!*'(), without slashes around it",
    pattern=_BASE_PATH,
    longest=127,
    mend=_plain_path,
)
HEADER = Words(
    "the name of a header, without wildcards", pattern=r"[A-Za-z0-9?\-!#$%&'.^_`|~]+", longest=39, literal=True
)
GLOB = Words(
    "a value, with * at its beginning, its end or both",
    pattern=r"\*?[^*]+\*?|\*",
    longest=127,
    mend=lambda given: "leave out the * in its midst" if re.search(r".\*.", given) else None,
)
_GLOBS = OneOrMany(GLOB, least=1, intrinsic=False)


def _headers(given: Any) -> Mapping[str, tuple[Text, ...]]:
    if not isinstance(given, Mapping):
        raise RejectedError('write {"x-version": "beta"}')
    kept = {}
    for name, values in given.items():
        try:
            kept[HEADER.keep(name)] = _GLOBS.keep(values)
        except RejectedError as rejected:
            wrong = name if not isinstance(name, str) or not re.fullmatch(r"[^*\s:]{1,39}", name) else values
            raise RejectedError(rejected.fix, given=wrong, allowed=rejected.allowed) from None
        folded = name.lower()
        if folded in _TAKEN_WHOLE or folded.startswith(_TAKEN):
            raise RejectedError("choose another header", given=name, allowed="a header that AWS lets rules ask for")
        for value in kept[name]:
            if isinstance(value, str) and re.fullmatch(rf"\*.{{{_LONGEST_INFIX + 1},}}\*", value):
                raise RejectedError(
                    f"shorten it: between two * there are at most {_LONGEST_INFIX} characters", given=value
                )
    if sum(map(len, kept.values())) > _MOST_HEADERS:
        raise RejectedError(f"leave some out: a rule asks for {_MOST_HEADERS} headers at most")
    return MappingProxyType(kept)


HEADERS = Checked("a dict of at most two headers and their values, each with * at its beginning or end", _headers)


class RoutingRule(Value):
    """Send some requests to a domain name to a stage of the API: ``RoutingRule(domain, priority=10, base_path="v1")``.

    ``domain``: a DomainName or a PrivateDomainName, or the name of one that exists; of a private one, its ARN.
    ``priority``: the lowest that fits a request takes it; no two rules of a domain have the same. ``base_path``: the
    beginning of the request's path, in one part or several. ``headers``: what they must hold, all of them, two at most:
    ``{"x-version": "beta"}``, with ``*`` at the value's beginning or end, or a list of two values that one header must
    fit. Without both, the rule takes every request. ``strip_base_path``: whether the API sees the path without
    ``base_path``, as with a mapping; it sees the whole when left out. ``stage``: the first when left out.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html
    """

    domain: Domain | Text = required(ANY_DOMAIN, kw_only=False)
    priority: int = required(Whole(1, 1_000_000, literal=True))
    base_path: Text | None = option(BASE_PATH, default=None)
    headers: Mapping[str, Text | Sequence[Text]] | None = option(HEADERS, default=None)
    stage: str | None = option(Words("the name of a stage", literal=True), default=None)
    strip_base_path: Flag | None = option(FLAG, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def label(self) -> str:
        """Name this value by its domain and its place there."""
        place = f" {self.priority}" if isinstance(self.priority, int) else ""
        return f'RoutingRule "{self.called or "a domain"}"{place}'

    def check(self) -> Iterator[CfngwError]:
        """Ask for an id where nothing can be named by the domain, and for a mode by which rules count."""
        if self.logical_id is None and self.called is None:
            yield unnamed(self)
        if self.strip_base_path is True and self.base_path is None:
            yield self.refusal(
                "there is no base path to strip.",
                given=self.strip_base_path,
                fix='give base_path="v1", or leave out strip_base_path=',
                option="strip_base_path",
            )
        mode = getattr(self.domain, "routing_mode", None)
        if isinstance(mode, str) and mode.endswith("MAPPING_ONLY"):
            yield self.refusal(
                f"its domain has the mode {mode}, by which no rule counts.",
                given=mode,
                allowed="ROUTING_RULE_THEN_API_MAPPING or ROUTING_RULE_ONLY",
                fix="leave out routing_mode= of the domain: with a rule, it gets one by which rules and mappings count",
            )

    @property
    def called(self) -> str | None:
        """Give what the domain is called in logical ids."""
        return domain_called(self.domain)

    @property
    def conditions(self) -> list[tuple[str, Text]]:
        """Give what a request must have: headers by their names, and the path by an empty one."""
        found = [(name, value) for name, values in self._headers.items() for value in values]
        return found if self.base_path is None else [*found, ("", self.base_path)]

    @property
    def _headers(self) -> Mapping[str, tuple[Text, ...]]:
        return self.headers or {}  # type: ignore[return-value]  # kept so, however it was given

    @property
    def url(self) -> str | Substitution | None:
        """Give the URL that clients call, with the headers if any; None where only CloudFormation can write it."""
        if self.base_path is not None and not isinstance(self.base_path, str):
            return None
        return domain_url(self.domain, self.base_path)

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or routing_rule_id(self.called or "", self.priority)


def _rule(given: Any) -> RoutingRule:
    if isinstance(given, RoutingRule):
        return given
    raise RejectedError("write RoutingRule(domain, priority=100)" if isinstance(given, Domain) else None)


RULES = Many(Checked("a RoutingRule", _rule), intrinsic=False)


def check_rules(api: RestApi) -> Iterator[CfngwError]:
    """Check that rules lead to stages of the API from domains of its kind, and that requests can come by them."""
    priorities: dict[tuple[Any, int], RoutingRule] = {}
    for rule in api.routing_rules:
        yield from stage_missing(rule, rule.stage, api)
        yield from other_network(rule, rule.domain, api)
        yield from _unanswered(rule, api)
        first = priorities.setdefault((rule.called, rule.priority), rule)
        if first is not rule:
            yield same_priority(rule, first)
    yield from _unreachable(api.routing_rules)


def same_priority(rule: RoutingRule, first: RoutingRule) -> DuplicateError:
    """Describe two rules of one place."""
    return DuplicateError(
        f"{rule.label} is declared twice: no two rules of a domain have the same priority.",
        where=rule.source,
        other=first.source,
        given=rule.priority,
        allowed="each priority once, from 1 to 1,000,000",
        fix=f"give one of them another, such as priority={min(rule.priority + 10, 1_000_000)}",
    )


def _unreachable(rules: Sequence[RoutingRule]) -> Iterator[CfngwError]:
    """Find rules behind another one that takes all that they would."""
    ordered = sorted(rules, key=lambda rule: rule.priority)
    for position, rule in enumerate(ordered):
        found = next((earlier for earlier in ordered[:position] if shadows(earlier, rule)), None)
        if found is not None:
            yield shadowed(rule, found)


def shadowed(rule: RoutingRule, by: RoutingRule) -> DuplicateError:
    """Describe a rule that no request gets to."""
    return DuplicateError(
        f"{rule.label} can never be reached: the rule {by.priority} takes every request that fits it.",
        where=rule.source,
        other=by.source,
        given=rule.priority,
        fix="give the rule with more conditions the lower priority, or remove one",
    )


def shadows(earlier: RoutingRule, rule: RoutingRule) -> bool:
    """Tell whether a rule of the same domain takes all that another would."""
    return earlier.called == rule.called and earlier.priority < rule.priority and _takes_all(earlier, rule)


def _takes_all(earlier: RoutingRule, later: RoutingRule) -> bool:
    """Tell whether each condition of a rule is one of the later rule, too."""
    wanted = [(name.lower(), value) for name, value in later.conditions]
    return all((name.lower(), value) in wanted for name, value in earlier.conditions)


def _unanswered(rule: RoutingRule, api: RestApi) -> Iterator[CfngwError]:
    """Find a rule by which requests come with a base path that no method of the API has."""
    path = rule.base_path
    if not isinstance(path, str) or is_intrinsic(rule.strip_base_path) or rule.strip_base_path:
        return
    if not any(_begins_with(method.key.path, path) for method in api.methods):
        yield rule.refusal(
            f"no method of the API begins with /{path}, so that every request by this rule gets 403.",
            given=path,
            allowed="the beginning of a method's path, or strip_base_path=True",
            fix="give strip_base_path=True, by which the API sees the path behind it",
        )


def _begins_with(path: str, beginning: str) -> bool:
    parts = path.strip("/").split("/")
    for position, wanted in enumerate(beginning.split("/")):
        if position >= len(parts):
            return False
        if parts[position].endswith("+}"):
            return True
        if not parts[position].startswith("{") and parts[position] != wanted:
            return False
    return True
