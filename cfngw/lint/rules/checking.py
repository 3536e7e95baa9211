"""Running the rules over a template, without cfn-lint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.view import views_of

if TYPE_CHECKING:
    from cfngw.document.model import Document
    from cfngw.lint.rules.rule import Problem, Rule


class Checked(NamedTuple):
    """What came of it: the problems by rule id, and what a rule raised that failed."""

    problems: Mapping[str, tuple[Problem, ...]]
    failed: Mapping[str, Exception]


def check(document: Document, chosen: Iterable[Rule] | None = None) -> Checked:
    """Give what the rules object to in a template; raise TemplateError where it is too large to be read.

    A problem that lies in another file, such as an OpenAPI document beside the template, is left to that file.
    """
    problems: dict[str, dict[tuple[object, ...], Problem]] = {}
    failed: dict[str, Exception] = {}
    picked = list(rules().values() if chosen is None else chosen)
    kinds = [each.get("Type") for each in _resources(document)]
    types: set[object] = {kind if isinstance(kind, str) else None for kind in kinds}
    if not _hides(types):
        picked = [rule for rule in picked if not rule.types or not types.isdisjoint(rule.types)]
    if not picked:
        return Checked({}, {})
    for view in views_of(document):
        for rule in picked:
            try:
                for problem in rule.check(view):
                    if problem.at.document is document:
                        problems.setdefault(rule.id, {}).setdefault((problem.at.path, problem.message), problem)
            except Exception as error:  # noqa: BLE001 (a fault of one rule must not hide what the others find)
                failed.setdefault(rule.id, error)
    return Checked({name: tuple(found.values()) for name, found in problems.items()}, failed)


def _resources(document: Document) -> list[Mapping[str, object]]:
    section = document.data.get("Resources")
    return [each for each in section.values() if isinstance(each, Mapping)] if isinstance(section, Mapping) else []


def _hides(types: set[object]) -> bool:
    """Tell whether resources may come from loops, or from templates beside this one."""
    return None in types or not types.isdisjoint({"AWS::CloudFormation::Stack", "AWS::Serverless::Application"})
