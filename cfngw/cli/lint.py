"""``cfngw lint``: cfn-lint over templates, with the Python line."""

from __future__ import annotations

from pathlib import Path

import click

from cfngw.cli.console import busy, plural
from cfngw.errors import UsageError


@click.command("lint")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "junit", "github", "markdown"]),
    default="text",
    help="[default: text]",
)
@click.option(
    "--security",
    is_flag=True,
    help="Tell who may call what, and what may leak: text, markdown, sarif or json.",
)
@click.option(
    "--engine",
    type=click.Choice(["cfn-lint", "native", "rules"]),
    default="cfn-lint",
    help="What runs beside cfngw's own rules; rules: these alone.  [default: cfn-lint]",
)
@click.option("--region", "regions", multiple=True, help="Lint for this region; may be given several times.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Leave out a rule, by its id or the id's beginning.")
@click.option("--include", multiple=True, metavar="RULE", help="Add rules, such as I for the informational ones.")
@click.option("--config", type=click.Path(path_type=Path), help="Read this .cfnlintrc; otherwise none is read.")
@click.option("--append-rules", "-a", multiple=True, metavar="RULES", help="A folder or module of further rules.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "informational", "none"]),
    help="The severity from which on the command fails.  [default: error; none with --security]",
)
@click.option("--no-cache", is_flag=True, help="Lint anew what was linted before.")
def command(
    files: tuple[Path, ...],
    *,
    form: str,
    security: bool,
    engine: str,
    regions: tuple[str, ...],
    ignore: tuple[str, ...],
    include: tuple[str, ...],
    config: Path | None,
    append_rules: tuple[str, ...],
    fail_on: str | None,
    no_cache: bool,
) -> int:
    """Lint CloudFormation templates: yours, or anybody's.

    The verdict depends on the template, the options and what is installed, never on a .cfnlintrc that happens to
    lie about. Findings name the Python line too, when cfngw built the text that is linted.
    """
    from cfngw.lint import FORMATS, Linter, Options
    from cfngw.source import project_root

    if not files:
        raise UsageError("no template is named.", allowed="one or more files", fix="cfngw lint output/*.yaml")
    if security:
        from cfngw.cli.security import run

        _refuse_beside_security(
            engine=engine if engine != "cfn-lint" else "",
            region=regions,
            include=include,
            config=config,
            append_rules=append_rules,
        )
        return run(files, form=form, ignore=ignore, fail_on=fail_on)
    if form == "markdown":
        raise UsageError("markdown belongs to --security.", allowed=", ".join(FORMATS), fix="add --security")
    options = Options(
        regions=regions,
        ignore=ignore,
        include=include,
        config_file=config,
        append_rules=append_rules,
        engine=engine,
    )
    linter = Linter(options, cache_root=None if no_cache else project_root(files[0].resolve()))
    with busy(f"Linting {plural(len(files), 'template')} ..."):
        report = linter.files(files)
    click.echo(FORMATS[form](report), nl=False)
    return 5 if report.failed(fail_on or "error") else 0


def _refuse_beside_security(**given: object) -> None:
    """The report is of cfngw's own rules: what cfn-lint alone takes would do nothing, and nobody would notice."""
    for name, value in given.items():
        if value:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(
                f"{option} does nothing beside --security, which asks cfngw's own rules.",
                given=value if isinstance(value, tuple) else str(value),
                fix=f"leave {option} out",
            )
