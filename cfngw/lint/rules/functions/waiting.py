"""How long an API waits for a function."""

from __future__ import annotations

from cfngw.document.values import At, Reference, Unknown
from cfngw.lint.rules.permissions.callers import Caller
from cfngw.lint.rules.rule import below
from cfngw.lint.rules.view import View
from cfngw.read.functions import shared
from cfngw.read.model import FunctionTarget
from cfngw.read.taking import text

# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
_WAITS = {"REST": 29_000, "HTTP": 30_000, "WEBSOCKET": 29_000}
_INVOCATION = ("integration.request.header.X-Amz-Invocation-Type", "X-Amz-Invocation-Type")
_OURS = ("Api", "HttpApi")


def waited(caller: Caller) -> int | None:
    """Give the milliseconds that a caller waits; None where nobody waits, or the template doesn't tell."""
    found = caller.integration
    most = _WAITS.get(str(caller.api.protocol))
    if found is None:
        return None
    if any("Event" in str(found.request_parameters.get(name, "")) for name in _INVOCATION):
        return None
    if any("nvocation-" in name for name in found.request_parameters):
        return None
    if found.transfer_mode is not None or isinstance(found.timeout_ms, Unknown):
        return None
    return most if found.timeout_ms is None else found.timeout_ms


def timeout_at(view: View, function: str) -> At:
    """Give the place of a function's timeout."""
    resource = view.found.index[function]
    node = shared(resource, "Function").get("Timeout")
    return node.at if node is not None else below(resource.at, "Properties", "Timeout")


def has_other_sources(view: View, function: str) -> bool:
    """Tell whether something else than an API calls a function too, which may wait longer."""
    return function in view.once(_elsewhere)


def _elsewhere(view: View) -> set[str]:
    found: set[str] = set()
    for kind, resources in view.found.by_type.items():
        for each in resources:
            own = each.properties
            if kind == "AWS::Serverless::Function":
                events = own.get("Events")
                for _, event in events.items() if events is not None else ():
                    named = event.get("Type")
                    if named is None or named.value not in _OURS:
                        found.add(each.key)
            elif kind == "AWS::Lambda::EventSourceMapping" or (
                kind == "AWS::Lambda::Permission" and not str(text(own.get("Principal"))).startswith("apigateway")
            ):
                target = view.found.targets.of_function(text(own.get("FunctionName")))
                if isinstance(target, FunctionTarget) and isinstance(target.function, Reference):
                    found.add(target.function.logical_id)
    return found
