"""Which authorizers nobody asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.values import Reference
from cfngw.lint.rules.authorizers.common import called, is_of_sam, is_whole
from cfngw.lint.rules.view import View
from cfngw.read.model import Api, Authorizer


def unused(view: View) -> Iterator[tuple[Api, Authorizer]]:
    """Give the authorizers that no route of their API asks, nor anything else in the template names."""
    if view.is_open:
        return
    for api in view.reading.apis:
        if not api.authorizers or not api.routes or not is_whole(api):
            continue
        asked = {each for route in api.routes if (each := _asked(route.authorizer)) is not None}
        if any(_is_unknown(route.authorizer) or not isinstance(route.authorization, str) for route in api.routes):
            continue
        has_document = any("paths" in route.at.path for route in api.routes)
        for authorizer in api.authorizers:
            if has_document and is_of_sam(authorizer):
                continue  # operations of a document may name what SAM adds to it
            names = {called(authorizer), authorizer.logical_id}
            if authorizer.made is True and not names & asked and not _is_named(view, authorizer):
                yield api, authorizer


def _asked(given: Any) -> str | None:
    return given.logical_id if isinstance(given, Reference) else given if isinstance(given, str) else None


def _is_unknown(given: Any) -> bool:
    return given is not None and not isinstance(given, (str, Reference))


def _is_named(view: View, authorizer: Authorizer) -> bool:
    """Tell whether something besides routes names it: an output, a policy, another resource."""
    if not authorizer.logical_id:
        return False
    title = authorizer.logical_id.rpartition("/")[2]
    rest = {name: each for name, each in view.document.data.items() if name != "Resources"}
    resources = view.document.data.get("Resources", {})
    others = {name: each for name, each in resources.items() if name != title}
    return any(_names(each, title) for each in (rest, others))


def _names(value: Any, title: str) -> bool:
    """Tell whether a Ref, a GetAtt or a Sub at any depth names a resource."""
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            if each.get("Ref") == title or _is_of(each.get("Fn::GetAtt"), title):
                return True
            todo += each.values()
        elif isinstance(each, list):
            todo += each
        elif isinstance(each, str) and (f"${{{title}}}" in each or f"${{{title}." in each):
            return True
    return False


def _is_of(given: Any, title: str) -> bool:
    return given[:1] == [title] if isinstance(given, list) else str(given).partition(".")[0] == title
