"""How a declared value is made: frozen, aware of its line, its options checked as it is made.

Each option is one class attribute, ``required(kind)`` or ``option(kind, default=...)``. Unknown and missing options
are problems like any other, so that one build can report them all: inside ``errors.collecting()`` a wrong value is
reported and kept; elsewhere it raises at once.

This is a dataclass to a reader and to a type checker. Python's own would compile three functions for each class, and
those of all the classes here would cost more than half of what importing troposphere does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn, Self, dataclass_transform

from cfngw.declare.intrinsic import Unwritten
from cfngw.declare.kinds import LOGICAL_ID, WHOLE, Choice, Kind, RejectedError
from cfngw.errors import CfngwError, DeclarationError, nearest, report
from cfngw.source import Source, here

_MISSING: Any = object()


class Spec:
    """What a class says of one option."""

    __slots__ = ("default", "kind", "kw_only")

    def __init__(self, kind: Kind, default: Any, *, kw_only: bool) -> None:
        self.kind = kind
        self.default = default
        self.kw_only = kw_only

    @property
    def required(self) -> bool:
        """Tell whether the option must be given."""
        return self.default is _MISSING


def required(kind: Kind, *, kw_only: bool = True) -> Any:
    """Declare an option that must be given."""
    return Spec(kind, _MISSING, kw_only=kw_only)


def option(kind: Kind, *, default: Any, kw_only: bool = True) -> Any:
    """Declare an option that may be left out."""
    return Spec(kind, default, kw_only=kw_only)


def pinned(*, default: None) -> Any:
    """Declare ``logical_id``, which pins the name of the resource in the template."""
    return Spec(LOGICAL_ID, default, kw_only=True)


@dataclass_transform(
    frozen_default=True, eq_default=False, kw_only_default=True, field_specifiers=(required, option, pinned)
)
class Value(Unwritten):
    """The base of all declared values: equal when all options are, and never changed.

    ``source`` is the line that made it. ``value.but(option=...)`` makes another one that differs in these options.
    ``elsewhere``: words of AWS that belong to another kind of API, with what to do.
    """

    elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = MappingProxyType({})

    fixed: ClassVar[frozenset[str]] = frozenset({"name", "logical_id"})  # what is the same in all environments
    choices: tuple[Choice, ...] = ()  # what each environment has its own of, here or below

    options: ClassVar[Mapping[str, Spec]] = MappingProxyType({})
    _unnamed: ClassVar[tuple[str, ...]] = ()
    _obligatory: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        """Keep what the class says of its options, and leave their defaults as class attributes."""
        super().__init_subclass__()
        own = {name: spec for name, spec in vars(cls).items() if isinstance(spec, Spec)}
        cls.options = MappingProxyType({**cls.options, **own})
        for name, spec in own.items():
            setattr(cls, name, None if spec.required else spec.default)
        cls._unnamed = tuple(name for name, spec in cls.options.items() if not spec.kw_only)
        cls._obligatory = frozenset(name for name, spec in cls.options.items() if spec.required)

    def __init__(self, *args: Any, **given: Any) -> None:
        kept = self.__dict__
        kept["source"] = here()
        if args:
            unnamed = dict(zip(self._unnamed, args, strict=False))
            if given:
                self._report_twice(unnamed, given)
            given = {**unnamed, **given}
        sound = self._take(given)
        if len(args) > len(self._unnamed) or not self._obligatory <= given.keys():
            self._report_missing(args, given)
            return
        if sound:
            choices = choices_in(kept.values())
            if choices:
                kept["choices"] = choices
            for problem in _each_checked(self) if choices else self.check():
                report(problem)

    def _take(self, given: Mapping[str, Any]) -> bool:
        """Check what was given and keep it in its frozen form; say whether all of it was right."""
        sound = True
        kept, options = self.__dict__, self.options
        for name, member in given.items():
            spec = options.get(name)
            if spec is None:
                sound = False
                report(unknown_option(self, name, member, options))
                continue
            kept[name] = member
            if member is spec.default:
                continue
            try:
                if isinstance(member, Choice):
                    kept[name] = self._choice(name, member).kept(spec.kind, spec.default)
                    continue
                kept[name] = spec.kind.keep(member)
            except RejectedError as rejected:
                sound = False
                report(self._refused(name, member, spec.kind, rejected))
        return sound

    def _choice(self, name: str, given: Choice) -> Choice:
        """Refuse another value in each environment for what logical ids are made of, and the like."""
        if name in self.fixed:
            self.__dict__[name] = next(iter(given.given), None)  # so that the message can name this value
            fix = "give it one value: each environment has a stack of its own"
            raise RejectedError(fix, allowed="the same in all environments")
        return given

    def _refused(self, name: str, given: Any, kind: Kind, rejected: RejectedError) -> DeclarationError:
        """Describe an option that does not take what was given."""
        of_member = rejected.given is not WHOLE
        return self.refusal(
            f"{name} does not take this {rejected.part if of_member else 'value'}.",
            given=rejected.given if of_member else given,
            allowed=rejected.allowed or kind.allowed,
            fix=rejected.fix or kind.cure,
            option=name,
        )

    def _report_twice(self, unnamed: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        for name in unnamed:
            if name in given:
                fix = f"leave out {name}= or the first one"
                report(self.refusal(f"{name} is given twice.", given=given[name], fix=fix, option=name))

    def _report_missing(self, args: tuple[Any, ...], given: Mapping[str, Any]) -> None:
        if len(args) > len(self._unnamed):
            order = ", ".join(self._unnamed)
            report(
                self.refusal(
                    "too many unnamed options.",
                    given=args[len(self._unnamed)],
                    allowed=f"without a name: {order}" if order else "only named options",
                    fix="write the option's name before it: name=value",
                )
            )
        for name, spec in self.options.items():
            if spec.required and name not in given:
                report(self.refusal(f"{name} is missing.", allowed=spec.kind.allowed, fix=f"give {name}", option=name))

    def check(self) -> Iterator[CfngwError]:
        """Give the problems that concern several options together."""
        return iter(())

    def refusal(self, problem: str, **facts: Any) -> DeclarationError:
        """Describe a problem of this value at its line."""
        facts.setdefault("where", self.source)
        return DeclarationError(f"{self.label}: {problem}", **facts)

    @property
    def source(self) -> Source:
        """Give the line that made this value."""
        made: Source = self.__dict__["source"]
        return made

    @property
    def label(self) -> str:
        """Name this value in a message: its class and its first option."""
        first = getattr(self, next(iter(self.options), ""), None)
        return f'{type(self).__name__} "{first}"' if isinstance(first, str) else type(self).__name__

    def given(self) -> dict[str, Any]:
        """Give the options that differ from their defaults."""
        found = {name: getattr(self, name) for name in self.options}
        return {name: member for name, member in found.items() if member is not self.options[name].default}

    def in_text(self) -> str | None:
        """Give what a Sub names this value by; None for what is no resource."""
        resource_id = getattr(self, "resource_id", None)
        return f"${{{resource_id}}}" if isinstance(resource_id, str) else None

    def but(self, **changes: Any) -> Self:
        """Make a value like this one but for the given options; it is declared at the caller's line."""
        return type(self)(**{**self.given(), **changes})

    def moved(self, source: Source) -> Any:
        """Give the same value as declared at another line."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__, source=source)
        return twin

    def __setattr__(self, name: str, member: Any) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen; make a new one with another {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen; {name} can't be taken away")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (type(self), _thawed(self.__dict__))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.options)

    def __hash__(self) -> int:
        first = getattr(self, next(iter(self.options), ""), None)
        return hash((type(self), first if isinstance(first, str) else None))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={member!r}" for name, member in self.given().items())
        return f"{type(self).__name__}({shown})"


def _thawed(node: Any) -> Any:
    """Give the options of a value as pickle can hold them."""
    if isinstance(node, Mapping):
        return {name: _thawed(member) for name, member in node.items()}
    return tuple(map(_thawed, node)) if type(node) is tuple else node


def _refrozen(node: Any) -> Any:
    if isinstance(node, dict):
        return MappingProxyType({name: _refrozen(member) for name, member in node.items()})
    return tuple(map(_refrozen, node)) if type(node) is tuple else node


def _unpickled(kind: type[Value], options: Mapping[str, Any]) -> Value:
    made = object.__new__(kind)
    made.__dict__.update({name: _refrozen(member) for name, member in options.items()})
    return made


def choices_in(members: Iterable[Any]) -> tuple[Choice, ...]:
    """Give all that stands for another value in each environment, each once."""
    found: tuple[Choice, ...] = ()
    for member in members:
        kind = type(member)
        if kind is tuple:
            found += choices_in(member)
        elif kind is MappingProxyType:
            found += choices_in(member.values())
        elif isinstance(member, Value):
            found += member.choices
        elif isinstance(member, Choice):
            found += (member, *choices_in(member.given))
    return tuple({id(each): each for each in found}.values()) if found else found


def _each_checked(value: Value) -> Iterator[CfngwError]:
    from cfngw.declare.settling import checked_in_each  # for those who have environments

    return checked_in_each(value)


def unknown_option(value: Value, name: str, given: Any, known: Mapping[str, Any]) -> DeclarationError:
    """Describe an option that does not exist, with the nearest that does."""
    if name in value.elsewhere:
        why, fix = value.elsewhere[name]
        return value.refusal(
            f"there is no option {name}: {why}.", given=given, allowed=", ".join(known) or "none", fix=fix, option=name
        )
    close = nearest(name, known)
    return value.refusal(
        f"there is no option {name}.",
        given=given,
        allowed=", ".join(known),
        fix=f"write {close}=" if close else f"leave out {name}=",
        option=name,
    )
