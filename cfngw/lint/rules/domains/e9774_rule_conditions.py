"""E9774: conditions that no routing rule can have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.lint.rules.domains.common import RULE
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import flag, literal

_MOST_HEADERS = 2
_PATH = re.compile(r"[A-Za-z0-9$\-_.+!*'()]+(/[A-Za-z0-9$\-_.+!*'()]+)*\Z")
_GLOB = re.compile(r"(\*?[^*]+\*?|\*)\Z")
_HEADER = re.compile(r"[A-Za-z0-9?\-!#$%&'.^_`|~]{1,39}\Z")
_TAKEN = ("access-control-", "apigw-", "x-amz-", "x-amzn-")
_TAKEN_WHOLE = frozenset(
    (
        *("authorization", "connection", "content-encoding", "content-length", "content-location", "forwarded"),
        *("keep-alive", "origin", "proxy-authenticate", "proxy-authorization", "te", "trailers", "transfer-encoding"),
        *("upgrade", "via", "x-apigw-api-id", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-restapi"),
    )
)


class RuleConditions(Rule):
    """Headers and base paths of routing rules."""

    id = "E9774"
    short = "A routing rule has two headers and one base path at most, in the forms that AWS takes"
    long = (
        "A rule asks for up to two headers and one base path. A header's value has * at its beginning or its end; "
        "some headers are AWS's own; a path has no slash around it, and is there where it is to be stripped."
    )
    aws = "The rule is refused (400)."
    fix = "Write the condition in one of these forms."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html"
    types = (RULE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(RULE):
            yield from _counts(each)
            conditions = each.properties.get("Conditions")
            for condition in conditions.each() if conditions is not None else ():
                yield from _paths(condition)
                yield from _headers(condition)


def _rows(condition: Node, name: str) -> list[Node]:
    part = condition.get(name)
    rows = part.get("AnyOf") if part is not None else None
    return list(rows.each()) if rows is not None else []


def _counts(rule: Resource) -> Iterator[Problem]:
    conditions, actions = rule.properties.get("Conditions"), rule.properties.get("Actions")
    listed = list(conditions.each()) if conditions is not None else []
    if conditions is None or not conditions.is_list or any(not each.is_mapping for each in listed):
        return
    paths = [path for each in listed for path in _rows(each, "MatchBasePaths")]
    headers = [header for each in listed for header in _rows(each, "MatchHeaders")]
    if len(paths) > 1:
        yield Problem(
            paths[1].at, "A routing rule has one base path at most: AWS refuses it. Write a rule for each path"
        )
    if len(headers) > _MOST_HEADERS:
        text = f"A routing rule asks for {_MOST_HEADERS} headers at most, and this for {len(headers)}: AWS refuses it"
        yield Problem(headers[_MOST_HEADERS].at, text)
    for index, action in enumerate(actions.each() if actions is not None else ()):
        invoked = action.get("InvokeApi")
        if index:
            yield Problem(action.at, "A routing rule has one action: AWS refuses a second. Leave it out")
        if invoked is not None and flag(invoked.get("StripBasePath")) is True and not paths:
            text = "There is no base path to strip: AWS refuses StripBasePath. Add MatchBasePaths, or leave it out"
            yield Problem(below(invoked.at, "StripBasePath"), text)


def _paths(condition: Node) -> Iterator[Problem]:
    for path in _rows(condition, "MatchBasePaths"):
        text = literal(path)
        if text is not None and not _PATH.match(text):
            plain = text.strip("/")
            fix = f"Write {plain}" if _PATH.match(plain) else "Write letters, digits and $-_.+!*'() between slashes"
            yield Problem(path.at, f"{text!r} is no base path of a routing rule: AWS refuses it. {fix}")


def _headers(condition: Node) -> Iterator[Problem]:
    for row in _rows(condition, "MatchHeaders"):
        name, glob = literal(row.get("Header")), literal(row.get("ValueGlob"))
        folded = (name or "").lower()
        if name is not None and (folded in _TAKEN_WHOLE or folded.startswith(_TAKEN)):
            yield Problem(below(row.at, "Header"), f"AWS lets no routing rule ask for the header {name}. Take another")
        elif name is not None and not _HEADER.match(name):
            text = f"{name!r} is no header of a routing rule: up to 39 characters, without wildcards. Write another"
            yield Problem(below(row.at, "Header"), text)
        if glob is not None and not _GLOB.match(glob):
            text = f"{glob!r} is refused: a value has * at its beginning, its end or both. Leave the * in its midst out"
            yield Problem(
                below(row.at, "ValueGlob"), text if glob else "A value of a header is not empty. Write one, or *"
            )
