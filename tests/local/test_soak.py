"""Ten thousand requests, a tenth of them malformed, oversized or aborted: no crash, flat memory."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

MOCK = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: x}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: ANY
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": 200}'}
        IntegrationResponses: [{StatusCode: 200, ResponseTemplates: {application/json: '{"ok": "$input.params("a")"}'}}]
      MethodResponses: [{StatusCode: 200}]
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Method
    Properties: {RestApiId: !Ref Api, StageName: dev}
"""
SOUND = b"GET /dev/?a=%d HTTP/1.1\r\nHost: x\r\nX-Pad: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n\r\n"
HOSTILE = (
    b"\x00\x01\x02\r\n\r\n",
    b"GET /dev/ HTTP/1.1\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
    b"POST /dev/ HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n",
    b"POST /dev/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
    b"POST /dev/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    b"GET /dev/?" + b"%ff%00" * 1000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /dev/ HTT",
    b"",
)


def sound(port: int, count: int, answered: list[int]) -> None:
    """Ask on one connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client, client.makefile("rb") as file:
        for number in range(count):
            client.sendall(SOUND % number)
            line = file.readline()
            length = 0
            while (header := file.readline().strip()) != b"":
                if header.lower().startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
            file.read(length)
            answered.append(int(line.split()[1]))


def hostile(port: int, count: int) -> None:
    """Send what is wrong, and go away, at times without a look at the answer."""
    for number in range(count):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.sendall(HOSTILE[number % len(HOSTILE)])
            if number % 3 == 0:
                client.shutdown(socket.SHUT_WR)
                client.recv(100)


def load(port: int, requests: int) -> list[int]:
    """Send so many requests, a tenth of them hostile, by four clients."""
    answered: list[int] = []
    threads = [
        *(threading.Thread(target=sound, args=(port, requests * 9 // 40, answered)) for _ in range(4)),
        threading.Thread(target=hostile, args=(port, requests // 10)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answered


def memory_kb(pid: int) -> int:
    """Give what a process holds."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1])


@pytest.mark.slow
@pytest.mark.checked
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="it reads /proc")
def test_ten_thousand_requests_leave_the_server_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(MOCK)
    words = [sys.executable, "-m", "cfngw", "local", "api.yaml", "--port", "0"]
    out = tmp_path / "out"
    with out.open("w") as stdout, subprocess.Popen(words, cwd=tmp_path, stdout=stdout, stderr=stdout) as process:
        try:
            for _ in range(500):
                found = re.search(r"at http://127\.0\.0\.1:(\d+)", out.read_text())
                if found is not None and "Ctrl-C" in out.read_text():
                    break
                time.sleep(0.01)
            assert found is not None, out.read_text()
            port = int(found[1])
            load(port, 2_000)
            before = memory_kb(process.pid)
            answered = load(port, 10_000)
            assert set(answered) == {200}
            assert len(answered) == 9_000
            assert memory_kb(process.pid) - before < 8_000
            assert process.poll() is None
        finally:
            process.terminate()
    assert "failed" not in out.read_text()
