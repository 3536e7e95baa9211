"""Functions in words, and who calls them: routes, authorizers, permissions, event sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.values import Reference, Unknown
from cfngw.explain.calls import authorizer_call
from cfngw.explain.model import ApiTold, Caller, FunctionTold
from cfngw.explain.words import member, named, reason, shown, whole
from cfngw.read.found import Found
from cfngw.read.functions import shared
from cfngw.read.model import Function, FunctionTarget, Reading
from cfngw.read.taking import text, value

_GATEWAYS = ("apigateway.amazonaws.com", "apigateway.amazonaws.com.cn")
_CODES = {"inline": "in the template", "image": "an image", "absent": "none in the template"}


def functions_of(found: Found, reading: Reading, apis: tuple[ApiTold, ...]) -> Iterator[FunctionTold]:
    """Tell of the functions."""
    callers, urls = _callers(found, apis), _urls(found)
    aliases: dict[str, list[str]] = {}
    for alias in reading.aliases.values():
        if isinstance(alias.function, Reference):
            aliases.setdefault(alias.function.logical_id, []).append(shown(alias.name))
    for key, function in reading.functions.items():
        yield FunctionTold(
            logical_id=key,
            at=function.at,
            only_if=reason(function.made),
            name=shown(function.name) if function.name is not None else None,
            runtime=_runtime(function),
            handler=shown(function.handler) if function.handler is not None else "in the image" * _is_image(function),
            memory_mb=whole(function.memory_size_mb) or 0,
            timeout_seconds=whole(function.timeout_seconds) or 0,
            role=_role(found, key),
            code=_code(function),
            environment=tuple(function.environment),
            aliases=tuple(aliases.get(key, ())),
            callers=tuple(dict.fromkeys(callers.get(key, ()))),
            urls=tuple(urls.get(key, ())),
        )


def _is_image(function: Function) -> bool:
    return function.package_type == "Image"


def _runtime(function: Function) -> str:
    if _is_image(function):
        return "image"
    return shown(function.runtime) if function.runtime is not None else "none"


def _code(function: Function) -> str:
    code = function.code
    if code.kind == "path":
        return shown(code.value)
    if code.kind == "s3":
        bucket, key = (member(code.value, name) for name in ("S3Bucket", "S3Key"))
        if bucket is None:
            bucket, key = (member(code.value, name) for name in ("Bucket", "Key"))
        return f"s3://{bucket}/{key}" if bucket is not None else "in S3"
    return _CODES.get(code.kind, code.kind)


def _role(found: Found, key: str) -> str:
    resource = found.index[key]
    given = value(shared(resource, "Function").get("Role"))
    if isinstance(given, Unknown):
        return shown(given) if given.why.startswith("the parameter") else f"not known: {given.why}"
    if given is not None:
        return named(given)
    return "one that SAM makes" if resource.type.startswith("AWS::Serverless::") else "none"


def _callers(found: Found, apis: tuple[ApiTold, ...]) -> dict[str, list[Caller]]:
    """Give who calls each function, by its logical id."""
    calls: dict[str, list[Caller]] = {}
    for api in apis:
        for route in api.routes:
            if route.call.function:
                calls.setdefault(route.call.function, []).append(Caller(api.logical_id, route.key))
            for stage in api.stages:
                named_there = route.call.by_stage.get(stage.name, "").partition(":")[0]
                if named_there in found.index:
                    calls.setdefault(named_there, []).append(Caller(api.logical_id, route.key))
        for each in api.authorizers:
            if each.function:
                calls.setdefault(each.function, []).append(Caller(api.logical_id, f"authorizer {each.name}"))
    for function, caller in _others(found):
        calls.setdefault(function, []).append(Caller("", caller))
    return calls


def _others(found: Found) -> Iterator[tuple[str, str]]:
    for permission in found.by_type.get("AWS::Lambda::Permission", ()):
        who = value(permission.properties.get("Principal"))
        function = _function(found, permission.properties.get("FunctionName"))
        if function and who is not None and who not in _GATEWAYS:
            yield function, "everybody" if who == "*" else named(who).removesuffix(".amazonaws.com")
    for source in found.by_type.get("AWS::Lambda::EventSourceMapping", ()):
        function = _function(found, source.properties.get("FunctionName"))
        given = value(source.properties.get("EventSourceArn"))
        if function:
            yield function, f"events of {named(given)}" if given is not None else "events"


def _urls(found: Found) -> dict[str, list[str]]:
    """Give who may call the URLs of functions, by the function's logical id."""
    urls: dict[str, list[str]] = {}
    for url in found.by_type.get("AWS::Lambda::Url", ()):
        function = _function(found, url.properties.get("TargetFunctionArn"))
        urls.setdefault(function, []).append(shown(value(url.properties.get("AuthType"))))
    for resource in found.by_type.get("AWS::Serverless::Function", ()):
        config = shared(resource, "Function").get("FunctionUrlConfig")
        if config is not None:
            urls.setdefault(resource.key, []).append(shown(value(config.get("AuthType"))))
    return urls


def _function(found: Found, node: Any) -> str:
    target = found.targets.of_function(text(node)) if node is not None else None
    is_own = isinstance(target, FunctionTarget) and isinstance(target.function, Reference)
    return authorizer_call(target)[1] if is_own else ""
