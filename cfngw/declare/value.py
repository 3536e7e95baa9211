"""How a declared value is made: a frozen dataclass that knows its line and checks its options.

``@value`` turns a class into one. Unknown and missing options are problems like any other, so that one build can
report them all: inside ``errors.collecting()`` a wrong value is reported and kept; elsewhere it raises at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import wraps
from typing import Any, TypeVar, dataclass_transform

from cfngw.declare.kinds import LOGICAL_ID, Kind, RejectedError
from cfngw.errors import CfngwError, DeclarationError, nearest, report
from cfngw.source import Source, here

T = TypeVar("T", bound="Value")


def required(kind: Kind) -> Any:
    """Declare an option that must be given."""
    return field(metadata={"kind": kind})


def option(kind: Kind, *, default: Any) -> Any:
    """Declare an option that may be left out."""
    return field(default=default, metadata={"kind": kind})


def pinned(*, default: None) -> Any:
    """Declare ``logical_id``, which pins the name of the resource in the template."""
    return option(LOGICAL_ID, default=default)


class Value:
    """The base of all declared values: equal when all options are, and never changed.

    ``source`` is the line that made it.
    """

    source: Source

    def check(self) -> Iterator[CfngwError]:
        """Give the problems that concern several options together."""
        return iter(())

    def refusal(self, problem: str, **facts: Any) -> DeclarationError:
        """Describe a problem of this value at its line."""
        facts.setdefault("where", self.source)
        return DeclarationError(f"{self.label}: {problem}", **facts)

    @property
    def label(self) -> str:
        """Name this value in a message: its class and its first option."""
        first = next(iter(_specs(type(self))), None)
        given = getattr(self, first, None) if first else None
        return f'{type(self).__name__} "{given}"' if isinstance(given, str) else type(self).__name__

    def given(self) -> dict[str, Any]:
        """Give the options that differ from their defaults."""
        specs = _specs(type(self)).items()
        return {name: getattr(self, name) for name, spec in specs if getattr(self, name) is not spec.default}

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _specs(type(self)))

    def __hash__(self) -> int:
        first = getattr(self, next(iter(_specs(type(self)))), None)
        return hash((type(self), first if isinstance(first, str) else None))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={given!r}" for name, given in self.given().items())
        return f"{type(self).__name__}({shown})"


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(required, option, pinned))
def value(cls: type[T]) -> type[T]:
    """Make a class of options into a declared value."""
    made = dataclass(frozen=True, eq=False, repr=False)(cls)
    made.__init__ = _checking(made.__init__)  # type: ignore[method-assign]
    return made


def _checking(set_options: Any) -> Any:
    @wraps(set_options)
    def __init__(self: Any, *args: Any, **given: Any) -> None:  # noqa: N807
        object.__setattr__(self, "source", here())
        try:
            set_options(self, *args, **given)
        except TypeError:
            _diagnose(self, args, given)
            return
        sound = _keep_options(self)
        if sound:
            for problem in self.check():
                report(problem)

    return __init__


def _specs(cls: type[Any]) -> Mapping[str, Field[Any]]:
    specs: Mapping[str, Field[Any]] | None = cls.__dict__.get("_specs")
    if specs is None:
        specs = {spec.name: spec for spec in fields(cls)}
        cls._specs = specs
    return specs


def _keep_options(value: Any) -> bool:
    """Check what was given and keep it in its frozen form; say whether all of it was right."""
    sound = True
    for name, spec in _specs(type(value)).items():
        given = getattr(value, name)
        if given is spec.default:
            continue
        try:
            kept = spec.metadata["kind"].keep(given)
        except RejectedError as rejected:
            sound = False
            report(refused(value, name, given, spec.metadata["kind"], rejected))
            continue
        if kept is not given:
            object.__setattr__(value, name, kept)
    return sound


def refused(value: Value, name: str, given: Any, kind: Kind, rejected: RejectedError) -> DeclarationError:
    """Describe an option that does not take what was given."""
    member = rejected.given is not None
    return value.refusal(
        f"{name} does not take {'this member' if member else 'this value'}.",
        given=rejected.given if member else given,
        allowed=rejected.allowed or kind.allowed,
        fix=rejected.fix,
        option=name,
    )


def _diagnose(value: Any, args: tuple[Any, ...], given: dict[str, Any]) -> None:
    """Report what is wrong with the options' names, and give the value the rest so that the build can go on."""
    specs = _specs(type(value))
    positional = [name for name, spec in specs.items() if not spec.kw_only]
    taken = dict(zip(positional, args, strict=False))
    for name, spec in specs.items():
        default = None if spec.default is MISSING else spec.default
        object.__setattr__(value, name, taken.get(name, given.get(name, default)))
    if len(args) > len(positional):
        report(_too_many(value, args[len(positional)], positional))
    for name in [name for name in taken if name in given]:
        report(value.refusal(f"{name} is given twice.", given=given[name], fix=f"leave out {name}= or the first one"))
    for name in [name for name in given if name not in specs]:
        report(unknown_option(value, name, given[name], specs))
    for name, spec in specs.items():
        if spec.default is MISSING and name not in taken and name not in given:
            kind = spec.metadata["kind"]
            report(value.refusal(f"{name} is missing.", allowed=kind.allowed, fix=f"give {name}"))


def _too_many(value: Value, surplus: Any, positional: list[str]) -> DeclarationError:
    order = ", ".join(positional)
    return value.refusal(
        "too many unnamed options.",
        given=surplus,
        allowed=f"without a name: {order}" if order else "only named options",
        fix="write the option's name before it: name=value",
    )


def unknown_option(value: Value, name: str, given: Any, known: Mapping[str, Any]) -> DeclarationError:
    """Describe an option that does not exist, with the nearest that does."""
    close = nearest(name, known)
    return value.refusal(
        f"there is no option {name}.",
        given=given,
        allowed=", ".join(known),
        fix=f"write {close}=" if close else f"leave out {name}=",
        option=name,
    )
