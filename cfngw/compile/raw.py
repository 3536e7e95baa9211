"""Raw troposphere resources: a copy for each template, so that customize() never changes the user's own objects."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from troposphere import BaseAWSObject

from cfngw.compile.assembly import Assembly, settled
from cfngw.declare.parameter import Condition
from cfngw.declare.value import Value


def raw(assembly: Assembly, resource: BaseAWSObject) -> BaseAWSObject:
    """Copy a resource; what it refers to gets into the template."""
    template = resource.template
    copied = deepcopy(resource, {} if template is None else {id(template): template})
    assembly.want_inside(copied.resource)
    attributes = copied.resource
    if "DependsOn" in attributes:
        attributes["DependsOn"] = _ids(attributes["DependsOn"])
    if isinstance(attributes.get("Condition"), Condition):
        attributes["Condition"] = attributes["Condition"].name
    settled(copied, assembly)
    return copied


def _ids(given: Any) -> Any:
    """Give what a resource waits for by logical ids."""
    if isinstance(given, list | tuple):
        return [_ids(each) for each in given]
    return given.resource_id if isinstance(given, Value) and hasattr(given, "resource_id") else given
