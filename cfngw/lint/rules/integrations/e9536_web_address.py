"""E9536: the address of an HTTP integration is a whole URL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import OF_HTTP, TYPES, Row, integrations, is_function
from cfngw.lint.rules.integrations.uris import wrong_variable
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_PORT = re.compile(r":([0-9]+)\Z")
_LAST_PORT, _FIRST_FREE = 65535, 1024


class WebAddress(Rule):
    """The address of an HTTP integration is a whole URL."""

    id = "E9536"
    short = "The Uri of an HTTP integration is a whole URL, with http or https and a host"
    long = (
        "An integration of type HTTP or HTTP_PROXY calls a URL. API Gateway calls the ports 80, 443 and 1024 to 65535."
    )
    aws = (
        "PutIntegration answers 400 Invalid HTTP endpoint specified for URI; a port that is not supported, or a "
        "variable that is none, fails at each call with 500."
    )
    fix = "Write https://host/path, with variables as {name} and ${stageVariables.name}."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            fault = _fault(row) if row.type in OF_HTTP else None
            if fault is not None:
                what, answer, fix = fault
                yield Problem(row.at("Uri"), f"The Uri of {row.route.key} {what}: {answer}. {fix}")


_REFUSED = "API Gateway refuses it (Invalid HTTP endpoint specified for URI)"
_FAILS = "each call would be answered with 500"


def _fault(row: Row) -> tuple[str, str, str] | None:
    uri, marked = row.found.uri, row.marked
    if uri is None:
        return ("is missing", _REFUSED, "Write https://host/path") if row.lacks("Uri") else None
    if is_function(uri) or marked.startswith("arn:"):
        what = "a function" if is_function(uri) or ":lambda:" in marked else "an ARN"
        other = "AWS_PROXY" if row.is_proxy else "AWS"
        return f"is {what}, and its type is {row.type}", _REFUSED, f"Write Type: {other}, or a URL"
    if not marked or marked.startswith("\x00"):
        return None
    scheme, mark, rest = marked.partition("://")
    if not mark or scheme.lower() not in ("http", "https"):
        if "\x00" in scheme or scheme.startswith("${stageVariables."):
            return None
        what = f"has the scheme {scheme}" if mark else "has no scheme"
        return what, _REFUSED, "Write https:// before the host"
    return _of_host(row, rest) or _of_variable(marked)


def _of_host(row: Row, rest: str) -> tuple[str, str, str] | None:
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if not host:
        return "names no host", _REFUSED, "Write https://host/path"
    if " " in rest.split("?")[0] and "${" not in rest:
        return "has a blank in it", _REFUSED, "Write %20"
    port = _PORT.search(host)
    if port is not None and row.found.connection_type != "VPC_LINK":
        number = int(port[1])
        if number not in (80, 443) and not _FIRST_FREE <= number <= _LAST_PORT:
            return f"calls port {number}", _FAILS, "API Gateway calls 80, 443 and 1024 to 65535"
    return None


def _of_variable(marked: str) -> tuple[str, str, str] | None:
    wrong = wrong_variable(marked)
    if wrong is None:
        return None
    return f"has {wrong[0]}, which {wrong[1]}", _FAILS, "Write ${stageVariables.name}, in a Sub ${!stageVariables.name}"
