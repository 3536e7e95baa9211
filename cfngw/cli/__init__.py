"""The command: one command, one file. Only this package prints or exits.

Exit codes: 0 done, 1 a fault of cfngw itself, 2 the command line, 3 a blueprint file or a template, 4 a declared value,
5 findings, 6 a file that can't be read or written, 7 stale output. Several problems: the lowest of theirs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit; a problem is told in words, with a traceback only under ``--debug``."""
    import gc

    # A build makes many small objects and ends: looking for garbage among them costs a tenth of its time.
    gc.set_threshold(100_000, 50, 50)
    _print_anything()
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    code = _run([word for word in words if word != "--debug"], debug=debug)
    gc.freeze()  # the process ends: the last collection would walk over all that cfn-lint loaded, for nothing
    sys.exit(code)


def _run(words: list[str], *, debug: bool) -> int:
    from click import ClickException, exceptions

    from cfngw.cli.app import app
    from cfngw.cli.console import closed_pipe, complain, complain_of_fault, trace
    from cfngw.errors import CfngwError, UsageError

    try:
        result = app.main(words, prog_name="cfngw", standalone_mode=False)
    except CfngwError as error:
        (trace if debug else complain)(error)
        return error.exit_code
    except ClickException as error:
        asked = getattr(getattr(error, "ctx", None), "command_path", "cfngw")
        complain(UsageError(error.format_message(), fix=f"{asked} --help"))
        return error.exit_code
    except (exceptions.Abort, KeyboardInterrupt):
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return closed_pipe()
    except Exception as error:  # noqa: BLE001 (nothing but this stands between a fault and the user)
        (trace if debug else complain_of_fault)(error)
        return 1
    return result if isinstance(result, int) else 0


def _print_anything() -> None:
    """Write as an escape what the terminal's encoding lacks, rather than fail on it."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None and sys.stdout.errors == "strict":
        reconfigure(errors="backslashreplace")
