"""What the user wants services to answer with, in place of empty successes: a file in YAML or JSON.

    sqs:SendMessage: {status: 200, body: {MessageId: "1"}}
    s3:GET /files/*: {status: 404, headers: {Content-Type: application/xml}, body: "<Error/>"}
    redshift-data:*: {status: 500}

A key is a service, as URIs or botocore name it, and an action, a method and a path, or ``*``; stars stand for anything.
A key without stars goes first, then the longest one. A body that is no text is sent as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfngw.errors import CfngwError, UsageError, nearest, raise_all
from cfngw.local.running import BackendAnswer

if TYPE_CHECKING:
    from cfngw.document.model import Document, Steps
    from cfngw.local.backends.service_request import ServiceCall

_KEY = re.compile(r"[a-z0-9*][a-z0-9.*-]*:(?:[A-Z]+ /\S*|[A-Za-z0-9*]+)\Z")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_FIELDS = ("status", "headers", "body")


class Answers:
    """Answers by call. ``given``: what ``read_answers`` gives."""

    def __init__(self, given: Mapping[str, BackendAnswer] | None = None) -> None:
        keys = sorted(given or {}, key=lambda key: ("*" in key, -len(key)))
        self._rows = [(_pattern(key), (given or {})[key]) for key in keys]

    def find(self, call: ServiceCall) -> BackendAnswer | None:
        """Give the answer of a call, if the user has one."""
        if not self._rows:
            return None
        told = (call.action, f"{call.method} {call.path}")
        names = [f"{service}:{each}" for service in call.service.names for each in told]
        for pattern, answer in self._rows:
            if any(pattern.match(name) for name in names):
                return answer
        return None


def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, re.split(r"\*+", key))) + r"\Z", re.DOTALL)


def read_answers(path: Path) -> dict[str, BackendAnswer]:
    """Read a file of answers; raise TemplateError, OutputError or UsageError, all problems together."""
    from cfngw.document.model import parse_any
    from cfngw.files import read_text

    document = parse_any(read_text(path), path)
    if not isinstance(document.data, Mapping):
        raise _problem(document, (), "a file of answers is a mapping from calls to answers.", given=document.data)
    problems: list[CfngwError] = []
    found = {}
    for key, given in document.data.items():
        before = len(problems)
        problems += _of_key(document, key)
        problems += _of_answer(document, key, given)
        if len(problems) == before:
            found[key] = _answer(given)
    raise_all(problems)
    return found


def _of_key(document: Document, key: Any) -> list[CfngwError]:
    if isinstance(key, str) and _KEY.match(key):
        return []
    return [
        _problem(
            document,
            (key,),
            "this names no call.",
            given=key,
            allowed="service:Action, service:METHOD /path, service:*",
            fix="write sqs:SendMessage or s3:GET /bucket/*",
        )
    ]


def _of_answer(document: Document, key: Any, given: Any) -> list[CfngwError]:
    if not isinstance(given, Mapping):
        return [_problem(document, (key,), "an answer is a mapping.", given=given)]
    problems: list[CfngwError] = []
    for name in given:
        if name not in _FIELDS:
            close = nearest(str(name), _FIELDS)
            fix = f"write {close}" if close else "leave it out"
            problems.append(_problem(document, (key, name), f"an answer has no {name}.", allowed=_ALLOWED, fix=fix))
    status = given.get("status", 200)
    if not isinstance(status, int) or isinstance(status, bool) or not 200 <= status <= 599:
        problems.append(_problem(document, (key, "status"), "this is no status.", given=status, allowed="200 to 599"))
    headers = given.get("headers", {})
    if not isinstance(headers, Mapping) or not all(_is_header(*pair) for pair in headers.items()):
        problems.append(
            _problem(document, (key, "headers"), "headers are a mapping from names to texts.", given=headers)
        )
    return problems


def _is_header(name: Any, value: Any) -> bool:
    if not isinstance(name, str) or not _HEADER.match(name) or not isinstance(value, (str, int)):
        return False
    return "\r" not in str(value) and "\n" not in str(value)


_ALLOWED = "status, headers, body"


def _answer(given: Mapping[str, Any]) -> BackendAnswer:
    body = given.get("body", "")
    headers = tuple((name, str(value)) for name, value in given.get("headers", {}).items())
    if not isinstance(body, str):
        body = json.dumps(body, ensure_ascii=False, default=str)
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers = (*headers, ("Content-Type", "application/json"))
    return BackendAnswer(given.get("status", 200), headers, body.encode())


def _problem(document: Document, path: Steps, problem: str, **facts: Any) -> UsageError:
    facts.setdefault("fix", 'write sqs:SendMessage: {status: 200, body: {"MessageId": "1"}}')
    return UsageError(problem, where=document.source(path), **facts)
