"""The description of a version: the key of its code, a digest of what it keeps, and the values that only AWS knows.

CloudFormation makes another version when the description changes, and Lambda refuses one of a function that did not
change. So the description must change exactly when the function does, no less and no more:

* what stands in the template enters the digest, but for what Lambda takes anyway when it is left out;
* a parameter enters by its value; so does whether a condition holds, and what stands under it;
* a layer of this template enters by the number of its version, which is new whenever the layer is;
* another resource of this template enters by what CloudFormation would replace it for, for then its name changes.

What is versioned: all that UpdateFunctionCode and UpdateFunctionConfiguration set, but for the function's own
description, in whose place a version has this one. Tags, concurrency, code signing are the function's as a whole.
https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cfngw.deployment_digest import digest_of

VERSIONED = (
    "Architectures",
    "Code",
    "DeadLetterConfig",
    "Environment",
    "EphemeralStorage",
    "FileSystemConfigs",
    "Handler",
    "ImageConfig",
    "KmsKeyArn",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "Role",
    "Runtime",
    "SnapStart",
    "Timeout",
    "TracingConfig",
    "VpcConfig",
)
# What Lambda takes when it is left out.
_DEFAULTS: Mapping[str, Any] = {
    "Architectures": ["x86_64"],
    "EphemeralStorage": {"Size": 512},
    "MemorySize": 128,
    "Timeout": 3,
    "TracingConfig": {"Mode": "PassThrough"},
    "SnapStart": {"ApplyOn": "None"},
}
# What makes CloudFormation replace a resource, of those that functions are mostly told of.
REPLACED_BY: Mapping[str, tuple[str, ...]] = {
    "AWS::ApiGateway::RestApi": (),
    "AWS::ApiGatewayV2::Api": ("ProtocolType",),
    "AWS::Cognito::UserPool": (),
    "AWS::DynamoDB::Table": ("TableName", "KeySchema", "ImportSourceSpecification"),
    "AWS::EC2::SecurityGroup": ("GroupDescription", "GroupName", "VpcId"),
    "AWS::Events::EventBus": ("Name",),
    "AWS::IAM::Role": ("Path", "RoleName"),
    "AWS::KMS::Key": (),
    "AWS::Lambda::Alias": ("FunctionName", "Name"),
    "AWS::Lambda::Function": ("DurableConfig", "FunctionName", "PackageType", "TenancyConfig"),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::S3::Bucket": ("BucketName", "BucketNamePrefix", "BucketNamespace"),
    "AWS::SNS::Topic": ("FifoTopic", "TopicName"),
    "AWS::SQS::Queue": ("FifoQueue", "QueueName"),
    "AWS::SSM::Parameter": ("Name",),
    "AWS::SecretsManager::Secret": ("Name",),
    "AWS::StepFunctions::StateMachine": ("StateMachineName", "StateMachineType"),
}
_NUMBERED = ("AWS::Lambda::LayerVersion", "AWS::Lambda::Version")  # their ARNs end with a number
_BRACED = re.compile(r"\$\{([^!{}][^{}]*)\}")
_LISTS = ("Fn::Split", "Fn::Cidr", "Fn::GetAZs")
_KEY_LENGTH = 69  # of a key that cfngw package makes: the digest and .zip, without the function's name


class Described(NamedTuple):
    """A version's description as it stands in a template, and what is known of it.

    ``unseen``: what may change without changing it. ``shortest`` and ``longest``: its characters, as far as known.
    """

    text: Any
    unseen: tuple[str, ...]
    shortest: int
    longest: int


def described(document: Mapping[str, Any], function: str, ours: Any = None) -> Described:
    """Describe the version of a function; ``ours``: what the version's metadata say of it."""
    return _Description(document, function, ours).made()


class _Description:
    def __init__(self, document: Mapping[str, Any], function: str, ours: Any) -> None:
        self._parameters: Mapping[str, Any] = document.get("Parameters") or {}
        self._mappings: Mapping[str, Any] = document.get("Mappings") or {}
        self._resources: Mapping[str, Any] = document["Resources"]
        self._function = self._resources[function]
        self._republish = ours if isinstance(ours, Mapping) else {}
        self._written: dict[str, Any] = {}  # what enters the digest beside the function
        self._unseen: dict[str, None] = {}
        self._open: set[str] = set()

    def made(self) -> Described:
        properties = self._function.get("Properties", {})
        kept = {
            name: properties[name]
            for name in VERSIONED
            if name in properties and properties[name] != _DEFAULTS.get(name)
        }
        kept = self._without_bucket(kept)
        values = self._code_key(kept)
        for member in kept.values():
            values += [each for each in self._values(member) if each not in values]
        digest = digest_of({"Kept": kept, "Named": self._written, **self._republish})
        return self._described(values, digest)

    # the code

    def _is_asset(self) -> bool:
        metadata = self._function.get("Metadata")
        return isinstance(metadata, Mapping) and "aws:asset:path" in metadata

    def _code_key(self, kept: Mapping[str, Any]) -> list[Any]:
        """Put the key first, where somebody who reads the versions of a function looks for it."""
        code = kept.get("Code")
        return list(self._values(code["S3Key"])) if isinstance(code, Mapping) and "S3Key" in code else []

    def _without_bucket(self, kept: dict[str, Any]) -> dict[str, Any]:
        """Leave out where the code of a directory lies: its key says what it is."""
        code = kept.get("Code")
        if not self._is_asset() or not isinstance(code, Mapping):
            return kept
        return {**kept, "Code": {name: member for name, member in code.items() if name != "S3Bucket"}}

    # what of a property only AWS knows

    def _values(self, node: Any) -> Iterator[Any]:
        """Give what of a node is not known from its text, each as CloudFormation fills it in."""
        if isinstance(node, list):
            for member in node:
                yield from self._values(member)
        elif isinstance(node, Mapping):
            only = next(iter(node)) if len(node) == 1 else ""
            if only == "Ref" or only.startswith("Fn::"):
                yield from self._of_function(only, node[only])
                return
            for member in node.values():
                yield from self._values(member)
        elif isinstance(node, str) and "{{resolve:" in node:
            self._unseen[f"what {node} stands for"] = None

    def _of_function(self, function: str, argument: Any) -> Iterator[Any]:
        if function == "Ref":
            yield from self._of_name(argument)
        elif function == "Fn::GetAtt":
            yield from self._of_name(argument.partition(".")[0] if isinstance(argument, str) else argument[0])
        elif function == "Fn::Sub":
            yield from self._of_sub(argument)
        elif function == "Fn::If":
            yield self._chosen(argument)
        elif function == "Fn::FindInMap":
            yield self._found(argument)
        elif function in ("Fn::Select", *_LISTS) and not self._names_resources(argument):
            whole = {function: argument}
            yield {"Fn::Join": [",", whole]} if function in _LISTS else whole
        else:
            yield from self._values(argument)

    def _of_name(self, name: Any) -> Iterator[Any]:
        if name in self._parameters:
            yield from self._of_parameter(name)
        elif name in self._resources:
            yield from self._of_resource(name, self._resources[name])

    def _of_parameter(self, name: str) -> Iterator[Any]:
        parameter = self._parameters[name]
        if str(parameter.get("NoEcho", "")).lower() == "true":
            self._unseen[f"the value of {name}, which is not to be seen,"] = None
            return
        kind = str(parameter.get("Type"))
        many = kind.startswith("List<") or "<List<" in kind or "CommaDelimitedList" in kind
        yield {"Fn::Join": [",", {"Ref": name}]} if many else {"Ref": name}

    def _of_resource(self, name: str, resource: Mapping[str, Any]) -> Iterator[Any]:
        kind = str(resource.get("Type"))
        if kind in _NUMBERED:
            yield {"Fn::Select": [7, {"Fn::Split": [":", {"Ref": name}]}]}  # arn:aws:lambda:region:account:layer:name:7
            return
        if kind not in REPLACED_BY:
            self._unseen[f"the name of {name}, if it is replaced,"] = None
            return
        properties = resource.get("Properties", {})
        deciding = {key: properties[key] for key in REPLACED_BY[kind] if key in properties}
        if deciding and name not in self._open:
            self._open.add(name)
            self._written[name] = deciding
            yield from self._values(deciding)

    def _of_sub(self, argument: Any) -> Iterator[Any]:
        text, given = (argument[0], argument[1]) if isinstance(argument, list) else (argument, {})
        for name in _BRACED.findall(str(text)):
            if name in given:
                yield from self._values(given[name])
            else:
                yield from self._of_name(name.partition(".")[0])

    def _chosen(self, argument: list[Any]) -> Any:
        """Let the value of the branch that is taken count, and which one that is."""
        condition, *branches = argument
        texts = [_joined([mark, *self._values(branch)]) for mark, branch in zip("+-", branches, strict=True)]
        return {"Fn::If": [condition, *texts]}

    def _found(self, argument: list[Any]) -> Any:
        mapping = self._mappings.get(argument[0]) if isinstance(argument[0], str) else None
        leaves = [leaf for row in (mapping or {}).values() for leaf in row.values()]
        whole = {"Fn::FindInMap": argument}
        return {"Fn::Join": [",", whole]} if any(isinstance(leaf, list) for leaf in leaves) else whole

    def _names_resources(self, node: Any) -> bool:
        if isinstance(node, list):
            return any(map(self._names_resources, node))
        if not isinstance(node, Mapping):
            return False
        if "Ref" in node:
            return node["Ref"] in self._resources
        return "Fn::GetAtt" in node or "Fn::Sub" in node or any(map(self._names_resources, node.values()))

    # the text

    def _described(self, values: list[Any], digest: str) -> Described:
        unseen = tuple(self._unseen)
        lengths = [self._lengths(each) for each in values]
        room = len(digest) + len(values)
        shortest, longest = room + sum(low for low, _ in lengths), room + sum(high for _, high in lengths)
        if not values:
            return Described(digest, unseen, shortest, longest)
        named: dict[str, Any] = {}
        words = [self._word(each, named) for each in values]
        words.insert(1 if self._starts_with_key(values) else 0, digest)
        text = " ".join(words)
        return Described({"Fn::Sub": [text, named] if named else text}, unseen, shortest, longest)

    def _starts_with_key(self, values: list[Any]) -> bool:
        code = self._function.get("Properties", {}).get("Code")
        return isinstance(code, Mapping) and values[0] == code.get("S3Key")

    def _word(self, value: Any, named: dict[str, Any]) -> str:
        if "Ref" in value:
            return f"${{{value['Ref']}}}"
        number = len(named) + 1
        while f"Value{number}" in self._parameters or f"Value{number}" in named:
            number += 1
        named[f"Value{number}"] = value
        return f"${{Value{number}}}"

    def _lengths(self, value: Mapping[str, Any]) -> tuple[int, int]:
        """Give the least and the most characters of a value; of what nothing is known, none and a few."""
        parameter = self._parameters.get(str(value.get("Ref")))
        if parameter is None:
            return 0, 0
        allowed = [len(str(each)) for each in parameter.get("AllowedValues") or ()]
        if allowed:
            return min(allowed), max(allowed)
        if self._is_asset() and self._starts_with_key([value]):
            return _KEY_LENGTH, _KEY_LENGTH
        least = int(parameter.get("MinLength", 0))
        return least, int(parameter.get("MaxLength", least))


def _joined(texts: list[Any]) -> Any:
    return texts[0] if len(texts) == 1 else {"Fn::Join": ["", texts]}
