"""What waits for what in a template, and the stages by API and name: shared by deployments, plans and domains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from cfngw.document.values import Reference
from cfngw.read.taking import literal

if TYPE_CHECKING:
    from cfngw.document.node import Node
    from cfngw.document.scope import Resource
    from cfngw.lint.rules.view import View

API, STAGE, DEPLOYMENT = "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment"
METHOD, ACCOUNT = "AWS::ApiGateway::Method", "AWS::ApiGateway::Account"
STAGES = (STAGE, DEPLOYMENT)
_IN_TEXT = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[^}]*)?\}")
_SCRIPTS = ("AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Macro")


def named(raw: Any) -> Iterator[str]:
    """Give the logical ids that a part of a template refers to, in any branch of its conditions."""
    if isinstance(raw, Mapping):
        for name, inner in raw.items():
            if name == "Ref" and isinstance(inner, str):
                yield inner
            elif name == "Fn::GetAtt":
                first = inner[0] if isinstance(inner, list) and inner else inner
                if isinstance(first, str):
                    yield first.partition(".")[0]
            elif name == "Fn::Sub":
                text = inner[0] if isinstance(inner, list) and inner else inner
                if isinstance(text, str):
                    yield from _IN_TEXT.findall(text)
                yield from named(inner)
            else:
                yield from named(inner)
    elif isinstance(raw, list):
        for inner in raw:
            yield from named(inner)


def _directly(resource: Resource) -> frozenset[str]:
    raw = resource.node.value
    if not isinstance(raw, Mapping):
        return frozenset()
    after = raw.get("DependsOn")
    given = [after] if isinstance(after, str) else after if isinstance(after, list) else []
    return frozenset([*(each for each in given if isinstance(each, str)), *named(raw.get("Properties"))])


_waited: WeakKeyDictionary[View, dict[str, frozenset[str]]] = WeakKeyDictionary()


def waits_for(view: View, resource: Resource) -> frozenset[str]:
    """Give the keys of all that is there before a resource is made, by DependsOn and references, however far."""
    cache = _waited.setdefault(view, {})
    known = cache.get(resource.key)
    if known is not None:
        return known
    seen: set[str] = set()
    prefix = resource.key.rpartition("/")[0]
    prefix = f"{prefix}/" if prefix else ""
    left = [resource]
    while left:
        for name in _directly(left.pop()):
            key = prefix + name
            if key not in seen:
                seen.add(key)
                further = view.found.index.get(key)
                if further is not None:
                    left.append(further)
    cache[resource.key] = frozenset(seen)
    return cache[resource.key]


def unordered(view: View, later: Resource, earlier: Resource) -> bool:
    """Tell whether two resources of one stack may be made in any order; False where nobody can tell."""
    if later.key.rpartition("/")[0] != earlier.key.rpartition("/")[0] or _looped(later):
        return False
    after = _named_first(view, later)
    return earlier.key not in after and earlier.key not in waits_for(view, later)


_first: WeakKeyDictionary[View, dict[str, frozenset[str]]] = WeakKeyDictionary()


def _named_first(view: View, resource: Resource) -> frozenset[str]:
    """Give what a resource itself names, which answers most questions before others are looked at."""
    cache = _first.setdefault(view, {})
    if resource.key not in cache:
        prefix = resource.key.rpartition("/")[0]
        names = _directly(resource)
        cache[resource.key] = frozenset(f"{prefix}/{name}" for name in names) if prefix else names
    return cache[resource.key]


def _looped(resource: Resource) -> bool:
    return bool(resource.node.env)


def owner(resource: Resource, name: str = "RestApiId") -> str | None:
    """Give the key of the API that a resource belongs to."""
    given = resource.properties.get(name)
    return given.value.logical_id if given is not None and isinstance(given.value, Reference) else None


def refers_to(node: Node | None) -> str | None:
    """Give the key of the resource that a property refers to."""
    return node.value.logical_id if node is not None and isinstance(node.value, Reference) else None


_stages: WeakKeyDictionary[View, dict[str, list[tuple[str | None, Resource]]]] = WeakKeyDictionary()


def stages_of(view: View, api: str) -> list[tuple[str | None, Resource]]:
    """Give the stages of an API with their names, None for one that is not told; those that deployments make too."""
    found = _stages.get(view)
    if found is None:
        found = _stages[view] = {}
        for each in view.resources(*STAGES):
            name = each.properties.get("StageName")
            key = owner(each)
            if key is not None and (each.type == STAGE or name is not None):
                found.setdefault(key, []).append((literal(name), each))
    return found.get(api, [])


def all_told(view: View, api: str) -> bool:
    """Tell whether all stages of an API are in the template, with their names: nothing else can make one."""
    if view.is_open or any(kind in _SCRIPTS or kind.startswith("Custom::") for kind in view.found.by_type):
        return False
    resource = view.found.index.get(api)
    if resource is None or resource.type != API:
        return False
    return all(name is not None for name, _ in stages_of(view, api))


def number(node: Node | None) -> float | None:
    """Give a number that is told."""
    written = literal(node)
    try:
        return float(written) if written is not None else None
    except ValueError:
        return None


def settings_of(resource: Resource) -> Iterator[Node]:
    """Give the parts of a stage, or of the stage that a deployment makes, that hold settings for methods."""
    described = described_by(resource)
    if described is None:
        return
    if resource.type == DEPLOYMENT:
        yield described  # there, those for all methods stand beside the list
    listed = described.get("MethodSettings")
    if listed is not None:
        yield from listed.each()


def described_by(resource: Resource) -> Node | None:
    """Give the properties of a stage: a Stage's own, or a Deployment's StageDescription."""
    return resource.properties if resource.type == STAGE else resource.properties.get("StageDescription")


def same_written(one: Resource, other: Resource, *names: str) -> bool:
    """Tell whether two resources have the same written in some properties: cfn-lint's E3019 tells of those itself."""
    mine, theirs = one.properties.value, other.properties.value
    if one.type != other.type or not isinstance(mine, Mapping) or not isinstance(theirs, Mapping):
        return False
    return all(name in mine and mine[name] == theirs.get(name) for name in names)
