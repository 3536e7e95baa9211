"""Parameters, conditions and outputs: what a template asks for and what it tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
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
    return _TEXT.keep(given) if isinstance(given, str) else given


_TEXT = Words(literal=True)
_NUMBER = Checked("a number", lambda given: _number(given))


def _number(given: Any) -> Any:
    if isinstance(given, bool) or _as_number(given) is None:
        raise RejectedError
    if not isinstance(given, str):
        return given
    return int(given) if re.fullmatch("-?[0-9]+", given) else float(given)


def _as_number(given: Any) -> float | None:
    """Read a number as CloudFormation does; None for what is none."""
    try:
        read = float(given)
    except (TypeError, ValueError, OverflowError):
        return None
    return read if isfinite(read) and not (isinstance(given, str) and "_" in given) else None


_TYPE = Words(
    "String, Number, List<Number>, CommaDelimitedList, an AWS::… type or AWS::SSM::Parameter::Value<…>",
    pattern=r"String|Number|List<[A-Za-z0-9:]+>|CommaDelimitedList|AWS::.+",
    literal=True,
)


class Parameter(Value):
    """Ask for a value when the stack is created; wherever it is used it stands for ``!Ref name``.

    ``default``: asked for each time when left out. ``no_echo`` hides the value in the console. An option that is given
    a parameter with a default takes the default only if it would take that value itself.
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
    min_value: float | None = option(_NUMBER, default=None)
    max_value: float | None = option(_NUMBER, default=None)
    no_echo: bool = option(Truth(literal=True), default=False)

    def to_dict(self) -> dict[str, str]:
        """Give the Ref to this parameter."""
        return {"Ref": self.name}

    def in_text(self) -> str:
        """Give what a Sub names this parameter by."""
        return f"${{{self.name}}}"

    @property
    def start(self) -> str | float | None:
        """Give the value that it begins with, where that is a single text or number."""
        return self.default if self.type in ("String", "Number") else None

    def check(self) -> Iterator[CfngwError]:
        """Check the default, and the bounds, which belong to one type each."""
        yield from self._check_type()
        yield from self._check_bounds()
        yield from self._check_default()

    def _check_type(self) -> Iterator[CfngwError]:
        for given in (self.default, *self.allowed_values):
            wrong = self._misfit(given)
            if wrong is not None:
                yield self.refusal(
                    f"its type is {self.type}, but {given!r} is {wrong}.",
                    given=given,
                    fix=f'write "{given}"' + (', or give type="Number"' if self.type == "String" else "")
                    if isinstance(given, int | float)
                    else f'write {_NUMBERS.get(self.type)}, or give type="String"',
                )
                return

    def _misfit(self, given: Any) -> str | None:
        """Say what a value is, if the parameter's type does not have it."""
        if given is None:
            return None
        if self.type == "Number":
            return None if _as_number(given) is not None else "no number"
        if not isinstance(given, str):
            return "a number"
        numbers = self.type != "List<Number>" or all(_as_number(member) is not None for member in given.split(","))
        return None if numbers else "no list of numbers"

    def _check_bounds(self) -> Iterator[CfngwError]:
        for name, types in _BOUNDS.items():
            given = getattr(self, name)
            if given is not None and self.type not in types:
                yield self.refusal(
                    f"{name} is for the type {' or '.join(types)}, not for {self.type}.",
                    given=given,
                    fix=f'leave out {name}=, or give type="{types[0]}"',
                )
        for low, high in (("min_length", "max_length"), ("min_value", "max_value")):
            lowest, highest = _as_number(getattr(self, low)), _as_number(getattr(self, high))
            if lowest is not None and highest is not None and lowest > highest:
                yield self.refusal(
                    f"{low} is greater than {high}.",
                    given=getattr(self, low),
                    allowed=f"at most {getattr(self, high)}",
                    fix="exchange the two",
                )

    def _check_default(self) -> Iterator[CfngwError]:
        outside = self._outside()
        if outside is not None:
            yield self.refusal(
                "the default is outside the parameter's own bounds.",
                given=self.default,
                allowed=outside,
                fix="choose another default or other bounds",
            )
        allowed = [str(each) for each in self.allowed_values]
        if self.default is not None and allowed and str(self.default) not in allowed:
            yield self.refusal(
                "the default is not among allowed_values.",
                given=self.default,
                allowed=", ".join(allowed),
                fix="add it to allowed_values or choose one of them",
            )
        if self.no_echo and self.default is not None:
            yield self.refusal(
                "a default would stand in the template for everybody to read.",
                fix="leave out default= (no_echo is for secrets) or leave out no_echo=",
            )

    def _outside(self) -> str | None:
        """Give the bound that the default passes, in words."""
        number = _as_number(self.default) if self.type == "Number" else None
        lowest, highest = _as_number(self.min_value), _as_number(self.max_value)
        if number is not None and lowest is not None and number < lowest:
            return f"at least {self.min_value}"
        if number is not None and highest is not None and number > highest:
            return f"at most {self.max_value}"
        if self.type != "String" or not isinstance(self.default, str):
            return None
        if self.min_length is not None and len(self.default) < self.min_length:
            return f"at least {self.min_length} characters"
        if self.max_length is not None and len(self.default) > self.max_length:
            return f"at most {self.max_length} characters"
        fits = self.allowed_pattern is None or _fits(self.allowed_pattern, self.default)
        return None if fits else f"a text that fits {self.allowed_pattern}"


_NUMBERS = {"Number": "a number", "List<Number>": '"1,2"'}
_BOUNDS = {
    "min_length": ("String",),
    "max_length": ("String",),
    "allowed_pattern": ("String", "CommaDelimitedList"),
    "min_value": ("Number",),
    "max_value": ("Number",),
}


def _fits(pattern: str, text: str) -> bool:
    """Tell whether a text fits; a pattern that only Java reads is not judged."""
    try:
        return re.fullmatch(pattern, text) is not None
    except (re.error, RecursionError, OverflowError):
        return True


class Condition(Value):
    """Name a condition for ``If`` and for ``condition=``; ``expression`` is Equals, And, Or or Not of troposphere.

    ``If(condition, a, b)``, ``And``, ``Or`` and ``Not`` of troposphere take the Condition itself, too.

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
