"""The server by real sockets: whatever a client sends, an answer or an end, and the server lives."""

from __future__ import annotations

import asyncio
import json
import socket
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest
from served import HTTP, HTTP_ALONE, REST, makers, opened, running, tells

from cfngw.errors import UsageError
from cfngw.local.exchange import Answer
from cfngw.local.options import Options
from cfngw.local.passage import Passage
from cfngw.local.port import MOST_CONNECTIONS, MOST_HELD, Bounds, Port, listen, loopback
from cfngw.local.server import Server
from cfngw.local.start import Served, open_served
from cfngw.local.wire import message

pytestmark = [pytest.mark.slow, pytest.mark.checked]

GET = b"GET /dev/a HTTP/1.1\r\nHost: x\r\n\r\n"


async def by_path(passage: Passage) -> Answer:
    """Answer as the path asks."""
    if passage.path == "/slow":
        await asyncio.sleep(0.3)
    if passage.path == "/hang":
        await asyncio.sleep(60)
    if passage.path == "/raise":
        raise ZeroDivisionError
    if passage.path == "/large":
        return Answer(200, [], b"x" * 3_000_000)
    if passage.path == "/status":
        return Answer(int(passage.call.query), [("X", "y")], b"body")
    return await tells(passage)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = opened(tmp_path, REST + HTTP, answers=by_path)
    with running(lambda: Server(served, port=0)) as made:
        yield made


@pytest.fixture(autouse=True)
def _hung_up() -> Iterator[None]:
    """Close all clients behind a test."""
    yield
    for client in Client.open:
        client.hang_up()
    Client.open.clear()


class Client:
    """A client that says what it is told to, byte by byte."""

    open: ClassVar[list[Client]] = []

    def __init__(self, server: Server, door: int = 0) -> None:
        self.socket = socket.create_connection(server.doors[door].address, timeout=5)
        self.file = self.socket.makefile("rb")
        self.open.append(self)

    def hang_up(self) -> None:
        self.file.close()
        self.socket.close()

    def send(self, data: bytes) -> Client:
        self.socket.sendall(data)
        return self

    def answer(self, *, head: bool = False) -> tuple[int, dict[str, str], bytes]:
        """Read one answer."""
        line = self.file.readline()
        assert line, "the connection ended"
        status = int(line.split()[1])
        headers: dict[str, str] = {}
        while (line := self.file.readline().strip()) != b"":
            name, _, value = line.decode("latin-1").partition(": ")
            headers[name] = value
        length = 0 if head else int(headers.get("Content-Length", 0))
        return status, headers, self.file.read(length)

    def ended(self) -> bool:
        """Wait for the end of the connection."""
        try:
            return self.file.read() == b""
        except ConnectionError:
            return True


def test_an_answer_has_its_length_a_date_and_no_server(server: Server) -> None:
    status, headers, body = Client(server).send(GET).answer()
    assert status == 200
    assert headers["Content-Length"] == str(len(body))
    assert headers["Date"].endswith(" GMT")
    assert headers["X-Case"] == "kept"
    assert not {name.lower() for name in headers} & {"server", "transfer-encoding", "connection"}


def test_names_of_headers_keep_their_case_and_repeats_their_order(server: Server) -> None:
    raw = b"GET /dev/a?x=%20&y HTTP/1.1\r\nHoSt: h:1\r\nX-Two: 1\r\nx-two: 2\r\nX-Latin: \xe9\r\n\r\n"
    found = json.loads(Client(server).send(raw).answer()[2])
    assert found["headers"] == [["HoSt", "h:1"], ["X-Two", "1"], ["x-two", "2"], ["X-Latin", "é"]]
    assert (found["query"], found["ip"], found["domain"]) == ("x=%20&y", "127.0.0.1", "h:1")


@pytest.mark.parametrize(
    ("target", "whole"),
    [
        (b"/dev/a%2Fb/../c//d", "/dev/a%2Fb/../c//d"),
        (b"http://other.example/dev/x?y", "/dev/x"),
        (b"/dev/%zz", "/dev/%zz"),
        (b"/dev/a;b=c,d'e", "/dev/a;b=c,d'e"),
    ],
)
def test_a_path_stays_as_it_was_sent(server: Server, target: bytes, whole: str) -> None:
    status, _, body = Client(server).send(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n\r\n").answer()
    assert (status, json.loads(body)["whole"]) == (200, whole)


def test_each_api_has_a_port_of_its_own(server: Server) -> None:
    assert [door.name[1] for door in server.doors] == ["Api", "Web"]
    assert Client(server).send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer()[0] == 403
    assert Client(server, 1).send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer()[0] == 200


def test_a_connection_is_kept_and_answers_stay_in_order(server: Server) -> None:
    client = Client(server).send(b"".join(GET.replace(b"/a", path) for path in (b"/slow", *[b"/b", b"/c"] * 20)))
    paths = [json.loads(client.answer()[2])["path"] for _ in range(41)]
    assert paths == ["/slow", *["/b", "/c"] * 20]


def test_a_body_comes_whole_in_pieces_and_in_chunks(server: Server) -> None:
    client = Client(server).send(b"POST /dev/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(10):
        client.send(b"x" * 10_000)
    assert json.loads(client.answer()[2])["body"] == 100_000
    client.send(b"POST /dev/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n3\r\nfgh\r\n0\r\n")
    client.send(b"X-Trailer: 1\r\n\r\n")
    found = json.loads(client.answer()[2])
    assert found["body"] == 8
    assert "X-Trailer" not in dict(found["headers"])


@pytest.mark.parametrize("door", [0, 1])
def test_a_body_that_is_too_large_is_refused_unread(server: Server, door: int) -> None:
    head = b"POST /dev/a HTTP/1.1\r\nHost: x\r\nContent-Length: 10485761\r\n\r\n"
    status, headers, body = Client(server, door).send(head).answer()
    assert status == 413
    assert headers["Connection"] == "close"
    words = b"HTTP content length exceeded 10485760 bytes." if door == 0 else b'{"message":"Request Entity Too Large"}'
    assert body == words


def test_a_body_of_just_the_limit_is_taken(server: Server) -> None:
    head = b"POST /dev/a HTTP/1.1\r\nHost: x\r\nContent-Length: 10485760\r\n\r\n"
    assert json.loads(Client(server).send(head + b"x" * 10_485_760).answer()[2])["body"] == 10_485_760


def test_chunks_that_become_too_many_are_refused_while_they_come(server: Server) -> None:
    client = Client(server).send(b"POST /dev/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    for _ in range(11):
        client.send(chunk)
    assert client.answer()[0] == 413


def test_a_body_in_many_small_chunks_holds_little_more_than_its_bytes(server: Server) -> None:
    client = Client(server).send(b"POST /dev/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    tracemalloc.start()
    try:
        for _ in range(20):
            client.send(b"2\r\nxy\r\n" * 10_000)
        answer = client.send(b"0\r\n\r\n").answer()
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert json.loads(answer[2])["body"] == 400_000
    assert most < 4_000_000


def test_a_client_that_asks_before_it_sends_is_let_or_refused(server: Server) -> None:
    head = b"POST /dev/a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    client = Client(server).send(head % 3)
    assert client.answer()[0] == 100
    assert client.send(b"abc").answer()[0] == 200
    assert Client(server).send(head % 20_000_000).answer()[0] == 413


@pytest.mark.parametrize("size", [10_300, 100_000])
def test_headers_that_are_too_large_are_refused(server: Server, size: int) -> None:
    status, _, body = Client(server).send(b"GET /dev/a HTTP/1.1\r\nX: " + b"y" * size + b"\r\n\r\n").answer()
    assert (status, body) == (431, b'{"message":"Request Header Fields Too Large"}')


def test_headers_without_an_end_are_refused(server: Server) -> None:
    client = Client(server).send(b"GET /dev/a HTTP/1.1\r\n")
    try:
        for number in range(20_000):
            client.send(b"X-%d: yyyyyyyyyyyyyyyyyyyyyyyy\r\n" % number)
    except OSError:
        return
    assert client.answer()[0] == 431


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
        b"GET\r\n\r\n",
        b"GET /dev/a HTTP/9.9\r\n\r\n",
        b"G\x00T /dev/a HTTP/1.1\r\n\r\n",
        b"GET /dev/a HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET /dev/a HTTP/1.1\r\nX: a\x00b\r\n\r\n",
        b"POST /dev/a HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /dev/a HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST /dev/a HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /dev/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET dev/a HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_what_is_malformed_is_answered_with_400_and_the_end(server: Server, raw: bytes) -> None:
    client = Client(server).send(raw)
    status, headers, _ = client.answer()
    assert (status, headers["Connection"]) == (400, "close")
    assert Client(server).send(GET).answer()[0] == 200


def test_a_request_before_a_malformed_one_is_answered_first(server: Server) -> None:
    client = Client(server).send(GET.replace(b"/a", b"/slow") + b"nonsense\r\n\r\n")
    assert client.answer()[0] == 200
    assert client.answer()[0] == 400
    assert client.ended()


def test_another_protocol_is_not_spoken(server: Server) -> None:
    raw = b"GET /dev/a HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    client = Client(server).send(raw)
    assert client.answer()[0] == 200
    assert client.ended()


def test_a_head_has_the_length_and_no_body(server: Server) -> None:
    client = Client(server).send(GET.replace(b"GET", b"HEAD"))
    status, headers, _ = client.answer(head=True)
    assert status == 200
    assert int(headers["Content-Length"]) > 0
    assert client.send(GET).answer()[0] == 200


@pytest.mark.parametrize("status", [204, 304])
def test_some_statuses_have_no_body(server: Server, status: int) -> None:
    client = Client(server).send(b"GET /dev/status?%d HTTP/1.1\r\nHost: x\r\n\r\n" % status)
    found, headers, _ = client.answer()
    assert found == status
    assert "Content-Length" not in headers
    assert client.send(GET).answer()[0] == 200


@pytest.mark.parametrize(("status", "sent"), [(200, 200), (599, 599), (799, 799), (100, 500), (0, 500), (1000, 500)])
def test_a_status_is_one_that_can_be_sent(server: Server, status: int, sent: int) -> None:
    assert Client(server).send(b"GET /dev/status?%d HTTP/1.1\r\nHost: x\r\n\r\n" % status).answer()[0] == sent


def test_a_gateway_that_raises_ends_one_request_alone(server: Server) -> None:
    client = Client(server).send(GET.replace(b"/a", b"/raise"))
    assert client.answer()[::2] == (500, b'{"message":"Internal server error"}')
    assert client.send(GET).answer()[0] == 200


@pytest.mark.parametrize(
    ("version", "connection", "kept"),
    [(b"1.1", b"", True), (b"1.1", b"close", False), (b"1.0", b"", False), (b"1.0", b"keep-alive", True)],
)
def test_a_connection_ends_as_the_client_asks(server: Server, version: bytes, connection: bytes, kept: bool) -> None:
    line = b"Connection: " + connection + b"\r\n" if connection else b""
    raw = b"GET /dev/a HTTP/" + version + b"\r\nHost: x\r\n" + line + b"\r\n"
    client = Client(server).send(raw)
    status, headers, _ = client.answer()
    assert status == 200
    assert headers.get("Connection") == (None if version == b"1.1" else "keep-alive") or not kept
    if kept:
        assert client.send(raw).answer()[0] == 200
    else:
        assert client.ended()


def test_a_client_that_closes_its_half_is_answered(server: Server) -> None:
    client = Client(server).send(GET.replace(b"/a", b"/slow"))
    client.socket.shutdown(socket.SHUT_WR)
    assert client.answer()[0] == 200
    assert client.ended()


def test_clients_that_go_away_leave_nothing_behind(server: Server) -> None:
    for raw in (GET.replace(b"/a", b"/slow"), GET[:20], b"POST /dev/a HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", b""):
        for _ in range(5):
            client = Client(server).send(raw)
            client.hang_up()
    for _ in range(5):
        client = Client(server).send(GET.replace(b"/a", b"/large") * 5)
        client.hang_up()
    assert Client(server).send(GET).answer()[0] == 200
    bounds = server.bounds
    for _ in range(100):
        if not bounds.tasks and not bounds.held:
            break
        time.sleep(0.01)
    assert not bounds.tasks
    assert bounds.held == 0
    assert len(bounds.connections) <= 1


SEEDS = (
    GET,
    b"POST /dev/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
    b"POST /dev/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"GET /dev/a HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    b"POST /dev/a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
)


def test_broken_bytes_break_nothing(server: Server) -> None:
    random = Random(7)
    for number in range(300):
        data = bytearray(b"".join(random.choice(SEEDS) for _ in range(random.randint(1, 6))))
        for _ in range(random.choice((0, 1, 2, 5, 20))):
            place = random.randrange(len(data))
            if random.random() < 0.5:
                data[place] = random.randrange(256)
            else:
                del data[place : place + random.randint(1, 3)]
        client = Client(server)
        with suppress(OSError):
            for first in range(0, len(data), step := random.choice((17, 200, len(data)))):
                client.send(bytes(data[first : first + step]))
            if number % 3 == 0:
                client.socket.shutdown(socket.SHUT_WR)
        client.hang_up()
    assert Client(server).send(GET).answer()[0] == 200


def test_what_takes_too_long_is_ended(server: Server) -> None:
    """The deadlines are looked at once a half second; here the clock is put forward."""
    half, idle = Client(server).send(GET[:20]), Client(server)
    body = Client(server).send(b"POST /dev/a HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc")
    running_one = Client(server).send(GET.replace(b"/a", b"/slow"))
    time.sleep(0.05)
    assert len(server.bounds.connections) == 4
    for connection in list(server.bounds.connections):
        connection._loop.call_soon_threadsafe(connection.check, connection._loop.time() + 100)
    assert half.answer()[0] == 408
    assert body.answer()[0] == 408
    assert idle.ended()
    assert running_one.answer()[0] == 200


def test_a_client_that_does_not_read_is_ended(server: Server) -> None:
    client = Client(server).send(GET.replace(b"/a", b"/large") * 3)
    _until(lambda: any(each._paused for each in server.bounds.connections))
    for connection in list(server.bounds.connections):
        connection._loop.call_soon_threadsafe(connection.check, connection._loop.time() + 100)
    _until(lambda: not server.bounds.connections)
    assert Client(server).send(GET).answer()[0] == 200
    assert client


def test_connections_requests_and_bytes_are_bounded() -> None:
    class Stranger:
        """Stands for a connection."""

    async def bounded() -> None:
        bounds = Bounds()
        port = Port(bounds, lambda _call: None, is_rest=True)  # type: ignore[arg-type, return-value]
        taken = [port.join(Stranger()) for _ in range(MOST_CONNECTIONS + 1)]  # type: ignore[arg-type]
        assert (sum(taken), taken[-1]) == (MOST_CONNECTIONS, False)
        assert port.hold(MOST_HELD)
        assert not port.hold(1)
        port.release(1)
        assert port.hold(1)

    asyncio.run(bounded())


def test_stopping_is_quick_though_a_handler_hangs(tmp_path: Path) -> None:
    parts: list[Any] = []
    path = tmp_path / "t.yaml"
    path.write_text(REST)
    served = open_served([path], Options(), makers=makers(by_path, parts))
    with running(lambda: Server(served, port=0)) as server:
        client = Client(server).send(GET.replace(b"/a", b"/hang"))
        time.sleep(0.05)
        began = time.monotonic()
    assert time.monotonic() - began < 1
    assert client.ended()
    assert [part.closed for part in parts] == [True, True]


def test_a_changed_template_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    served = opened(tmp_path, REST)
    said: list[str] = []
    changed: list[Server] = []

    def reopen() -> Served:
        return open_served([tmp_path / "template.yaml"], Options(), makers=makers())

    def made() -> Server:
        return Server(served, port=0, reopen=reopen, say=said.append, changed=changed.append, look_seconds=0.05)

    with running(made) as server:
        client = Client(server)
        assert client.send(GET).answer()[0] == 200
        (tmp_path / "template.yaml").write_text(REST.replace("StageName: dev", "StageName: prod"))
        _until(lambda: changed)
        assert client.send(GET).answer()[0] == 403
        assert client.send(GET.replace(b"dev", b"prod")).answer()[0] == 200
        (tmp_path / "template.yaml").write_text("Resources: [")
        _until(lambda: said)
        assert "the old one goes on" in said[0]
        assert client.send(GET.replace(b"dev", b"prod")).answer()[0] == 200
        (tmp_path / "template.yaml").write_text(HTTP_ALONE)
        _until(lambda: len(changed) == 2)
        assert client.send(GET).answer()[0] == 404
        assert Client(server, 1).send(GET).answer()[0] == 200


def _until(holds: Any) -> None:
    for _ in range(300):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "example.com", "", "127.0.0.1.evil.example"])
def test_a_host_that_is_not_loopback_is_refused(host: str) -> None:
    with pytest.raises(UsageError, match="loopback only"):
        loopback(host)


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("127.1.2.3", "127.1.2.3"), ("::1", "::1")],
)
def test_a_host_of_loopback_is_taken(host: str, address: str) -> None:
    assert loopback(host) == address


def test_a_port_in_use_is_told_with_a_free_one() -> None:
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with pytest.raises(UsageError, match=f"port {port} of 127.0.0.1 can't be opened: address already in use") as raised:
        listen("127.0.0.1", port)
    taken.close()
    assert raised.value.fix is not None
    assert raised.value.fix.startswith("--port ")


def test_a_port_in_use_behind_the_first_is_told_with_room_for_all(tmp_path: Path) -> None:
    served = opened(tmp_path, REST + HTTP)
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} of") as raised:
            Server(served, port=port - 1)
    assert raised.value.fix is not None
    assert int(raised.value.fix.removeprefix("--port ")) > port
    listen("127.0.0.1", port - 1).close()


@pytest.mark.parametrize(
    "pair",
    [
        ("X", "a\r\nSet-Cookie: x=1"),
        ("X\r\nY", "a"),
        ("X Y", "a"),
        ("", "a"),
        ("X", "a\0"),
        ("Content-Length", "9"),
        ("Transfer-Encoding", "chunked"),
        ("Connection", "upgrade"),
    ],
)
def test_a_header_that_would_break_the_message_is_left_out(pair: tuple[str, str]) -> None:
    sent = message(Answer(200, [("A", "1"), pair, ("B", "2")], b"xy"), "GET", close=False)
    head = sent.partition(b"\r\n\r\n")[0].decode()
    lines = [line for line in head.split("\r\n")[1:] if not line.startswith("Date")]
    assert lines == ["A: 1", "B: 2", "Content-Length: 2"]


def test_a_header_of_other_letters_is_sent_as_utf_8() -> None:
    assert "X: é".encode("latin-1") in message(Answer(200, [("X", "é")]), "GET", close=False)
    assert "X: 日本".encode() in message(Answer(200, [("X", "日本")]), "GET", close=False)
