"""Promotion: a stage that goes on serving a deployment until it is given the one that another stage serves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cfngw.declare.stage import Stage
from cfngw.errors import CfngwError, nearest


def sources(stages: Sequence[Stage]) -> dict[str, Stage]:
    """Give the stages that others are promoted from, by their names, in the order of the API."""
    named = {stage.promoted_from for stage in stages}
    return {stage.name: stage for stage in stages if stage.name in named}


def check_promotions(stages: Sequence[Stage]) -> Iterator[CfngwError]:
    """Check that each stage is promoted from another one that serves a single deployment of its own."""
    known = {stage.name: stage for stage in stages}
    for stage in stages:
        if stage.promoted_from is None:
            continue
        if stage.promoted_from == stage.name:
            yield _refusal(stage, "it would be promoted from itself.", known)
        elif stage.promoted_from not in known:
            yield _refusal(stage, "the API has no such stage to promote from.", known)
    yield from _circles(known)
    held = sources(stages)
    for stage in stages:
        if stage.canary is not None and (stage.promoted_from is not None or stage.name in held):
            yield stage.canary.refusal(
                f'the stage "{stage.name}" takes part in a promotion, and with a canary it serves two deployments.',
                allowed="a canary, or a promotion",
                fix="leave out canary=, or promoted_from=",
            )


def _refusal(stage: Stage, problem: str, known: dict[str, Stage]) -> CfngwError:
    others = [name for name in known if name != stage.name]
    close = others[0] if len(others) == 1 else nearest(str(stage.promoted_from), others)
    fix = f'write promoted_from="{close}"' if close else "name another stage of the API"
    return stage.refusal(
        problem, given=stage.promoted_from, allowed=", ".join(others) or None, fix=fix, option="promoted_from"
    )


def _circles(known: dict[str, Stage]) -> Iterator[CfngwError]:
    """Find stages that are promoted from each other; each circle is told once, at its first stage."""
    told: set[str] = set()
    for name in known:
        way = [name]
        while (before := known[way[-1]].promoted_from) in known and before not in way:
            way.append(str(before))
        if before == name and len(way) > 1 and name not in told:
            told |= set(way)
            yield known[name].refusal(
                "promotions go in a circle, so that none of these stages follows the stack.",
                given=" from ".join([*way, name]),
                allowed="one stage that serves what was deployed last",
                fix="leave out promoted_from= of that stage",
                option="promoted_from",
            )
