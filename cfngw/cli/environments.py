"""The environments of blueprints on the command line: which ones are meant, and what two of them would both own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cfngw.errors import Notice, UsageError, nearest

if TYPE_CHECKING:
    from cfngw.cli.loading import Loaded
    from cfngw.compile.seal import Sealed

environment_option = click.option(
    "--environment",
    "environments",
    multiple=True,
    metavar="NAME",
    help="Only the templates of this environment; may be given several times.",
)

# Properties by which a resource has its name in an account and a region, or in the world, for itself alone.
_NAMES = {
    "AWS::ApiGateway::DomainName": "DomainName",
    "AWS::ApiGatewayV2::DomainName": "DomainName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::Kinesis::Stream": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SSM::Parameter": "Name",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
}


def chosen(loaded: Sequence[Loaded], environments: Sequence[str]) -> list[Loaded]:
    """Leave only the templates of some environments; raise UsageError for one that no blueprint has."""
    known = list(dict.fromkeys(each.blueprint.environment for each in loaded if each.blueprint.environment is not None))
    for name in environments:
        if name not in known:
            close = nearest(name, known)
            raise UsageError(
                f"no blueprint has a template for the environment {name}.",
                given=name,
                allowed=", ".join(known) or "none: no blueprint has environments with templates of their own",
                fix=f"--environment {close}" if close else "leave out --environment, or declare it in environments=",
            )
    return [each for each in loaded if each.blueprint.environment in environments]


def with_clashes(compiled: Sequence[tuple[Loaded, Sealed]]) -> list[tuple[Loaded, Sealed]]:
    """Add notices of names that stacks of two environments would both give; only one of them can in an account."""
    first: dict[tuple[Any, ...], Loaded] = {}
    found = []
    for loaded, sealed in compiled:
        notices = list(sealed.notices)
        if loaded.blueprint.one_template:
            notices += [_once(loaded, sealed, *each) for each in _names(sealed.document)]
        if loaded.blueprint.environment is not None:
            for place, kind, name in _names(sealed.document):
                key = (loaded.path, loaded.variable, kind, name)
                other = first.setdefault(key, loaded)
                if other is not loaded:
                    notices.append(_clash(other, loaded, sealed, place, kind, name))
        found.append((loaded, sealed._replace(notices=tuple(dict.fromkeys(notices)))))
    return found


def _clash(other: Loaded, loaded: Loaded, sealed: Sealed, place: tuple[str, str], kind: str, name: str) -> Notice:
    one, two = other.blueprint.environment, loaded.blueprint.environment
    own = f'PerEnvironment({one}="{name}-{one}", {two}="{name}-{two}")'
    return Notice(
        f"{one} and {two} both name {kind} {name}: in one account and region, the second stack fails.",
        sealed.sources.find(place) or loaded.blueprint.source,
        f"give each its own: {own}, unless they are in two accounts",
    )


def _once(loaded: Loaded, sealed: Sealed, place: tuple[str, str], kind: str, name: str) -> Notice:
    return Notice(
        f"every environment names {kind} {name}: in one account and region, the second stack fails.",
        sealed.sources.find(place) or loaded.blueprint.source,
        f'write Sub("{name}-${{Environment}}") of troposphere, unless each is in an account of its own',
    )


def _names(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str, str]]:
    """Give the names that are written out: where, of what, and the name."""
    for title, resource in document["Resources"].items():
        name = (resource.get("Properties") or {}).get(_NAMES.get(resource["Type"], ""))
        if isinstance(name, str):
            yield ("Resources", title), resource["Type"], name
    for title, output in document.get("Outputs", {}).items():
        export = output.get("Export")
        name = export.get("Name") if isinstance(export, Mapping) else None
        if isinstance(name, str):
            yield ("Outputs", title), "the export", name
