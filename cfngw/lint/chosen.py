"""Which findings are wanted, by what a user and a template say, as cfn-lint decides it; for engines that are not it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cfngw.lint.options import Options
    from cfngw.lint.report import Finding

_USUAL = ("E", "W")


class Chosen:
    """The options of a run, with those in the ``Metadata`` of one template and of its resources."""

    def __init__(self, options: Options, template: Mapping[str, Any]) -> None:
        own = _config(template)
        self._mandatory = (*options.mandatory, *_words(own.get("mandatory_checks")))
        self._ignored = (*options.ignore, *_words(own.get("ignore_checks")))
        self._included = (*_USUAL, *options.include, *_words(own.get("include_checks")))
        self.regions = options.regions or tuple(_words(own.get("regions"))) or ("us-east-1",)
        resources = template.get("Resources")
        self._by_resource = {
            name: tuple(_words(_config(each).get("ignore_checks")))
            for name, each in (resources.items() if isinstance(resources, Mapping) else ())
            if isinstance(each, Mapping) and "Metadata" in each
        }

    def wants(self, finding: Finding) -> bool:
        """Tell whether a finding is to be told."""
        # What the native engine calls fatal is an error, and left out and asked for as one.
        rule = f"E{finding.rule[1:]}" if finding.rule.startswith("F") else finding.rule
        names = {rule, finding.rule}
        if _any(names, self._mandatory):
            return True
        section, name, *_ = (*finding.path, "", "")
        # A resource leaves out rules by their whole id.
        if section == "Resources" and not names.isdisjoint(self._by_resource.get(str(name), ())):
            return False
        return not _any(names, self._ignored) and _any(names, self._included)


def _any(names: set[str], beginnings: tuple[str, ...]) -> bool:
    return any(name.startswith(beginnings) for name in names)


def _config(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = holder
    for name in ("Metadata", "cfn-lint", "config"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _words(given: Any) -> list[str]:
    return [each for each in given if isinstance(each, str) and each] if isinstance(given, list) else []
