"""E9980: a template imports nothing that it exports itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.lint.rules.whole.common import imports


class OwnImport(Rule):
    """An import of a name that the same template exports."""

    id = "E9980"
    short = "A template does not import what it exports itself"
    long = "An export is there when its stack has been made; what the stack itself imports has to be there before."
    aws = "The stack fails before anything is made: No export named … found."
    fix = "Refer to the resource: !Ref, or !GetAtt."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "intrinsic-function-reference-importvalue.html"
    )
    tags = ("outputs",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        outputs = view.document.data.get("Outputs")
        if not view.defaults or not isinstance(outputs, Mapping):
            return
        exported = {_plain(_name(each)): name for name, each in outputs.items() if _name(each) is not None}
        for at, given in imports(view) if exported else ():
            name = exported.get(_plain(given))
            if name is not None:
                yield Problem(
                    below(at, "Fn::ImportValue"),
                    f"The output {name} of this template exports what is imported here: the stack can't be made (No "
                    "export named … found). Refer to the resource itself",
                )


def _name(output: Any) -> Any:
    export = output.get("Export") if isinstance(output, Mapping) else None
    return export.get("Name") if isinstance(export, Mapping) else None


def _plain(given: Any) -> str:
    """Write a name so that two that are written alike are alike."""
    if isinstance(given, Mapping) and len(given) == 1 and isinstance(given.get("Fn::Sub"), str):
        return str(given["Fn::Sub"])
    return repr(given) if not isinstance(given, str) else given
