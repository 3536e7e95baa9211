"""Which function a target is, how many workers there are, and who is refused."""

from __future__ import annotations

import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from pools import HELLO, PYTHON, Trial, in_folder, run, template

from cfngw.document.values import Reference, Unknown
from cfngw.local.functions.crew import Bounds
from cfngw.local.running import Invocation, InvocationRefused
from cfngw.read.model import FunctionTarget

ARN = "import os\ndef handler(event, context):\n    return [context.function_version, context.invoked_function_arn]"
WHO = (
    "import os, time\ncount = 0\ndef handler(event, context):\n    global count\n    count += 1\n"
    "    time.sleep(event or 0)\n    return [os.getpid(), count]"
)
OF = "arn:aws:lambda:eu-west-1:123456789012:function:Hello"
ALIASES = f"""
  Prod:
    Type: AWS::Lambda::Alias
    Properties: {{FunctionName: !Ref Hello, FunctionVersion: "7", Name: prod}}
  Named:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: my-function
      Handler: index.handler
      Runtime: {PYTHON}
      Code: {{ZipFile: "def handler(event, context): return context.function_name"}}
"""


def refused(trial: Trial, target: FunctionTarget, event: Any = None, **options: Any) -> InvocationRefused:
    async def story(trial: Trial) -> InvocationRefused:
        with pytest.raises(InvocationRefused) as caught:
            await trial.invoke(event, target, **options)
        return caught.value

    found = run(trial, story)
    assert isinstance(found, InvocationRefused)
    return found


LEADS = [
    (FunctionTarget(function=Reference("Hello")), ["$LATEST", OF]),
    (FunctionTarget(function=Reference("Hello"), qualifier="$LATEST"), ["$LATEST", f"{OF}:$LATEST"]),
    (FunctionTarget(function=Reference("Hello"), qualifier="prod"), ["7", f"{OF}:prod"]),
    (FunctionTarget(function=Reference("Hello"), qualifier="3"), ["3", f"{OF}:3"]),
    (FunctionTarget(function="Hello"), ["$LATEST", OF]),
    (FunctionTarget(function=OF), ["$LATEST", OF]),
    (FunctionTarget(function=f"{OF}:prod"), ["7", f"{OF}:prod"]),
    (FunctionTarget(function="123456789012:function:Hello"), ["$LATEST", OF]),
    (FunctionTarget(function="my-function"), "Named"),
]


def test_a_target_leads_to_its_function_and_version(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        for target, answer in LEADS:
            assert await trial.answer(None, target) == answer

    run(Trial(template(ARN) + ALIASES, tmp_path), story)


@pytest.mark.parametrize(
    ("target", "why"),
    [
        (FunctionTarget(function=Reference("Gone")), "the template has no function Gone"),
        (FunctionTarget(function="other"), "the template has no function other"),
        (FunctionTarget(function=Unknown("it is in another stack")), "no function can be invoked: it is in another"),
        (
            FunctionTarget(function=Reference("Hello"), qualifier="staeg"),
            f"Function not found: {OF}:staeg; its aliases",
        ),
    ],
)
def test_a_function_that_is_not_there_is_refused(target: FunctionTarget, why: str, tmp_path: Path) -> None:
    found = refused(Trial(template(ARN) + ALIASES, tmp_path), target)
    assert found.code == "ResourceNotFoundException"
    assert found.why.startswith(why)


@pytest.mark.parametrize(("asynchronous", "most"), [(False, 6291456), (True, 1048576)])
def test_an_event_that_is_too_large_is_refused(asynchronous: bool, most: int, tmp_path: Path) -> None:
    event = b'"' + b"x" * (most - 1) + b'"'
    found = refused(Trial(template(ARN), tmp_path), HELLO, event, asynchronous=asynchronous)
    assert found.code == "RequestTooLargeException"
    assert found.why == f"Request must be smaller than {most} bytes for the InvokeFunction operation"


def test_the_journey_tells_how_an_invocation_went(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        await trial.answer(1)
        await trial.answer(1)
        await trial.failure(0)

    trial = Trial(template("def handler(event, context):\n    return 1 / event"), tmp_path)
    run(trial, story)
    assert {step.name for step in trial.journey.steps} == {"invocation"}
    said = [re.sub(r"[0-9.]+ ms", "_ ms", step.said) for step in trial.journey.steps]
    assert said == [
        "Hello answered after _ ms in a new process",
        "Hello answered after _ ms in a warm process",
        "Hello failed after _ ms in a warm process",
    ]
    assert [step.at.where.line for step in trial.journey.steps if step.at] == [2, 2, 2]


def test_one_worker_stays_warm_for_requests_after_each_other(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        got = [await trial.answer() for _ in range(5)]
        assert len({process for process, _ in got}) == 1
        assert [count for _, count in got] == [1, 2, 3, 4, 5]

    run(Trial(template(WHO), tmp_path), story)


def test_requests_at_once_have_workers_of_their_own_up_to_a_bound(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        got = await asyncio.gather(*(trial.answer(0.1) for _ in range(7)))
        assert len({process for process, _ in got}) == 3
        assert trial.pool.workers == 3

    run(Trial(template(WHO), tmp_path, bounds=Bounds(workers=3)), story)


def test_beyond_the_line_requests_are_refused(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        got = await asyncio.gather(*(trial.invoke(0.05) for _ in range(6)), return_exceptions=True)
        refusals = [each for each in got if isinstance(each, InvocationRefused)]
        assert [each.code for each in refusals] == ["TooManyRequestsException"] * 4
        assert [each for each in got if isinstance(each, Invocation) and each.failed] == []

    run(Trial(template(WHO), tmp_path, bounds=Bounds(workers=1, line=2)), story)


@pytest.mark.slow
@pytest.mark.checked
def test_a_cancelled_invocation_goes_on_and_its_worker_is_used_again(tmp_path: Path) -> None:
    flag = tmp_path / "done"
    source = f"import time\ndef handler(event, context):\n    time.sleep(.2)\n    open({str(flag)!r}, 'a').write('x')"

    async def story(trial: Trial) -> None:
        for wait in (0.001, 0.1):  # while the worker starts, and while the handler runs
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(trial.invoke(), wait)
            expected = "x" if wait < 0.1 else "xx"
            await trial.until(lambda: flag.exists() and flag.read_text() == expected)  # noqa: B023
            workers = [worker for crew in trial.pool._crews.values() for worker in crew._all]
            await trial.until(lambda: all(worker.call is None for worker in workers))  # noqa: B023
        await trial.answer()
        assert trial.pool.workers == 1

    run(Trial(template(source), tmp_path), story)


def test_who_gave_up_while_standing_in_line_is_not_run(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        first = asyncio.ensure_future(trial.answer(0.2))
        await asyncio.sleep(0.05)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(trial.invoke(0), 0.01)
        assert (await first)[1] == 1
        assert (await trial.answer(0))[1] == 2

    run(Trial(template(WHO), tmp_path, bounds=Bounds(workers=1)), story)


def test_an_asynchronous_invocation_answers_at_once_and_runs_once(tmp_path: Path) -> None:
    flag = tmp_path / "done"
    source = f"def handler(event, context):\n    open({str(flag)!r}, 'a').write('x')\n    raise ValueError"

    async def story(trial: Trial) -> None:
        assert await trial.invoke({}, asynchronous=True) == Invocation(b"")
        assert not flag.exists()
        await trial.until(lambda: "[ERROR] ValueError" in trial.text)
        assert flag.read_text() == "x"

    run(Trial(template(source), tmp_path), story)


def test_workers_beyond_the_first_end_when_they_are_idle(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        await asyncio.gather(*(trial.answer(0.1) for _ in range(3)))
        for crew in trial.pool._crews.values():
            crew.tidy(time.monotonic() + 61)
        assert trial.pool.workers == 1
        await trial.answer()

    run(Trial(template(WHO), tmp_path), story)


def test_a_warmed_worker_takes_the_first_request(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        trial.pool.warm()
        await trial.until(lambda: bool(trial.printed))
        assert (await trial.answer())[1] == 1
        assert trial.pool.workers == 1

    trial = Trial(template("print('early')\n" + WHO), tmp_path)
    run(trial, story)
    assert trial.printed == [("Hello", "", "early\n")]
    assert trial.journey.output == [("Hello", "early\n")]


def test_warming_what_can_not_start_is_left_for_the_request_to_tell(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        trial.pool.warm()
        trial.pool.warm(["Nothing"])
        with pytest.raises(InvocationRefused):
            await trial.invoke()

    run(Trial(template(ARN, runtime="java21"), tmp_path), story)


@pytest.mark.parametrize("runtime", ["java21", "provided.al2023", "python2.7", "x"])
def test_another_runtime_is_refused(runtime: str, tmp_path: Path) -> None:
    found = refused(Trial(template(ARN, runtime=runtime), tmp_path), HELLO)
    assert found.code == "CodeUnavailable"
    assert found.why == f"Hello: its runtime is {runtime}; handlers in Python and Node.js run here, others don't"


def test_a_runtime_that_is_not_here_runs_on_the_gateways_python_and_is_said_once(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        assert (await trial.answer())[0] == "$LATEST"
        await trial.answer()

    trial = Trial(template(ARN, runtime="python3.99"), tmp_path)
    run(trial, story)
    (said,) = trial.said
    assert said.startswith("Hello: its runtime is python3.99, which is not on this machine; it runs on Python 3.")


def test_a_worker_that_somebody_kills_is_replaced(tmp_path: Path) -> None:
    import os

    async def story(trial: Trial) -> None:
        first, _ = await trial.answer()
        os.kill(first, 9)
        await trial.until(lambda: trial.pool.workers == 0)
        second, count = await trial.answer()
        assert second != first
        assert count == 1

    run(Trial(template(WHO), tmp_path), story)


def test_a_closed_pool_refuses_and_ends_what_runs(tmp_path: Path) -> None:
    async def story() -> None:
        trial = Trial(template(WHO), tmp_path)
        running = asyncio.ensure_future(trial.invoke(20))
        await asyncio.sleep(0.2)
        await trial.pool.close()
        assert json.loads((await running).payload)["errorType"] == "Runtime.ExitError"
        assert trial.pool.workers == 0
        with pytest.raises(InvocationRefused, match="the gateway is ending"):
            await trial.invoke()

    asyncio.run(story())


def test_many_at_once_all_get_their_own_answer(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        got = await asyncio.gather(*(trial.answer({"n": number, "x": "y" * number}) for number in range(300)))
        assert [each["n"] for each in got] == list(range(300))

    code = tmp_path / "code"
    code.mkdir()
    text = in_folder(code, {"app.py": "def handler(event, context):\n    return event"})
    run(Trial(text, tmp_path, bounds=Bounds(workers=4)), story)
