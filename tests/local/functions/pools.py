"""A pool over a template that a test writes, and one invocation after another."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from textwrap import indent
from typing import Any

from cfngw.document import Given
from cfngw.document.values import Reference
from cfngw.local.functions import FunctionPool
from cfngw.local.journey import Journey
from cfngw.local.running import Functions, Invocation
from cfngw.local.values import LocalValues
from cfngw.read import read_template
from cfngw.read.model import FunctionTarget, Reading

PYTHON = f"python3.{sys.version_info[1]}"
HELLO = FunctionTarget(function=Reference("Hello"))


def template(source: str, *, runtime: str = PYTHON, more: str = "", handler: str = "index.handler") -> str:
    """Write a template with one function, Hello, whose code is inline; ``more`` are further properties, as YAML."""
    return (
        "Resources:\n  Hello:\n    Type: AWS::Lambda::Function\n    Properties:\n"
        f"      Handler: {handler}\n      Runtime: {runtime}\n{indent(more, ' ' * 6)}\n"
        f"      Code:\n        ZipFile: |\n{indent(source, ' ' * 10)}\n"
    )


def in_folder(folder: Path, files: dict[str, str], *, runtime: str = PYTHON, more: str = "") -> str:
    """Write files, and a template with one function, Hello, whose code is that folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return (
        "Resources:\n  Hello:\n    Type: AWS::Lambda::Function\n    Metadata:\n"
        f"      aws:asset:path: {folder}\n      aws:asset:property: Code\n    Properties:\n"
        f"      Handler: app.handler\n      Runtime: {runtime}\n{indent(more, ' ' * 6)}\n"
        "      Code: {S3Bucket: b, S3Key: k}\n"
    )


class Trial:
    """A pool, what it said, and what functions printed."""

    def __init__(self, text: str, tmp_path: Path, **options: Any) -> None:
        path = tmp_path / "template.yaml"
        path.write_text(text)
        self.reading: Reading = read_template(path, Given(region="eu-west-1", parameters={}))
        self.said: list[str] = []
        self.printed: list[tuple[str, str, str]] = []
        values = LocalValues(region="eu-west-1", account="123456789012")
        self.pool = FunctionPool(
            self.reading, values, say=self.said.append, output=lambda *each: self.printed.append(each), **options
        )
        self.journey = Journey()
        self.count = 0

    async def __aenter__(self) -> Trial:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.pool.close()

    async def invoke(self, event: Any = None, target: FunctionTarget = HELLO, **options: Any) -> Invocation:
        """Invoke with a request id of its own: r-1, r-2."""
        self.count += 1
        data = event if isinstance(event, bytes) else json.dumps(event).encode()
        functions: Functions = self.pool
        return await functions.invoke(target, data, request_id=f"r-{self.count}", journey=self.journey, **options)

    async def answer(self, event: Any = None, target: FunctionTarget = HELLO) -> Any:
        """Invoke, and read the answer of an invocation that did not fail."""
        made = await self.invoke(event, target)
        assert not made.failed, made.payload
        return json.loads(made.payload)

    async def failure(self, event: Any = None) -> Any:
        """Invoke, and read what came of an invocation that failed."""
        made = await self.invoke(event)
        assert made.failed, made.payload
        return json.loads(made.payload)

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait until something happened: at most 10 seconds."""
        for _ in range(1000):
            if happened():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it did not happen")

    @property
    def text(self) -> str:
        """Give all that was printed."""
        return "".join(text for _, _, text in self.printed)


def run(trial: Trial, story: Callable[[Trial], Awaitable[Any]]) -> Any:
    """Run a story with a pool, which is closed at its end."""

    async def whole() -> Any:
        async with trial:
            return await asyncio.wait_for(story(trial), 30)

    return asyncio.run(whole())


def answered(source: str, tmp_path: Path, event: Any = None, **options: Any) -> Any:
    """Give what one invocation of inline code answers."""
    return run(Trial(template(source, **options), tmp_path), lambda trial: trial.answer(event))


def failed(source: str, tmp_path: Path, event: Any = None, **options: Any) -> Any:
    """Give what one failed invocation of inline code comes to."""
    return run(Trial(template(source, **options), tmp_path), lambda trial: trial.failure(event))
