"""The command ``cfngw local`` as a process of its own, and curl against it."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parent.parent.parent
OUTPUT = ROOT / "output"

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="not run: there is no curl")


class Reply(NamedTuple):
    """What curl was answered."""

    status: int
    headers: dict[str, str]
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class Running(NamedTuple):
    """A command that serves: its first port, its process, and the file that it prints to."""

    port: int
    process: subprocess.Popen[bytes]
    printed: Path

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def said(self) -> str:
        return self.printed.read_text()


def free_port() -> int:
    """Give a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(*arguments: str | Path, folder: Path, seconds: float = 20.0) -> Iterator[Running]:
    """Run ``cfngw local`` until the block ends; it must take connections within ``seconds``, and end at a signal."""
    port = free_port()
    printed = folder / f"local-{port}.txt"
    words = [sys.executable, "-m", "cfngw", "local", *map(str, arguments), "--port", str(port)]
    with printed.open("wb") as sink:
        process = subprocess.Popen(words, stdout=sink, stderr=subprocess.STDOUT, cwd=folder)
    running = Running(port, process, printed)
    try:
        _wait(running, seconds)
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


def _wait(running: Running, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if running.process.poll() is not None:
            raise AssertionError(f"cfngw local ended with {running.process.returncode}:\n{running.said()}")
        try:
            with socket.create_connection(("127.0.0.1", running.port), 1):
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError(f"cfngw local did not listen:\n{running.said()}")


def curl(*words: str) -> Reply:
    """Run curl; give the status, the headers in lower case and the body."""
    made = subprocess.run(
        ["curl", "-sS", "-i", "--max-time", "30", *words], capture_output=True, timeout=40, check=False
    )
    assert made.returncode == 0, made.stderr.decode()
    head, _, body = made.stdout.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Reply(int(first.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}, body.decode())
