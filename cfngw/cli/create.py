"""The commands that create and update a stack from a template, as they are typed in a POSIX shell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import Any, Literal
from urllib.parse import quote as in_url

from cfngw.limits import Limits

_NAMES_OF_IAM = {
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
}


Verb = Literal["create", "update"]


def create_command(
    path: Path,
    text: str,
    document: Mapping[str, Any],
    *,
    verb: Verb = "create",
    parameters: Path | None = None,
    region: str | None = None,
) -> str:
    """Give the lines to type; a template over the inline limit goes by S3, to the bucket named in BUCKET.

    ``parameters`` is the file that holds their values; without it each comes from a shell variable of its name.
    """
    location = path.as_posix()
    inline = len(text.encode()) <= Limits().inline_bytes
    lines = [f"aws cloudformation {verb}-stack --stack-name {stack_name(path)}"]
    if inline:
        lines.append(f"--template-body {quote(f'file://{location}')}")
    else:
        lines.append(f'--template-url "https://$BUCKET.s3.amazonaws.com/{in_url(path.name)}"')
    lines += _parameters(document, parameters)
    lines += [f"--capabilities {' '.join(found)}"] if (found := capabilities(document)) else []
    lines += [f"--region {quote(region)}"] if region else []
    command = "  " + " \\\n    ".join(lines)
    wanted = _wanted(document) if parameters is None else []
    if inline:
        return _to_set(wanted) + command
    return f"{_to_set(['BUCKET', *wanted])}  {upload_command(path, 'BUCKET')} && \\\n{command}"


def parameters_command(stack: str, document: Mapping[str, Any], parameters: Path, region: str | None) -> str:
    """Give the lines that change a stack's parameters alone: its template stays the one that it has."""
    lines = [
        f"aws cloudformation update-stack --stack-name {quote(stack)}",
        "--use-previous-template",
        *_parameters(document, parameters),
        *([f"--capabilities {' '.join(found)}"] if (found := capabilities(document)) else []),
        *([f"--region {quote(region)}"] if region else []),
    ]
    return "  " + " \\\n    ".join(lines)


def has_code_to_package(document: Mapping[str, Any]) -> bool:
    """Tell whether a template asks for code of a folder or of requirements."""
    metadata = (resource.get("Metadata") for resource in _resources(document))
    return any(isinstance(each, Mapping) and "aws:asset:property" in each for each in metadata)


def package_command(path: Path) -> str:
    """Give the line that stores a template's code in the bucket named in BUCKET."""
    return f'  cfngw package {quote(path.as_posix())} --bucket "${{BUCKET:?}}"'


def _to_set(names: Sequence[str]) -> str:
    """Say which shell variables the command reads; no comment of the shell's: not every shell takes one there."""
    return f"  (set {', '.join(_variable(name) for name in names)} first)\n" if names else ""


def _variable(name: str) -> str:
    return name if name[0].isalpha() else f"_{name}"


def upload_command(path: Path, variable: str, key: str | None = None) -> str:
    """Give the line that copies a file to the bucket named in a shell variable."""
    return f'aws s3 cp {quote(path.as_posix())} "s3://${{{variable}:?}}/{_in_double_quotes(key or path.name)}"'


def _wanted(document: Mapping[str, Any]) -> list[str]:
    return [name for name, given in (document.get("Parameters") or {}).items() if "Default" not in given]


def _parameters(document: Mapping[str, Any], file: Path | None) -> list[str]:
    if file is not None:
        return [f"--parameters {quote(f'file://{file.as_posix()}')}"]
    wanted = _wanted(document)
    return ["--parameters " + " ".join(_parameter(name) for name in wanted)] if wanted else []


def _parameter(name: str) -> str:
    """Take a value from a shell variable: the line works once it is set, and says that it is missing until then.

    The inner quotes are the AWS CLI's own: without them a comma in the value would end it.
    """
    return f"\"ParameterKey={name},ParameterValue='${{{_variable(name)}:?}}'\""


def _in_double_quotes(text: str) -> str:
    return re.sub(r'([\\"$`])', r"\\\1", text)


def stack_name(path: Path) -> str:
    """Make a stack name of a template's name: letters, digits and '-', a letter first."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", path.stem).strip("-")
    return words if words[:1].isalpha() else f"stack-{words}".strip("-")


def capabilities(document: Mapping[str, Any]) -> list[str]:
    """Give what the caller must acknowledge: IAM resources, named ones, macros.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
    """
    found = []
    iam = [resource for resource in _resources(document) if resource["Type"].startswith("AWS::IAM::")]
    named = any(_NAMES_OF_IAM.get(each["Type"], "-") in each.get("Properties", {}) for each in iam)
    # What a macro or a nested template makes is not known here; SAM, for one, makes roles.
    hidden = "Transform" in document or "Fn::Transform" in str(document) or _nested(document)
    if iam or hidden:
        found.append("CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM")
    if hidden:
        found.append("CAPABILITY_AUTO_EXPAND")
    return found


def _nested(document: Mapping[str, Any]) -> bool:
    """Tell whether a template has nested stacks that may hold anything; those that a build made hold no IAM."""
    return any(
        resource["Type"] == "AWS::CloudFormation::Stack" and not _of_a_layout(resource)
        for resource in _resources(document)
    )


def _of_a_layout(stack: Mapping[str, Any]) -> bool:
    """Tell a nested stack of an API's paths and methods, without macros."""
    metadata = stack.get("Metadata")
    ours = metadata.get("cfngw") if isinstance(metadata, Mapping) else None
    return isinstance(ours, Mapping) and "Digest" in ours and not ours.get("Macros")


def _resources(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Leave out loops (Fn::ForEach), which somebody else's template may have among its resources."""
    found = document["Resources"].values()
    return [each for each in found if isinstance(each, Mapping) and isinstance(each.get("Type"), str)]
