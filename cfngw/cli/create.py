"""The command that creates a stack from a template, as it is typed in a POSIX shell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import Any
from urllib.parse import quote as in_url

from cfngw.compile.limits import Limits

_NAMES_OF_IAM = {
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
}


def create_command(path: Path, text: str, document: Mapping[str, Any]) -> str:
    """Give the lines to type; a template over the inline limit goes by S3, to the bucket named in BUCKET."""
    location = path.as_posix()
    name = stack_name(path)
    inline = len(text.encode()) <= Limits().inline_bytes
    lines = [f"aws cloudformation create-stack --stack-name {name}"]
    if inline:
        lines.append(f"--template-body {quote(f'file://{location}')}")
    else:
        lines.append(f'--template-url "https://$BUCKET.s3.amazonaws.com/{in_url(path.name)}"')
    wanted = [name for name, given in document.get("Parameters", {}).items() if "Default" not in given]
    if wanted:
        lines.append("--parameters " + " ".join(_parameter(name) for name in wanted))
    lines += [f"--capabilities {' '.join(found)}"] if (found := capabilities(document)) else []
    command = "  " + " \\\n    ".join(lines)
    if inline:
        return _to_set(wanted) + command
    upload = f'aws s3 cp {quote(location)} "s3://${{BUCKET:?}}/{_in_double_quotes(path.name)}"'
    return f"{_to_set(['BUCKET', *wanted])}  {upload} && \\\n{command}"


def _to_set(names: Sequence[str]) -> str:
    """Say which shell variables the command reads; no comment of the shell's: not every shell takes one there."""
    return f"  (set {', '.join(_variable(name) for name in names)} first)\n" if names else ""


def _variable(name: str) -> str:
    return name if name[0].isalpha() else f"_{name}"


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
    resources = document["Resources"].values()
    found = []
    iam = [resource for resource in resources if resource["Type"].startswith("AWS::IAM::")]
    named = any(_NAMES_OF_IAM.get(each["Type"], "-") in each.get("Properties", {}) for each in iam)
    # What a macro or a nested template makes is not known here; SAM, for one, makes roles.
    hidden = "Transform" in document or "Fn::Transform" in str(document) or _nested(document)
    if iam or hidden:
        found.append("CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM")
    if hidden:
        found.append("CAPABILITY_AUTO_EXPAND")
    return found


def _nested(document: Mapping[str, Any]) -> bool:
    return any(resource["Type"] == "AWS::CloudFormation::Stack" for resource in document["Resources"].values())
