"""The real Velocity, in one Java process that answers any number of cases. Needs Debian's jars; the tests do not."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

    from truth.case import Case

SOURCE = Path(__file__).parent / "Truth.java"
JARS = Path("/usr/share/java")
TELLING = ("velocity", "json-path", "json-smart", "commons-lang")
NEEDED = (*TELLING, "accessors-smart", "asm", "commons-collections3", "slf4j-api", "slf4j-nop")


def why_not() -> str | None:
    """Say why Velocity can't be asked here, or None when it can."""
    if shutil.which("java") is None:
        return "no java on the path"
    missing = [name for name in NEEDED if not (JARS / f"{name}.jar").exists()]
    if missing:
        return (
            f"{JARS} has no {', '.join(missing)}: install Debian's velocity, libjsonpath-java, libjson-smart-java, "
            "libcommons-lang-java and libcommons-collections3-java"
        )
    return None


def versions() -> dict[str, str]:
    """Tell the versions of the jars whose behaviour is recorded, and Java's."""
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr
    return {**{name: _version(name) for name in TELLING}, "java": java.split('"')[1]}


def _version(name: str) -> str:
    jar = (JARS / f"{name}.jar").resolve()
    for named in sorted(JARS.glob(f"{name}-[0-9]*.jar")):
        if named.resolve() == jar:
            return named.stem.removeprefix(f"{name}-")
    return "unknown"


class Velocity:
    """A Java process with Velocity; use it as a context manager."""

    def __enter__(self) -> Self:
        path = ":".join(str(JARS / f"{name}.jar") for name in NEEDED)
        command = ["java", "-XX:TieredStopAtLevel=1", "-cp", path, str(SOURCE)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="ascii")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def answers(self, cases: Iterable[Case]) -> list[dict[str, Any]]:
        """Answer each case: {"output": ...}, with "overrides" for the gateway, or {"error": ...}."""
        lines = [json.dumps({"mode": case.mode, "template": case.template, "inputs": case.inputs}) for case in cases]
        writer = threading.Thread(target=self._send, args=(lines,))
        writer.start()
        answers = [json.loads(self._receive()) for _ in lines]
        writer.join()
        return answers

    def _send(self, lines: Sequence[str]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.writelines(f"{line}\n" for line in lines)
        self._process.stdin.flush()

    def _receive(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise EOFError("the Java process ended; run Truth.java by hand to see why")
        return line
