"""Layers: packages or files that several functions share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cfngw.declare.code import Directory, beside, check_file, not_python, unpackable
from cfngw.declare.intrinsic import Reference, Text
from cfngw.declare.kinds import NAME, Instance, Many, OneOf, Words
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError
from cfngw.naming import name_words

_RUNTIME = Words('a runtime, such as "python3.13"', pattern=r"[a-z][a-z0-9.]*", literal=True)
_ARCHITECTURE = OneOf("x86_64", "arm64", literal=True)


class Layer(Value):
    """A layer of the stack's own; functions that are given the same Layer share one version of it.

    ``Layer.from_requirements("Deps", "requirements.txt", runtime="python3.13")`` holds packages,
    ``Layer.from_directory("Fonts", "layers/fonts")`` a folder as it is. A new version is made when the content
    changes; the old one is deleted after the functions have moved on, or kept with ``deletion_policy="Retain"``.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html
    """

    name: str = required(NAME, kw_only=False)
    directory: Directory | None = option(Instance(Directory), default=None)
    requirements: str | None = option(Words("a path", literal=True), default=None)
    runtimes: Sequence[str] = option(Many(_RUNTIME, most=15, intrinsic=False), default=())
    architecture: str | None = option(_ARCHITECTURE, default=None)
    build: str = option(OneOf("pip", "docker", literal=True), default="pip")
    description: Text | None = option(Words(longest=256), default=None)
    license_info: Text | None = option(Words(longest=512), default=None)
    deletion_policy: str | None = option(OneOf("Delete", "Retain", "RetainExceptOnCreate", literal=True), default=None)
    logical_id: str | None = pinned(default=None)

    @classmethod
    def from_requirements(
        cls, name: str, path: str, *, runtime: str, architecture: str = "x86_64", **options: object
    ) -> Layer:
        """Make a layer of packages, as wheels for one runtime and architecture."""
        options |= {"requirements": path, "runtimes": [runtime], "architecture": architecture}
        return cls(name, **options)  # type: ignore[arg-type]

    @classmethod
    def from_directory(cls, name: str, path: str, *, runtimes: Sequence[str] = (), **options: object) -> Layer:
        """Make a layer of a folder, whose content appears below ``/opt`` (Python finds ``/opt/python``)."""
        names = ("include", "exclude")
        chosen = {each: options.pop(each) for each in names if each in options}
        return cls(name, directory=Directory(path, **chosen), runtimes=runtimes, **options)  # type: ignore[arg-type]

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or f"{name_words(self.name)}Layer"

    @property
    def arn(self) -> Reference:
        """Refer to the ARN of the layer's version."""
        return Reference(self.resource_id, target=self)

    @property
    def requirements_location(self) -> Path | None:
        """Give the absolute path of the requirements file."""
        return None if self.requirements is None else beside(self, self.requirements)

    def check(self) -> Iterator[CfngwError]:
        """Check that the layer has one content, and that packages are made for one target."""
        if (self.directory is None) == (self.requirements is None):
            yield self.refusal(
                "a layer is made of packages or of a folder.",
                allowed="Layer.from_requirements(name, path, runtime=…) or Layer.from_directory(name, path)",
                fix="use one of the two",
            )
        if isinstance(self.directory, Directory):
            yield from self._check_directory(self.directory)
        if self.requirements_location is None:
            return
        yield from check_file(self, self.requirements or "", self.requirements_location)
        if len(self.runtimes) != 1 or self.architecture is None:
            yield self.refusal(
                "packages are built for one runtime and one architecture.",
                given=list(self.runtimes),
                allowed="one runtime, one architecture",
                fix="use Layer.from_requirements(name, path, runtime=…, architecture=…)",
            )
        else:
            yield from not_python(self, self.runtimes[0])

    def _check_directory(self, code: Directory) -> Iterator[CfngwError]:
        """Look whether the folder can be packed."""
        if code.requirements is not None:
            yield self.refusal(
                "a layer is made of packages or of a folder, and its Directory has requirements.",
                given=code.requirements,
                fix="make two layers: Layer.from_directory and Layer.from_requirements",
            )
        if not code.is_sound():
            return  # the Directory has reported it
        from cfngw.bundle import BundleError, Recipe, source_files

        try:
            source_files(Recipe(code.location, tuple(code.include), tuple(code.exclude)))
        except BundleError as error:
            yield unpackable(self, code, error)
