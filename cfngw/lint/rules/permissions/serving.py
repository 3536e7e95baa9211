"""Which roles serve APIs: those of functions behind them, and those that they use themselves."""

from __future__ import annotations

from collections.abc import Mapping

from cfngw.lint.rules.permissions.callers import functions_behind
from cfngw.lint.rules.permissions.credentials import uses
from cfngw.lint.rules.permissions.roles import Role, role_of
from cfngw.lint.rules.view import View
from cfngw.read.taking import value


def roles_serving(view: View) -> Mapping[str, tuple[Role, str]]:
    """Give the roles by logical id, each with who uses it."""
    return view.once(_serving)


def _serving(view: View) -> dict[str, tuple[Role, str]]:
    found: dict[str, tuple[Role, str]] = {}
    for key in functions_behind(view):
        role = role_of(view, value(view.found.index[key].properties.get("Role")))
        if role is not None:
            found.setdefault(role.key, (role, key))
    for use in uses(view):
        if use.role is not None:
            found.setdefault(use.role.key, (use.role, use.name))
    return found
