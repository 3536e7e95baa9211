"""The files beside a template that it names: an API's OpenAPI document, the templates of nested stacks.

Metadata
  aws:asset:path      the file, relative to the template
  aws:asset:property  BodyS3Location, or TemplateURL
  cfngw.Fill          pseudo parameters: Region stands in the file as ``${AWS::Region}`` and is filled in before it is
                      stored, for nothing resolves it in a document that API Gateway imports from S3

A file is stored under a name that its content gives, as a zip is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cfngw.document import Document
from cfngw.errors import CfngwError, DeclarationError, each_problem, nearest, raise_all
from cfngw.files import private_folder, read_text, write_text
from cfngw.source import Source, SourceMap, project_root

_KINDS = {
    "AWS::ApiGateway::RestApi": ("body", "BodyS3Location"),
    "AWS::CloudFormation::Stack": ("template", "TemplateURL"),
}
_PATH, _PROPERTY = "aws:asset:path", "aws:asset:property"
_URL = re.compile(r"https://\$\{(\w+)\}\.s3\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}/\$\{(\w+)\}")
_PARTITIONS = {  # by how the names of their regions begin
    "cn-": ("aws-cn", "amazonaws.com.cn"),
    "us-gov-": ("aws-us-gov", "amazonaws.com"),
    "eusc-": ("aws-eusc", "amazonaws.eu"),
    "us-iso-": ("aws-iso", "c2s.ic.gov"),
    "us-isob-": ("aws-iso-b", "sc2s.sgov.gov"),
    "eu-isoe-": ("aws-iso-e", "cloud.adc-e.uk"),
    "us-isof-": ("aws-iso-f", "csp.hci.ic.gov"),
}
ACCOUNT, REGION = "AWS::AccountId", "AWS::Region"


@dataclass(frozen=True)
class BesideFile:
    """A file beside a template; ``fill``: the pseudo parameters that it needs values of."""

    logical_id: str
    kind: str
    path: Path
    bucket_parameter: str
    key_parameter: str
    where: Source
    fill: tuple[str, ...] = ()


def find_files(document: Document) -> list[BesideFile]:
    """Give the files in the order of the template; raise all that is wrong with them together."""
    sources = SourceMap.load(document.text, project_root(document.path.resolve()))
    found: list[BesideFile] = []
    problems: list[CfngwError] = []
    for logical_id, resource in document.resources():
        kind, attribute = _KINDS.get(resource["Type"], ("", ""))
        metadata = resource.get("Metadata")
        if not isinstance(metadata, Mapping) or _PATH not in metadata or metadata.get(_PROPERTY) != attribute:
            continue
        where = sources.find(("Resources", logical_id)) or document.source(("Resources", logical_id))
        try:
            bucket, key = _parameters(document, logical_id, resource, attribute, where)
            path = _file(document, logical_id, metadata[_PATH], where)
            found.append(BesideFile(logical_id, kind, path, bucket, key, where, _fill(metadata)))
        except CfngwError as error:
            problems += each_problem(error)
    raise_all(problems)
    return found


def pseudo_parameters(region: str, account: str) -> dict[str, str]:
    """Give what the pseudo parameters are in an account and a region.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """
    begins = next((begins for begins in _PARTITIONS if region.startswith(begins)), "")
    partition, suffix = _PARTITIONS.get(begins, ("aws", "amazonaws.com"))
    return {REGION: region, ACCOUNT: account, "AWS::Partition": partition, "AWS::URLSuffix": suffix}


def filled(file: BesideFile, values: Mapping[str, str], root: Path) -> Path:
    """Make the file as it is stored, below ``root/.cfngw``: its name has the digest of its content."""
    text = read_text(file.path)
    for name in file.fill:
        text = text.replace(f"${{{name}}}", values[name])
    digest = sha256(text.encode()).hexdigest()
    made = private_folder(root) / "files" / f"{file.path.stem}-{digest}{file.path.suffix}"
    write_text(made, text)
    return made


def _fill(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    ours = metadata.get("cfngw")
    names = ours.get("Fill", ()) if isinstance(ours, Mapping) else ()
    known = pseudo_parameters("", "")
    wanted = [f"AWS::{name}" for name in names] if isinstance(names, list) else []
    return tuple(name for name in wanted if name in known)


def _file(document: Document, logical_id: str, given: Any, where: Source) -> Path:
    if not isinstance(given, str) or not given:
        raise DeclarationError(f"{logical_id}: the path of its file is no text.", where=where, given=given)
    path = Path(os.path.normpath(document.path.parent / given))
    if not path.is_file():
        siblings = sorted(each.name for each in path.parent.iterdir()) if path.parent.is_dir() else []
        close = nearest(path.name, siblings)
        raise DeclarationError(
            f"{logical_id}: there is no file {given} beside the template.",
            where=where,
            given=given,
            fix=f"its folder has {close}; run cfngw build" if close else "run cfngw build, which writes it",
        )
    return path


def _parameters(
    document: Document, logical_id: str, resource: Mapping[str, Any], attribute: str, where: Source
) -> tuple[str, str]:
    """Give the parameters that bucket and key come by."""
    given = (resource.get("Properties") or {}).get(attribute)
    names = _of_url(given) if attribute == "TemplateURL" else _of_location(given)
    if names is None or not set(names) <= set(document.data.get("Parameters") or {}):
        form = (
            "!Sub https://${Bucket}.s3.${AWS::Region}.${AWS::URLSuffix}/${Key}"
            if attribute == "TemplateURL"
            else "{Bucket: !Ref Bucket, Key: !Ref Key}"
        )
        raise DeclarationError(
            f"{logical_id}: {attribute} does not take bucket and key by parameters, so that they can't be given.",
            where=where,
            given=given,
            allowed=f"{form}, by the names of two parameters of the template",
            fix="write it so",
        )
    return names


def _of_location(given: Any) -> tuple[str, str] | None:
    if not isinstance(given, Mapping):
        return None
    bucket, key = (
        given[name].get("Ref") if isinstance(given.get(name), Mapping) else None for name in ("Bucket", "Key")
    )
    return (bucket, key) if isinstance(bucket, str) and isinstance(key, str) else None


def _of_url(given: Any) -> tuple[str, str] | None:
    text = given.get("Fn::Sub") if isinstance(given, Mapping) else None
    match = _URL.fullmatch(text) if isinstance(text, str) else None
    return (match[1], match[2]) if match else None
