"""The functions and layers of a template whose zip has to be made, as the template's metadata says.

Metadata
  aws:asset:path      the folder, relative to the template; absent from a layer of requirements alone
  aws:asset:property  Code, or Content in a layer
  cfngw.Bundle        Requirements, Include, Exclude, Build: how the zip is made
                      Files: texts of files, by name, that are put beside those of the folder
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cfngw.bundle import Recipe, Target, packs
from cfngw.document import UNKNOWN, Document, resolve_default
from cfngw.errors import CfngwError, DeclarationError, each_problem, nearest, raise_all
from cfngw.source import Source, SourceMap, project_root, shown

Kind = Literal["function", "layer"]


class _Form(NamedTuple):
    """Where a kind of resource says what it is made of and what it runs on."""

    kind: Kind
    property: str
    runtime: str
    architecture: str


_FORMS = {
    "AWS::Lambda::Function": _Form("function", "Code", "Runtime", "Architectures"),
    "AWS::Lambda::LayerVersion": _Form("layer", "Content", "CompatibleRuntimes", "CompatibleArchitectures"),
}
_PATH, _PROPERTY = "aws:asset:path", "aws:asset:property"
_RECIPE: dict[str, type] = {"Requirements": str, "Include": list, "Exclude": list, "Build": str, "Files": dict}
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_BUILDS = ("pip", "docker")


@dataclass(frozen=True)
class Asset:
    """A zip that a function or a layer of a template is made of.

    ``name`` begins the file's name. ``layers`` are the logical ids of the template's own layers that a function
    uses, ``other_layers`` counts the rest. ``handler``, ``runtime`` and ``architecture`` are None where the template
    leaves them open. ``where`` is the Python line that declared it when a build left its source map, else the line of
    the resource.
    """

    logical_id: str
    kind: Kind
    name: str
    recipe: Recipe
    bucket_parameter: str
    key_parameter: str
    where: Source
    layers: tuple[str, ...] = ()
    other_layers: int = 0
    handler: str | None = None
    runtime: str | None = None
    handler_where: Source | None = None
    architecture: str | None = None


def find_assets(document: Document) -> list[Asset]:
    """Give the assets in the order of the template; raise all that is wrong with them together."""
    sources = SourceMap.load(document.text, project_root(document.path.resolve()))
    found: list[Asset] = []
    problems: list[CfngwError] = []
    for logical_id, resource in document.resources():
        form = _FORMS.get(resource["Type"])
        if form is None or not _is_asset(resource, form):
            continue
        try:
            found.append(_Reader(document, sources, logical_id, resource, form).asset())
        except CfngwError as error:
            problems += each_problem(error)
    problems += _clashes(found)
    raise_all(problems)
    return found


def refuse_own_output(assets: Sequence[Asset], place: Path, file: Path, fix: str) -> None:
    """Refuse to write a file to a place that is packed: it would be in the next zip, which would never settle."""
    raise_all(
        DeclarationError(
            f"{asset.logical_id}: its zip would hold what this command writes to {shown(str(place.resolve()))}.",
            where=asset.where,
            given=str(place),
            allowed="a place outside the function's directory, or one that is left out",
            fix=fix,
        )
        for asset in assets
        if packs(asset.recipe, file)
    )


def _is_asset(resource: Mapping[str, Any], form: _Form) -> bool:
    metadata = resource.get("Metadata")
    if not isinstance(metadata, Mapping):
        return False
    attribute = metadata.get(_PROPERTY, form.property)  # the CDK's container images say Code.ImageUri
    return attribute == form.property and (_PATH in metadata or bool(_bundle(metadata)))


def _bundle(metadata: Mapping[str, Any]) -> Any:
    own = metadata.get("cfngw")
    return own.get("Bundle", {}) if isinstance(own, Mapping) else {}


def _clashes(assets: list[Asset]) -> list[CfngwError]:
    """Find parameters that would have to hold two keys."""
    first: dict[str, Asset] = {}
    problems: list[CfngwError] = []
    for asset in assets:
        other = first.setdefault(asset.key_parameter, asset)
        if other.recipe != asset.recipe:
            problems.append(
                DeclarationError(
                    f"{asset.logical_id}: the parameter {asset.key_parameter} already takes the key of "
                    f"{other.logical_id}, which is made otherwise.",
                    where=asset.where,
                    fix="give each its own parameter",
                )
            )
    return problems


_ALLOWED: dict[type, str] = {
    str: "text",
    list: "a list of patterns",
    dict: "a mapping from names without a slash to texts",
}


def _fits(value: Any, kind: type) -> bool:
    """Tell whether a key of cfngw.Bundle holds what it should."""
    if not isinstance(value, kind):
        return False
    if isinstance(value, dict):
        return all(_FILE_NAME.fullmatch(str(name)) and isinstance(text, str) for name, text in value.items())
    return not isinstance(value, list) or all(isinstance(each, str) for each in value)


class _Reader:
    """One resource, read into an asset; every problem stands at the user's line: of Python, or of the template."""

    def __init__(
        self, document: Document, sources: SourceMap, logical_id: str, resource: Mapping[str, Any], form: _Form
    ) -> None:
        self._document = document
        self._sources = sources
        self._id = logical_id
        self._form = form
        self._metadata: Mapping[str, Any] = resource["Metadata"]
        properties = resource.get("Properties")
        self._properties: Mapping[str, Any] = properties if isinstance(properties, Mapping) else {}

    def asset(self) -> Asset:
        """Read it all."""
        recipe = self._recipe()
        name = recipe.source.resolve().name if recipe.source is not None else self._id
        layers, others = self._layers()
        return Asset(
            logical_id=self._id,
            kind=self._form.kind,
            name=re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or self._id,
            recipe=recipe,
            bucket_parameter=self._parameter("S3Bucket"),
            key_parameter=self._parameter("S3Key"),
            where=self._where(),
            layers=layers,
            other_layers=others,
            handler=self._text("Handler"),
            runtime=self._text("Runtime"),
            handler_where=self._where("Properties", "Handler"),
            architecture=self._only_architecture(),
        )

    def _recipe(self) -> Recipe:
        given = self._facts()
        source, requirements = self._source(), self._requirements(given)
        if source is None and requirements is None:
            raise self._error(("Metadata",), "is made of nothing.", fix=f"name a folder in {_PATH}")
        if self._form.kind == "layer" and source is not None and requirements is not None:
            path = ("Metadata", "cfngw", "Bundle", "Requirements")
            raise self._error(path, "a layer is made of a folder or of requirements.", fix="make two layers of it")
        # Python finds the packages of a layer below /opt/python; a folder is taken as it is.
        prefix = "python/" if self._form.kind == "layer" and source is None else ""
        return Recipe(
            source=source,
            include=tuple(given.get("Include", ())),
            exclude=tuple(given.get("Exclude", ())),
            requirements=requirements,
            target=self._target() if requirements is not None else None,
            prefix=prefix,
            build=given.get("Build", "pip"),
            generated=tuple(given.get("Files", {}).items()),
            where=self._where(),
        )

    def _facts(self) -> dict[str, Any]:
        """Give what cfngw.Bundle says, each key of its type."""
        given = _bundle(self._metadata)
        path = ("Metadata", "cfngw", "Bundle")
        if not isinstance(given, Mapping):
            raise self._error(path, "Bundle is no mapping.", given=given, allowed=", ".join(_RECIPE), fix="correct it")
        for name, value in given.items():
            kind = _RECIPE.get(name)
            if kind is None:
                close = nearest(name, _RECIPE)
                fix = f"write {close}" if close else f"leave out {name}"
                raise self._error((*path, name), f"Bundle has no {name}.", allowed=", ".join(_RECIPE), fix=fix)
            if not _fits(value, kind):
                allowed = _ALLOWED[kind]
                raise self._error(
                    (*path, name), f"{name} does not take this value.", given=value, allowed=allowed, fix="write it out"
                )
        if given.get("Build", "pip") not in _BUILDS:
            fix = "leave it out for pip"
            raise self._error(
                (*path, "Build"), "there is no such build.", given=given["Build"], allowed=" or ".join(_BUILDS), fix=fix
            )
        return dict(given)

    def _source(self) -> Path | None:
        if _PATH not in self._metadata:
            return None
        given = self._metadata[_PATH]
        path = ("Metadata", _PATH)
        if not isinstance(given, str) or not given:
            raise self._error(path, "the path of the code is no text.", given=given, fix="write the folder's path")
        folder = self._below(given)
        if not folder.is_dir():
            what = "is a file, not a folder" if folder.exists() else "does not exist"
            raise self._error(path, f"the folder {given} {what}.", given=given, fix=self._near(folder))
        return folder

    def _requirements(self, given: Mapping[str, Any]) -> Path | None:
        if "Requirements" not in given:
            return None
        file = self._below(given["Requirements"])
        if not file.is_file():
            path = ("Metadata", "cfngw", "Bundle", "Requirements")
            what = f"there is no file {given['Requirements']}."
            raise self._error(path, what, given=given["Requirements"], fix=self._near(file))
        return file

    def _below(self, given: str) -> Path:
        # By the words, as the path was written: a template's folder may be a link to somewhere else.
        return Path(os.path.normpath(self._document.path.parent / given))

    def _near(self, location: Path) -> str:
        folder = location.parent
        close = nearest(location.name, sorted(each.name for each in folder.iterdir())) if folder.is_dir() else None
        return f'its parent holds "{close}"' if close else "check the path: it starts at the template's folder"

    def _target(self) -> Target:
        """Give what requirements are installed for: one runtime, one architecture."""
        runtime = self._one(self._form.runtime, None, "runtime", "python3.13")
        return Target(runtime, self._one(self._form.architecture, "x86_64", "architecture", "arm64"))

    def _one(self, attribute: str, default: str | None, noun: str, example: str) -> str:
        path = ("Properties", attribute)
        node = self._properties.get(attribute, default)
        found = resolve_default(self._document.data, node)
        if found is UNKNOWN:
            raise self._error(
                path,
                f"its {noun} is not known from the template, and its requirements are installed for one.",
                given=node,
                allowed="a literal, or a Ref to a parameter with a Default",
                fix=f"write the {noun}, or give the parameter a Default",
            )
        values = found if isinstance(found, list) else [found]
        if len(values) != 1 or not isinstance(values[0], str):
            missing = node is None
            raise self._error(
                path,
                f"its requirements are installed for one {noun}, and it has {'none' if missing else len(values)}.",
                given=found,
                allowed=f"one {noun}, such as {example}",
                fix=f"name the {noun}" if missing else f"make one {self._form.kind} for each {noun}",
            )
        return values[0]

    def _parameter(self, attribute: str) -> str:
        """Give the parameter that a property is a Ref to."""
        path = ("Properties", self._form.property, attribute)
        content = self._properties.get(self._form.property)
        node = content.get(attribute) if isinstance(content, Mapping) else None
        name = node.get("Ref") if isinstance(node, Mapping) and len(node) == 1 else None
        if not isinstance(name, str) or name not in self._document.data.get("Parameters", {}):
            noun = "bucket" if attribute == "S3Bucket" else "key"
            raise self._error(
                path,
                f"{self._form.property}.{attribute} is no parameter, so that the {noun} of its zip can't be given.",
                given=node,
                allowed="a Ref to a parameter of the template",
                fix=f"write {attribute}: !Ref and the name of a parameter of Type String",
            )
        return name

    def _layers(self) -> tuple[tuple[str, ...], int]:
        """Give the layers of this template that a function refers to, and how many others it has."""
        given = self._properties.get("Layers")
        nodes = given if isinstance(given, list) else []
        known = {name for name, resource in self._document.resources() if resource["Type"].endswith("::LayerVersion")}
        refs = [node.get("Ref") for node in nodes if isinstance(node, Mapping)]
        own = tuple(ref for ref in refs if isinstance(ref, str) and ref in known)
        unread = 1 if given is not None and not isinstance(given, list) else 0
        return own, len(nodes) - len(own) + unread

    def _text(self, attribute: str) -> str | None:
        found = resolve_default(self._document.data, self._properties.get(attribute))
        return found if isinstance(found, str) else None

    def _only_architecture(self) -> str | None:
        found = resolve_default(self._document.data, self._properties.get(self._form.architecture, ["x86_64"]))
        return found[0] if isinstance(found, list) and len(found) == 1 and isinstance(found[0], str) else None

    def _where(self, *path: str) -> Source:
        place = ("Resources", self._id, *path)
        return self._sources.find(place) or self._document.source(place)

    def _error(self, path: tuple[str, ...], problem: str, **facts: Any) -> DeclarationError:
        return DeclarationError(f"{self._id}: {problem}", where=self._where(*path), **facts)
