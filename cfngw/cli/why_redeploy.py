"""``cfngw why-redeploy``: what changed the deployment of an API from one template to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cfngw.cli.console import plural, warn
from cfngw.errors import Notice
from cfngw.source import shown

if TYPE_CHECKING:
    from cfngw.diff import ApiChange, Clash, PartChange

_CURE = "deploy once more behind this update: redeploy=2 in the blueprint (then 3, ...), build, update the stack"
_UNSERVED = "give the deployment another logical id, and let the stage refer to it; cfngw build does both"
_BESIDE = "put the files that the same build wrote beside each template"
_SHOWN = 6


@click.command("why-redeploy")
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(old: Path, new: Path, *, as_json: bool) -> int:
    """Say why the APIs of template NEW are deployed anew over those of OLD.

    For each REST or HTTP API: whether its deployment's logical id changed, which parts of it did (methods, templates,
    models, routes, integrations, authorizers, gateway responses, policy), and what was removed but is served until the
    deployment after. Any template will do, also one that cfngw did not write.

    Names the domain names and mappings, too, that the update can't make: those that OLD holds by another logical id.

    Exits with 5 when something changed that no new deployment serves, or when the update can't be made.
    """
    from cfngw.diff import clashes, compare, unread
    from cfngw.document import read

    before, after = read(old), read(new)
    changes, taken = compare(before, after), clashes(before, after)
    missing = [file for each in (before, after) for file in unread(each)]
    if missing:
        names = ", ".join(shown(file) for file in missing)
        warn(Notice(f"what lies beside the templates is not known without {names}.", fix=_BESIDE))
    click.echo(_json(changes, taken) if as_json else _text(changes, taken))
    return 5 if taken or any(change.unserved for change in changes) else 0


def _json(changes: list[ApiChange], taken: list[Clash]) -> str:
    import json

    found = {"apis": [_entry(change) for change in changes], "taken": [clash._asdict() for clash in taken]}
    return json.dumps({"version": 1, **found}, indent=2, ensure_ascii=False)


def _entry(change: ApiChange) -> dict[str, Any]:
    return {
        "api": change.api,
        "redeployed": change.redeployed,
        "unserved": change.unserved,
        "deploys_itself": change.automatic,
        "old_deployments": list(change.old),
        "new_deployments": list(change.new),
        "changes": [{**part._asdict(), "paths": list(part.paths)} for part in change.changes],
        "served_until_next_deployment": list(change.lingering),
    }


def _text(changes: list[ApiChange], taken: list[Clash]) -> str:
    if not changes and not taken:
        return "There is no API in these templates."
    told = [*("\n".join(_paragraph(change)) for change in changes), *("\n".join(_taken(clash)) for clash in taken)]
    return "\n\n".join(told)


def _taken(clash: Clash) -> list[str]:
    """Tell of an address that is not free when the update wants it."""
    if clash.old == clash.new:
        return [
            f"{clash.address}: {clash.new} becomes another type, which CloudFormation refuses.",
            "    fix:     take it out with all that refers to it, update the stack, put it in, and update again",
        ]
    return [
        f"{clash.address}: {clash.new} is made while {clash.old} still has it, and API Gateway refuses the second.",
        f'    fix:     keep the id, logical_id="{clash.old}", or make two updates: one without it, then one with it',
    ]


def _paragraph(change: ApiChange) -> list[str]:
    lines = [f"{change.api}: {_headline(change)}", *(f"  {_line(part)}" for part in _told(change))]
    if change.unserved:
        lines += ["  The stage goes on serving what it served before.", f"    fix:     {_UNSERVED}"]
    elif change.lingering:
        lines += ["  Removed, but served until the deployment after this one:"]
        lines += [f"    {title}" for title in change.lingering]
        lines += [f"    fix:     {_CURE}"]
    return lines


def _by_itself(change: ApiChange) -> str:
    """Tell of an API whose stages make their deployments themselves."""
    if _arrived(change):
        return "it is new; its stage deploys by itself."
    if not change.changes:
        return "as it was."
    return f"its stage deploys by itself: {plural(len(change.changes), 'part')} changed."


def _told(change: ApiChange) -> tuple[PartChange, ...]:
    """Of an API that comes or goes there is nothing to tell but that."""
    lasting = bool(change.old and change.new) or (change.automatic and not change.new)
    return change.changes if lasting and not _arrived(change) else ()


def _arrived(change: ApiChange) -> bool:
    return any(part.change == "added" and part.logical_id == change.api for part in change.changes)


def _headline(change: ApiChange) -> str:
    if not change.kept:
        return "it is removed."
    if not change.new and change.automatic:
        return _by_itself(change)
    if not change.new:
        return "its deployment is removed." if change.old else "it has no deployment in these templates."
    if not change.old:
        return f"{'it is new' if _arrived(change) else 'its first deployment'}: {', '.join(change.new)}."
    count = plural(len(change.changes), "part")
    if change.redeployed:
        why = f"{count} changed" if change.changes else "nothing of it changed but the deployment's name"
        return f"deployed anew, {', '.join(change.old)} -> {', '.join(change.new)}: {why}."
    if change.changes:
        return f"NOT deployed anew, {', '.join(change.new)} stays, though {count} changed."
    return f"as it was, {', '.join(change.new)}."


def _line(part: PartChange) -> str:
    name = "" if part.name in (part.logical_id, part.noun) else f" {part.name}"
    where = f" ({part.logical_id})" if part.logical_id != part.noun else ""
    more = f" and {len(part.paths) - _SHOWN} more" if len(part.paths) > _SHOWN else ""
    paths = f": {', '.join(part.paths[:_SHOWN])}{more}" if part.paths else ""
    return f"{part.change:<8} {part.noun}{name}{where}{paths}"
