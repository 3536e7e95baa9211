"""Whether a layer fits a function."""

from __future__ import annotations

import re

from cfngw.document.values import Reference, Text
from cfngw.lint.rules.view import View
from cfngw.read.taking import row

_ARCHITECTURES = (
    (re.compile(r"arm64|aarch64", re.IGNORECASE), "arm64"),
    (re.compile(r"x86_?64|amd64", re.IGNORECASE), "x86_64"),
)
_PYTHON = re.compile(r"python3?[._-]?(?P<version>3[._]?\d{1,2}|\d{2})(?!\d)", re.IGNORECASE)

Misfit = tuple[str, str, str]


def in_name(layer: object, runs: object, runtime: object) -> Misfit | None:
    """Tell by the ARN of a layer why it does not fit: what the function runs, the layer, what that is for."""
    written = layer if isinstance(layer, str) else str(layer.pieces[-1]) if isinstance(layer, Text) else ""
    found = re.search(r":layer:(?P<name>[^:]+):\d+\Z", written)
    if found is None:
        return None
    name = found["name"]
    made = next((kind for pattern, kind in _ARCHITECTURES if pattern.search(name)), None)
    if made and isinstance(runs, str) and runs in ("arm64", "x86_64") and runs != made:
        return runs, name, made
    python = _PYTHON.search(name)
    if python and isinstance(runtime, str) and runtime.startswith("python3."):
        minor = re.sub(r"\D", "", python["version"]).removeprefix("3")
        if minor and f"python3.{minor}" != runtime:
            return runtime, name, f"python3.{minor}"
    return None


def in_template(view: View, layer: object, runs: object, runtime: object) -> Misfit | None:
    """Tell by a layer of the template why it does not fit."""
    resource = view.found.index.get(layer.logical_id) if isinstance(layer, Reference) else None
    if resource is None:
        return None
    for name, has in (("CompatibleArchitectures", runs), ("CompatibleRuntimes", runtime)):
        listed = row(resource.properties.get(name))
        if listed and isinstance(has, str) and all(isinstance(each, str) for each in listed) and has not in listed:
            return has, resource.key, ", ".join(map(str, listed))
    return None
