"""The calls of services that cfngw's own templates make: their committed form, with a client's request put in."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from cfngw.document import Given
from cfngw.local.backends import LocalBackends
from cfngw.local.journey import Journey
from cfngw.local.running import BackendAnswer, BackendRequest
from cfngw.local.values import LocalValues
from cfngw.read import read_template
from cfngw.read.model import Integration, Route, ServiceTarget
from cfngw.vtl import render

GOLDEN = Path(__file__).parent / "golden"
ACCOUNT = "123456789012"
VALUES = LocalValues({"FilesBucket": "files", "ImagesBucket": "images"}, region="eu-west-1", account=ACCOUNT)
PARAMETERS = {"QueueArn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:Given", "Text": "given", "TableName": "imported"}


@cache
def routes(name: str) -> dict[str, Route]:
    """Give the routes of a committed template by their keys."""
    values = PARAMETERS if name == "rest_services" else {}
    given = Given(region="eu-west-1", account=ACCOUNT, partition="aws", parameters=values)
    reading = read_template(GOLDEN / f"{name}.yaml", given)
    return {route.key: route for api in reading.apis for route in api.routes}


def request_of(
    integration: Integration, body: str, path: dict[str, str], query: dict[str, str], header: dict[str, str]
) -> BackendRequest:
    """Form the request that a REST API makes of a client's."""
    clients = {"path": path, "querystring": query, "header": header}
    headers, places = [], {}
    for name, source in integration.request_parameters.items():
        _, _, kind, target = name.split(".", 3)
        told = str(source)
        if told.startswith("'"):
            value = told[1:-1]
        else:
            _, _, place, key = told.split(".", 3)
            value = clients[place].get(key, "")
        if kind == "header":
            headers.append((target, value))
        else:
            places[target] = value
    template = integration.request_templates.get("application/json")
    text = VALUES.text(template.text) if template is not None else None
    sent = body
    if text is not None:
        context = {"requestId": "r-1", "requestTimeEpoch": 1}
        rendered = render(
            text,
            body=body,
            path=path,
            querystring=query,
            header=header,
            context=context,
            stage_variables={"env": "dev"},
        )
        sent = rendered.output
    target_ = integration.target
    assert isinstance(target_, ServiceTarget)
    url = re.sub(r"\{(\w+)\}", lambda found: places[found[1]], VALUES.text(target_.path) or "")
    return BackendRequest(str(integration.method), url, tuple(headers), sent.encode())


async def call(
    backends: LocalBackends, key: str, body: str = "", journey: Journey | None = None, **given: Any
) -> BackendAnswer:
    """Call what stands behind a method of the services' template; ``given``: the client's path, query and header."""
    integration = routes("rest_services")[key].integration
    assert isinstance(integration, Integration)
    assert isinstance(integration.target, ServiceTarget)
    request = request_of(integration, body, given.get("path", {}), given.get("query", {}), given.get("header", {}))
    return await backends.service(integration.target, request, journey or Journey(on=False))
