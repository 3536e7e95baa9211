"""Parameters, conditions and outputs: what a template asks for and what it tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cfngw.declare.intrinsic import Intrinsic, Text
from cfngw.declare.kinds import Checked, Either, Many, RejectedError, Truth, Whole, Words
from cfngw.declare.value import Value, option, required
from cfngw.errors import CfngwError

_NAME = Words("a name of letters and digits", pattern=r"[A-Za-z0-9]+", longest=255, literal=True)
_NUMBER_OR_TEXT = Checked("a text or a number", lambda given: _number_or_text(given))


def _number_or_text(given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise RejectedError
    return given


_TYPES = ("String", "Number", "List<Number>", "CommaDelimitedList")
_TYPE = Words(
    "String, Number, List<Number>, CommaDelimitedList, an AWS::… type or AWS::SSM::Parameter::Value<…>",
    pattern=r"String|Number|List<[A-Za-z0-9:]+>|CommaDelimitedList|AWS::.+",
    literal=True,
)


class Parameter(Value):
    """Ask for a value when the stack is created; wherever it is used it stands for ``!Ref name``.

    ``default``: asked for each time when left out. ``no_echo`` hides the value in the console.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
    """

    name: str = required(_NAME, kw_only=False)
    default: str | float | None = option(_NUMBER_OR_TEXT, default=None, kw_only=False)
    type: str = option(_TYPE, default="String")
    description: str | None = option(Words(longest=4000, literal=True), default=None)
    allowed_values: Sequence[str | float] = option(Many(_NUMBER_OR_TEXT, least=1, intrinsic=False), default=())
    allowed_pattern: str | None = option(Words(literal=True), default=None)
    constraint_description: str | None = option(Words(literal=True), default=None)
    min_length: int | None = option(Whole(0, None, literal=True), default=None)
    max_length: int | None = option(Whole(0, None, literal=True), default=None)
    min_value: float | None = option(_NUMBER_OR_TEXT, default=None)
    max_value: float | None = option(_NUMBER_OR_TEXT, default=None)
    no_echo: bool = option(Truth(literal=True), default=False)

    def to_dict(self) -> dict[str, str]:
        """Give the Ref to this parameter."""
        return {"Ref": self.name}

    def check(self) -> Iterator[CfngwError]:
        """Check that the default is one of the allowed values."""
        if self.default is not None and self.allowed_values and self.default not in self.allowed_values:
            yield self.refusal(
                "the default is not among allowed_values.",
                given=self.default,
                allowed=", ".join(map(str, self.allowed_values)),
                fix="add it to allowed_values or choose one of them",
            )
        if self.no_echo and self.default is not None:
            yield self.refusal(
                "a default would stand in the template for everybody to read.",
                fix="leave out default= (no_echo is for secrets) or leave out no_echo=",
            )


class Condition(Value):
    """Name a condition for ``If`` and for ``condition=``; ``expression`` is Equals, And, Or or Not of troposphere.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
    """

    name: str = required(_NAME, kw_only=False)
    expression: Intrinsic = required(
        Checked("Equals(...), And(...), Or(...) or Not(...) of troposphere", lambda given: _expression(given)),
        kw_only=False,
    )


def _expression(given: Any) -> Any:
    from cfngw.declare.intrinsic import is_intrinsic

    if not is_intrinsic(given):
        raise RejectedError
    return given


CONDITION = Either(
    Words("the name of a condition", pattern=r"[A-Za-z0-9]+", literal=True),
    Checked("a Condition", lambda given: _condition(given)),
)


def _condition(given: Any) -> Condition:
    if not isinstance(given, Condition):
        raise RejectedError("declare it: Condition(name, Equals(...)) in the blueprint's conditions")
    return given


class Output(Value):
    """Tell a value after the stack is made; ``export`` publishes it to other stacks under that name.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
    """

    name: str = required(_NAME, kw_only=False)
    value: Text = required(Words(), kw_only=False)
    description: str | None = option(Words(longest=1024, literal=True), default=None)
    export: Text | None = option(Words(longest=255), default=None)
    condition: str | Condition | None = option(CONDITION, default=None)


PARAMETERS = Many(Checked("a Parameter", lambda given: _parameter(given)), intrinsic=False)


def _parameter(given: Any) -> Parameter:
    if not isinstance(given, Parameter):
        raise RejectedError("write Parameter(name, default)")
    return given


def default_of(text: Any) -> Any:
    """Give the literal that a text or a parameter starts with, or None when it is not known."""
    if isinstance(text, Parameter):
        return text.default
    return text if isinstance(text, str | int | bool | Mapping) else None
