"""The last step: troposphere's own checks, the document in plain data, references and limits.

It runs after customize(), so that what the user added is held to the same laws.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from troposphere import Template

from cfngw.compile.assembly import Assembly
from cfngw.compile.limits import Limits, exceeded, misnamed, raisable
from cfngw.compile.plain import plain
from cfngw.compile.policy_size import large_policies
from cfngw.compile.references import check_references
from cfngw.errors import CfngwError, DeclarationError, Notice, raise_all
from cfngw.source import Source, SourceMap

_VERSION = "2010-09-09"


class Sealed(NamedTuple):
    """A finished template: as troposphere objects, as plain data, and where each part was declared."""

    template: Template
    document: dict[str, Any]
    sources: SourceMap
    notices: tuple[Notice, ...]


def seal(assembly: Assembly, where: Source | None, limits: Limits) -> Sealed:
    """Finish a template; raise all that is wrong with it together."""
    raise_all(assembly.problems)
    problems: list[CfngwError] = []
    document = _document(assembly, where, problems)
    raise_all(problems)
    if assembly.deployments:
        from cfngw.compile.deployment import name_deployments

        name_deployments(assembly, document)
    if assembly.versions:
        from cfngw.compile.version import describe_versions

        problems += describe_versions(assembly, document)

    def locate(name: str, section: str = "Resources") -> Source | None:
        return assembly.sources.get((section, name)) or where

    problems += exceeded(document, limits, where)
    problems += misnamed(document["Resources"], locate)
    problems += check_references(document, locate)
    problems += large_policies(document["Resources"], locate)
    for check in assembly.checks:
        problems += check(document, locate)
    raise_all(problems)
    notices = [*assembly.notices, *raisable(document, limits, where)]
    if where is not None:
        _place_additions(assembly, document, where)
    return Sealed(assembly.template, document, SourceMap(assembly.sources), tuple(dict.fromkeys(notices)))


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
