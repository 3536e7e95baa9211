"""What a user may ask of the linter. It knows nothing of cfn-lint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from cfngw.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from cfngw.lint.report import Finding

ENGINES = ("cfn-lint", "native", "rules")
Setting = str | int | bool | list[str] | list[int]


class Engine(Protocol):
    """What checks templates."""

    def check(self, text: str, name: Path) -> tuple[Finding, ...]:
        """Give the findings of one template, by line; ``name`` stands in them for the file."""


# What a build says once in its own notice, with the stack to create first, need not be a finding of each stage too.
TOLD_BY_THE_BUILD = ("W9732",)


@dataclass(frozen=True)
class Options:
    """The options of a run, beside which a template's own ``Metadata: cfn-lint: config:`` stays honoured.

    ``regions``         to lint for; the template's own when empty, else the config file's, else us-east-1
    ``ignore``          rules to leave out, by id or its beginning; in addition to the template's own
    ``include``         further rules, such as "I" for the informational ones, or "E9" of an appended rule
    ``mandatory``       rules that a template can't ignore
    ``configure``       settings of rules: ``{"E3012": {"strict": True}}``
    ``config_file``     a ``.cfnlintrc`` to read; without it none is read, wherever it lies
    ``append_rules``    folders or importable modules of further rules, as ``cfn-lint -a`` takes them
    ``engine``          one of ENGINES: what runs beside our own rules, or "rules" for these alone

    Raises UsageError when an option has another type.
    """

    regions: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    configure: Mapping[str, Mapping[str, Setting]] = field(default_factory=dict, hash=False)
    mandatory: tuple[str, ...] = ()
    config_file: Path | None = None
    append_rules: tuple[str, ...] = ()
    engine: str = "cfn-lint"

    def __post_init__(self) -> None:
        for name in ("regions", "ignore", "include", "mandatory", "append_rules"):
            object.__setattr__(self, name, _words(name, getattr(self, name)))
        object.__setattr__(self, "configure", _settings(self.configure))
        if self.engine not in ENGINES:
            raise UsageError("there is no such engine", given=self.engine, allowed=", ".join(ENGINES))
        if self.engine != "cfn-lint":
            self._refuse_what_is_of_cfn_lint()

    def _refuse_what_is_of_cfn_lint(self) -> None:
        for name in ("config_file", "append_rules", "configure"):
            if getattr(self, name):
                raise UsageError(
                    f"{name} is for cfn-lint, and the engine is {self.engine}",
                    given=str(getattr(self, name)),
                    fix=f"leave out {name}, or let cfn-lint run",
                )


def _words(name: str, given: object) -> tuple[str, ...]:
    # A lone string is a sequence of letters: each would be a rule prefix of its own.
    if not isinstance(given, (tuple, list)) or not all(isinstance(word, str) and word for word in given):
        raise UsageError(f"{name} takes several words", given=given, allowed="a tuple of strings")
    return tuple(given)


def _settings(given: object) -> dict[str, dict[str, Setting]]:
    if not isinstance(given, Mapping) or not all(map(_is_rule, given.items())):
        raise UsageError(
            "configure takes the settings of rules",
            given=given,
            allowed="{rule: {name: value}}, each value a string, a number, a boolean or a list of them",
        )
    # Our own copy: the options of a run must not change under it.
    return {rule: dict(settings) for rule, settings in given.items()}


def _is_rule(item: tuple[object, object]) -> bool:
    rule, settings = item
    return isinstance(rule, str) and isinstance(settings, Mapping) and all(map(_is_setting, settings.items()))


def _is_setting(item: tuple[object, object]) -> bool:
    name, value = item
    leaves = value if isinstance(value, list) else [value]
    return isinstance(name, str) and all(isinstance(leaf, (str, int)) for leaf in leaves)
