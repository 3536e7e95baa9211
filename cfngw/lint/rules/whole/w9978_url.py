"""W9978: the URL of an API, as the template tells it, is one that answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.document.values import Reference, Text
from cfngw.errors import nearest
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Api

_HOLE = "\x00\\d+\x01"
_URL = re.compile(
    rf"(?P<scheme>[a-z]+)://\x00(?P<api>\d+)\x01\.execute-api\.(?P<host>(?:[a-z0-9.-]|{_HOLE})+)(?P<path>/.*)?\Z", re.S
)
_ENDPOINT = re.compile(r"\x00(?P<api>\d+)\x01(?P<path>/.*)?\Z", re.S)
_PLAIN = re.compile(r"/?\Z|/(?P<stage>[A-Za-z0-9_$-]+)(?:/.*)?\Z", re.S)
_DOMAIN = "amazonaws.com"


class Url(Rule):
    """A URL of an API with a stage, a scheme or a host that is none of it."""

    id = "W9978"
    short = "The URL of an API, in an output or an environment, names a stage that it has"
    long = (
        "The default endpoint of an API is https://<id>.execute-api.<region>.amazonaws.com/<stage>, of a WebSocket API "
        "wss://; the stage $default of an HTTP API is left out. Outputs, environments of functions and parameters of "
        "SSM are looked at."
    )
    aws = "A call of it is answered 403 (REST) or 404 (HTTP), or finds no host; plain http is not served."
    fix = "Write the name of the stage, or refer to it: `/${Stage}`."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html"
    types = (
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
        "AWS::Serverless::Api",
        "AWS::Serverless::HttpApi",
        "AWS::Serverless::Function",
    )

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for node in _values(view):
            value = node.value
            if isinstance(value, Text):
                problem = _wrong(value, view)
                if problem is not None:
                    yield Problem(node.at, problem)


def _values(view: View) -> Iterator[Node]:
    outputs = view.scope.root.get("Outputs")
    for _, output in outputs.items() if outputs is not None else ():
        value = output.get("Value")
        if value is not None:
            yield value
    for function in view.resources("AWS::Lambda::Function", "AWS::Serverless::Function"):
        environment = function.properties.get("Environment")
        variables = environment.get("Variables") if environment is not None else None
        for _, each in variables.items() if variables is not None else ():
            yield each
    for parameter in view.resources("AWS::SSM::Parameter"):
        value = parameter.properties.get("Value")
        if value is not None:
            yield value


def _wrong(value: Text, view: View) -> str | None:
    marked = value.marked()
    found = _URL.match(marked)
    if found is not None:
        api = _api(value, found["api"], "", view)
        if api is None:
            return None
        scheme, host = found["scheme"], found["host"]
        if scheme == "http":
            return f"{api.logical_id} is not served by http: a call finds nobody. Write https"
        if scheme == "wss" and api.protocol in ("REST", "HTTP"):
            return f"{api.logical_id} is no WebSocket API, and wss finds nothing there. Write https"
        if host == _DOMAIN:
            return (
                f"{host} without a region is no host of {api.logical_id}. Write "
                f"${{{api.logical_id}}}.execute-api.${{AWS::Region}}.{_DOMAIN}"
            )
        return _stage(api, found["path"] or "", is_whole=True)
    found = _ENDPOINT.match(marked)
    if found is not None:
        api = _api(value, found["api"], "ApiEndpoint", view)
        return _stage(api, found["path"] or "", is_whole=False) if api is not None else None
    return None


def _api(value: Text, hole: str, attribute: str, view: View) -> Api | None:
    given = value.holes[int(hole)]
    if not isinstance(given, Reference) or given.attribute != attribute:
        return None
    return view.reading.api(given.logical_id)


def _stage(api: Api, path: str, *, is_whole: bool) -> str | None:
    names = [stage.name for stage in api.stages]
    known = [name for name in names if isinstance(name, str)]
    if not names or len(known) != len(names):
        return None
    found = _PLAIN.match(path)
    if found is None or "$default" in known:
        return None
    first = known[0]
    if found["stage"] is None:
        # The path may be put behind it by who uses the output.
        if path and is_whole:
            return f"The URL of {api.logical_id} names no stage, and is answered 403 or 404. Write /{first}"
        return None
    if found["stage"] in known or (found["stage"] == "Stage" and api.protocol == "REST"):
        return None
    close = nearest(found["stage"], known) or first
    return (
        f"{api.logical_id} has no stage {found['stage']} (it has {', '.join(known)}): a call is answered 403 or 404. "
        f"Write /{close}"
    )
