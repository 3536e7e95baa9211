"""What a Python handler sees, and what comes of it: as awslambdaric does it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from pools import HELLO, PYTHON, Trial, answered, failed, run, template

from cfngw.local.running import Invocation

EVALUATE = "def handler(event, context):\n    return eval(event)"
ECHO = "def handler(event, context):\n    return event"


def raw(source: str, tmp_path: Path, event: Any = None) -> Invocation:
    made = run(Trial(template(source), tmp_path), lambda trial: trial.invoke(event))
    assert isinstance(made, Invocation)
    return made


RETURNED = {
    "None": b"null",
    "''": b'""',
    "0": b"0",
    "'[400: not found]'": b'"[400: not found]"',
    "{'message': '[400: no]'}": b'{"message": "[400: no]"}',
    "float('nan')": b"NaN",
    "b'\\x00\\xffraw'": b"\x00\xffraw",
    "{'a': b'text'}": b'{"a": "text"}',
    "__import__('decimal').Decimal('1.10')": b"1.10",
    "[__import__('decimal').Decimal('NaN')]": b"[NaN]",
    "__import__('collections').namedtuple('P', 'x y')(1, (2,))": b'{"x": 1, "y": [2]}',
    "{b'k': 1, 2: None}": b'{"k": 1, "2": null}',
}


def test_a_returned_value_is_json_as_the_runtime_writes_it(tmp_path: Path) -> None:
    """A03, B16, B24: what is returned is never matched against anything."""

    async def story(trial: Trial) -> None:
        for returned, payload in RETURNED.items():
            assert await trial.invoke(returned) == Invocation(payload)

    run(Trial(template(EVALUATE), tmp_path), story)


@pytest.mark.parametrize(
    ("runtime", "payload"),
    [("python3.11", b'"\\u00e9"'), ("python3.13", '"é"'.encode()), ("python3.14", '"é"'.encode())],
)
def test_text_is_escaped_up_to_python_3_11(runtime: str, payload: bytes, tmp_path: Path) -> None:
    trial = Trial(template(ECHO, runtime=runtime), tmp_path)
    assert run(trial, lambda trial: trial.invoke("é")) == Invocation(payload)


NO_JSON = {
    "{1, 2}": "Object of type set is not JSON serializable",
    "object()": "Object of type object is not JSON serializable",
    "{'at': __import__('datetime').date(2026, 1, 2)}": "Object of type date is not JSON serializable",
    "[b'\\xff']": "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    "{(1, 2): 3}": "keys must be str, int, float, bool or None, not tuple",
}


def test_what_is_no_json_is_a_marshal_error(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        for returned, text in NO_JSON.items():
            assert await trial.failure(returned) == {
                "errorMessage": f"Unable to marshal response: {text}",
                "errorType": "Runtime.MarshalError",
                "requestId": f"r-{trial.count}",
                "stackTrace": [],
            }

    run(Trial(template(EVALUATE), tmp_path), story)


def test_a_raised_exception_has_lambdas_members_in_their_order(tmp_path: Path) -> None:
    source = "class Bad(Exception): pass\ndef handler(event, context):\n    raise Bad('[400: no]')"
    made = raw(source, tmp_path)
    told = json.loads(made.payload)
    assert made.failed
    assert list(told) == ["errorMessage", "errorType", "requestId", "stackTrace"]
    assert (told["errorMessage"], told["errorType"], told["requestId"]) == ("[400: no]", "Bad", "r-1")
    (frame,) = told["stackTrace"]
    assert frame.endswith("index.py\", line 3, in handler\n    raise Bad('[400: no]')\n")


def test_a_traceback_is_shown_with_the_request_that_caused_it(tmp_path: Path) -> None:
    trial = Trial(template("def handler(event, context):\n    print('before')\n    1 / 0"), tmp_path)
    run(trial, lambda trial: trial.failure())
    assert {request for _, request, _ in trial.printed} == {"r-1"}
    assert trial.text.startswith("before\n[ERROR] ZeroDivisionError: division by zero\nTraceback (most recent call")
    assert 'index.py", line 3, in handler\n    1 / 0\n' in trial.text
    assert "python_child" not in trial.text


@pytest.mark.slow
@pytest.mark.checked
@pytest.mark.parametrize(
    ("source", "handler", "kind", "text"),
    [
        (
            "import nowhere",
            "index.handler",
            "Runtime.ImportModuleError",
            "Unable to import module 'index': No module na",
        ),
        ("x = 1", "index.handler", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'index'"),
        ("def handler(:", "index.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'index': invalid"),
        ("x = 1", "handler", "Runtime.MalformedHandlerName", "Bad handler 'handler': not enough values to unpack"),
        ("x = 1", "sys.handler", "Runtime.BuiltInModuleConflict", "Cannot use built-in module sys as a handler mod"),
        ("raise KeyError('x')", "index.handler", "KeyError", "'x'"),
    ],
)
def test_a_handler_that_does_not_load_says_why(source: str, handler: str, kind: str, text: str, tmp_path: Path) -> None:
    told = failed(source, tmp_path, handler=handler)
    assert told["errorType"] == kind
    assert told["errorMessage"].startswith(text)
    assert told["requestId"] == ""


def test_a_handler_that_does_not_load_is_tried_again_for_each_request(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        for _ in range(2):
            assert await trial.failure() == {
                "errorMessage": "Unable to import module 'index': No module named 'nowhere'",
                "errorType": "Runtime.ImportModuleError",
                "requestId": "",
                "stackTrace": [],
            }

    trial = Trial(template("import nowhere\n"), tmp_path)
    run(trial, story)
    assert 'index.py", line 1, in <module>\n    import nowhere\n' in trial.text


ENDS = {
    "import sys; sys.exit(3)": "with error: exit status 3",
    "import sys; sys.exit(0)": "without providing a reason",
    "import sys; sys.exit('text')": "with error: exit status 1",
    "raise KeyboardInterrupt": "with error: signal: interrupt",
    "import os; os._exit(7)": "with error: exit status 7",
    "import os; os.kill(os.getpid(), 9)": "with error: signal: killed",
    "import os; os.kill(os.getpid(), 11)": "with error: signal: segmentation fault",
}


def test_a_handler_that_ends_its_process_is_an_exit_error(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        for number, how in enumerate(ENDS.values()):
            assert await trial.failure(number) == {
                "errorType": "Runtime.ExitError",
                "errorMessage": f"RequestId: r-{trial.count} Error: Runtime exited {how}",
            }
        assert await trial.answer() == "alive"

    lines = "".join(f"    if event == {number}:\n        {line}\n" for number, line in enumerate(ENDS))
    run(Trial(template(f"def handler(event, context):\n{lines}    return 'alive'"), tmp_path), story)


def test_a_module_that_exits_is_an_exit_error_too(tmp_path: Path) -> None:
    told = failed("import sys\nsys.exit(2)", tmp_path)
    assert told["errorMessage"] == "RequestId: r-1 Error: Runtime exited with error: exit status 2"


def test_a_handler_that_hangs_is_killed_and_the_next_request_is_cold(tmp_path: Path) -> None:
    source = (
        "import time\ncount = 0\ndef handler(event, context):\n    global count\n    count += 1\n"
        "    while event == 'hang':\n        time.sleep(9)\n    return count"
    )

    async def story(trial: Trial) -> None:
        assert [await trial.answer(), await trial.answer()] == [1, 2]
        begin = time.monotonic()
        assert await trial.failure("hang") == {
            "errorType": "Sandbox.Timedout",
            "errorMessage": "RequestId: r-3 Error: Task timed out after 1.00 seconds",
        }
        assert 0.9 < time.monotonic() - begin < 5
        assert await trial.answer() == 1

    run(Trial(template(source, more="Timeout: 1"), tmp_path), story)


@pytest.mark.slow
@pytest.mark.checked
def test_an_answer_of_more_than_6_mb_is_refused_and_the_worker_stays(tmp_path: Path) -> None:
    source = "def handler(event, context):\n    return 'x' * event"

    async def story(trial: Trial) -> None:
        assert await trial.failure(6291556 - 1) == {
            "errorType": "Function.ResponseSizeTooLarge",
            "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        }
        assert len(await trial.answer(6291556 - 2)) == 6291554
        assert trial.pool.workers == 1

    run(Trial(template(source), tmp_path), story)


@pytest.mark.slow
@pytest.mark.checked
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize("size", [300, 5000])
def test_a_handler_that_takes_too_much_memory_is_ended(size: int, tmp_path: Path) -> None:
    source = (
        "import time\ndef handler(event, context):\n"
        f"    taken = bytearray({size} << 20)\n    time.sleep(2)\n    return len(taken)"
    )
    assert failed(source, tmp_path) == {
        "errorType": "Runtime.OutOfMemory",
        "errorMessage": "RequestId: r-1 Error: Runtime exited with error: signal: killed",
    }


@pytest.mark.slow
@pytest.mark.checked
def test_memory_that_the_function_has_is_its_own_to_use(tmp_path: Path) -> None:
    source = "import time\ndef handler(event, context):\n    taken = bytearray(300 << 20)\n    time.sleep(.1)"
    assert answered(source, tmp_path, more="MemorySize: 512") is None


CONTEXT = """
def handler(event, context):
    names = ("function_name", "function_version", "invoked_function_arn", "memory_limit_in_mb", "aws_request_id",
             "log_group_name", "client_context", "tenant_id")
    told = {name: getattr(context, name) for name in names}
    told["identity"] = [context.identity.cognito_identity_id, context.identity.cognito_identity_pool_id]
    told["left"] = context.get_remaining_time_in_millis()
    told["stream"] = context.log_stream_name
    context.log("logged\\n")
    return told
"""


def test_the_context_object_is_lambdas(tmp_path: Path) -> None:
    told = answered(CONTEXT, tmp_path, more="Timeout: 20\nMemorySize: 256")
    assert 19_000 < told.pop("left") <= 20_000
    assert "/[$LATEST]" in told.pop("stream")
    assert told == {
        "function_name": "Hello",
        "function_version": "$LATEST",
        "invoked_function_arn": "arn:aws:lambda:eu-west-1:123456789012:function:Hello",
        "memory_limit_in_mb": "256",
        "aws_request_id": "r-1",
        "log_group_name": "/aws/lambda/Hello",
        "client_context": None,
        "tenant_id": None,
        "identity": [None, None],
    }


def test_logging_is_set_up_as_the_runtime_does(tmp_path: Path) -> None:
    source = "import logging\ndef handler(event, context):\n    logging.getLogger().warning('careful')"
    trial = Trial(template(source), tmp_path)
    run(trial, lambda trial: trial.answer())
    level, stamp, request_id, message = trial.text.split("\t")
    assert (level, request_id, message) == ("[WARNING]", "r-1", "careful\n")
    assert stamp.endswith("Z")
    assert len(stamp) == len("2026-01-01T00:00:00.000Z")


ROUGH = {
    "reads its input": "sys.stdin.read(); os.read(0, 10)",
    "writes rubbish": "os.write(1, bytes(range(256)) * 9)",
    "closes its output": "os.close(1); os.close(2); sys.stdout.close()",
    "replaces its output": "sys.stdout = None",
    "changes directory": "os.chdir('/')",
    "forks": "os.fork() or os._exit(0)",
    "leaves a child": "os.fork() or (time.sleep(30), os._exit(0))",
    "leaves a thread": "threading.Thread(target=time.sleep, args=(30,), daemon=True).start()",
    "limits itself": "__import__('resource').setrlimit(__import__('resource').RLIMIT_CPU, (60, 60))",
    "takes signals": "[signal.signal(each, signal.SIG_IGN) for each in (2, 15)]",
}


def test_what_a_handler_does_to_its_process_harms_no_request(tmp_path: Path) -> None:
    lines = "".join(f"    if event == {name!r}:\n        {line}\n" for name, line in ROUGH.items())
    source = f"import os, sys, time, threading, signal\ndef handler(event, context):\n{lines}    return 'well'"

    async def story(trial: Trial) -> None:
        for name in ROUGH:
            assert [await trial.answer(name), await trial.answer()] == ["well", "well"]

    run(Trial(template(source), tmp_path), story)


@pytest.mark.parametrize(
    "line",
    [
        "os.closerange(3, 999)",
        "[os.write(each, b'\\xff' * 100) for each in sockets()]",
        "[os.write(each, b'\\x00\\x00\\x00\\x00\\x09') for each in sockets()]",
        "[os.write(each, b'\\x01\\x00\\x00\\x00\\x02XY') for each in sockets()]",
    ],
)
def test_a_handler_that_spoils_its_socket_fails_and_the_next_is_well(line: str, tmp_path: Path) -> None:
    source = (
        "import os, stat\ndef sockets():\n"
        "    return [n for n in range(3, 999) if is_socket(n)]\n"
        "def is_socket(n):\n    try:\n        return stat.S_ISSOCK(os.fstat(n).st_mode)\n    except OSError:\n"
        f"        return False\ndef handler(event, context):\n    if event:\n        {line}\n    return 'well'"
    )

    async def story(trial: Trial) -> None:
        assert (await trial.failure("spoil"))["errorType"] == "Runtime.ExitError"
        assert await trial.answer() == "well"

    run(Trial(template(source), tmp_path), story)


@pytest.mark.slow
@pytest.mark.checked
def test_much_output_is_cut_and_said_so(tmp_path: Path) -> None:
    source = (
        "def handler(event, context):\n    line = 'x' * 999 + '\\n'\n"
        "    for _ in range(20_000):\n        print(line, end='')\n    return 'done'"
    )
    trial = Trial(template(source), tmp_path)
    assert run(trial, lambda trial: trial.answer()) == "done"
    assert len(trial.text) < 300_000
    assert trial.text.endswith("[19,737,856 more bytes were printed, and cut]\n")
    assert "".join(text for _, text in trial.journey.output) == trial.text


def test_what_is_printed_belongs_to_its_request(tmp_path: Path) -> None:
    source = "print('importing')\ndef handler(event, context):\n    print(event, end='')"

    async def story(trial: Trial) -> None:
        await trial.answer("one")
        await trial.answer("two")

    trial = Trial(template(source), tmp_path)
    run(trial, story)
    assert trial.printed == [("Hello", "r-1", "importing\n"), ("Hello", "r-1", "one\n"), ("Hello", "r-2", "two\n")]
    assert trial.journey.output == [("Hello", "importing\n"), ("Hello", "one\n"), ("Hello", "two\n")]


def test_a_handler_with_boto3_finds_it_and_no_real_account(tmp_path: Path) -> None:
    source = (
        "import boto3, os\ndef handler(event, context):\n    session = boto3.Session()\n"
        "    found = session.get_credentials()\n"
        "    return [found.access_key, session.region_name, session.available_profiles]"
    )
    assert answered(source, tmp_path, more="Timeout: 20\nMemorySize: 512") == ["local", "eu-west-1", []]


def test_an_event_that_is_no_json_is_an_unmarshal_error(tmp_path: Path) -> None:
    told = run(Trial(template(ECHO), tmp_path), lambda trial: trial.failure(b"{nonsense"))
    assert told["errorType"] == "Runtime.UnmarshalError"
    assert told["errorMessage"].startswith("Unable to unmarshal input: Expecting property name")


def test_the_users_own_environment_does_not_leak_in(tmp_path: Path) -> None:
    # CFNGW_TEST_SECRET is in the environment of this process alone.
    os.environ["CFNGW_TEST_SECRET"] = "hidden"
    try:
        names = answered("import os\ndef handler(event, context):\n    return dict(os.environ)", tmp_path)
    finally:
        del os.environ["CFNGW_TEST_SECRET"]
    assert "CFNGW_TEST_SECRET" not in names
    assert "AWS_SAM_LOCAL" not in names
    assert names["_HANDLER"] == "index.handler"
    assert names["TZ"] == ":UTC"
    assert names["AWS_EXECUTION_ENV"] == f"AWS_Lambda_{PYTHON}"
    assert names["LAMBDA_TASK_ROOT"]
    assert names["HOME"] != os.environ.get("HOME")


def test_uvloop_and_asyncios_own_loop_serve_alike(tmp_path: Path) -> None:
    uvloop = pytest.importorskip("uvloop")

    async def story() -> None:
        async with Trial(template(ECHO), tmp_path) as trial:
            assert await trial.answer({"a": 1}) == {"a": 1}
            assert len(await trial.answer("x" * 3_000_000)) == 3_000_000
            assert await trial.answer(None, HELLO) is None
            got = await asyncio.gather(*(trial.answer(number) for number in range(40)))
            assert got == list(range(40))

    asyncio.run(story())
    uvloop.run(story())


@pytest.mark.slow
@pytest.mark.checked
@pytest.mark.parametrize(
    ("source", "line"),
    [
        (
            "import os\ndef handler(event, context):\n    print('so far')\n    os._exit(4)",
            "[ERROR] Runtime.ExitError: Runtime exited with error: exit status 4",
        ),
        (
            "def handler(event, context):\n    print('so far')\n    while True:\n        pass",
            "[ERROR] Sandbox.Timedout: Task timed out after 1.00 seconds",
        ),
        (
            "def handler(event, context):\n    print('so far')\n    return 'x' * 7_000_000",
            (
                "[ERROR] Function.ResponseSizeTooLarge: "
                "Response payload size exceeded maximum allowed payload size (6291556 bytes)."
            ),
        ),
        (
            "import os\nprint('so far', flush=True)\nos._exit(4)",
            "[ERROR] Runtime.ExitError: Runtime exited with error: exit status 4",
        ),
    ],
)
def test_what_ends_a_function_stands_in_its_output_once(source: str, line: str, tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        await trial.failure()
        assert "".join(text for *_, text in trial.printed).splitlines() == ["so far", line]
        assert {request for _, request, _ in trial.printed} == {"r-1"}

    run(Trial(template(source, more="Timeout: 1"), tmp_path), story)
