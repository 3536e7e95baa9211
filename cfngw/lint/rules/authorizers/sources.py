"""Identity sources: the forms that each kind of authorizer takes."""

from __future__ import annotations

import re
from typing import NamedTuple

from cfngw.read.model import Api, Authorizer

_NAME = r"[^\s,]+"


class Form(NamedTuple):
    """What an identity source of one kind of authorizer looks like."""

    pattern: re.Pattern[str]
    shown: str
    only_one: bool = False


_HEADER = Form(re.compile(r"method\.request\.header\.[a-zA-Z0-9._-]+"), "method.request.header.Authorization", True)
_OF_REQUEST = Form(
    re.compile(
        rf"(method\.request\.(header|querystring|multivalueheader|multivaluequerystring|path)|context|stageVariables)\.{_NAME}"
    ),
    "method.request.header.Authorization, method.request.querystring.token, context.httpMethod or stageVariables.name",
)
_OF_HTTP = Form(
    re.compile(rf"\$\{{.*|\$(request\.(header|querystring)|context|stageVariables)\.{_NAME}"),
    "$request.header.Authorization, $request.querystring.token, $context.routeKey or $stageVariables.name",
)
_OF_JWT = Form(
    re.compile(rf"\$\{{.*|\$request\.(header|querystring)\.{_NAME}"),
    "$request.header.Authorization or $request.querystring.token",
    True,
)
_OF_WEBSOCKET = Form(
    re.compile(
        rf"(route\.request\.(header|querystring|multivalueheader|multivaluequerystring)|\$?context|\$?stageVariables)\.{_NAME}"
    ),
    "route.request.header.Authorization, route.request.querystring.token, context.connectionId or stageVariables.name",
)


def form_of(api: Api, authorizer: Authorizer) -> Form | None:
    """Give the form for an authorizer; None where its kind can't be told."""
    kind = authorizer.kind if isinstance(authorizer.kind, str) else ""
    return {
        ("REST", "TOKEN"): _HEADER,
        ("REST", "COGNITO_USER_POOLS"): _HEADER,
        ("REST", "JWT"): _HEADER,
        ("REST", "REQUEST"): _OF_REQUEST,
        ("HTTP", "REQUEST"): _OF_HTTP,
        ("HTTP", "JWT"): _OF_JWT,
        ("WEBSOCKET", "REQUEST"): _OF_WEBSOCKET,
    }.get((str(api.protocol), kind))
