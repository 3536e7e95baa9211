"""The answers of a method: whether they fit what stands behind it, and each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cfngw.declare.selection_pattern import selects
from cfngw.errors import CfngwError, DeclarationError, DuplicateError

if TYPE_CHECKING:
    from cfngw.declare.mapping import Response
    from cfngw.declare.method import Method


def check_answers(method: Method) -> Iterator[CfngwError]:
    """Check that the answers fit the target, and each other."""
    if method.kind.proxy:
        yield from _check_proxy(method)
        return
    if method.responses and (method.response is not None or method.errors is not None):
        both = "response" if method.response is not None else "errors"
        fix = f"leave out {both}, or leave out responses"
        yield method.refusal(f"responses says all answers, so that {both} has no place.", given=both, fix=fix)
    if method.response is not None and method.response.pattern is not None:
        yield method.refusal(
            "response is for a success and has no pattern.",
            given=method.response.pattern,
            fix="leave the pattern out, or list all answers in responses",
        )
    yield from _check_list(method)


def _check_proxy(method: Method) -> Iterator[CfngwError]:
    noun = method.kind.__name__
    given = {"response": method.response, "responses": method.responses or None, "errors": method.errors}
    for name, member in given.items():
        if member is not None:
            fix = f"leave out {name}: what stands behind it answers in full"
            yield method.refusal(f"{noun} has no {name}.", given=member, fix=fix, option=name)
    if method.request is not None and method.request.template is not None:
        fix = "leave out the template: the whole request is handed on"
        yield method.refusal(f"{noun} has no request template.", given=method.request.template, fix=fix)


def _check_list(method: Method) -> Iterator[CfngwError]:
    """Hold a full list of answers to one default, and to one answer for each status."""
    defaults = [response for response in method.responses if response.pattern is None]
    if method.responses and not defaults:
        yield method.refusal(
            "responses has no default.",
            given=[response.pattern for response in method.responses],
            allowed="exactly one Response without a pattern",
            fix="add Response(200): it takes all that no pattern matches",
        )
    for further in defaults[1:]:
        yield DuplicateError(
            f"{method.label}: responses has two defaults.",
            where=further.source,
            other=defaults[0].source,
            given=further.status,
            allowed="exactly one Response without a pattern",
            fix="give one of them a pattern",
        )
    yield from _check_statuses(method)
    yield from _check_patterns(method)
    if method.kind.matches_status:
        yield from _check_status_patterns(method)


def _check_statuses(method: Method) -> Iterator[CfngwError]:
    seen: dict[Any, Response] = {}
    for response in method.responses:
        first = seen.setdefault(response.status, response)
        if first is not response:
            yield DuplicateError(
                f"{method.label}: status {response.status} is answered twice.",
                where=response.source,
                other=first.source,
                given=response.status,
                allowed="each status once: API Gateway keeps one response for each",
                fix="join the patterns into one: (?:first|second)",
            )


def _check_patterns(method: Method) -> Iterator[CfngwError]:
    """Refuse one pattern for two answers."""
    seen: dict[str, Response] = {}
    for response in method.responses:
        if isinstance(response.pattern, str):
            first = seen.setdefault(response.pattern, response)
            if first is not response:
                yield DuplicateError(
                    f"{method.label}: the pattern of {response.status} is that of {first.status}.",
                    where=response.source,
                    other=first.source,
                    given=response.pattern,
                    allowed="patterns of which one alone matches a message",
                    fix="write another pattern for one of them, or leave one of them out",
                )


def _check_status_patterns(method: Method) -> Iterator[CfngwError]:
    """Find patterns that no status matches, which is what they see of HTTP."""
    for response in method.responses:
        if isinstance(response.pattern, str) and not any(
            selects(response.pattern, str(status)) for status in range(100, 600)
        ):
            yield DeclarationError(
                f"{method.label}: the pattern never matches: of an address it sees the status alone.",
                where=response.source,
                given=response.pattern,
                allowed="a regular expression for a status: 404, 4\\d\\d",
                fix=r'write "4\d\d" or the like',
            )
