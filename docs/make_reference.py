"""Write docs/reference.md: every public class with each of its options. Run: ``python docs/make_reference.py``.

Names, order, defaults and accepted values come from the code; the words come from options.toml beside this file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from inspect import getdoc, isfunction
from pathlib import Path
from typing import Any

import cfngw
from cfngw.blueprint import Blueprint
from cfngw.declare.value import Spec, Value

HERE = Path(__file__).parent
HEAD = """\
# Reference

<!-- Made by docs/make_reference.py from the code and docs/options.toml; edit those. -->

Every public class with its options. All of them are imported from `cfngw`. "Unnamed" options may be given without
their names, in the order shown; all others are written `name=value`. "An intrinsic" is anything of troposphere that
CloudFormation fills in: `Ref`, `Sub`, `GetAtt`, `If`, `ImportValue`, `Join` and so on.

Options speak AWS's words in snake_case. An option that is left out is not written into the template, unless its
line says so; then AWS's own default holds.
"""
# Not by alphabet: what is read first stands first. A public name that is in no group fails the test.
GROUPS = {
    "Blueprints": ("HttpApiBlueprint", "RestApiLambdaBlueprint", "Blueprint", "Composition"),
    "Environments": ("Environment", "PerEnvironment"),
    "HTTP APIs": (
        *("Route", "LambdaProxy", "Stage", "RouteSettings", "AccessLogs"),
        *("JwtAuthorizer", "CognitoAuthorizer", "LambdaAuthorizer", "TokenAuthorizer", "IamAuthorizer"),
    ),
    "Integrations of HTTP APIs": (
        *("HttpProxy", "PrivateIntegration", "VpcLink", "SqsSendMessage", "SqsReceiveMessage", "SqsDeleteMessage"),
        *("SqsPurgeQueue", "EventBridgePutEvents", "KinesisPutRecord", "StepFunctionsStartExecution"),
        *("StepFunctionsStartSyncExecution", "StepFunctionsStopExecution", "AppConfigGetConfiguration"),
    ),
    "Domain names": (
        *("DomainName", "ApiMapping", "Certificate", "AliasRecords", "MutualTls"),
        *("RoutingRule", "PrivateDomainName", "VpcEndpointRecords"),
    ),
    "REST APIs": (
        *("Method", "Request", "Response", "BracketErrors", "PrefixErrors", "JsonErrors", "Model", "GatewayResponse"),
        *("NonProxy", "RestLambdaProxy", "AsyncLambda", "Mock", "HttpIntegration", "VpcLinkV1", "Cors"),
        *("Canary", "ClientCertificate", "Doc", "DocumentationPart"),
        *("MethodSettings", "UsagePlan", "ApiKey", "Quota", "Throttle", "Endpoint", "Public", "AllowAccounts"),
        *("AllowOrganization", "AllowIp", "DenyIp", "AllowVpcEndpoints", "AllowVpcs", "ApiGatewayAccount"),
        *("NestedStacks",),
    ),
    "Services of AWS behind methods of REST APIs": (
        *("SnsPublish", "DynamoDbGetItem", "DynamoDbPutItem", "DynamoDbUpdateItem", "DynamoDbQuery"),
        *("DynamoDbDeleteItem", "S3GetObject", "S3HeadObject", "S3PutObject", "S3DeleteObject", "AwsIntegration"),
    ),
    "Functions": (
        *("Function", "ImportedFunction", "Directory", "Inline", "File", "S3Object", "Image", "Layer", "LogGroup"),
        *("Vpc", "DeadLetter", "FunctionUrl", "UrlCors"),
    ),
    "Releases": ("Version", "Alias", "VersionWeight", "ProvisionedConcurrency", "TrafficShifting"),
    "Tables, buckets, queues, parameters": ("Table", "GlobalSecondaryIndex", "Bucket", "Queue", "SsmParameter"),
    "Roles": ("Role", "Allow", "Deny", "Grant"),
    "Parameters, conditions, outputs": ("Parameter", "Condition", "Output"),
    "Errors": ("CfngwError", "BuildError"),
}
# What the compiler asks values for.
INTERNAL = frozenset(
    [
        "access_id",
        "certificate_id",
        "classic",
        "conditions",
        "edge",
        "enhanced",
        "in_parts",
        "private",
        "statements",
        "address",
        "all_models",
        "allowed",
        "answers",
        "asked_access_logs",
        "beginning",
        "below_arn",
        "caches",
        "called",
        "check",
        "code",
        "content",
        "contract",
        "details",
        "document",
        "echoes",
        "function",
        "grants",
        "headers",
        "in_rest",
        "in_text",
        "integration",
        "keys",
        "is_sound",
        "region",
        "simple",
        "gateway_body",
        "gateway_responses",
        "guarded",
        "hostname",
        "is_sound",
        "key",
        "key_id",
        "keys",
        "kind",
        "label",
        "line",
        "location",
        "logs",
        "members",
        "place",
        "places",
        "over",
        "parameters",
        "parts",
        "read",
        "receives",
        "requirements_location",
        "resource_id",
        "responses",
        "role",
        "role_id",
        "settings",
        "sources",
        "start",
        "stream",
        "target",
        "throttled",
        "to_dict",
        "url_id",
        "unforeseen_body",
        "usual_template",
        "validation_zone",
        "variables",
        "integration_id",
        "made_with",
        "mapped",
        "misfits",
        "misfits_http",
        "pool_id",
        "pools",
        "misplaced_in_rest_api",
        "fifo",
        "each",
        "given",
        "has",
        "kept",
        "names",
        "of",
        "opened",
    ]
)


def reference() -> str:
    """Give the whole page."""
    words = load_words()
    parts = [HEAD, _contents()]
    for group, names in GROUPS.items():
        parts.append(f"## {group}\n")
        parts += [_class(name, words.get(name, {})) for name in names]
    return "\n".join(parts)


def load_words() -> dict[str, dict[str, str]]:
    """Read the words of the options, class by class."""
    return tomllib.loads((HERE / "options.toml").read_text(encoding="utf-8"))


def options_of(name: str) -> dict[str, Spec]:
    """Give the options of a public class; those of an HttpApiBlueprint are its own, without Blueprint's."""
    cls = getattr(cfngw, name)
    if issubclass(cls, Value):
        return dict(cls.options)
    if name == "Composition" or not issubclass(cls, Blueprint):
        return {}
    declared = cls._declares[-1]
    return dict(declared.options)


def _contents() -> str:
    lines = []
    for group, names in GROUPS.items():
        links = ", ".join(f"[{name}](#{name.lower()})" for name in names)
        lines.append(f"- {group}: {links}")
    return "\n".join(lines) + "\n"


def _class(name: str, words: Mapping[str, str]) -> str:
    cls = getattr(cfngw, name)
    prose, page = _docstring(cls)
    parts = [f"### {name}\n", *prose]
    options = options_of(name)
    if name in ("HttpApiBlueprint", "RestApiLambdaBlueprint"):
        parts.append("Takes the options below and those of [Blueprint](#blueprint).\n")
    if name == "Composition":
        parts.append("Takes blueprints without a name, and the options of [Blueprint](#blueprint).\n")
    if options:
        parts.append(_signature(name, options, named=issubclass(cls, Blueprint)))
        parts.append(_table(options, words))
    members = [*_members(cls)]
    if members:
        parts.append("\n".join(members) + "\n")
    if page:
        parts.append(f"AWS: <{page}>\n")
    return "\n".join(parts)


def _docstring(cls: type) -> tuple[list[str], str | None]:
    """Give the paragraphs of a docstring in Markdown, and the AWS page that it names last."""
    text = (getdoc(cls) or "").replace("``", "`")
    found = re.search(r"\nhttps://\S+$", text)
    page = found.group().strip() if found else None
    body = text.removesuffix(page or "").rstrip()
    paragraphs = [" ".join(paragraph.split()) for paragraph in body.split("\n\n")]
    # "See cfngw.declare…" is for readers of the code; this page is what it points to.
    kept = [re.sub(r"\s*;? ?[Ss]ee `cfngw\.[\w.]+`\.?", "", paragraph) for paragraph in paragraphs]
    return [f"{_prose(paragraph)}\n" for paragraph in kept if paragraph], page


def _prose(text: str) -> str:
    return text if text.endswith((".", ":", ")")) else f"{text}."


def _signature(name: str, options: Mapping[str, Spec], *, named: bool) -> str:
    unnamed = [option for option, spec in options.items() if not spec.kw_only and not named]
    needed = [option for option, spec in options.items() if spec.required and option not in unnamed]
    shown = [*unnamed, *(f"{option}=…" for option in needed)]
    rest = ["…"] if len(shown) < len(options) else []
    return f"`{name}({', '.join([*shown, *rest])})`\n"


def _table(options: Mapping[str, Spec], words: Mapping[str, str]) -> str:
    rows = ["| Option | Takes | Default | What it does |", "| --- | --- | --- | --- |"]
    for name, spec in options.items():
        takes = _cell(spec.kind.allowed)
        rows.append(f"| `{name}` | {takes} | {_default(spec)} | {words.get(name, '')} |")
    return "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def _default(spec: Spec) -> str:
    if spec.required:
        return "needed"
    default = spec.default
    if default is ...:
        return "the API's"
    if default is None or default == ():
        return "none"
    return f"`{default!r}`" if not isinstance(default, tuple) else f"`[{', '.join(map(repr, default))}]`"


def _members(cls: type) -> Iterator[str]:
    """Give the methods and properties that users call, each with the first line of its docstring."""
    common = {name for base in (Blueprint, *Value.__mro__) if base is not cls for name in vars(base)}
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("cfngw"):
            found |= {name: member for name, member in vars(base).items() if name not in common}
    for name, member in found.items():
        if name.startswith("_") or name in INTERNAL:
            continue
        if isinstance(member, classmethod):
            yield f"- `{cls.__name__}.{name}()`: {_first_line(member.__func__)}"
        elif isinstance(member, property) or isfunction(member):
            brackets = "" if isinstance(member, property) else "()"
            yield f"- `.{name}{brackets}`: {_first_line(member)}"


def _first_line(member: Any) -> str:
    return (getdoc(member) or "").partition("\n")[0].replace("``", "`")


if __name__ == "__main__":
    (HERE / "reference.md").write_text(reference(), encoding="utf-8")
