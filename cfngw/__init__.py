"""Turn a short declaration into reviewable CloudFormation for API Gateway and Lambda.

The public names are resolved when they are first used, so that ``import cfngw`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cfngw.blueprint import Blueprint, Composition
    from cfngw.blueprint.http_api import HttpApiBlueprint
    from cfngw.blueprint.rest_api import RestApiLambdaBlueprint
    from cfngw.declare.account import ApiGatewayAccount
    from cfngw.declare.authorizer import CognitoAuthorizer, IamAuthorizer, JwtAuthorizer, LambdaAuthorizer
    from cfngw.declare.bucket import Bucket
    from cfngw.declare.code import Directory, File, Image, Inline, S3Object
    from cfngw.declare.cors import Cors
    from cfngw.declare.domain import AliasRecords, ApiMapping, Certificate, DomainName, MutualTls
    from cfngw.declare.endpoint import Endpoint
    from cfngw.declare.environment import Environment, PerEnvironment
    from cfngw.declare.error_contract import BracketErrors, JsonErrors, PrefixErrors
    from cfngw.declare.function import DeadLetter, Function, FunctionUrl, ImportedFunction, UrlCors, Vpc
    from cfngw.declare.gateway_response import GatewayResponse
    from cfngw.declare.grant import Grant
    from cfngw.declare.http_api import LambdaProxy, Route
    from cfngw.declare.http_integration import PrivateIntegration
    from cfngw.declare.integration import AsyncLambda, HttpIntegration, HttpProxy, Mock, NonProxy, RestLambdaProxy
    from cfngw.declare.layer import Layer
    from cfngw.declare.log_group import AccessLogs, LogGroup
    from cfngw.declare.mapping import Request, Response
    from cfngw.declare.method import Method
    from cfngw.declare.method_settings import MethodSettings
    from cfngw.declare.model import Model
    from cfngw.declare.parameter import Condition, Output, Parameter
    from cfngw.declare.queue import Queue
    from cfngw.declare.ready_templates import (
        BRACKET_ERROR,
        FORM_BODY,
        JSON_ERROR,
        PARSED_BODY,
        PASS_THROUGH,
        PATH_PARAMETERS,
        PREFIX_ERROR,
        WHOLE_REQUEST,
    )
    from cfngw.declare.resource_policy import (
        AllowAccounts,
        AllowIp,
        AllowOrganization,
        AllowVpcEndpoints,
        AllowVpcs,
        DenyIp,
        Public,
    )
    from cfngw.declare.role import Allow, Deny, Role
    from cfngw.declare.route_settings import RouteSettings
    from cfngw.declare.service_integration import (
        AppConfigGetConfiguration,
        EventBridgePutEvents,
        KinesisPutRecord,
        SqsDeleteMessage,
        SqsPurgeQueue,
        SqsReceiveMessage,
        SqsSendMessage,
        StepFunctionsStartExecution,
        StepFunctionsStartSyncExecution,
        StepFunctionsStopExecution,
    )
    from cfngw.declare.ssm_parameter import SsmParameter
    from cfngw.declare.stage import Stage
    from cfngw.declare.table import GlobalSecondaryIndex, Table
    from cfngw.declare.throttle import Throttle
    from cfngw.declare.usage_plan import ApiKey, Quota, UsagePlan
    from cfngw.declare.vpc_link import VpcLink
    from cfngw.errors import BuildError, CfngwError

_HOMES = {
    "cfngw.blueprint": ("Blueprint", "Composition"),
    "cfngw.blueprint.http_api": ("HttpApiBlueprint",),
    "cfngw.blueprint.rest_api": ("RestApiLambdaBlueprint",),
    "cfngw.declare.account": ("ApiGatewayAccount",),
    "cfngw.declare.authorizer": ("CognitoAuthorizer", "IamAuthorizer", "JwtAuthorizer", "LambdaAuthorizer"),
    "cfngw.declare.bucket": ("Bucket",),
    "cfngw.declare.code": ("Directory", "File", "Image", "Inline", "S3Object"),
    "cfngw.declare.cors": ("Cors",),
    "cfngw.declare.domain": ("AliasRecords", "ApiMapping", "Certificate", "DomainName", "MutualTls"),
    "cfngw.declare.endpoint": ("Endpoint",),
    "cfngw.declare.environment": ("Environment", "PerEnvironment"),
    "cfngw.declare.error_contract": ("BracketErrors", "JsonErrors", "PrefixErrors"),
    "cfngw.declare.function": ("DeadLetter", "Function", "FunctionUrl", "ImportedFunction", "UrlCors", "Vpc"),
    "cfngw.declare.gateway_response": ("GatewayResponse",),
    "cfngw.declare.grant": ("Grant",),
    "cfngw.declare.http_api": ("LambdaProxy", "Route"),
    "cfngw.declare.http_integration": ("PrivateIntegration",),
    "cfngw.declare.integration": (
        "AsyncLambda",
        "HttpIntegration",
        "HttpProxy",
        "Mock",
        "NonProxy",
        "RestLambdaProxy",
    ),
    "cfngw.declare.layer": ("Layer",),
    "cfngw.declare.log_group": ("AccessLogs", "LogGroup"),
    "cfngw.declare.mapping": ("Request", "Response"),
    "cfngw.declare.method": ("Method",),
    "cfngw.declare.method_settings": ("MethodSettings",),
    "cfngw.declare.model": ("Model",),
    "cfngw.declare.parameter": ("Condition", "Output", "Parameter"),
    "cfngw.declare.queue": ("Queue",),
    "cfngw.declare.ready_templates": (
        "BRACKET_ERROR",
        "FORM_BODY",
        "JSON_ERROR",
        "PARSED_BODY",
        "PASS_THROUGH",
        "PATH_PARAMETERS",
        "PREFIX_ERROR",
        "WHOLE_REQUEST",
    ),
    "cfngw.declare.resource_policy": (
        "AllowAccounts",
        "AllowIp",
        "AllowOrganization",
        "AllowVpcEndpoints",
        "AllowVpcs",
        "DenyIp",
        "Public",
    ),
    "cfngw.declare.role": ("Allow", "Deny", "Role"),
    "cfngw.declare.route_settings": ("RouteSettings",),
    "cfngw.declare.service_integration": (
        "AppConfigGetConfiguration",
        "EventBridgePutEvents",
        "KinesisPutRecord",
        "SqsDeleteMessage",
        "SqsPurgeQueue",
        "SqsReceiveMessage",
        "SqsSendMessage",
        "StepFunctionsStartExecution",
        "StepFunctionsStartSyncExecution",
        "StepFunctionsStopExecution",
    ),
    "cfngw.declare.ssm_parameter": ("SsmParameter",),
    "cfngw.declare.stage": ("Stage",),
    "cfngw.declare.table": ("GlobalSecondaryIndex", "Table"),
    "cfngw.declare.throttle": ("Throttle",),
    "cfngw.declare.usage_plan": ("ApiKey", "Quota", "UsagePlan"),
    "cfngw.declare.vpc_link": ("VpcLink",),
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
    "AliasRecords",
    "Allow",
    "AllowAccounts",
    "AllowIp",
    "AllowOrganization",
    "AllowVpcEndpoints",
    "AllowVpcs",
    "ApiGatewayAccount",
    "ApiKey",
    "ApiMapping",
    "AppConfigGetConfiguration",
    "AsyncLambda",
    "Blueprint",
    "BracketErrors",
    "Bucket",
    "BuildError",
    "Certificate",
    "CfngwError",
    "CognitoAuthorizer",
    "Composition",
    "Condition",
    "Cors",
    "DeadLetter",
    "Deny",
    "DenyIp",
    "Directory",
    "DomainName",
    "Endpoint",
    "Environment",
    "EventBridgePutEvents",
    "File",
    "Function",
    "FunctionUrl",
    "GatewayResponse",
    "GlobalSecondaryIndex",
    "Grant",
    "HttpApiBlueprint",
    "HttpIntegration",
    "HttpProxy",
    "IamAuthorizer",
    "Image",
    "ImportedFunction",
    "Inline",
    "JsonErrors",
    "JwtAuthorizer",
    "KinesisPutRecord",
    "LambdaAuthorizer",
    "LambdaProxy",
    "Layer",
    "LogGroup",
    "Method",
    "MethodSettings",
    "Mock",
    "Model",
    "MutualTls",
    "NonProxy",
    "Output",
    "Parameter",
    "PerEnvironment",
    "PrefixErrors",
    "PrivateIntegration",
    "Public",
    "Queue",
    "Quota",
    "Request",
    "Response",
    "RestApiLambdaBlueprint",
    "RestLambdaProxy",
    "Role",
    "Route",
    "RouteSettings",
    "S3Object",
    "SqsDeleteMessage",
    "SqsPurgeQueue",
    "SqsReceiveMessage",
    "SqsSendMessage",
    "SsmParameter",
    "Stage",
    "StepFunctionsStartExecution",
    "StepFunctionsStartSyncExecution",
    "StepFunctionsStopExecution",
    "Table",
    "Throttle",
    "UrlCors",
    "UsagePlan",
    "Vpc",
    "VpcLink",
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
