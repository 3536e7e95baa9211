"""Layers, and code that arrives by parameters: a bucket and a key that the content names.

No digest stands in the template, so that it stays the same when the code changes. Where the code lies is said in the
metadata that the CDK and ``sam local`` use; ``cfngw package`` makes the zip from it.
https://docs.aws.amazon.com/cdk/v2/guide/assets.html
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from troposphere import Ref, awslambda

from cfngw.compile.assembly import Assembly, only_given
from cfngw.declare.code import Directory
from cfngw.declare.layer import Layer
from cfngw.declare.parameter import Parameter

CODE_BUCKET = Parameter("CodeBucket", description="The bucket that holds the code; cfngw package fills this in")


def located(assembly: Assembly, owner: str, described: str) -> dict[str, Any]:
    """Give the bucket and key of what a resource is made of, as references to parameters."""
    key = Parameter(f"{owner}CodeKey", description=f"Where the code of {described} lies; cfngw package fills this in")
    return {"S3Bucket": assembly.resolve(CODE_BUCKET), "S3Key": assembly.resolve(key)}


def asset(assembly: Assembly, code: Directory, attribute: str) -> dict[str, Any]:
    """Give the metadata that says where the code lies and how it is bundled."""
    return {
        "aws:asset:path": _relative(assembly, code.location, code),
        "aws:asset:property": attribute,
        **bundle(assembly, code, code.requirements_location),
    }


def bundle(assembly: Assembly, declared: Directory | Layer, requirements: Path | None) -> dict[str, Any]:
    """Give the metadata of a bundle that is more than its folder."""
    recipe = {
        "Requirements": None if requirements is None else _relative(assembly, requirements, declared),
        "Include": list(getattr(declared, "include", ())) or None,
        "Exclude": list(getattr(declared, "exclude", ())) or None,
        "Build": declared.build if declared.build != "pip" else None,
        "Files": dict(getattr(declared, "generated", ())) or None,
    }
    given = only_given(recipe)
    return {"cfngw": {"Bundle": given}} if given else {}


def _relative(assembly: Assembly, location: Path, declared: Directory | Layer) -> str:
    """Write a path relative to the template; without a place for that, to the Python file."""
    folder = assembly.folder or Path(declared.source.path).resolve().parent
    return Path(os.path.relpath(location, folder)).as_posix()


def add_layer(assembly: Assembly, layer: Layer) -> Any:
    """Put a layer into the template, once; give the reference to its version."""
    title = layer.resource_id
    if assembly.claim("Resources", title, layer, layer.source):
        assembly.template.resources[title] = _layer(assembly, layer, title)
    return Ref(title)


def _layer(assembly: Assembly, layer: Layer, title: str) -> awslambda.LayerVersion:
    options = {
        "DeletionPolicy": layer.deletion_policy,
        "UpdateReplacePolicy": layer.deletion_policy if layer.deletion_policy == "Retain" else None,
        "Metadata": _metadata(assembly, layer),
        "Description": assembly.resolve(layer.description),
        "LicenseInfo": assembly.resolve(layer.license_info),
        "CompatibleRuntimes": list(layer.runtimes) or None,
        "CompatibleArchitectures": [layer.architecture] if layer.architecture else None,
        "Content": awslambda.Content(**located(assembly, title, f"the layer {layer.name}")),
    }
    return awslambda.LayerVersion(title, **only_given(options))


def _metadata(assembly: Assembly, layer: Layer) -> dict[str, Any]:
    if layer.directory is not None:
        return asset(assembly, layer.directory, "Content")
    return {"aws:asset:property": "Content", **bundle(assembly, layer, layer.requirements_location)}
