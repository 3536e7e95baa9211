"""What all authorizers read of the template in one way: where a token stands, and what it must look like."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cfngw.local.auth.sources import Source, source

if TYPE_CHECKING:
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Authorizer

_STEPS = 500_000  # of matching: a tenth of a second at most, and five times what a token of 10,000 characters takes


class ConfigurationFault(ValueError):  # noqa: N818 (told as a Fault of the gateway)
    """An authorizer that can't work as the template has it, in one clause."""


def name_of(authorizer: Authorizer, values: LocalValues) -> str:
    """Give what an authorizer is called in hints."""
    return values.text(authorizer.name) or "the authorizer"


def token_source(authorizer: Authorizer, values: LocalValues, *, is_rest: bool) -> tuple[str, Source]:
    """Give the one identity source of a token, which is the Authorization header unless another is given."""
    default = "method.request.header.Authorization" if is_rest else "$request.header.Authorization"
    given = authorizer.identity_sources or (default,)
    said = values.text(given[0]) or ""
    found = source(said, is_rest=is_rest)
    if found is None or len(given) != 1:
        raise ConfigurationFault(f"the identity source of {name_of(authorizer, values)} is none: {said or '(unknown)'}")
    return said, found


def validation(authorizer: Authorizer, values: LocalValues) -> Callable[[str], bool] | None:
    """Give what tells whether a whole text matches the validation expression; None without one."""
    if authorizer.identity_validation is None:
        return None
    name = name_of(authorizer, values)
    text = values.text(authorizer.identity_validation)
    if text is None:
        raise ConfigurationFault(f"the validation expression of {name} can't be told")
    if not text:
        return None
    from cfngw.vtl.errors import TemplateProblemError
    from cfngw.vtl.limits import Budget
    from cfngw.vtl.regex import compiled

    try:
        expression = compiled(text)
    except TemplateProblemError as error:
        raise ConfigurationFault(f"the validation expression of {name} is none: {error}") from None

    def matches(given: str) -> bool:
        budget = Budget()
        budget.left = _STEPS
        try:
            return expression.matches(given, budget)
        except TemplateProblemError:
            return False

    return matches
