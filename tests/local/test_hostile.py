"""Ten thousand requests, a tenth of them malformed, oversized or cut off: the gateway lives, and calls nobody."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from pathlib import Path

import pytest
from gateway_runs import Running, serving

REQUESTS = 10_000
AT_ONCE = 8
BEHAVIOUR = Path(__file__).parent / "behaviour.yaml"
# Methods that lead out of this machine, as a stranger's template may have them.
OUT = """
  OutResource:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: out}
  Out:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref OutResource
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: 'http://169.254.169.254/latest/meta-data/'}
  Named:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref OutResource
      HttpMethod: POST
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: 'https://example.com/'}
"""
# What the gateway's process connects to or looks up is written down by Python itself.
WATCH = """
import os
import sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        with open(os.environ["WATCHED"], "a") as sink:
            sink.write(f"{event} {arguments[1] if event == 'socket.connect' else arguments[0]}\\n")

sys.addaudithook(watch)
"""
JSON = "Content-Type: application/json\r\n"


def good(dice: random.Random) -> tuple[bytes, set[int]]:
    """Give a request and the statuses that it may be answered with."""
    body = f'{{"name": "Ada", "text": "bad: {dice.randrange(1000)}"}}'
    sized = f"{JSON}Content-Length: {len(body)}\r\n"
    kinds = [
        (f"POST /dev/rendered/7?q=x HTTP/1.1\r\n{sized}", body, {200}),
        (f"POST /dev/fails HTTP/1.1\r\n{sized}", body, {400}),
        (f"POST /dev/checked?q=1 HTTP/1.1\r\n{sized}", body, {200}),
        (f"POST /dev/checked HTTP/1.1\r\n{sized}", body, {400}),
        ("GET /dev/object HTTP/1.1\r\n", "", {200}),
        ("GET /dev/keyed HTTP/1.1\r\n", "", {403}),
        ("OPTIONS /dev/keyed HTTP/1.1\r\n", "", {204}),
        ("GET /dev/nowhere HTTP/1.1\r\n", "", {403}),
    ]
    head, text, statuses = dice.choice(kinds)
    return f"{head}Host: localhost\r\n\r\n{text}".encode(), statuses


def bad(dice: random.Random) -> bytes:
    """Give bytes that are no request, a request that is too large, or one that leads out."""
    huge = 11 * 1024 * 1024
    kinds = [
        dice.randbytes(dice.randrange(1, 400)),
        b"GET\r\n\r\n",
        b"GET /dev/object HTTP/9.9\r\nHost: x\r\n\r\n",
        b"POST /dev/fails HTTP/1.1\r\nHost: x\r\nContent-Length: minus\r\n\r\n",
        b"POST /dev/fails HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /dev/fails HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /dev/%ff%00%0d%0a/../.. HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /dev/" + b"a/" * 4000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /dev/object?" + b"&".join(b"k%d=%%zz" % n for n in range(900)) + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /dev/object HTTP/1.1\r\nHost: x\r\n" + b"X-Long: " + b"h" * 70_000 + b"\r\n\r\n",
        b"GET /dev/object HTTP/1.1\r\nHost: x\r\nX-Bad\x00Name: 1\r\n\r\n",
        b"POST /dev/fails HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % huge + b"x" * 100_000,
        b"POST /dev/rendered/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
        + b"[" * 60_000,
        b'POST /dev/checked?q=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n{"name": "\xff\xfe\x00' + b"x" * 27,
        b"GET /dev/out HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /dev/out HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        b"GET http://169.254.169.254/dev/object HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n",
        b"CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n",
    ]
    return dice.choice(kinds)


class Client:
    """A keep-alive connection, made anew when the gateway closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._pair: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> int:
        """Send a request whole; give the status."""
        if self._pair is None:
            self._pair = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._pair
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split()[1])
        length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length")), 0)
        if length:
            await reader.readexactly(length)
        return status

    async def harm(self, request: bytes, *, cut: float | None) -> None:
        """Send what is bad, or a part of it, and hear what is said, on a connection of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(request if cut is None else request[: int(len(request) * cut)])
            await writer.drain()
            if cut is None:
                await asyncio.wait_for(reader.read(65536), 0.2)
        except (TimeoutError, OSError):
            pass
        finally:
            writer.transport.abort()

    async def close(self) -> None:
        if self._pair is not None:
            self._pair[1].close()


async def storm(running: Running, dice: random.Random) -> tuple[Counter[str], list[float]]:
    """Send all; give what came of it, and the memory of the gateway over time, in MB."""
    seen: Counter[str] = Counter()
    memory: list[float] = []
    left = iter(range(REQUESTS))

    async def work() -> None:
        client = Client(running.port)
        for number in left:
            if number % (REQUESTS // 20) == 0:
                memory.append(resident(running.process.pid))
            if dice.random() < 0.1:
                cut = dice.random() if dice.random() < 0.4 else None
                request = bad(dice) if dice.random() < 0.7 else good(dice)[0]
                await client.harm(request, cut=cut)
                seen["bad"] += 1
                continue
            request, statuses = good(dice)
            status = await client.ask(request)
            seen["right" if status in statuses else f"{status}: {request[:60]!r}"] += 1
        await client.close()

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return seen, memory


def resident(process: int) -> float:
    """Give the memory of a process in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="not run: memory is read from /proc")
def test_a_storm_harms_nothing_and_reaches_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = tmp_path / "hostile.yaml"
    text = BEHAVIOUR.read_text()
    template.write_text(text.replace("  Deployment:\n", f"{OUT}\n  Deployment:\n"))
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH)
    watched = tmp_path / "watched.txt"
    watched.touch()
    monkeypatch.setenv("WATCHED", str(watched))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "watch"), os.environ.get("PYTHONPATH", "")]))
    with serving(template, folder=tmp_path) as running:
        seen, memory = asyncio.run(storm(running, random.Random(2026)))
        assert running.process.poll() is None, running.said()[-3000:]
        wrong = {what: count for what, count in seen.items() if what not in ("right", "bad")}
        assert not wrong, wrong
        assert seen["right"] + seen["bad"] == REQUESTS
        # The first quarter fills caches and starts processes; from then on it stays.
        early, late = max(memory[:6]), memory[-1]
        assert late - early < 8, memory
        outside = [line for line in watched.read_text().splitlines() if "127.0.0.1" not in line]
        assert not outside, outside[:5]
        assert "169.254.169.254" in running.said() or "example.com" in running.said()
