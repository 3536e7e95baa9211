"""Puts what an environment has in the place of what each has its own of; declared values in, declared values out.

    OneEnvironment    a template of its own for the environment: its values, whatever they decide
    AllEnvironments   one template for all: lookups in the template's mapping, where an option takes an intrinsic

What is the same everywhere stays the very value that it was. A value that differs is made anew, at its old line, and
checked as if it had been written so. Problems are gathered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from cfngw.declare.environment import PARAMETER, Lookup, Plan, shared
from cfngw.declare.function import Function
from cfngw.declare.intrinsic import Substitution, Text, is_intrinsic
from cfngw.declare.kinds import Choice
from cfngw.declare.role import Role
from cfngw.declare.value import Value
from cfngw.errors import CfngwError, DeclarationError, collecting
from cfngw.source import Source

_LONGEST_NAME = 64  # of functions and of roles alike


class Settling:
    """What both have in common; ``settle(value)`` gives a value as it is in the environment."""

    def __init__(self) -> None:
        self.problems: list[CfngwError] = []
        self._settled: dict[int, tuple[Value, Value]] = {}  # with the original, so that no other gets its identity

    def settle(self, given: Any, place: str = "") -> Any:
        """Give a declared value, or what an option holds; ``place`` names it in a mapping."""
        if isinstance(given, Value):
            return self._value(given, place)
        if isinstance(given, Choice):
            return self.settle(self.choose(given, place), place)
        if type(given) is tuple:
            members = [(self.settle(each, _below(place, each, index)), each) for index, each in enumerate(given)]
            return tuple(new for new, old in members if not _left_out(new, old)) if _differ(members) else given
        if isinstance(given, MappingProxyType):
            found = {name: (self.settle(each, place + _words(str(name))), each) for name, each in given.items()}
            if _differ(found.values()):
                return MappingProxyType({name: new for name, (new, old) in found.items() if not _left_out(new, old)})
        return given

    def choose(self, choice: Any, place: str, /) -> Any:
        """Give what stands in the place of a choice."""
        raise NotImplementedError

    def additions(self, _value: Value, _changes: Mapping[str, Any], /) -> dict[str, Any]:
        """Give options that the environment adds to a value."""
        return {}

    def role_name(self, _function: Function, /) -> Text | None:
        """Give the name of a function's own role, if names are given."""
        return None

    def _value(self, value: Value, place: str) -> Value:
        known = self._settled.get(id(value))
        if known is not None:
            return known[1]
        place = _place(value, place)
        own = {name: value.__dict__[name] for name in value.options if name in value.__dict__}
        made = {name: self.settle(member, place + _words(name)) for name, member in own.items()}
        changes = {name: member for name, member in made.items() if member is not own[name]}
        changes.update(self.additions(value, changes))
        settled = value
        if changes:
            settled = object.__new__(type(value))
            settled.__dict__.update({**own, **changes, "source": value.source})
            self.problems += settled.check()
        self._settled[id(value)] = (value, settled)
        return settled


class _Trial(Settling):
    """A value in one environment, before it is known which there are."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def choose(self, choice: Any, _place: str, /) -> Any:
        """Give the environment's own value."""
        return choice.of(self._name)


def checked_in_each(value: Value) -> Iterator[CfngwError]:
    """Give the problems of a value in each environment that it has a value for, those of all of them once."""
    names = shared(value.choices)
    found: dict[str, tuple[CfngwError, list[str]]] = {}
    for name in names:
        for problem in _told_by(value, name):
            found.setdefault(str(problem), (problem, []))[1].append(name)
    for problem, told in found.values():
        if len(told) < len(names):
            problem.problem = f"{problem.problem.removesuffix('.')} (in {' and '.join(told)})."
        yield problem


def _told_by(value: Value, name: str) -> list[CfngwError]:
    """Give what a value's own check tells in an environment; those below it told theirs when they were made."""
    trial = _Trial(name)
    own = {each: trial.settle(value.__dict__[each]) for each in value.options if each in value.__dict__}
    settled = object.__new__(type(value))
    settled.__dict__.update({**own, "source": value.source})
    return list(settled.check())


class _Planned(Settling):
    """The environment, or all of them, of a plan."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan

    def additions(self, value: Value, changes: Mapping[str, Any], /) -> dict[str, Any]:
        """Give a function its environment's variables and its name, a role its name."""
        if isinstance(value, Function):
            settled = changes.get("environment", value.environment)
            return {**self._variables(value, settled or {}), **self._named(value, "function_name")}
        return self._named(value, "role_name") if isinstance(value, Role) else {}

    def _variables(self, function: Function, own: Mapping[str, Any], /) -> dict[str, Any]:
        raise NotImplementedError

    def _named(self, value: Function | Role, option: str) -> dict[str, Any]:
        if self.plan.app_name is None or getattr(value, option) is not None:
            return {}
        return {option: self.name_of(value.name, value.source)}

    def name_of(self, name: str, source: Source) -> Text:
        """Give the physical name of what is called ``name``: app, environment, and itself unless it's named as the app.

        AWS's limit is that of functions and of roles, 64 characters.
        """
        app = str(self.plan.app_name)
        last = "" if name.casefold() == app.casefold() else f"-{name.replace('.', '-')}"
        longest = max(len(f"{app}-{each}{last}") for each in self._reach())
        if longest > _LONGEST_NAME:
            self.problems.append(
                DeclarationError(
                    f"{self.plan.label}: app_name makes a name of {longest} characters.",
                    where=source,
                    given=f"{app}-{max(self._reach(), key=len)}{last}",
                    allowed=f"at most {_LONGEST_NAME} characters",
                    fix="shorten the name, or give function_name= or role_name=",
                )
            )
            return app
        return self._text(f"{app}-", last)

    def api_name(self) -> Text | None:
        """Give the API's name, if the plan gives names."""
        return self._text(f"{self.plan.app_name}-", "") if self.plan.app_name is not None else None

    def role_name(self, function: Function, /) -> Text | None:
        """Give a function's own role the function's name."""
        return self.name_of(function.name, function.source) if self.plan.app_name is not None else None

    def _reach(self) -> list[str]:
        return list(self.plan.environments)

    def _text(self, before: str, after: str) -> Text:
        raise NotImplementedError

    def _check_names(self, choice: Any) -> bool:
        """Tell whether a choice names only environments that there are."""
        strange = [name for name in choice.names if name not in self.plan.environments]
        for name in strange:
            self.problems.append(
                self.plan.unknown(name, choice.source, f'there is no environment "{name}" for PerEnvironment.')
            )
        return not strange

    def _missing(self, choice: Any, name: str) -> None:
        self.problems.append(
            DeclarationError(
                f"PerEnvironment: there is no value for {name}.",
                where=choice.source,
                given=choice,
                allowed=f"one each for {', '.join(self.plan.environments)}",
                fix=f"give {name}=, or default= for the environments that aren't named"
                if name.isidentifier()
                else f'give {{"{name}": ...}}, or default= for the environments that aren\'t named',
            )
        )


class OneEnvironment(_Planned):
    """One environment of a plan."""

    def __init__(self, plan: Plan, name: str) -> None:
        super().__init__(plan)
        self.name = name

    def choose(self, choice: Any, _place: str, /) -> Any:
        """Give the environment's own value."""
        if not choice.has(self.name):
            if self._check_names(choice):
                self._missing(choice, self.name)
            return choice.values[0][1]
        self._check_names(choice)
        return choice.of(self.name)

    def _variables(self, _function: Function, own: Mapping[str, Any], /) -> dict[str, Any]:
        given = self.plan.environments[self.name].variables
        return {"environment": MappingProxyType({**own, **given})} if given else {}

    def _reach(self) -> list[str]:
        return [self.name]

    def _text(self, before: str, after: str) -> str:
        return f"{before}{self.name}{after}"


class AllEnvironments(_Planned):
    """All environments of a plan in one template; ``rows``: what its mapping holds, by environment and key."""

    def __init__(self, plan: Plan, rows: dict[str, dict[str, Any]]) -> None:
        super().__init__(plan)
        self.rows = rows
        for name in plan.environments:
            rows.setdefault(name, {})

    def choose(self, choice: Any, place: str, /) -> Any:
        """Give a lookup of the environment's value."""
        first = choice.values[0][1]
        if not self._check_names(choice):
            return first
        lacking = [name for name in self.plan.environments if not choice.has(name)]
        for name in lacking:
            self._missing(choice, name)
        if lacking:
            return first
        values = {name: choice.of(name) for name in self.plan.environments}
        if not choice.takes_intrinsic or not all(_fits(given) for given in values.values()):
            self._refuse(choice)
            return first
        return Lookup(self._key(place, values))

    def _refuse(self, choice: Any) -> None:
        what = "a literal here" if choice.takes_intrinsic else "known when the template is made"
        self.problems.append(
            DeclarationError(
                f"{self.plan.label}: one template can't hold this for several environments: it must be {what}.",
                where=choice.source,
                given=choice,
                allowed="texts, numbers, True and False, for an option that takes an intrinsic",
                fix="leave out one_template=True, so that each environment has a template of its own",
            )
        )

    def _key(self, place: str, values: Mapping[str, Any]) -> str:
        """Put values into the mapping by the option's place; other values of the same place get a number."""
        written = {name: _written(given) for name, given in values.items()}
        known = next(iter(self.rows.values()))
        place = place or "Value"  # inside of a Join or the like
        key, number = place, 2
        while key in known and any(self.rows[name][key] != given for name, given in written.items()):
            key, number = f"{place}{number}", number + 1
        for name, given in written.items():
            self.rows[name][key] = given
        return key

    def _variables(self, function: Function, own: Mapping[str, Any], /) -> dict[str, Any]:
        by_name = {name: each.variables or {} for name, each in self.plan.environments.items()}
        wanted = dict.fromkeys(variable for each in by_name.values() for variable in each)
        if not wanted:
            return {}
        found = dict(own)
        for variable in wanted:
            values = {name: each.get(variable, own.get(variable)) for name, each in by_name.items()}
            found[variable] = self._variable(function, variable, values)
        return {"environment": MappingProxyType(found)}

    def _variable(self, function: Function, variable: str, values: Mapping[str, Any]) -> Any:
        first, *others = values.values()
        if first is not None and all(other == first for other in others):
            return first
        if all(_fits(given) for given in values.values()):
            return Lookup(self._key(f"{function.resource_id}Environment{_words(variable)}", values))
        lacking = [name for name, given in values.items() if not _fits(given)]
        environment = next(each for each in self.plan.environments.values() if variable in (each.variables or {}))
        self.problems.append(
            environment.refusal(
                f"one template needs {variable} as a text in every environment.",
                given=", ".join(f"{name}: {values[name]!r}" for name in lacking),
                allowed=f"a text in each of {', '.join(values)}",
                fix=f"give it in all of them, or in the environment= of {function.label}, or leave out "
                "one_template=True",
            )
        )
        return ""

    def _text(self, before: str, after: str) -> Substitution:
        return Substitution(f"{before}${{{PARAMETER}}}{after}")


def _differ(members: Iterable[tuple[Any, Any]]) -> bool:
    return any(new is not old for new, old in members)


def _left_out(new: Any, old: Any) -> bool:
    return new is None and isinstance(old, Choice)


def _fits(given: Any) -> bool:
    """Tell what a mapping can hold."""
    if isinstance(given, tuple):
        return bool(given) and all(isinstance(member, str) for member in given)
    return isinstance(given, str | int | float) and not is_intrinsic(given)


def _written(given: Any) -> Any:
    """Write what a mapping is documented to hold, texts and lists; where it's looked up, numbers are made of it again.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html
    """
    if isinstance(given, tuple):
        return list(given)
    return str(given).lower() if isinstance(given, bool) else str(given)


def _place(value: Value, place: str) -> str:
    """Name the place of a value: by its logical id, or below its owner."""
    with collecting() as unknown:  # an id that is made of what each environment has its own of
        known = getattr(value, "resource_id", None)
    return known if isinstance(known, str) and known and not unknown else place


def _below(place: str, member: Any, index: int) -> str:
    first = getattr(member, next(iter(member.options), ""), None) if isinstance(member, Value) else None
    return place + (_words(first) if isinstance(first, str) else str(index + 1))


def _words(text: str) -> str:
    """Make letters and digits of a text: ``memory_size_mb`` is MemorySizeMb, ``GET /notes`` is GETNotes."""
    return "".join(word[0].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", text) if word)
