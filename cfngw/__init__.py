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
    from cfngw.declare.alias import Alias, ProvisionedConcurrency, VersionWeight
    from cfngw.declare.api_mapping import ApiMapping
    from cfngw.declare.authorizer import IamAuthorizer, JwtAuthorizer, LambdaAuthorizer, TokenAuthorizer
    from cfngw.declare.aws_integration import AwsIntegration, SnsPublish
    from cfngw.declare.bucket import Bucket
    from cfngw.declare.canary import Canary
    from cfngw.declare.certificate import Certificate
    from cfngw.declare.client_certificate import ClientCertificate
    from cfngw.declare.code import Directory, File, Image, Inline, S3Object
    from cfngw.declare.cognito_authorizer import CognitoAuthorizer
    from cfngw.declare.cors import Cors
    from cfngw.declare.doc import Doc, DocumentationPart
    from cfngw.declare.domain import DomainName, MutualTls
    from cfngw.declare.dynamodb_integration import (
        DynamoDbDeleteItem,
        DynamoDbGetItem,
        DynamoDbPutItem,
        DynamoDbQuery,
        DynamoDbUpdateItem,
    )
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
    from cfngw.declare.nested_stacks import NestedStacks
    from cfngw.declare.parameter import Condition, Output, Parameter
    from cfngw.declare.private_domain import PrivateDomainName
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
    from cfngw.declare.records import AliasRecords, VpcEndpointRecords
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
    from cfngw.declare.routing_rule import RoutingRule
    from cfngw.declare.s3_integration import S3DeleteObject, S3GetObject, S3HeadObject, S3PutObject
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
    from cfngw.declare.traffic_shifting import TrafficShifting
    from cfngw.declare.usage_plan import ApiKey, Quota, UsagePlan
    from cfngw.declare.version import Version
    from cfngw.declare.vpc_link import VpcLink
    from cfngw.declare.vpc_link_v1 import VpcLinkV1
    from cfngw.errors import BuildError, CfngwError

_HOMES = {
    "cfngw.blueprint": ("Blueprint", "Composition"),
    "cfngw.blueprint.http_api": ("HttpApiBlueprint",),
    "cfngw.blueprint.rest_api": ("RestApiLambdaBlueprint",),
    "cfngw.declare.account": ("ApiGatewayAccount",),
    "cfngw.declare.alias": ("Alias", "ProvisionedConcurrency", "VersionWeight"),
    "cfngw.declare.api_mapping": ("ApiMapping",),
    "cfngw.declare.authorizer": ("IamAuthorizer", "JwtAuthorizer", "LambdaAuthorizer", "TokenAuthorizer"),
    "cfngw.declare.bucket": ("Bucket",),
    "cfngw.declare.canary": ("Canary",),
    "cfngw.declare.certificate": ("Certificate",),
    "cfngw.declare.client_certificate": ("ClientCertificate",),
    "cfngw.declare.code": ("Directory", "File", "Image", "Inline", "S3Object"),
    "cfngw.declare.cognito_authorizer": ("CognitoAuthorizer",),
    "cfngw.declare.cors": ("Cors",),
    "cfngw.declare.doc": ("Doc", "DocumentationPart"),
    "cfngw.declare.domain": ("DomainName", "MutualTls"),
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
    "cfngw.declare.nested_stacks": ("NestedStacks",),
    "cfngw.declare.parameter": ("Condition", "Output", "Parameter"),
    "cfngw.declare.private_domain": ("PrivateDomainName",),
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
    "cfngw.declare.records": ("AliasRecords", "VpcEndpointRecords"),
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
    "cfngw.declare.routing_rule": ("RoutingRule",),
    "cfngw.declare.aws_integration": ("AwsIntegration", "SnsPublish"),
    "cfngw.declare.dynamodb_integration": (
        "DynamoDbDeleteItem",
        "DynamoDbGetItem",
        "DynamoDbPutItem",
        "DynamoDbQuery",
        "DynamoDbUpdateItem",
    ),
    "cfngw.declare.s3_integration": ("S3DeleteObject", "S3GetObject", "S3HeadObject", "S3PutObject"),
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
    "cfngw.declare.traffic_shifting": ("TrafficShifting",),
    "cfngw.declare.usage_plan": ("ApiKey", "Quota", "UsagePlan"),
    "cfngw.declare.version": ("Version",),
    "cfngw.declare.vpc_link": ("VpcLink",),
    "cfngw.declare.vpc_link_v1": ("VpcLinkV1",),
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
    "Alias",
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
    "AwsIntegration",
    "Blueprint",
    "BracketErrors",
    "Bucket",
    "BuildError",
    "Canary",
    "Certificate",
    "CfngwError",
    "ClientCertificate",
    "CognitoAuthorizer",
    "Composition",
    "Condition",
    "Cors",
    "DeadLetter",
    "Deny",
    "DenyIp",
    "Directory",
    "Doc",
    "DocumentationPart",
    "DomainName",
    "DynamoDbDeleteItem",
    "DynamoDbGetItem",
    "DynamoDbPutItem",
    "DynamoDbQuery",
    "DynamoDbUpdateItem",
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
    "NestedStacks",
    "NonProxy",
    "Output",
    "Parameter",
    "PerEnvironment",
    "PrefixErrors",
    "PrivateDomainName",
    "PrivateIntegration",
    "ProvisionedConcurrency",
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
    "RoutingRule",
    "S3DeleteObject",
    "S3GetObject",
    "S3HeadObject",
    "S3Object",
    "S3PutObject",
    "SnsPublish",
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
    "TokenAuthorizer",
    "TrafficShifting",
    "UrlCors",
    "UsagePlan",
    "Version",
    "VersionWeight",
    "Vpc",
    "VpcEndpointRecords",
    "VpcLink",
    "VpcLinkV1",
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
