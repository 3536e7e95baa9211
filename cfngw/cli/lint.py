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
    type=click.Choice(["text", "json", "sarif", "junit", "github"]),
    default="text",
    help="[default: text]",
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
    default="error",
    help="The severity from which on the command fails.  [default: error]",
)
@click.option("--no-cache", is_flag=True, help="Lint anew what was linted before.")
def command(
    files: tuple[Path, ...],
    *,
    form: str,
    engine: str,
    regions: tuple[str, ...],
    ignore: tuple[str, ...],
    include: tuple[str, ...],
    config: Path | None,
    append_rules: tuple[str, ...],
    fail_on: str,
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
    return 5 if report.failed(fail_on) else 0
