"""The last step: troposphere's own checks, the document in plain data, references and limits.

It runs after customize(), so that what the user added is held to the same laws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from troposphere import Template

from cfngw.compile.assembly import Assembly
from cfngw.compile.limits import exceeded, misnamed, raisable
from cfngw.compile.plain import plain
from cfngw.compile.policy_size import large_policies
from cfngw.compile.references import check_references
from cfngw.errors import CfngwError, DeclarationError, Notice, raise_all
from cfngw.limits import Limits
from cfngw.source import Source, SourceMap

if TYPE_CHECKING:
    from cfngw.compile.layout import Beside

_VERSION = "2010-09-09"


class Sealed(NamedTuple):
    """A finished template: as troposphere objects, as plain data, and where each part was declared.

    ``beside``: the files that it names, which lie beside it. ``unfolded``: the resources as they were before APIs were
    laid out.
    """

    template: Template
    document: dict[str, Any]
    sources: SourceMap
    notices: tuple[Notice, ...]
    beside: tuple[Beside, ...] = ()
    unfolded: Mapping[str, Any] | None = None

    @property
    def resources(self) -> Mapping[str, Any]:
        """Give the resources, each method one of them whatever the layout."""
        found: Mapping[str, Any] = self.unfolded if self.unfolded is not None else self.document["Resources"]
        return found


def seal(assembly: Assembly, where: Source | None, limits: Limits) -> Sealed:
    """Finish a template; raise all that is wrong with it together."""
    raise_all(assembly.problems)
    problems: list[CfngwError] = []
    document = _document(assembly, where, problems)
    raise_all(problems)

    def locate(name: str, section: str = "Resources") -> Source | None:
        return assembly.sources.get((section, name)) or where

    # A quota of methods or paths is API Gateway's, whatever the layout, and who checks a method looks for its resource.
    found = [*raisable(document, limits, where)]
    checked = [problem for check in assembly.checks for problem in check(document, locate)]
    beside: list[Beside] = []
    if assembly.documented:
        from cfngw.compile.documentation import name_versions

        name_versions(assembly, document)
    unfolded = {**document["Resources"]} if assembly.layouts else None
    if assembly.layouts:
        beside = _laid_out(assembly, document, limits, where, problems)
    problems += _named(assembly, document)
    problems += exceeded(document, limits, where)  # of a nested template, who laid it out tells what to do
    problems += check_references(document, locate)
    for file in beside:
        if file.is_template and not file.is_sound:
            problems += check_references(file.document, locate)
    for each in (document, *(file.document for file in beside if file.is_template)):
        problems += misnamed(each["Resources"], locate)
        problems += large_policies(each["Resources"], locate)
    if unfolded is not None:
        _advise(problems, {*unfolded} - {*document["Resources"]})
    problems += checked
    raise_all(problems)
    if len(document["Resources"]) > limits.resources // 2:
        from cfngw.compile.budget import budget

        found += budget(document, limits, where)
    notices = tuple(dict.fromkeys([*assembly.notices, *found]))
    if where is not None:
        _place_additions(assembly, document, where)
    return Sealed(assembly.template, document, SourceMap(assembly.sources), notices, tuple(beside), unfolded)


def _named(assembly: Assembly, document: dict[str, Any]) -> Sequence[CfngwError]:
    """Give deployments their digests and versions their descriptions, which both say what is in them."""
    if assembly.deployments:
        from cfngw.compile.deployment import name_deployments

        name_deployments(assembly, document)
    if not assembly.versions:
        return ()
    from cfngw.compile.version import describe_versions

    return [*describe_versions(assembly, document)]


def _laid_out(
    assembly: Assembly, document: dict[str, Any], limits: Limits, where: Source | None, problems: list[CfngwError]
) -> list[Beside]:
    """Lay out the APIs that ask for it; what that needs is imported for those who have one."""
    from cfngw.compile.layout import lay_out

    beside = lay_out(assembly, document, limits, where, problems)
    problems += assembly.problems
    return beside


def _advise(problems: list[CfngwError], folded: set[str]) -> None:
    """Tell who refers to a part of an API that its layout took the id from."""
    for problem in problems:
        if isinstance(problem.given, str) and problem.given in folded:
            problem.fix = "refer to the API: in its layout this is a part of it, without an id of its own"


def _document(assembly: Assembly, where: Source | None, problems: list[CfngwError]) -> dict[str, Any]:
    template = assembly.template
    document: dict[str, Any] = {"AWSTemplateFormatVersion": template.version or _VERSION}
    head = {
        "Transform": template.transform,
        "Description": template.description,
        "Metadata": template.metadata,
        "Globals": template.globals,
        "Parameters": template.parameters,
        "Rules": template.rules,
        "Mappings": template.mappings,
        "Conditions": template.conditions,
        "Resources": template.resources,
        "Outputs": template.outputs,
    }
    for section, content in head.items():
        if content:
            document[section] = _section(assembly, section, content, where, problems)
    if not template.resources:
        problems.append(
            DeclarationError(
                "the template has no resources.",
                where=where,
                allowed="at least one",
                fix="give the blueprint functions or resources",
            )
        )
    return document


def _section(assembly: Assembly, section: str, content: Any, where: Source | None, problems: list[CfngwError]) -> Any:
    if not isinstance(content, dict):
        return plain(content)
    written = {}
    for name, part in content.items():
        try:
            written[name] = plain(part)
        except (TypeError, ValueError, AttributeError) as error:
            line = assembly.sources.get((section, name), where)
            problems.append(_refused_by_troposphere(section, name, error, line))
        else:
            if section in _FORMS and not _has_form(section, name, written[name]):
                line = assembly.sources.get((section, name), where)
                problems.append(_without_form(section, name, written[name], line))
    return written


_NOUNS = {
    "Parameters": "a parameter",
    "Rules": "a rule",
    "Mappings": "a mapping",
    "Conditions": "a condition",
    "Outputs": "an output",
}


def _refused_by_troposphere(section: str, name: str, error: Exception, where: Source | None) -> DeclarationError:
    noun = _NOUNS.get(section, "a resource")
    return DeclarationError(
        f"{name} is not {noun} that CloudFormation takes: {str(error).rstrip('.')}.",
        where=where,
        fix=f"see {'the properties of its type' if section == 'Resources' else noun} in the CloudFormation reference",
    )


_EXAMPLES = {
    "Resources": '{"Type": "AWS::...", "Properties": {...}}',
    "Parameters": '{"Type": "String"}',
    "Outputs": '{"Value": ...}',
}
# What a part must have that customize() may have put in as plain data.
_FORMS = {"Resources": "Type", "Parameters": "Type", "Outputs": "Value"}


def _has_form(section: str, name: Any, part: Any) -> bool:
    if not isinstance(name, str) or not isinstance(part, dict) or _FORMS[section] not in part:
        return False
    resource = section != "Resources" or isinstance(part["Type"], str)
    return resource and isinstance(part.get("Properties", {}), dict)


def _without_form(section: str, name: Any, part: Any, where: Source | None) -> DeclarationError:
    return DeclarationError(
        f"{name} is not {_NOUNS.get(section, 'a resource')}: {_FORMS[section]} is missing, or its form is another.",
        where=where,
        given=part,
        allowed=f"an object of troposphere, or {_EXAMPLES[section]}",
        fix="correct what customize() puts in, or leave it out",
    )


def _place_additions(assembly: Assembly, document: dict[str, Any], where: Source) -> None:
    """Tie what customize() added to the blueprint's line."""
    for section in ("Parameters", "Conditions", "Resources", "Outputs"):
        for name in document.get(section, ()):
            assembly.sources.setdefault((section, name), where)
