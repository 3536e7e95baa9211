"""``cfngw promote``: the parameter file by which a stage serves what another one serves, or what it served before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cfngw.cli.console import warn
from cfngw.errors import Notice
from cfngw.source import shown

if TYPE_CHECKING:
    from cfngw.deploy.described_stack import DescribedStack
    from cfngw.deploy.parameters import Entry
    from cfngw.deploy.promotion import Outcome, Promotion
    from cfngw.document import Document


@click.command("promote")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--outputs",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    required=True,
    help="What aws cloudformation describe-stacks prints of the stack.",
)
@click.option("--from", "origin", metavar="STAGE", help="The stage that was looked at.  [default: as declared]")
@click.option("--to", "stage", metavar="STAGE", required=True, help="The stage that gets the same.")
@click.option("--rollback", is_flag=True, help="Let it serve again what it served before it was promoted.")
@click.option(
    "--parameters",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The parameter file; other values in it are kept.  [default: .cfngw/parameters/<template>.json]",
)
def command(
    file: Path, *, outputs: Path, origin: str | None, stage: str, rollback: bool, parameters: Path | None
) -> None:
    """Let a stage serve what another stage of the same API serves.

    FILE is a template with a stage that is promoted_from another one, such as output/user.yaml. It stays as it is, and
    nothing is sent: written is the parameter file that the next update of the stack takes, and printed that update.

    \b
    aws cloudformation describe-stacks --stack-name user --output json > outputs.json
    cfngw promote output/user.yaml --outputs outputs.json --from staging --to prod
    """
    from cfngw.cli.create import stack_name
    from cfngw.deploy.described_stack import read_stack
    from cfngw.deploy.parameters import read_parameters, usual_place, write_parameters
    from cfngw.deploy.promotion import choose, next_entries, promote, roll_back
    from cfngw.document import read

    document = read(file)
    promotion = choose(document, stage, origin)
    expected = stack_name(document.path)
    stack = read_stack(outputs, expected)
    outcome = (roll_back if rollback else promote)(document, promotion, stack, expected)
    place = parameters if parameters is not None else usual_place(document.path)
    entries = read_parameters(place)
    _warn(document, stack, entries, outcome, place)
    new = write_parameters(place, next_entries(document, stack, entries, outcome.values))
    _report(document, promotion, stack, outcome, place, rollback=rollback, new=new)


def _warn(document: Document, stack: DescribedStack, entries: Sequence[Entry], outcome: Outcome, place: Path) -> None:
    """Tell what the update would do besides, and what it would fail for."""
    from cfngw.deploy.promotion import carried_along

    name = shown(str(place))
    for each in carried_along(document, stack, entries, outcome.values):
        warn(
            Notice(
                f"{name} gives {each.parameter} another value than the stack has: the update changes it, too "
                f"({each.old} -> {each.new}).",
                fix="deploy and look at that first; or put the stack's value into the file",
            )
        )
    unknown = [name for name in dict.fromkeys(each["ParameterKey"] for each in entries) if name not in stack.parameters]
    if unknown:
        warn(
            Notice(
                f"{name} gives {', '.join(unknown)}, which the stack {stack.name} has no parameter of: "
                "it refuses the update.",
                fix="update it with the new template first; or take that out of the file",
            )
        )


def _report(
    document: Document,
    promotion: Promotion,
    stack: DescribedStack,
    outcome: Outcome,
    place: Path,
    *,
    rollback: bool,
    new: bool,
) -> None:
    from cfngw.cli.create import parameters_command

    how = "goes back to what it served before" if rollback else f"is promoted from {promotion.origin}"
    click.echo(f"{promotion.stage} {how}, in the stack {stack.name}:")
    told = {each.parameter: f"{_served(each.old)} -> {_served(each.new)}" for each in outcome.changes}
    told |= {name: f"{_served(value)}, as it is" for name, value in outcome.unchanged.items()}
    width = max(map(len, told))
    for name in promotion.parameters:
        click.echo(f"  {name.ljust(width)}  {told[name]}")
    click.echo(f"\n{shown(str(place))} {'says so now' if new else 'said so already'}; it holds from this update on:")
    click.echo(parameters_command(stack.name, document.data, Path(shown(str(place))), stack.region))


def _served(value: str) -> str:
    return value or "the newest"
