"""What an authorizer's function answers: a policy with a principal, or a yes or no of an HTTP API.

REST APIs take texts, numbers and booleans as values of ``context``, and make texts of them; HTTP APIs take any JSON.
An answer of more than 100 kB is refused (AWS documents no limit besides the function's own).
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cfngw.local.auth.json_text import strict_json
from cfngw.local.auth.policy import Policy, PolicyFault

MOST_ANSWER_BYTES = 100_000


class AnswerFault(ValueError):  # noqa: N818 (told as a Fault of the gateway)
    """An answer in no form that the gateway takes, in one clause."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``policy`` decides, or ``allowed`` where there is none; ``key`` is an API key for a usage plan."""

    principal: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    policy: Policy | None = None
    allowed: bool = False


def verdict(payload: bytes, *, is_rest: bool, simple: bool) -> Verdict:
    """Read an answer; raise AnswerFault. ``simple``: the authorizer has simple responses enabled."""
    answer = parsed(payload)
    if not isinstance(answer, dict):
        raise AnswerFault(f"the function answers {_kind(answer)} instead of an object")
    context = _context(answer.get("context"), is_rest=is_rest)
    if simple:
        allowed = answer.get("isAuthorized")
        if not isinstance(allowed, bool):
            raise AnswerFault("the authorizer has simple responses, and the answer has no boolean isAuthorized")
        return Verdict(context=context, allowed=allowed)
    principal, key = answer.get("principalId"), answer.get("usageIdentifierKey")
    if is_rest and (not isinstance(principal, str | int | float) or principal == ""):
        raise AnswerFault("the answer has no principalId")
    if "policyDocument" not in answer:
        missing = "policyDocument" if is_rest or "isAuthorized" not in answer else "EnableSimpleResponses, or a policy"
        raise AnswerFault(f"the answer needs {missing}")
    try:
        policy = Policy(answer["policyDocument"])
    except PolicyFault as error:
        raise AnswerFault(f"the policyDocument is not valid: {error}") from None
    return Verdict(_text(principal), context, key if isinstance(key, str) else None, policy)


def parsed(payload: bytes) -> Any:
    """Read JSON that a stranger wrote; raise AnswerFault."""
    if len(payload) > MOST_ANSWER_BYTES:
        raise AnswerFault(f"the function answers {len(payload):,} bytes")
    try:
        return strict_json(payload)
    except (ValueError, RecursionError):
        raise AnswerFault("the function answers no JSON") from None


def _context(given: Any, *, is_rest: bool) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise AnswerFault("context is no object")
    if not is_rest:
        return given
    for name, value in given.items():
        if isinstance(value, dict | list):
            raise AnswerFault(f"context.{name[:80]} is {_kind(value)}; a text, a number or a boolean is allowed")
    return {name: _text(value) for name, value in given.items() if value is not None}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _kind(value: Any) -> str:
    return {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "null"}.get(
        type(value), "a number"
    )
