"""Environments: the stacks that one blueprint is made into, and values that each of them has its own of.

``declare/settling.py`` puts what one environment has in the place of what it has its own of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.declare.function import RESERVED_VARIABLES
from cfngw.declare.intrinsic import Text, Unwritten
from cfngw.declare.kinds import VARIABLE, WHOLE, Choice, Kind, RejectedError, Table, Words
from cfngw.declare.value import Value, option
from cfngw.errors import CfngwError, DeclarationError, collecting, nearest, report
from cfngw.source import Source, here

_NONE: Any = object()
_OTHERS = "default"  # what PerEnvironment gives to the environments that it doesn't name
PARAMETER = "Environment"
MAPPING = "Environments"
_NAME = re.compile(r"[A-Za-z](-?[A-Za-z0-9])*")
_LONGEST = 32
_ALLOWED = f"letters, digits and single '-' between them, a letter first, at most {_LONGEST} characters"


class Lookup(Unwritten):
    """Stands for what the template's mapping has for the environment that a stack is made for (``Fn::FindInMap``)."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        self.key = key

    def to_dict(self) -> dict[str, Any]:
        """Give the Fn::FindInMap."""
        return {"Fn::FindInMap": [MAPPING, {"Ref": PARAMETER}, self.key]}

    def in_text(self) -> str | None:
        """Give nothing: a Sub can't look anything up by its text alone."""
        return None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lookup) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Lookup({self.key!r})"


class _PerEnvironment(Choice):
    """A value for each environment; see ``PerEnvironment``."""

    __slots__ = ("source", "takes_intrinsic", "values")

    def __init__(self, values: Any = MappingProxyType({}), /, *, default: Any = _NONE, **named: Any) -> None:
        self.source = here()
        self.takes_intrinsic = False
        given = {**(values if isinstance(values, Mapping) else {}), **named}
        self.values: tuple[tuple[str, Any], ...] = tuple(given.items())
        if default is not _NONE:
            self.values += ((_OTHERS, default),)
        if not isinstance(values, Mapping):
            self._refuse("it takes the values by the names of environments.", values)
        elif not given:
            self._refuse("it names no environment.", self)
        for name in given:
            if (problem := _misnamed(name)) is not None:
                self._refuse("an environment can't be called so.", name, problem)

    def _refuse(self, problem: str, given: Any, allowed: str | None = None) -> None:
        report(
            DeclarationError(
                f"PerEnvironment: {problem}",
                where=self.source,
                given=given,
                allowed=allowed,
                fix='write PerEnvironment(dev=..., prod=...), or PerEnvironment({"pre-prod": ...}, default=...)',
            )
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Give the environments that it names."""
        return tuple(name for name, _ in self.values if name != _OTHERS)

    @property
    def given(self) -> tuple[Any, ...]:
        """Give the values, whatever environments they are for."""
        return tuple(given for _, given in self.values)

    def has(self, name: str) -> bool:
        """Tell whether there is a value for an environment."""
        return any(each in (name, _OTHERS) for each, _ in self.values)

    def of(self, name: str) -> Any:
        """Give the value for an environment."""
        return next(given for each, given in self.values if each in (name, _OTHERS))

    def kept(self, kind: Kind, default: Any = _NONE) -> Choice:
        """Give it with each value as the kind keeps it; raise RejectedError for the first that it does not take."""
        values = tuple((name, self._kept(kind, name, given, default)) for name, given in self.values)
        return _made(values, self.source, _takes_intrinsic(kind))

    def _kept(self, kind: Kind, name: str, given: Any, default: Any) -> Any:
        if given is default:
            return given
        try:
            return given.kept(kind) if isinstance(given, Choice) else kind.keep(given)
        except RejectedError as rejected:
            whole = rejected.given is WHOLE
            raise RejectedError(
                rejected.fix or kind.cure,
                given=given if whole else rejected.given,
                allowed=rejected.allowed or kind.allowed,
                part=f"{'value' if whole else rejected.part} of {name}",
            ) from None

    def opened(self) -> Choice:
        """Give it as one that stands where an intrinsic may stand."""
        return _made(self.values, self.source, takes_intrinsic=True)

    def each(self, make: Callable[[Any], Any]) -> Choice:
        """Make another value of each."""
        return _made(tuple((name, make(given)) for name, given in self.values), self.source, self.takes_intrinsic)

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.values, self.source, self.takes_intrinsic)

    def __copy__(self) -> Choice:
        return self

    def __deepcopy__(self, memo: object) -> Choice:
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _PerEnvironment) and self.values == other.values

    def __hash__(self) -> int:
        return hash(self.names)

    def __repr__(self) -> str:
        return f"PerEnvironment({', '.join(f'{name}={given!r}' for name, given in self.values)})"

    def __str__(self) -> str:
        self._untold("is formatted into a text", "write PerEnvironment around the texts: one for each environment")
        return repr(self)

    def __format__(self, spec: str) -> str:
        return str(self)

    def __iter__(self) -> Iterator[Any]:
        self._untold("is asked for before there is one", "write PerEnvironment around what is made of it")
        return iter(self.given)

    def __getitem__(self, index: object) -> Any:
        return next(iter(self))

    def _untold(self, problem: str, fix: str) -> None:
        report(
            DeclarationError(
                f"a value that each environment has its own of {problem}.", where=here(), given=self, fix=fix
            )
        )


def _made(values: tuple[tuple[str, Any], ...], source: Source, takes_intrinsic: Any) -> _PerEnvironment:
    made = object.__new__(_PerEnvironment)
    made.values, made.source, made.takes_intrinsic = values, source, bool(takes_intrinsic)
    return made


def _takes_intrinsic(kind: Kind) -> bool:
    try:
        kind.keep(Lookup(""))
    except RejectedError:
        return False
    return True


if TYPE_CHECKING:

    def PerEnvironment(values: Mapping[str, Any] = ..., /, *, default: Any = ..., **named: Any) -> Any:  # noqa: N802
        """Stand for a value of any type, so that every option takes it in the eyes of a type checker, too."""
else:

    class PerEnvironment(_PerEnvironment):
        """Give an option another value in each environment: ``memory_size_mb=PerEnvironment(dev=128, prod=1024)``.

        ``default``: for the environments that it doesn't name; without it, each must be named. ``None`` leaves the
        option out. Names that are no words of Python are keys of a dict: ``PerEnvironment({"pre-prod": 256},
        default=128)``. It may stand for any option, also for one that decides what is made, and for a member of a list
        or of a dict; not for the name of what gets its logical ids by it. In one template (``one_template=True``),
        where a mapping holds the values, for those that take an intrinsic.
        """

        __slots__ = ()


def _misnamed(name: object) -> str | None:
    """Say how an environment may be called, unless it is called so."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or len(name) > _LONGEST:
        return _ALLOWED
    return f"any other: {_OTHERS} is what PerEnvironment calls the rest" if name.casefold() == _OTHERS else None


class Environment(Value):
    """What one environment has of its own, besides the options that are given ``PerEnvironment(...)``.

    ``variables``: environment variables of all functions; one of the function's own ``environment`` that has the same
    name gives way. ``stage``: the name of the API's stage, which stands in its URL; it needs not be the environment's.
    """

    variables: Mapping[str, Text] | None = option(Table(Words("a text"), key=VARIABLE), default=None)
    stage: str | None = option(
        Words(
            "$default or a name: letters, digits, '-' and '_'",
            pattern=r"\$default|[A-Za-z0-9_-]+",
            longest=128,
            literal=True,
        ),
        default=None,
    )

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "Environment"

    def check(self) -> Iterator[CfngwError]:
        """Refuse the variables that Lambda sets itself."""
        for name in self.variables or ():
            if name in RESERVED_VARIABLES:
                yield self.refusal(
                    "Lambda sets this environment variable itself.", given=name, fix="choose another name"
                )


class Plan(NamedTuple):
    """The environments of a blueprint, whether one template serves them all, and what their names begin with."""

    environments: Mapping[str, Environment]
    one_template: bool
    app_name: str | None
    label: str
    source: Source

    def unknown(self, name: object, where: Source, problem: str) -> DeclarationError:
        """Describe an environment that is not declared."""
        known = tuple(self.environments)
        close = nearest(name, known) if isinstance(name, str) else None
        return DeclarationError(
            f"{self.label}: {problem}",
            where=where,
            given=name,
            allowed=", ".join(known),
            fix=f'write "{close}"' if close else "name one of these, or add it to environments=",
        )


def environments(given: Any) -> Mapping[str, Environment]:
    """Keep the option ``environments``: a dict of what each has of its own, or a list of names alone."""
    if isinstance(given, list | tuple):
        if len(set(map(str, given))) < len(given):
            raise RejectedError("name each environment once")
        given = dict.fromkeys(given)
    if not isinstance(given, Mapping) or not given:
        raise RejectedError('write {"dev": Environment(...), "prod": Environment(...)}, or ["dev", "prod"]')
    folded: dict[str, str] = {}
    for name in given:
        if (allowed := _misnamed(name)) is not None:
            raise RejectedError(
                "choose another: it becomes a part of the names of files and stacks",
                given=name,
                allowed=allowed,
                part="name",
            )
        if (other := folded.setdefault(name.casefold(), name)) is not name:
            raise RejectedError(
                f'rename it: "{other}" is the same to file systems that don\'t tell capitals apart',
                given=name,
                allowed="names that differ in more than capitals",
                part="name",
            )
    return MappingProxyType({name: _environment(each) for name, each in given.items()})


def _environment(given: Any) -> Environment:
    if isinstance(given, Environment):
        return given
    if given is None:
        return Environment()
    if isinstance(given, Mapping) and all(isinstance(name, str) for name in given):
        with collecting() as problems:
            made = Environment(**given)
        for problem in problems:
            problem.option = "environments"  # whose line the blueprint knows
            report(problem)
        return made
    raise RejectedError(
        "write Environment(variables={...}, stage=...)", given=given, allowed="an Environment or a dict"
    )


def shared(choices: Sequence[Any]) -> list[str]:
    """Give the environments, or "default", that all of some choices have a value for."""
    names = dict.fromkeys(name for each in choices for name, _ in each.values)
    return [name for name in names if all(each.has(name) for each in choices)]
