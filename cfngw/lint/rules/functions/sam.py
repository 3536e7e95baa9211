"""Which APIs SAM writes a function into."""

from __future__ import annotations

from collections.abc import Mapping

from cfngw.document.values import Reference
from cfngw.lint.rules.view import View
from cfngw.read.found import SAM_HTTP, SAM_REST
from cfngw.read.model import FunctionTarget, Integration


def own_apis(view: View) -> Mapping[str, set[str]]:
    """Give the APIs of SAM by the logical id of a function in their definition."""
    found: dict[str, set[str]] = {}
    for api in view.reading.apis:
        resource = view.found.index.get(api.logical_id)
        if resource is not None and resource.type not in (SAM_REST, SAM_HTTP):
            continue
        targets = [each.integration.target for each in api.routes if isinstance(each.integration, Integration)]
        targets += [each.target for each in api.authorizers]
        for target in targets:
            if isinstance(target, FunctionTarget) and isinstance(target.function, Reference):
                found.setdefault(target.function.logical_id, set()).add(api.logical_id)
    return found
