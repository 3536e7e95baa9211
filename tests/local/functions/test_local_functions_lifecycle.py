"""No process outlives the gateway, whatever ends it; and nothing grows while it lives."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pools import Trial, run, template

BUSY = (
    "import os, subprocess, time\ndef handler(event, context):\n"
    "    child = subprocess.Popen(['sleep', '60'])\n"
    "    open(event, 'w').write(f'{os.getpid()} {child.pid}')\n    while True:\n        pass"
)
GATEWAY = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from pools import Trial
async def main():
    trial = Trial(Path(sys.argv[2]).read_text(), Path(sys.argv[3]))
    await trial.invoke(sys.argv[4])
asyncio.run(main())
"""


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_gone(processes: list[int], seconds: float = 3.0) -> list[int]:
    until = time.monotonic() + seconds
    while (left := [each for each in processes if is_running(each)]) and time.monotonic() < until:
        time.sleep(0.02)
    return left


@pytest.mark.skipif(sys.platform != "linux", reason="the system ties processes together on Linux")
def test_all_processes_end_with_a_gateway_that_is_killed(tmp_path: Path) -> None:
    text, told = tmp_path / "given.yaml", tmp_path / "told"
    text.write_text(template(BUSY, more="Timeout: 60"))
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", GATEWAY, here, str(text), str(tmp_path), str(told)]
    gateway = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(Path(here).parents[2])})
    until = time.monotonic() + 10
    while not (told.exists() and " " in told.read_text()) and time.monotonic() < until:
        time.sleep(0.02)
    processes = [int(each) for each in told.read_text().split()]
    assert all(is_running(each) for each in processes)
    gateway.kill()
    gateway.wait()
    assert wait_until_gone(processes) == []


def test_closing_ends_handlers_and_what_they_started(tmp_path: Path) -> None:
    told = tmp_path / "told"

    async def story(trial: Trial) -> list[int]:
        running = asyncio.ensure_future(trial.invoke(str(told)))
        while not (told.exists() and " " in told.read_text()):
            await asyncio.sleep(0.02)
        await trial.pool.close()
        assert (await running).failed
        return [int(each) for each in told.read_text().split()]

    assert wait_until_gone(run(Trial(template(BUSY, more="Timeout: 60"), tmp_path), story)) == []


@pytest.mark.slow
@pytest.mark.checked
def test_a_timeout_ends_what_a_handler_started(tmp_path: Path) -> None:
    told = tmp_path / "told"

    async def story(trial: Trial) -> list[int]:
        assert (await trial.failure(str(told)))["errorType"] == "Sandbox.Timedout"
        return [int(each) for each in told.read_text().split()]

    assert wait_until_gone(run(Trial(template(BUSY, more="Timeout: 1"), tmp_path), story)) == []


@pytest.mark.slow
@pytest.mark.checked
def test_workers_that_come_and_go_leave_no_open_files_behind(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        await trial.failure()
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(12):
            await trial.failure()
        await asyncio.sleep(0.1)
        assert len(list(Path("/proc/self/fd").iterdir())) <= before + 3
        assert trial.pool.workers == 0

    run(Trial(template("import os\ndef handler(event, context):\n    os._exit(1)"), tmp_path), story)


@pytest.mark.slow
def test_memory_is_flat_over_many_requests(tmp_path: Path) -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

    async def story(trial: Trial) -> None:
        trial.journey.on = False
        for _ in range(2000):
            await trial.invoke({"x": "y" * 100})
            trial.printed.clear()
        before = resident()
        for _ in range(20_000):
            await trial.invoke({"x": "y" * 100})
            trial.printed.clear()
        assert resident() - before < 2_000_000

    run(Trial(template("def handler(event, context):\n    print(event)\n    return event"), tmp_path), story)
