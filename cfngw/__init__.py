"""Turn a short declaration into reviewable CloudFormation for API Gateway and Lambda.

The public names are resolved when they are first used, so that ``import cfngw`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cfngw.blueprint import Blueprint, Composition, HttpApiBlueprint
    from cfngw.declare.bucket import Bucket
    from cfngw.declare.code import Directory, File, Image, Inline, S3Object
    from cfngw.declare.function import DeadLetter, Function, FunctionUrl, ImportedFunction, UrlCors, Vpc
    from cfngw.declare.grant import Grant
    from cfngw.declare.http_api import LambdaProxy, Route
    from cfngw.declare.layer import Layer
    from cfngw.declare.log_group import AccessLogs, LogGroup
    from cfngw.declare.mapping_template import (
        BRACKET_ERROR,
        FORM_BODY,
        JSON_ERROR,
        PARSED_BODY,
        PASS_THROUGH,
        PATH_PARAMETERS,
        PREFIX_ERROR,
        WHOLE_REQUEST,
    )
    from cfngw.declare.parameter import Condition, Output, Parameter
    from cfngw.declare.queue import Queue
    from cfngw.declare.role import Allow, Deny, Role
    from cfngw.declare.ssm_parameter import SsmParameter
    from cfngw.declare.stage import Stage
    from cfngw.declare.table import GlobalSecondaryIndex, Table
    from cfngw.errors import BuildError, CfngwError

_HOMES = {
    "cfngw.blueprint": ("Blueprint", "Composition", "HttpApiBlueprint"),
    "cfngw.declare.bucket": ("Bucket",),
    "cfngw.declare.code": ("Directory", "File", "Image", "Inline", "S3Object"),
    "cfngw.declare.function": ("DeadLetter", "Function", "FunctionUrl", "ImportedFunction", "UrlCors", "Vpc"),
    "cfngw.declare.grant": ("Grant",),
    "cfngw.declare.http_api": ("LambdaProxy", "Route"),
    "cfngw.declare.layer": ("Layer",),
    "cfngw.declare.log_group": ("AccessLogs", "LogGroup"),
    "cfngw.declare.mapping_template": (
        "BRACKET_ERROR",
        "FORM_BODY",
        "JSON_ERROR",
        "PARSED_BODY",
        "PASS_THROUGH",
        "PATH_PARAMETERS",
        "PREFIX_ERROR",
        "WHOLE_REQUEST",
    ),
    "cfngw.declare.parameter": ("Condition", "Output", "Parameter"),
    "cfngw.declare.queue": ("Queue",),
    "cfngw.declare.role": ("Allow", "Deny", "Role"),
    "cfngw.declare.ssm_parameter": ("SsmParameter",),
    "cfngw.declare.stage": ("Stage",),
    "cfngw.declare.table": ("GlobalSecondaryIndex", "Table"),
    "cfngw.errors": ("BuildError", "CfngwError"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "BRACKET_ERROR",
    "FORM_BODY",
    "JSON_ERROR",
    "PARSED_BODY",
    "PASS_THROUGH",
    "PATH_PARAMETERS",
    "PREFIX_ERROR",
    "WHOLE_REQUEST",
    "AccessLogs",
    "Allow",
    "Blueprint",
    "Bucket",
    "BuildError",
    "CfngwError",
    "Composition",
    "Condition",
    "DeadLetter",
    "Deny",
    "Directory",
    "File",
    "Function",
    "FunctionUrl",
    "GlobalSecondaryIndex",
    "Grant",
    "HttpApiBlueprint",
    "Image",
    "ImportedFunction",
    "Inline",
    "LambdaProxy",
    "Layer",
    "LogGroup",
    "Output",
    "Parameter",
    "Queue",
    "Role",
    "Route",
    "S3Object",
    "SsmParameter",
    "Stage",
    "Table",
    "UrlCors",
    "Vpc",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'cfngw' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(_HOME[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
