"""A template opened for serving: what was read of it, and what its references are on this machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.document.values import Reference, Text, Unknown
from cfngw.local.values import LocalValues

if TYPE_CHECKING:
    from cfngw.document import Document
    from cfngw.document.scope import Resource, Scope
    from cfngw.document.values import At
    from cfngw.local.options import Options
    from cfngw.read.model import Reading
    from cfngw.read.targets import Targets

_NAMES = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Serverless::SimpleTable": "TableName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::Kinesis::Stream": "Name",
    "AWS::Events::EventBus": "Name",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
    "AWS::Serverless::StateMachine": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Serverless::Function": "FunctionName",
    "AWS::Lambda::Alias": "Name",
    "AWS::IAM::Role": "RoleName",
    "AWS::Cognito::UserPool": "UserPoolName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::SSM::Parameter": "Name",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::KinesisFirehose::DeliveryStream": "DeliveryStreamName",
}
_APIS = (
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::Api",
    "AWS::Serverless::HttpApi",
)
_UNUSED = frozenset({"at", "code", "credentials", "deployment", "log_destination", "client_certificate", "layers"})
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Template(NamedTuple):
    """One template of a server. ``files`` are all that it was read from, for changes to be seen."""

    path: Path
    reading: Reading
    targets: Targets
    values: LocalValues
    partition: str
    files: tuple[Path, ...]
    missing: tuple[str, ...]  # parameters that something served depends on, and that have no value
    left_out: tuple[tuple[str, At], ...] = ()  # APIs that are not made, since their condition is false

    @property
    def folder(self) -> Path:
        """Give the folder that its relative paths start at."""
        return self.path.parent


def open_templates(paths: Sequence[Path], options: Options) -> tuple[Template, ...]:
    """Read templates under the options' values; raise OutputError or TemplateError.

    A parameter's value goes to each template that has the parameter; one that none has is refused by the first.
    """
    from cfngw.document import read

    documents = [read(path) for path in paths]
    known = {name for document in documents for name in document.data.get("Parameters") or {}}
    strange = {name: value for name, value in options.parameters.items() if name not in known}
    opened = []
    for document in documents:
        own = document.data.get("Parameters") or {}
        given = {name: value for name, value in options.parameters.items() if name in own}
        opened.append(_open(document, {**given, **strange}, options))
    return tuple(opened)


def _open(document: Document, parameters: Mapping[str, Any], options: Options) -> Template:
    from cfngw.document import Given, resolve
    from cfngw.read.found import Found
    from cfngw.read.reading import reading_of

    scope = resolve(
        document,
        Given(
            parameters=parameters,
            region=options.region,
            account=options.account,
            partition=options.partition,
            stack_name=options.stack_name,
        ),
    )
    reading = reading_of(scope)
    found = Found(scope)
    partition = scope.given.pseudo("AWS::Partition") or "aws"
    values = LocalValues(dict(_names(found.index)), region=options.region, account=options.account, partition=partition)
    files = (document.path, *(path for path in scope.files if path != document.path), *_nested(scope))
    missing = [name for name in document.data.get("Parameters") or {} if name in _without_value(reading)]
    left_out = tuple((each.key, each.at) for each in scope.index.values() if each.made is False and each.type in _APIS)
    return Template(
        document.path, reading, found.targets, values, partition, tuple(dict.fromkeys(files)), tuple(missing), left_out
    )


def _names(index: Mapping[str, Resource]) -> Iterator[tuple[str, str]]:
    """Give the physical names that resources have in the template."""
    for key, resource in index.items():
        member = _NAMES.get(resource.type)
        given = resource.properties.get(member) if member is not None else None
        if given is not None and isinstance(given.value, str) and given.value:
            yield key, given.value


def _nested(scope: Scope) -> Iterator[Path]:
    """Give the files of the stacks that lie in a template."""
    for resource in scope.everything():
        path = resource.at.document.path
        if path != scope.document.path:
            yield path


def _without_value(reading: Reading) -> set[str]:
    """Give the parameters without a value that what is served depends on."""
    head, tail = "the parameter ", " has no value"
    whys = (each.why for each in unknowns((reading.apis, reading.functions, reading.domains, reading.unknown)))
    return {why[len(head) : -len(tail)] for why in whys if why.startswith(head) and why.endswith(tail)}


def unknowns(value: Any) -> Iterator[Unknown]:
    """Give each Unknown in a part of a reading, at any depth, but where no request asks for the value."""
    if isinstance(value, Unknown):
        yield value
    elif isinstance(value, Text):
        yield from (hole for hole in value.holes if isinstance(hole, Unknown))
    elif isinstance(value, Mapping):
        yield from _each(value.values())
    elif isinstance(value, (tuple, list)):
        yield from _each(value)
    elif is_dataclass(value) and not isinstance(value, (type, Reference)):
        yield from _each(getattr(value, each.name) for each in fields(value) if each.name not in _UNUSED)


def _each(values: Iterable[Any]) -> Iterator[Unknown]:
    for value in values:
        yield from unknowns(value)


def api_id(logical_id: str) -> str:
    """Make an API's id of its logical id: ten letters and digits as at AWS, the same in every run."""
    number = int.from_bytes(hashlib.sha256(logical_id.encode()).digest()[:16], "big")
    made = []
    for _ in range(10):
        number, digit = divmod(number, len(_LETTERS))
        made.append(_LETTERS[digit])
    return "".join(made)
