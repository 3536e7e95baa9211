"""How the command speaks: rich on a terminal, plain text elsewhere. Results on stdout, the rest on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from cfngw.errors import CfngwError, Notice, each_problem


def complain(error: CfngwError) -> None:
    """Tell each problem in full, and at the end how many there are."""
    problems = each_problem(error)
    for problem in problems:
        _tell("error", str(problem), "bold red")
    if len(problems) > 1:
        print(f"{len(problems)} problems in all.", file=sys.stderr)


def trace(error: BaseException) -> None:
    """Tell each problem with its traceback, for ``--debug``."""
    from traceback import print_exception

    for problem in each_problem(error) if isinstance(error, CfngwError) else (error,):
        print_exception(problem)


def complain_of_fault(error: BaseException) -> None:
    """Tell a fault of cfngw itself."""
    print(
        f"cfngw failed on something that it should have understood: {type(error).__name__}: {error}\n"
        "Run it again with --debug and report the traceback, please.",
        file=sys.stderr,
    )


def closed_pipe() -> int:
    """Go on without a reader (``cfngw list | head``): that is no fault, and nothing more is written."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141


def warn(notice: Notice) -> None:
    """Tell what stops nothing."""
    _tell("warning", str(notice), "bold yellow")


def _tell(kind: str, text: str, style: str) -> None:
    if not sys.stderr.isatty():
        print(f"{kind}: {text}", file=sys.stderr)
        return
    from rich.console import Console
    from rich.text import Text

    Console(stderr=True, soft_wrap=True).print(Text.assemble((f"{kind}: ", style), text))


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Print a table; the columns named in ``right`` are numbers."""
    if sys.stdout.isatty():
        _rich_table(headers, rows, right)
        return
    widths = [max(len(row[column]) for row in (headers, *rows)) for column in range(len(headers))]
    for row in (headers, *rows):
        cells = [
            _padded(cell, width, column in right) for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _padded(cell: str, width: int, right: bool) -> str:
    return cell.rjust(width) if right else cell.ljust(width)


def _rich_table(headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column, header in enumerate(headers):
        made.add_column(header, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    Console().print(made)


@contextmanager
def busy(text: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal that something slow goes on; what is yielded takes another text for it."""
    if not sys.stderr.isatty():
        yield lambda _text: None
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    with console.status(text) as status:
        yield lambda line: status.update(Text(line[: max(10, console.width - 4)]))


def size(count: int) -> str:
    """Write a number of bytes for a reader."""
    if count < 1 << 10:
        return plural(count, "byte")
    return f"{count / (1 << 10):.1f} KB" if count < 1 << 20 else f"{count / (1 << 20):.1f} MB"


def plural(count: int, noun: str) -> str:
    """Write a count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
