"""Who may call a route, in words and as a kind."""

from __future__ import annotations

import re
from dataclasses import replace

from cfngw.document.values import Unknown
from cfngw.explain.model import Access
from cfngw.explain.policy import is_for_all
from cfngw.explain.words import either, listed, reason, shown
from cfngw.read.model import Api, Integration, Route

KINDS = {
    "open": "open to everybody, no reason is given",
    "public": "open to everybody, and the template says why",
    "preflight": "open: it answers a browser's preflight",
    "key": "an API key alone, which is no proof of who calls",
    "certificate": "holders of a client certificate",
    "private": "the networks that reach a private API",
    "policy": "whom the resource policy lets in",
    "iam": "identities of IAM",
    "token": "holders of a token",
    "authorizer": "whom a function lets in",
    "connected": "whoever is connected",
    "nobody": "nobody",
    "unknown": "the template does not tell",
}
"""The kinds of access, the widest first."""

_UNREAD = re.compile("the policy|the document of|is cloned from")  # what may bring a policy, and is not read
_ANYBODY = ("open", "public", "key")  # what a certificate makes no longer true
_TOKENS = ("JWT", "COGNITO_USER_POOLS")


def access_of(api: Api, route: Route, *, certified: bool = False) -> Access:
    """Say who may call a route; ``certified``: all ways to the API ask for a certificate of the caller."""
    found = _access(api, route)
    if not certified or found.kind in ("nobody", "unknown"):
        return found
    kind = "certificate" if found.kind in _ANYBODY else found.kind
    return replace(found, kind=kind, who=f"{found.who}, with a client certificate")


def _access(api: Api, route: Route) -> Access:
    if api.protocol == "WEBSOCKET" and route.key.lower() != "$connect":
        return Access(kind="connected", who="whoever is connected")
    kind = route.authorization
    if isinstance(kind, Unknown):
        return Access(kind="unknown", who=f"not known: {kind.why}")
    asks_key = route.api_key_required
    if isinstance(asks_key, Unknown) and kind == "NONE":
        return Access(kind="unknown", who=f"everybody, or with an API key: {asks_key.why}")
    if kind == "NONE":
        return _unauthorised(api, route, keyed=asks_key is True)
    return _authorised(api, route, keyed=asks_key is True)


def _unauthorised(api: Api, route: Route, *, keyed: bool) -> Access:
    kind, who = _by_network(api)
    if kind == "nobody":
        return Access(kind=kind, who=who)
    if keyed:
        suffix = "" if kind == "open" else f", {who}"
        return Access(kind="key" if kind == "open" else kind, who=f"everybody with an API key{suffix}", api_key=True)
    if kind != "open":
        return Access(kind=kind, who=who, reason=route.public)
    if route.public:
        return Access(kind="public", who=f"everybody ({route.public})", reason=route.public)
    if _is_preflight(api, route):
        return Access(kind="preflight", who="everybody (preflight)")
    return Access(kind="open", who="everybody")


def _by_network(api: Api) -> tuple[str, str]:
    """Say whom the endpoint and the resource policy let through."""
    private = "PRIVATE" in api.endpoint_types
    unread = next((each.why for each in api.unknown if _UNREAD.search(each.why)), None)
    if api.policy is None and unread is not None:
        return "unknown", f"not known: {unread}"
    if isinstance(api.policy, Unknown):
        return "unknown", f"not known: {api.policy.why}"
    if private and api.policy is None:
        return "nobody", "nobody: a private API without a policy lets no call in"
    if api.policy is not None and not is_for_all(api.policy):
        return "policy", "whom the resource policy lets in"
    return ("private", "everybody whose VPC endpoint reaches it") if private else ("open", "everybody")


def _authorised(api: Api, route: Route, *, keyed: bool) -> Access:
    name = shown(route.authorizer) if route.authorizer is not None else ""
    scopes = listed(route.scopes)
    kind, who = _words(shown(route.authorization), name)
    if scopes:
        who += f" with {either(scopes)}"
    if keyed:
        who += ", and an API key"
    restricted = api.policy is not None and not is_for_all(api.policy)
    if restricted:
        who += ", as the resource policy allows"
    return Access(kind=kind, who=who, authorizer=name, scopes=scopes, api_key=keyed, reason=reason(api.policy))


def _words(kind: str, name: str) -> tuple[str, str]:
    if kind in _TOKENS:
        return "token", f"a valid token of {name}" if name else "a valid token"
    if kind == "AWS_IAM":
        return "iam", "an IAM identity"
    if kind == "CUSTOM":
        return "authorizer", f"whom {name} lets in" if name else "whom the authorizer lets in"
    return "unknown", f"not known: {kind}"


def _is_preflight(api: Api, route: Route) -> bool:
    if route.method != "OPTIONS":
        return False
    mock = isinstance(route.integration, Integration) and route.integration.type == "MOCK"
    return mock or (api.cors is not None and route.path == "/{proxy+}")
