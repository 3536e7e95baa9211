"""One API as one resource: its parts folded into the OpenAPI 3 document that is the RestApi's Body.

The API's resources, methods, models, validators, authorizers, gateway responses and documentation leave the template;
deployment, stages, plans, mappings and permissions stay. The document stands in the template, where CloudFormation
resolves its intrinsics, or, where the template would be too large with it, in a file beside it (``openapi_stored``).
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html

    openapi         the document, and what becomes of the template
    openapi_method  one method: an operation
    openapi_parts   models, authorizers, gateway responses, documentation
    openapi_stored  the document in S3: what stands for intrinsics there
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.compile.layout import Fold
from cfngw.compile.openapi_method import Operations
from cfngw.compile.openapi_parts import (
    ALSO_PROPERTIES,
    documentation,
    gateway_responses,
    schemas,
    security_schemes,
    validators,
)
from cfngw.compile.text_size import longer_than
from cfngw.source import Source

FOLDED = frozenset(
    f"AWS::ApiGateway::{noun}"
    for noun in (
        *("Authorizer", "DocumentationPart", "GatewayResponse", "Method"),
        *("Model", "RequestValidator", "Resource"),
    )
)
_INDENT = 8  # of the Body's own lines


def fold_openapi(fold: Fold) -> None:
    """Fold the API's parts into its Body, and that out of the template where it would not fit."""
    parts = {name: part for name, part in fold.parts.items() if part["Type"] in FOLDED}
    body, lines, reasons = _document(fold, parts)
    resources = fold.resources
    for name in parts:
        del resources[name]
        fold.assembly.sources.pop(("Resources", name), None)
    _depend(fold, parts)
    api = resources[fold.api]
    if reasons:  # an operation has no place for them
        api.setdefault("Metadata", {}).setdefault("cfngw", {})["Public"] = reasons
    properties = api.setdefault("Properties", {})
    properties["Mode"] = "overwrite"
    properties["FailOnWarnings"] = True
    if not longer_than(_sizes(fold, body), fold.limits.template_bytes):
        properties["Body"] = body
        _place(fold, lines, ("Resources", fold.api, "Properties", "Body"))
        return
    from cfngw.compile.openapi_stored import stored

    stored(fold, api, body, lines)


def _document(
    fold: Fold, parts: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[tuple[str, ...], Source], dict[str, str]]:
    """Give the OpenAPI document, the line of each operation, and why some are open to everybody."""
    own = fold.resources[fold.api].get("Properties", {})
    models = schemas(fold, parts)
    checks = validators(parts)
    authorizers, security = security_schemes(fold, parts)
    operations = Operations(fold, parts, models, checks, authorizers)
    paths, lines = operations.paths()
    needed = {name: security[name] for name in security if name in operations.security or name in authorizers.values()}
    components = {"schemas": models.with_built_in(), "securitySchemes": needed}
    body: dict[str, Any] = {
        "openapi": "3.0.1",
        "info": {"title": own.get("Name", fold.api), "version": own.get("Version", "1.0")},
        "paths": paths,
        "components": {name: given for name, given in components.items() if given},
    }
    extensions = {
        "x-amazon-apigateway-request-validators": checks.definitions,
        "x-amazon-apigateway-gateway-responses": gateway_responses(fold, parts),
        "x-amazon-apigateway-documentation": documentation(fold, parts),
        **{name: own.get(attribute) for attribute, name in ALSO_PROPERTIES.items()},
    }
    body.update({name: given for name, given in extensions.items() if given not in (None, {}, [])})
    if not body["components"]:
        del body["components"]
    return body, lines, operations.reasons


def _sizes(fold: Fold, body: Mapping[str, Any]) -> Iterator[tuple[Any, int]]:
    """Give the parts of the template, the document last."""
    yield fold.document, 0
    for name, part in body.items():
        if name != "paths":
            yield part, _INDENT
    for path, item in body["paths"].items():
        yield {path: item}, _INDENT + 2


def _place(fold: Fold, lines: Mapping[tuple[str, ...], Source], prefix: tuple[str, ...]) -> None:
    sources = fold.assembly.sources
    for path, line in lines.items():
        sources[(*prefix, *path)] = line


def _depend(fold: Fold, parts: Mapping[str, Any]) -> None:
    """Let what waited for a part wait for the API."""
    for resource in fold.resources.values():
        given = resource.get("DependsOn")
        if given is None:
            continue
        names = [given] if isinstance(given, str) else list(given)
        if any(name in parts for name in names):
            kept = dict.fromkeys(fold.api if name in parts else name for name in names)
            if resource.get("Properties", {}).get("RestApiId") == {"Ref": fold.api}:
                kept.pop(fold.api, None)  # the Ref makes it wait
            resource["DependsOn"] = list(kept)
            if not kept:
                del resource["DependsOn"]
        if resource["Type"] == "AWS::ApiGateway::DocumentationVersion":
            described = resource["Properties"].get("Description")
            if isinstance(described, dict) and any(f'"{name}"' in str(described).replace("'", '"') for name in parts):
                del resource["Properties"]["Description"]  # it made the version wait for parts under a condition
