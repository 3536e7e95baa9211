"""The local gateway under wrk: a non-proxy route with both templates, a validator and a key; start, memory."""

from __future__ import annotations

import http.client
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import show, verdict

_CONNECTIONS = 4
_SECONDS = 5
_RATE = 3000  # requests a second, at least
_P99 = 10.0  # milliseconds
_START = 0.5  # seconds to the first answer
_GROWTH = 5.0  # megabytes from the first run of wrk to the last
_KEY = "a-key-of-the-benchmark-2026"
_DECLARED = '''
from cfngw import *

CODE = """
def handler(event, context):
    if event["id"] == "0":
        raise ValueError("[400] no such item")
    return {"id": event["id"], "name": event["body"]["name"], "stage": event["stage"]}
"""
item = Model("Item", {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}})
key = Parameter("KeyValue", no_echo=True, min_length=20, max_length=128)
items = Function("Items", "index.handler", runtime="python3.13", code=Inline(CODE))
request = """{"id": "$input.params('id')", "stage": "$context.stage", "body": $input.json('$')}"""


class Items(RestApiLambdaBlueprint):
    name = "Items"
    stages = [Stage("dev")]
    errors = BracketErrors([400, 500])
    methods = [
        Method(
            "POST /items/{id}",
            items,
            api_key_required=True,
            request=Request(item, template=request),
            response=Response(200, template="""{"item": $input.json('$')}""", model=item),
        )
    ]
    usage_plans = [UsagePlan("all", keys=[ApiKey("key", value=key)])]


blueprint = Items()
'''
_POST = """
wrk.method = "POST"
wrk.body = '{"name": "Ada"}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-Api-Key"] = "KEY"
"""


class _Load(NamedTuple):
    rate: float
    p99: float
    errors: int


def run(folder: Path, runs: int) -> None:
    """Measure and print."""
    blueprint = folder / "items.py"
    blueprint.write_text(_DECLARED)
    template = folder / "items.yaml"
    runpy.run_path(str(blueprint))["blueprint"].write(template)
    starts = [_start(template)[0] for _ in range(min(runs, 5))]
    print("\ncfngw local: a non-proxy Python route with both templates, a validator and a key")
    print(f"  start to the first answer: {min(starts):.2f} s (at most {_START}: {verdict(min(starts), _START)})")
    wrk = shutil.which("wrk")
    if wrk is None:
        print("  not run: wrk is not installed (on Debian: apt install wrk)")
        return
    script = folder / "post.lua"
    script.write_text(_POST.replace("KEY", _KEY))
    _, process, port = _start(template, keep=True)
    try:
        _wrk(wrk, port, script, 2)  # warm
        before = _memory(process.pid)
        loads = [_wrk(wrk, port, script, _SECONDS) for _ in range(max(2, min(runs, 4)))]
        growth = _memory(process.pid) - before
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(10)
    show(
        f"wrk, {_CONNECTIONS} keep-alive connections, {_SECONDS} s each",
        ("requests/s", "at least", "", "p99", "at most", "", "errors"),
        [
            (
                f"{load.rate:,.0f}",
                f"{_RATE:,}",
                "ok" if load.rate >= _RATE else "MISSED",
                f"{load.p99:.1f} ms",
                f"{_P99:.0f}",
                verdict(load.p99, _P99),
                str(load.errors),
            )
            for load in loads
        ],
    )
    print(f"  memory grew by {growth:.1f} MB (at most {_GROWTH:.0f}: {verdict(growth, _GROWTH)})")


def _start(template: Path, *, keep: bool = False) -> tuple[float, subprocess.Popen[bytes], int]:
    """Start the command, and give the seconds to the first answer of the function."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    words = [sys.executable, "-m", "cfngw", "local", str(template), "--port", str(port), "--quiet"]
    words += ["--parameter", f"KeyValue={_KEY}"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd=template.parent)
    while not _answers(port):
        if process.poll() is not None or time.perf_counter() - began > 20:
            process.kill()
            raise SystemExit("cfngw local did not start")
    took = time.perf_counter() - began
    if not keep:
        process.send_signal(signal.SIGINT)
        process.wait(10)
    return took, process, port


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        headers = {"Content-Type": "application/json", "X-Api-Key": _KEY}
        connection.request("POST", "/dev/items/1", '{"name": "Ada"}', headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
    except OSError:
        time.sleep(0.005)
        return False
    if answer.status != 200:
        raise SystemExit(f"cfngw local answered {answer.status}: {body.decode()}")
    return True


def _wrk(wrk: str, port: int, script: Path, seconds: int) -> _Load:
    words = [wrk, "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}", "--latency", "-s", str(script)]
    words.append(f"http://127.0.0.1:{port}/dev/items/1")
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None or rate is None:
        raise SystemExit(f"wrk said what is not understood:\n{said}")
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return _Load(float(rate[1]), float(found[1]) * unit, int(errors[1]) if errors else 0)


def _memory(process: int) -> float:
    """Give the memory of a process in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
