"""Why the deployment of an API changes from one template to the next, and what is served until the one after.

CloudFormation makes a new deployment before it deletes what the new template leaves out. A method that was removed is
therefore still in the snapshot that is served, until there is a second deployment. A stage of an HTTP API that deploys
by itself has no such deployment, and serves each change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cfngw.deployment_digest import NOUNS, deployment_inputs, deployments, deploys_itself
from cfngw.diff.nested import path_of, wholes
from cfngw.document import Document
from cfngw.document.whole import STACK

_LINGERING = ("AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGatewayV2::Route")
_FURTHER = {".Conditions": "conditions", ".Mappings": "mappings", ".redeploy": "redeploy"}
_MOST_PATHS = 1000


class PartChange(NamedTuple):
    """A part of an API that was added, removed or changed; ``paths``: the properties that differ."""

    change: str
    logical_id: str
    noun: str
    name: str
    paths: tuple[str, ...] = ()


class ApiChange(NamedTuple):
    """What happens to one API; ``kept``: the new template has it; ``automatic``: a stage there deploys by itself."""

    api: str
    kept: bool
    old: tuple[str, ...]
    new: tuple[str, ...]
    changes: tuple[PartChange, ...]
    lingering: tuple[str, ...]
    automatic: bool = False

    @property
    def redeployed(self) -> bool:
        """Tell whether there is a deployment that was not there before."""
        return bool(set(self.new) - set(self.old))

    @property
    def unserved(self) -> bool:
        """Tell whether something changed that no deployment brings to the API's clients."""
        return self.kept and bool(self.changes) and bool(self.old) and not self.redeployed


def compare(old: Document, new: Document) -> list[ApiChange]:
    """Compare the APIs of two templates, by their logical ids; what nested stacks hold is read from beside them."""
    was, now = wholes(old, new)
    before, after = deployment_inputs(was), deployment_inputs(now)
    return [
        _compared(api, was, now, before.get(api, {}), after.get(api, {})) for api in dict.fromkeys([*before, *after])
    ]


def _compared(
    api: str, old: Mapping[str, Any], new: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> ApiChange:
    names = [*dict.fromkeys([*before, *after])]
    changes = [change for name in names for change in _part(old, new, name, before.get(name), after.get(name))]
    was, now = tuple(deployments(old, api)), tuple(deployments(new, api))
    automatic = deploys_itself(new, api)
    lingering = () if automatic and not now else _lingering(old, new, before, after)
    return ApiChange(api, bool(after), was, now, tuple(changes), lingering, automatic)


def _part(old: Mapping[str, Any], new: Mapping[str, Any], name: str, was: Any, now: Any) -> Iterator[PartChange]:
    if was == now:
        return
    shown = _FURTHER.get(name, name)
    if name in _FURTHER:
        paths = tuple(_differing(was, now)) if isinstance(was, Mapping) and isinstance(now, Mapping) else ()
        yield PartChange(_verb(was, now), shown, shown, shown, paths)
        return
    side, part = (old, was) if now is None else (new, now)
    noun, title = NOUNS[part["Type"]], _title(side, name, part)
    paths = tuple(_differing(was, now)) if was is not None and now is not None else ()
    yield PartChange(_verb(was, now), name, noun, title, paths)


def _verb(was: Any, now: Any) -> str:
    if was is None:
        return "added"
    return "removed" if now is None else "changed"


def _differing(was: Any, now: Any, path: str = "") -> Iterator[str]:
    """Give the paths of all that differs, as deep as both sides have it."""
    if type(was) is type(now) and isinstance(was, dict) and not _is_intrinsic(was) and not _is_intrinsic(now):
        for name in dict.fromkeys([*was, *now]):
            if was.get(name) != now.get(name) or (name in was) != (name in now):
                yield from _differing(was.get(name), now.get(name), _below(path, name))
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for index, (one, other) in enumerate(zip(was, now, strict=True)):
            if one != other:
                yield from _differing(one, other, f"{path}[{index}]")
    else:
        yield path


def _is_intrinsic(node: Mapping[str, Any]) -> bool:
    return len(node) == 1 and next(iter(node)).startswith(("Ref", "Fn::"))


def _below(path: str, name: str) -> str:
    if path == "Properties":
        return name  # what everything lies in needs no saying
    return f"{path}.{name}" if path else name


def _title(template: Mapping[str, Any], name: str, part: Mapping[str, Any]) -> str:
    """Name a part as its user does: a method by its path, a resource by its own, others by their names."""
    properties = part.get("Properties")
    given = properties if isinstance(properties, Mapping) else {}
    kind = part["Type"]
    if kind == "AWS::ApiGateway::Method":
        return f"{given.get('HttpMethod')} {_path(template, given.get('ResourceId'))}"
    if kind == "AWS::ApiGateway::Resource":
        return _path(template, {"Ref": name})
    if kind == STACK:
        return path_of(template["Resources"].get(name)) or name
    shown = given.get("ResponseType") or given.get("RouteKey") or given.get("Name") or name
    return shown if isinstance(shown, str) else name


def _path(template: Mapping[str, Any], place: Any) -> str:
    """Follow a resource to the root; what is no resource of the template is shown by its name."""
    parts: list[str] = []
    resources = template["Resources"]
    while isinstance(place, Mapping) and isinstance(place.get("Ref"), str) and len(parts) < _MOST_PATHS:
        resource = resources.get(place["Ref"])
        properties = resource.get("Properties") if isinstance(resource, Mapping) else None
        if not isinstance(properties, Mapping):
            return f"{place['Ref']}/{'/'.join(reversed(parts))}"
        parts.append(str(properties.get("PathPart")))
        place = properties.get("ParentId")
    return f"/{'/'.join(reversed(parts))}"


def _lingering(
    old: Mapping[str, Any], new: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[str, ...]:
    """Give the methods and gateway responses that are gone, but still in the next snapshot."""
    if not after:
        return ()  # the whole API goes
    return tuple(title for title in _lasting(old, before) if title not in dict.fromkeys(_lasting(new, after)))


def _lasting(template: Mapping[str, Any], parts: Mapping[str, Any]) -> list[str]:
    return [
        _title(template, name, part)
        for name, part in parts.items()
        if isinstance(part, Mapping) and part.get("Type") in _LINGERING
    ]
