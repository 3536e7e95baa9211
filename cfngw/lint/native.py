"""The door to AWS's cloudformation-validate: CloudFormation's schemas, compiled; with our own rules beside it.

It answers in milliseconds where cfn-lint takes seconds, and knows less. It is for feedback while one types and for
thousands of templates; CI's word is cfn-lint's.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from cfngw.document.model import TemplateError
from cfngw.errors import UsageError
from cfngw.lint.chosen import Chosen
from cfngw.lint.ours import findings, in_order, not_read, read_text
from cfngw.lint.report import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cfngw.lint.options import Options

_SEVERITIES = {"FATAL": "error", "ERROR": "error", "WARN": "warning", "INFO": "informational", "DEBUG": "informational"}
_SECTIONS = {
    "RESOURCE": "Resources",
    "PARAMETER": "Parameters",
    "OUTPUT": "Outputs",
    "MAPPING": "Mappings",
    "RULE": "Rules",
    "CONDITION": "Conditions",
    "METADATA": "Metadata",
}
_STEP = re.compile(r"[^./\[\]]+")


class NativeEngine:
    """The compiled rules, loaded once; raises UsageError where they can't be loaded.

    ``module`` is cloudformation_validate.
    """

    def __init__(self, options: Options, module: Any = None) -> None:
        self._options = options
        self._module, self._engine = _loaded() if module is None else (module, _engine(module))

    def check(self, text: str, name: Path) -> tuple[Finding, ...]:
        """Give the findings of one template, by line; ``name`` stands in them for the file."""
        try:
            document = read_text(text)
        except TemplateError as error:
            return (not_read(error, name),)
        chosen = Chosen(self._options, document.data)
        found = (*self._theirs(text, name, chosen.regions), *findings(document, name))
        return in_order(each for each in found if chosen.wants(each))

    def _theirs(self, text: str, name: Path, regions: tuple[str, ...]) -> Iterator[Finding]:
        module = self._module
        for region in regions:
            config = module.ValidateConfig(pseudo_parameter_overrides=module.PseudoParameterOverrides(region=region))
            try:
                report = self._engine.validate_template(module.TemplateContent(text, name.as_posix()), config)
            except (module.ValidationError, ValueError) as error:
                message = f"cloudformation-validate failed on this template: {error}"
                yield _failed(message, name)
                return
            yield from (_finding(each, name) for each in report.diagnostics)


@cache
def _loaded() -> tuple[Any, Any]:
    try:
        import cloudformation_validate
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        raise _not_loaded(error) from error
    return cloudformation_validate, _engine(cloudformation_validate)


def _engine(module: Any) -> Any:
    try:
        return module.CompositeEngine()
    except (OSError, RuntimeError, AttributeError, module.ValidationError) as error:
        raise _not_loaded(error) from error


def _not_loaded(error: Exception) -> UsageError:
    # Its library is compiled: an old glibc is told as an OSError, another processor as a RuntimeError.
    return UsageError(
        f"the native engine can't be loaded: {error}",
        given="--engine native",
        allowed="a system that its wheel is for, such as Linux with glibc 2.34 or newer",
        fix="leave out --engine, or run our own rules alone: --engine rules",
    )


def _finding(given: Any, name: Path) -> Finding:
    line, column = max(1, given.start_line or 1), max(1, given.start_column or 1)
    end = max((line, column), (given.end_line or line, given.end_column or column))
    return Finding(
        rule=given.rule_id,
        severity=_SEVERITIES[given.severity.name],
        message=given.message.removesuffix("."),
        description=given.rule_description or "",
        url=given.documentation_url or "",
        file=name,
        line=line,
        column=column,
        end_line=end[0],
        end_column=end[1],
        path=_path(given),
    )


def _path(given: Any) -> tuple[str | int, ...]:
    written = given.property_path or ""
    steps = tuple(int(step) if step.isdecimal() else step for step in _STEP.findall(written))
    if given.entity is None or (steps[:1] and steps[0] in _SECTIONS.values()):
        return steps
    section = _SECTIONS.get(given.entity.entity_type.name)
    return (section, given.entity.logical_id, *steps) if section else steps


def _failed(message: str, name: Path) -> Finding:
    return Finding(
        rule="E0002",
        severity="error",
        message=message,
        description="A rule can't be run",
        url="",
        file=name,
        line=1,
        column=1,
        end_line=1,
        end_column=1,
    )
