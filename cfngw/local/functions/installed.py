"""What a function has besides its directory: layers, requirements, and files that a blueprint generates.

Requirements are where ``cfngw package`` installed them: ``.cfngw/dependencies``, by the very key of theirs, so that
another version of the file, another runtime or architecture is not taken for it. They are used from there, beside the
directory, so that a change of code needs no packaging.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.document.values import Reference, Unknown
from cfngw.errors import CfngwError
from cfngw.local.functions.code import Place, Scratch, folder_or_zip
from cfngw.local.running import InvocationRefused
from cfngw.source import project_root, shown

if TYPE_CHECKING:
    from cfngw.document.values import At
    from cfngw.read.model import Function

_LAYERS = {"AWS::Lambda::LayerVersion": "Content", "AWS::Serverless::LayerVersion": "ContentUri"}


class Installed(NamedTuple):
    """``beside`` go with the code; ``layers`` are what /opt is at Lambda, the last one first, for it wins there.
    ``modules`` are folders of layers that hold Python modules themselves. ``notes`` say what is missing.
    """

    beside: tuple[Path, ...] = ()
    layers: tuple[Path, ...] = ()
    modules: tuple[Path, ...] = ()
    watched: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


def installed(function: Function, runtime: str, code: Place, *, overridden: bool, scratch: Scratch) -> Installed:
    """Find what lies on this machine."""
    architecture = next((each for each in function.architectures if isinstance(each, str)), "x86_64")
    finder = _Finder(function, runtime, architecture, scratch)
    if not overridden:
        finder.requirements(code)
    for layer in reversed(function.layers):
        finder.layer(layer)
    return Installed(
        tuple(finder.beside), tuple(finder.layers), tuple(finder.modules), tuple(finder.watched), tuple(finder.notes)
    )


class _Finder:
    def __init__(self, function: Function, runtime: str, architecture: str, scratch: Scratch) -> None:
        self._function = function
        self._runtime = runtime
        self._architecture = architecture
        self._scratch = scratch
        self.beside: list[Path] = []
        self.layers: list[Path] = []
        self.modules: list[Path] = []
        self.watched: list[Path] = []
        self.notes: list[str] = []

    def requirements(self, code: Place) -> None:
        at = self._function.at
        resource = _resource(at, self._function.logical_id)
        facts = _bundle(resource)
        files = facts.get("Files")
        if isinstance(files, Mapping) and files:
            self.beside.append(_written(files, self._scratch.fresh(f"generated-{self._function.logical_id}")))
        given = facts.get("Requirements")
        if isinstance(given, str):
            self._installed(at, _below(at, given), facts, self.beside, self._packaging(at))
        elif self._runtime.startswith("python") and _names_requirements(code.folder):
            fix = f"install them into a copy of the folder, and give it: --code {self._function.logical_id}=DIR"
            self._installed(at, code.folder / "requirements.txt", facts, self.beside, fix)

    def layer(self, layer: Any) -> None:
        at = self._function.at
        name = layer.logical_id if isinstance(layer, Reference) else str(layer)
        resource = _resource(at, name) if isinstance(layer, Reference) else {}
        kind = resource.get("Type")
        place = _content(at, resource) if kind in _LAYERS else None
        facts = _bundle(resource)
        if place is not None:
            self._folder(place, name)
        elif isinstance(facts.get("Requirements"), str):
            self._installed(at, _below(at, facts["Requirements"]), facts, self.modules, self._packaging(at))
        elif isinstance(layer, Unknown):
            self.notes.append(f"{self._function.logical_id}: a layer is left out, for the template does not tell it")
        else:
            self.notes.append(
                f"{self._function.logical_id}: the layer {name} is not on this machine, and left out"
                f" (what it holds can be put into a folder with the code: --code {self._function.logical_id}=DIR)"
            )

    def _folder(self, place: Path, name: str) -> None:
        try:
            found = folder_or_zip(place, name, self._scratch)
        except InvocationRefused:
            self.notes.append(f"{self._function.logical_id}: the layer {name} is left out: there is no {_shown(place)}")
            return
        self.layers.append(found.folder)
        self.watched += found.watched

    def _installed(self, at: At, file: Path, facts: Mapping[str, Any], into: list[Path], fix: str) -> None:
        from cfngw.bundle.dependencies import find_installed
        from cfngw.bundle.requirements import read_requirements
        from cfngw.bundle.target import Target

        self.watched.append(file)
        build = "docker" if facts.get("Build") == "docker" else "pip"
        target = Target(self._runtime, self._architecture)
        try:
            requirements = read_requirements(file)
            if not requirements.lines:
                return
            found = find_installed(requirements, target, build, project_root(at.document.path.resolve()))
        except CfngwError as error:
            self.notes.append(f"{self._function.logical_id}: {error.problem}")
            return
        if found is not None:
            into.append(found)
            return
        self.notes.append(
            f"{self._function.logical_id}: {_shown(file)} is not installed for {target}, and left out: what is"
            f" installed beside the gateway is found instead. fix: {fix}"
        )

    def _packaging(self, at: At) -> str:
        return f"cfngw package {_shown(at.document.path)} --local DIR"


def _shown(path: Path) -> str:
    return shown(str(path))


def _names_requirements(folder: Path) -> bool:
    """Tell whether a folder names requirements, and has none installed in it."""
    return (folder / "requirements.txt").is_file() and not any(folder.glob("*.dist-info"))


def _below(at: At, given: str) -> Path:
    return Path(os.path.normpath(at.document.path.parent / given))


def _resource(at: At, logical_id: str) -> Mapping[str, Any]:
    """Give a resource of the template as it is written; of a nested stack's, the last part of the id is its own."""
    resources = at.document.data.get("Resources")
    found = resources.get(logical_id.rpartition("/")[2]) if isinstance(resources, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _metadata(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    found = resource.get("Metadata")
    return found if isinstance(found, Mapping) else {}


def _bundle(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    ours = _metadata(resource).get("cfngw")
    found = ours.get("Bundle") if isinstance(ours, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _content(at: At, resource: Mapping[str, Any]) -> Path | None:
    properties = resource.get("Properties")
    written = properties.get(_LAYERS[resource["Type"]]) if isinstance(properties, Mapping) else None
    given = _metadata(resource).get("aws:asset:path", written)
    return _below(at, given) if isinstance(given, str) and not given.startswith("s3://") else None


def _written(files: Mapping[str, Any], folder: Path) -> Path:
    for name, text in files.items():
        if isinstance(text, str) and name == Path(name).name and name not in (".", ".."):
            (folder / name).write_text(text, encoding="utf-8")
    return folder
