"""What stands for a value that only CloudFormation knows, by protocol: anything with ``to_dict()``.

troposphere's ``Ref``, ``Sub``, ``GetAtt``, ``If`` and ``ImportValue`` fit, and so do ``Parameter`` and ``Reference``.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias, runtime_checkable

from cfngw.errors import DeclarationError, report
from cfngw.source import here


@runtime_checkable
class Intrinsic(Protocol):
    """A value that CloudFormation fills in: a Parameter, a Reference or a troposphere function."""

    def to_dict(self) -> Any:
        """Give the value as it stands in a template."""


Text: TypeAlias = str | Intrinsic
Integer: TypeAlias = int | Intrinsic
Flag: TypeAlias = bool | Intrinsic


def is_intrinsic(value: object) -> bool:
    """Tell an intrinsic from a literal; a whole troposphere resource, property or parameter is neither, nor a class."""
    return hasattr(value, "to_dict") and not hasattr(value, "props") and not isinstance(value, type)


def shown_value(value: object) -> str:
    """Write a value in one line as it stands in a template: ``!Ref NotesTable``, or a literal in quotes."""
    if not isinstance(value, Intrinsic) or isinstance(value, type):
        return repr(value)
    form = value.to_dict()
    if not isinstance(form, dict) or len(form) != 1:
        return repr(form)
    ((function, argument),) = form.items()
    dotted = ".".join(argument) if function == "Fn::GetAtt" and isinstance(argument, list) else argument
    return f"!{function.removeprefix('Fn::')} {dotted}"


class Unwritten:
    """The base of what only CloudFormation knows as a text: it can't be formatted into one here."""

    __slots__ = ()

    def in_text(self) -> str | None:
        """Give what a Sub names this value by; None for a value that stands for nothing in a template."""
        raise NotImplementedError

    def __str__(self) -> str:
        """Tell of the slip; what is given keeps the next check from telling it in other words."""
        written = self.in_text()
        if written is None:
            return repr(self)
        report(
            DeclarationError(
                "a value that only CloudFormation knows is formatted into a text.",
                where=here(),
                given=self,
                allowed="the value itself, or a text that CloudFormation fills in",
                fix=f'write Sub("...{written}...") of troposphere, without f in front, or Join("", [...])',
            )
        )
        return written

    def __format__(self, spec: str) -> str:
        return str(self)


class Reference(Unwritten):
    """Refer to a declared value: its id (``Ref``) or one of its attributes (``Fn::GetAtt``).

    ``target`` is the declared value, or the logical id itself.
    """

    __slots__ = ("attribute", "logical_id", "target")

    def __init__(self, logical_id: str, attribute: str | None = None, *, target: object = None) -> None:
        self.logical_id = logical_id
        self.attribute = attribute
        self.target = target

    def to_dict(self) -> dict[str, Any]:
        """Give the Ref or the Fn::GetAtt."""
        if self.attribute is None:
            return {"Ref": self.logical_id}
        return {"Fn::GetAtt": [self.logical_id, self.attribute]}

    def in_text(self) -> str:
        """Give what a Sub names this value by."""
        return f"${{{self.logical_id}}}" if self.attribute is None else f"${{{self.logical_id}.{self.attribute}}}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.logical_id, self.attribute))

    def __repr__(self) -> str:
        return f"Reference({self.logical_id!r}, {self.attribute!r})"


class Substitution(Unwritten):
    """A text with ``${...}`` that CloudFormation fills in (``Fn::Sub``).

    ``targets``: the references and parameters that the text names, so that they get into the template.
    """

    __slots__ = ("targets", "text")

    def __init__(self, text: str, *targets: object) -> None:
        self.text = text
        self.targets = targets

    def to_dict(self) -> dict[str, Any]:
        """Give the Fn::Sub."""
        return {"Fn::Sub": self.text}

    def in_text(self) -> str:
        """Give the text."""
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Substitution) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Substitution({self.text!r})"
