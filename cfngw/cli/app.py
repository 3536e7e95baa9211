"""The group of commands; each is imported when it is asked for."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

_COMMANDS = {
    "new": "new",
    "build": "build",
    "lint": "lint",
    "list": "listing",
    "explain": "explain",
    "package": "package",
    "promote": "promote",
    "local": "local",
    "test-invoke": "test_invoke",
    "vtl": "vtl",
    "why-redeploy": "why_redeploy",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"cfngw.cli.{_COMMANDS[cmd_name]}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a closed pipe is ours to tell, since click would call it a fault."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            from cfngw.cli.console import closed_pipe

            return closed_pipe()
        return code

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command when there is none of that name."""
        from cfngw.errors import UsageError, nearest

        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            close = nearest(args[0], _COMMANDS)
            raise UsageError(
                f"there is no command {args[0]}.",
                allowed=", ".join(_COMMANDS),
                fix=f"cfngw {close}" if close else "cfngw --help",
            )
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 2 command line, 3 blueprint file or template, 4 declared value, 5 findings, "
    "6 file access or S3, 7 stale output, 1 a fault of cfngw. --debug anywhere shows the traceback.",
)
@click.version_option(package_name="cfngw", message="cfngw %(version)s")
def app() -> None:
    """Short Python declarations to reviewable CloudFormation for API Gateway and Lambda.

    \b
    cfngw new notes            make a project: a blueprint, its handler, a test
    cfngw build                blueprints/*.py -> output/*.yaml, linted
    cfngw build --check        in CI: fail when output/ is not what the blueprints give
    cfngw lint output/*.yaml   cfn-lint's findings, with the Python line
    cfngw list                 routes, functions, who may call
    cfngw explain TEMPLATE     the same of any template, with throttles, logs, quotas
    cfngw package FILE         zip the code that a template names, upload it
    cfngw promote FILE         let a stage serve what another one serves
    cfngw local FILE           serve its APIs on this machine, as API Gateway would
    cfngw test-invoke FILE ... one request without a server, with all its steps
    cfngw vtl FILE             try a mapping template: output, trace, fuzzing
    cfngw why-redeploy A B     why an API is deployed anew, what stays until the next

    The YAML is yours: commit it, review it, create the stack with the command that build prints.

    \b
    Shell completion: eval "$(_CFNGW_COMPLETE=bash_source cfngw)"
    """
