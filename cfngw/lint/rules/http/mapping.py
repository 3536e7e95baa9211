"""Parameter mapping of HTTP APIs: keys, sources, the headers that API Gateway keeps for itself.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
"""

from __future__ import annotations

import re

_ACTIONS = ("append", "overwrite", "remove")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_IN_BRACES = re.compile(r"\$\{([^{}]*)\}")
_RESERVED = frozenset(
    [
        *("authorization", "connection", "content-encoding", "content-length", "content-location", "forwarded"),
        *("keep-alive", "origin", "proxy-authenticate", "proxy-authorization", "te", "trailers", "transfer-encoding"),
        *("upgrade", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via"),
    ]
)
_KEPT = ("access-control-", "apigw-", "x-amz-", "x-amzn-")
_PLACES = {"request": ("header", "querystring", "path", "body"), "response": ("header", "body")}


def wrong_key(key: str, side: str) -> str | None:
    """Give what is wrong with a key such as append:header.x; side: request or response."""
    action, colon, where = key.partition(":")
    if not colon:
        return "has no action: write append:, overwrite: or remove: before it"
    if action not in _ACTIONS:
        return f"has the action {action}: write append, overwrite or remove"
    alone = "path" if side == "request" else "statuscode"
    if where == alone:
        return None if action == "overwrite" else f"can't be: {alone} can but be overwritten"
    place, dot, name = where.partition(".")
    places = ("header", "querystring") if side == "request" else ("header",)
    if place not in places:
        others = " or ".join(f"{each}.<name>" for each in places)
        return f"has the place {place}: write {others}, or overwrite:{alone}"
    if not dot or not name or (place == "header" and not _HEADER.fullmatch(name)):
        return f"doesn't name the {place}: write {action}:{place}.<name>"
    return None


def reserved(key: str) -> str | None:
    """Give the header of a key where API Gateway keeps it for itself."""
    name = key.partition(":")[2].casefold()
    if not name.startswith("header."):
        return None
    name = name.removeprefix("header.")
    return name if name in _RESERVED or name.startswith(_KEPT) else None


def expressions(source: str) -> list[str]:
    """Give the expressions of a source, without dollar and braces."""
    return [source[1:]] if re.match(r"\$[A-Za-z]", source) else _IN_BRACES.findall(source)


def wrong_source(source: str, side: str) -> str | None:
    """Give what is wrong with what a parameter is made of."""
    old = re.match(r"(method|integration)\.(request|response)\.(.+)", source)
    if old is not None:
        return f"has the form of REST APIs, and would be sent as this text: write ${side}.{old[3]}"
    if re.match(r"\$[A-Za-z]", source) is None and "${" in _IN_BRACES.sub("", source):
        return "has a brace that is not closed: write ${...}"
    return next((wrong for each in expressions(source) if (wrong := _wrong_expression(each, side))), None)


def _wrong_expression(expression: str, side: str) -> str | None:
    root, _, rest = expression.partition(".")
    if root in ("context", "stageVariables"):
        return None if rest else f"names nothing of ${root}"
    if root != side:
        refused = "(400, Invalid mapping expression)"
        return f"reads ${root}, which a {side} does not have {refused}. Write ${side}.…, or $context.…"
    found = re.match(r"([A-Za-z]*)(.*)", rest, re.DOTALL)
    place, name = (found[1], found[2]) if found is not None else ("", "")
    if place not in _PLACES[side]:
        return f"reads ${root}.{place}: write {', '.join(f'${root}.{each}' for each in _PLACES[side])}"
    if place == "body":
        return (
            "has .. or a filter in its path, which API Gateway doesn't take" if ".." in name or "?(" in name else None
        )
    if name in ("", ".") and not (place == "path" and not name):
        return f"doesn't name the {place}: write ${root}.{place}.<name>"
    return None
