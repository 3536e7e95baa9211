"""Draw docs/images/build.svg: a real ``cfngw build`` and a real mistake, as a terminal shows them.

Run ``python docs/images/make_picture.py``. It makes a project with ``cfngw new`` in a temporary folder and runs the
commands under a pseudo-terminal, so that it needs Linux or macOS.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

PICTURE = Path(__file__).with_name("build.svg")
COLUMNS = 100
# rich's own frame would load a font from another host; this one takes the reader's.
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" class="rich-terminal" viewBox="0 0 {width} {height}" role="img">
  <title>cfngw build: a table of templates and the command that creates the stack; then a mistake, told at its line
  </title>
  <style>
    .{unique_id}-matrix {{
      font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
      font-size: {char_height}px;
      line-height: {line_height}px;
      font-variant-east-asian: full-width;
    }}
    {styles}
  </style>
  <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
  </defs>
  <rect x="1" y="1" width="{width}" height="{height}" rx="8" fill="#191919"/>
  <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">
    {matrix}
    </g>
  </g>
</svg>
"""


def main() -> None:
    """Draw the picture."""
    PICTURE.write_text(picture(), encoding="utf-8")


def picture() -> str:
    """Give the picture as SVG."""
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    for line in session():
        console.print(line, soft_wrap=True)
    svg = console.export_svg(code_format=FRAME, theme=DIMMED_MONOKAI, unique_id="cfngw")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def session() -> list[Text]:
    """Run the commands; give what was typed and what came back."""
    with TemporaryDirectory() as folder:
        _cfngw("new notes", Path(folder))
        project = Path(folder, "notes")
        # The status line of the linter would stand in the picture for good; it is written to stderr.
        shown = [_typed("cfngw build"), *_cfngw("build", project)]
        blueprint = project / "blueprints" / "notes.py"
        blueprint.write_text(blueprint.read_text().replace('"GET /"', '"GTE /"'))
        shown += [_typed("sed -i 's|GET /\"|GTE /\"|' blueprints/notes.py", "   # a slip of the pen")]
        return [*shown, _typed("cfngw build"), *_cfngw("build", project, with_errors=True)]


def _typed(command: str, note: str = "") -> Text:
    return Text.assemble(("$ ", "green"), (command, "bold"), (note, "dim"))


def _cfngw(command: str, folder: Path, *, with_errors: bool = False) -> list[Text]:
    """Run a command on a terminal; give the lines that it wrote there."""
    master, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    environment = {name: given for name, given in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    process = subprocess.Popen(  # noqa: S603 (the words are those above)
        [str(Path(sys.executable).with_name("cfngw")), *command.split()],
        cwd=folder,
        env={**environment, "TERM": "xterm-256color"},
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=terminal if with_errors else subprocess.DEVNULL,
    )
    os.close(terminal)
    written = _read_all(master)
    process.wait()
    lines = [Text.from_ansi(line) for line in written.replace("\r", "").splitlines()]
    return lines if not lines or lines[-1].plain.strip() == "" else [*lines, Text()]


def _read_all(master: int) -> str:
    """Read what the terminal shows until its last writer is gone, which Linux tells by an error."""
    chunks = []
    with contextlib.suppress(OSError):
        while chunk := os.read(master, 65536):
            chunks.append(chunk)
    os.close(master)
    return b"".join(chunks).decode()


if __name__ == "__main__":
    main()
