"""How APIs are laid out: folds of the plain document, the last step before deployments get their digests.

What declares, compiles and customises knows one form alone, a resource for each method. A fold takes the finished
document and changes it in place: ``openapi`` puts an API's parts into one document, ``nested`` into stacks below. What
it writes beside the template, in files whose names begin with the template's, is part of the result.

    Fold      what a fold works on: the document, the API, and how to put a file beside the template
    Beside    such a file
    lay_out   runs the folds
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from troposphere import AWSObject

from cfngw.compile.assembly import Assembly
from cfngw.compile.layer import CODE_BUCKET
from cfngw.compile.plain import plain
from cfngw.declare.parameter import Parameter
from cfngw.deployment_digest import digest_of
from cfngw.errors import CfngwError, DeclarationError, Notice
from cfngw.limits import Limits
from cfngw.source import Source, SourceMap


class Beside(NamedTuple):
    """A file beside a template: its name, its content as plain data, where the parts of it were declared.

    ``is_template``: it is one itself, so that it is linted and held to what CloudFormation takes. ``is_sound``: who
    made it looked at each reference in it.
    """

    name: str
    document: dict[str, Any]
    sources: SourceMap
    is_template: bool
    is_sound: bool = False


@dataclass
class Fold:
    """One API of a document that is laid out otherwise; problems and notices are gathered."""

    assembly: Assembly
    document: dict[str, Any]
    api: str
    limits: Limits
    where: Source | None
    beside: list[Beside]
    problems: list[CfngwError]

    @property
    def resources(self) -> dict[str, Any]:
        """Give the document's resources."""
        found: dict[str, Any] = self.document["Resources"]
        return found

    @cached_property
    def parts(self) -> dict[str, Any]:
        """Give the resources that belong to this API, as the document had them, without the API itself."""
        return {name: each for name, each in self.resources.items() if _owner(each) == self.api}

    def locate(self, logical_id: str) -> Source | None:
        """Give the Python line that declared a resource."""
        return self.assembly.sources.get(("Resources", logical_id)) or self.where

    def note(self, problem: str, where: Source | None, fix: str | None = None) -> None:
        """Tell what is worth knowing."""
        self.assembly.notices.append(Notice(problem, where, fix))

    def put_beside(
        self,
        part: str,
        document: dict[str, Any],
        lines: Mapping[tuple[str, ...], Source],
        *,
        is_template: bool,
        is_sound: bool = False,
    ) -> str:
        """Put a file beside the template; give its name: the template's, with ``part`` before its ending."""
        path = self.assembly.path
        stem, ending = (path.stem, path.suffix) if path is not None else (self.api, ".yaml")
        name = f"{stem}.{part}{ending}"
        self.beside.append(Beside(name, document, SourceMap(lines), is_template, is_sound))
        return name

    def stored(self, owner: str, described: str) -> tuple[str, str]:
        """Declare the parameters that bucket and key of a file beside the template come by; give their names.

        ``owner`` is the logical id of the resource that names the file.
        """
        text = f"Where {described} lies; cfngw package fills this in"
        key = Parameter(f"{owner}FileKey", description=text)
        for parameter in (CODE_BUCKET, key):
            self.assembly.add_parameter(parameter)
            declared = self.assembly.template.parameters.get(parameter.name)
            if declared is not None:  # another of this name was a problem of its own
                self.document.setdefault("Parameters", {})[parameter.name] = plain(declared)
        return CODE_BUCKET.name, key.name

    @staticmethod
    def url(bucket: str, key: str) -> dict[str, str]:
        """Give the address of a file in S3, by the parameters that hold its bucket and key."""
        return {"Fn::Sub": f"https://${{{bucket}}}.s3.${{AWS::Region}}.${{AWS::URLSuffix}}/${{{key}}}"}

    def metadata(self, name: str, attribute: str, content: Any) -> dict[str, Any]:
        """Give the metadata of the resource whose property ``attribute`` names the file ``name`` beside the template.

        The digest of its content makes the template change with it, and the deployment's own digest.
        """
        digest = digest_of(content)
        return {
            "aws:asset:path": name,
            "aws:asset:property": attribute,
            "cfngw": {"Api": self.api, "Digest": digest},
        }


def lay_out(
    assembly: Assembly,
    document: dict[str, Any],
    limits: Limits,
    where: Source | None,
    problems: list[CfngwError],
) -> list[Beside]:
    """Fold the APIs of a document that ask for it; give the files beside the template."""
    beside: list[Beside] = []
    for api, layout in assembly.layouts.items():
        if api not in document["Resources"]:
            continue  # customize() took it out
        fold = Fold(assembly, document, api, limits, where, beside, problems)
        if layout == "openapi":
            from cfngw.compile.openapi import fold_openapi

            fold_openapi(fold)
        elif layout == "nested":
            from cfngw.compile.nested import fold_nested

            fold_nested(fold)
    _mirror(assembly, document)
    return beside


def refused(fold: Fold, part: str, problem: str, given: Any, fix: str | None = None) -> DeclarationError:
    """Tell of what a layout has no place for, at the line of the part that has it."""
    layout = fold.assembly.layouts[fold.api]
    return DeclarationError(
        f'{part}: {problem}, which layout="{layout}" can\'t carry.',
        where=fold.locate(part),
        given=given,
        fix=fix or f'write it out as a literal, or leave out layout="{layout}"',
    )


def is_intrinsic(node: Mapping[Any, Any]) -> bool:
    """Tell whether a mapping is an intrinsic function."""
    if len(node) != 1:
        return False
    (name,) = node
    return name == "Ref" or (type(name) is str and name.startswith("Fn::"))


def _owner(resource: Any) -> str | None:
    """Give the logical id of the API that a resource belongs to, by its RestApiId."""
    api = resource.get("Properties", {}).get("RestApiId")
    return api.get("Ref") if isinstance(api, dict) else None


def _mirror(assembly: Assembly, document: dict[str, Any]) -> None:
    """Let the troposphere template hold what the document does."""
    template = assembly.template
    template.resources = {
        name: _twin(template.resources.get(name), name, each) for name, each in document["Resources"].items()
    }


def _twin(made: Any, name: str, written: dict[str, Any]) -> Any:
    """Give the object of a resource; a new one where a fold made or changed it, which is marked by its metadata."""
    ours = (written.get("Metadata") or {}).get("cfngw") or {}
    if made is not None and "Digest" not in ours and "Body" not in written.get("Properties", {}):
        return made
    return twin(name, written)


def twin(name: str, written: dict[str, Any]) -> Any:
    """Make the object of a resource that is given as plain data."""
    kind = type("Folded", (AWSObject,), {"resource_type": written["Type"], "props": {}})
    made = kind(name, validation=False)
    made.properties.update(written.get("Properties", {}))
    made.resource.update({key: given for key, given in written.items() if key not in ("Type", "Properties")})
    return made
