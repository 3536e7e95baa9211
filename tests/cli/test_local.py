"""cfngw local: APIs of templates served by a process of their own, by curl's means."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from cli_runs import cfngw, start_project, write

ROOT = Path(__file__).parents[2]
PRINTS = f"""\
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python{sys.version_info[0]}.{sys.version_info[1]}
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/x
      Code:
        ZipFile: |
          def handler(event, context):
              print("seen", event["rawPath"])
              return {{"statusCode": 201, "body": event["rawPath"]}}
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {{Name: x, ProtocolType: HTTP, Target: !GetAtt F.Arn}}
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)


class Answered(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Run:
    """The command, running."""

    def __init__(self, process: subprocess.Popen[str], out: Path, err: Path) -> None:
        self.process, self._out, self._err = process, out, err

    @property
    def out(self) -> str:
        return self._out.read_text()

    @property
    def err(self) -> str:
        return self._err.read_text()

    def until(self, pattern: str) -> re.Match[str]:
        for _ in range(1000):
            found = re.search(pattern, self.out + self.err)
            if found is not None:
                return found
            assert self.process.poll() is None, self.out + self.err
            time.sleep(0.01)
        raise AssertionError(self.out + self.err)

    @property
    def port(self) -> int:
        return int(self.until(r"http://127\.0\.0\.1:(\d+)")[1])

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answered:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answered(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def end(self, name: signal.Signals = signal.SIGINT) -> tuple[int, float]:
        began = time.monotonic()
        self.process.send_signal(name)
        return self.process.wait(10), time.monotonic() - began


@contextmanager
def local(*words: str) -> Iterator[Run]:
    """Run ``cfngw local`` at a free port."""
    out, err = Path(".out").absolute(), Path(".err").absolute()
    with out.open("w") as stdout, err.open("w") as stderr:
        command = [sys.executable, "-m", "cfngw", "local", "--port", "0", *words]
        with subprocess.Popen(command, stdout=stdout, stderr=stderr, text=True, env=os.environ) as process:
            run = Run(process, out, err)
            try:
                yield run
            finally:
                process.kill()


def test_a_template_is_served_told_and_ended_by_ctrl_c() -> None:
    """What is printed: the address, a table of routes, a line for each request, what the function wrote."""
    write({"api.yaml": PRINTS})
    with local("api.yaml") as run:
        answer = run.get("/a/b")
        assert (answer.status, answer.body) == (201, b"/a/b")
        assert "server" not in {name.lower() for name in answer.headers}
        run.until(r"F: seen")
        code, seconds = run.end()
    assert code == 0
    assert seconds < 1
    port = run.port
    shown, _, lines = run.out.partition("Ctrl-C ends it.\n")
    assert shown == (
        f"Api: HTTP API at http://127.0.0.1:{port}\n\n"
        "method  url" + " " * (len(f"http://127.0.0.1:{port}/*") - 3) + "  invokes  who may call\n"
        f"ANY     http://127.0.0.1:{port}/*  F        anyone\n\n"
    )
    assert re.fullmatch(r"\d\d:\d\d:\d\d GET    /a/b 201 \d+ ms F\n    F: seen /a/b\n", lines)
    assert run.err == ""


@pytest.mark.slow
@pytest.mark.checked
@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_no_process_is_left_behind(name: signal.Signals) -> None:
    code = PRINTS.replace(
        'print("seen", event["rawPath"])', 'import os, time; open("/dev/shm/cfngw_pid", "w"); time.sleep(30)'
    )
    code = code.replace(
        'open("/dev/shm/cfngw_pid", "w")', f"open({str(Path('pid').absolute())!r}, 'w').write(str(os.getpid()))"
    )
    write({"api.yaml": code})
    with local("api.yaml", "--quiet", "--trace", "json") as run:
        connection = http.client.HTTPConnection("127.0.0.1", run.port, timeout=10)
        connection.request("GET", "/")
        pid = Path("pid")
        for _ in range(500):
            if pid.is_file() and pid.read_text():
                break
            time.sleep(0.01)
        ended, seconds = run.end(name)
        connection.close()
    assert (ended, seconds < 1) == (0, True)
    handler = int(pid.read_text())
    for _ in range(100):
        if not Path(f"/proc/{handler}").exists():
            break
        time.sleep(0.01)
    assert not Path(f"/proc/{handler}").exists()


def test_each_request_is_one_object_of_trace_json() -> None:
    write({"api.yaml": PRINTS})
    with local("api.yaml", "--trace", "json") as run:
        run.get("/a?x=1")
        run.until(r'"version"')
        run.end()
    (line,) = run.out.splitlines()
    told = json.loads(line)
    assert (told["version"], told["request"]["path"], told["response"]["status"]) == (1, "/a", 201)
    assert told["route"] == "$default"
    assert told["output"] == [{"function": "F", "text": "seen /a\n"}]
    assert {"route", "invocation"} <= {step["name"] for step in told["steps"]}


def test_steps_are_shown_with_the_line_that_decided() -> None:
    write({"api.yaml": PRINTS})
    with local("--trace", "api.yaml") as run:
        run.get("/a")
        run.until(r"answer")
        run.end()
    assert re.search(r"GET /a\n  route +.*\(api.yaml:\d+:\d+\)\n", run.out), run.out
    assert "  answer       201, 2 bytes" in run.out
    assert "seen /a" in run.out


def test_quiet_prints_nothing_but_what_matters() -> None:
    write({"api.yaml": PRINTS})
    with local("api.yaml", "--quiet", "--port", "38471") as run:
        for _ in range(300):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", 38471, timeout=5)
                connection.request("GET", "/")
                assert connection.getresponse().status == 201
                break
            except ConnectionRefusedError:
                time.sleep(0.01)
            finally:
                connection.close()
        run.end()
    assert (run.out.replace("    F: seen /\n", ""), run.err) == ("", "")


@pytest.mark.slow
@pytest.mark.checked
def test_a_changed_template_is_served_and_a_broken_one_told() -> None:
    write({"api.yaml": PRINTS})
    with local("api.yaml") as run:
        assert run.get("/a").status == 201
        write({"api.yaml": PRINTS.replace("201", "202")})
        run.until("it is served as it is now")
        assert run.get("/a").status == 202
        write({"api.yaml": "Resources: ["})
        run.until("the old one goes on")
        assert run.get("/a").status == 202


def test_without_a_template_the_projects_only_one_is_served() -> None:
    write({"output/api.yaml": PRINTS, "output/account.yaml": "Resources: {A: {Type: AWS::ApiGateway::Account}}\n"})
    with local() as run:
        assert run.get("/a").status == 201
        run.end()
    assert run.out.startswith("No template was named: this is output/api.yaml.\n\n")


def test_a_port_in_use_is_told_with_a_free_one() -> None:
    write({"api.yaml": PRINTS})
    with local("api.yaml") as run:
        port = run.port
        ran = cfngw("local", "api.yaml", "--port", str(port))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: port {port} of 127.0.0.1 can't be opened: address already in use.\n")
    assert re.search(r"fix: +--port \d+\n$", ran.err)


def test_what_is_unknown_is_told_shortly() -> None:
    write({"api.yaml": "Parameters: {Stage: {Type: String}}\n" + PRINTS + STAGE})
    with local("api.yaml") as run:
        run.until("Ctrl-C")
        run.end()
    assert run.err.startswith("warning: api.yaml: the parameter Stage has no value; what depends on it is unknown.\n")
    assert "--parameter Stage=…" in run.err


STAGE = """\
  Named:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Api, StageName: !Ref Stage}
"""


@pytest.mark.parametrize("words", ["--help", "local --help", "test-invoke --help"])
def test_help_loads_nothing_of_the_gateway(words: str) -> None:
    code = (
        f"import sys\nsys.argv = ['cfngw', *{words.split()}]\nfrom cfngw.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([name for name in sys.modules if name.startswith(('cfngw.local.', 'cfngw.read', 'uvloop'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_first_answer_comes_soon() -> None:
    """Half a second from the command to the first answer, on this machine's good days; here a bound that holds."""
    write({"api.yaml": PRINTS})
    began = time.monotonic()
    with local("api.yaml") as run:
        assert run.get("/a").status == 201
        assert time.monotonic() - began < 5


def test_a_path_of_no_stage_is_told_with_the_stages() -> None:
    api = "Resources:\n  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: x}}\n"
    write({"api.yaml": api})
    with local("api.yaml") as run:
        assert run.get("/a").status == 403
        run.until("no stage of Api is at this path: paths begin with /local\n")


def test_a_mapping_template_that_does_not_parse_is_told_once() -> None:
    integration = "{Type: MOCK, RequestTemplates: {application/json: '#if($a'}}"
    method = (
        "  M: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId,"
        f" HttpMethod: GET, AuthorizationType: NONE, Integration: {integration}}}}}\n"
    )
    write({"api.yaml": "Resources:\n  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: x}}\n" + method})
    with local("api.yaml") as run:
        run.until("Ctrl-C")
    assert run.err.count("api.yaml:3:") == 1, run.err
