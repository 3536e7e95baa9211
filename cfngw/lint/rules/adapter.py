"""Our rules as cfn-lint's: each asks for what was found once, when the first of them is asked."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from cfnlint.rules import CloudFormationLintRule, RuleMatch

from cfngw.document.model import Document
from cfngw.errors import CfngwError
from cfngw.lint.rules.checking import Checked, check

if TYPE_CHECKING:
    from cfngw.lint.rules.rule import Rule

_checked: WeakKeyDictionary[Any, Checked | CfngwError] = WeakKeyDictionary()


def adapted(rule: Rule) -> type:
    """Make a class that cfn-lint takes for a rule."""

    def match(_self: Any, cfn: Any) -> list[Any]:
        found = _found(cfn)
        if rule.id in found.failed:
            raise found.failed[rule.id]  # cfn-lint tells it as E0002, with the rule's id
        problems = found.problems.get(rule.id, ())
        return [RuleMatch(_placed(cfn.template, each.at.path), each.message) for each in problems]

    about = {
        "id": rule.id,
        "shortdesc": rule.short,
        "description": f"{rule.long} {rule.aws}",
        "source_url": rule.url,
        "tags": list(rule.tags),
        "match": match,
        "__module__": __name__,
        "__doc__": rule.short,
    }
    return type(rule.id, (CloudFormationLintRule,), about)


def _found(cfn: Any) -> Checked:
    known = _checked.get(cfn)
    if known is None:
        data = _plain(cfn.template)
        # A text without a file has nothing beside it; a relative name would be one of the working folder.
        path = Path(cfn.filename) if cfn.filename else Path(os.devnull, "template")
        document = Document(data, path, "", lambda _path: (1, 1))
        try:
            known = check(document)
        except CfngwError as error:
            known = error
        _checked[cfn] = known
    return Checked({}, {}) if isinstance(known, CfngwError) else known


def _placed(value: Any, path: Sequence[str | int]) -> list[str | int]:
    """Cut a path at what knows its place: where a member of an item is not written, cfn-lint would tell the list."""
    placed = 0
    for depth, step in enumerate(path, 1):
        if isinstance(value, list):
            if not isinstance(step, int) or step >= len(value):
                break
            value = marked = value[step]
        elif isinstance(value, Mapping) and step in value:
            marked = next(key for key in value if key == step)
            value = value[step]
        else:
            break
        if hasattr(marked, "start_mark"):
            placed = depth
    return list(path[:placed])


def _plain(value: Any) -> Any:
    """Copy cfn-lint's texts, lists and mappings, which know their places, into Python's own."""
    if isinstance(value, Mapping):
        return {str(name): _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return str(value) if isinstance(value, str) else value
