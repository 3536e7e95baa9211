"""REST APIs in nested stacks, and short ways to read what became of them."""

from __future__ import annotations

from typing import Any

from cfngw import Blueprint
from cfngw.compile.seal import Sealed
from cfngw.document.whole import whole
from samples import of_type

STACK = "AWS::CloudFormation::Stack"
_NAMED = ("AWS::ApiGateway::Deployment", "AWS::ApiGateway::Stage")  # by the deployment's digest


def stacks(sealed: Sealed) -> dict[str, Any]:
    """Give the nested stacks of a template."""
    return of_type(sealed.document["Resources"], STACK)


def templates(sealed: Sealed) -> dict[str, Any]:
    """Give the nested templates by the logical ids of their stacks."""
    files = {each.name: each.document for each in sealed.beside}
    return {name: files[each["Metadata"]["aws:asset:path"]] for name, each in stacks(sealed).items()}


def read_back(blueprint: Blueprint) -> dict[str, Any]:
    """Compile, and give all resources as one template would have them, but for the deployment's name."""
    sealed = blueprint.sealed()
    found = whole(sealed.document, templates(sealed))["Resources"]
    return {name: each for name, each in found.items() if each["Type"] not in _NAMED}
