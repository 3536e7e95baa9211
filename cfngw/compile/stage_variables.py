"""Variables of stages, as a template holds them; an alias that is one gets into the template, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cfngw.compile.assembly import Assembly
from cfngw.compile.invocation import add_callees
from cfngw.declare.function import FunctionAlias
from cfngw.declare.stage_variables import named


def stage_variables(assembly: Assembly, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give the variables of a stage or of its canary; an alias is there before the stage that names it."""
    add_callees(assembly, [each for each in (given or {}).values() if isinstance(each, FunctionAlias)])
    return {name: assembly.resolve(named(each)) for name, each in (given or {}).items()}
