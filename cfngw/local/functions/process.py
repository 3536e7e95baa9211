"""Starting and ending a process, so that none outlives the gateway, whatever ends that.

A worker is told of the gateway's end twice: its socket ends, which it sees when it reads the next event; and a pipe
that nobody writes to ends, upon which the system kills its whole group (Linux), also one that never reads again.
POSIX only.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

_LINUX = sys.platform == "linux"
_F_SETSIG = 10  # fcntl of Linux, which the module does not name


class Started(NamedTuple):
    """A process with the gateway's ends of its socket, of the pipe that it prints to, and of the one that ends it."""

    process: subprocess.Popen[bytes]
    socket: socket.socket
    printed: int
    life: int


def start(command: Sequence[str], arguments: Sequence[str], environment: Mapping[str, str], folder: str) -> Started:
    """Start a process; the number of its socket is put between command and arguments. Raises OSError."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    read, write = os.pipe()
    life_read, life_write = os.pipe()
    try:
        process = subprocess.Popen(  # noqa: S603 (an interpreter that was found, in a list)
            [*command, str(theirs.fileno()), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=write,
            stderr=write,
            pass_fds=(theirs.fileno(), life_read),
            cwd=folder,
            env=dict(environment),
            start_new_session=True,  # Ctrl-C at the terminal is the gateway's; and the group can be killed as one
        )
        _tie(process.pid, life_read)
        ours.setblocking(False)
        os.set_blocking(read, False)
    except BaseException:
        ours.close()
        os.close(read)
        os.close(life_write)
        raise
    finally:
        theirs.close()
        os.close(write)
        os.close(life_read)
    return Started(process, ours, read, life_write)


def _tie(pid: int, life: int) -> None:
    """Have the system kill a group when the last writer of a pipe is gone. https://man7.org/linux/man-pages/man2/fcntl.2.html"""
    if not _LINUX:
        return
    with suppress(OSError):
        fcntl.fcntl(life, fcntl.F_SETOWN, -pid)
        fcntl.fcntl(life, _F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(life, fcntl.F_SETFL, fcntl.fcntl(life, fcntl.F_GETFL) | os.O_ASYNC)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with all that it started."""
    if process.returncode is None:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        with suppress(OSError):
            process.kill()


def resident_bytes(pid: int) -> int:
    """Give the memory of a process that lies in RAM; 0 where the system does not tell."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123 (asked 40 times a second)
            return int(file.read().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0


_PAGE = os.sysconf("SC_PAGE_SIZE")
