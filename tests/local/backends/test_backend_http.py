"""HTTP endpoints behind a gateway: what is sent, what is taken, what is refused. P09; gateway-behaviour, HTTP proxy.

Each test talks to a server of its own on loopback.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_servers import Got, ScriptedServer, answer, certificate, run, serving, slowly
from cfngw.errors import UsageError
from cfngw.local.backends import LocalBackends, StandIn, parse_reach, parse_stand_in
from cfngw.local.backends.addresses import parse_url
from cfngw.local.backends.answer_parsing import Parsing
from cfngw.local.backends.http_client import HttpClient
from cfngw.local.journey import Journey
from cfngw.local.running import BackendAnswer, BackendFailed, BackendRequest

QUIET = Journey(on=False)


def call(url: str, method: str = "GET", backends: LocalBackends | None = None, **options: Any) -> BackendAnswer:
    """Call an endpoint once."""
    backends = backends or LocalBackends()
    return run(backends.http(BackendRequest(method, url, **options), QUIET), backends)


def failed(url: str, method: str = "GET", backends: LocalBackends | None = None, **options: Any) -> BackendFailed:
    """Give how a call failed."""
    with pytest.raises(BackendFailed) as caught:
        call(url, method, backends, **options)
    return caught.value


def said(script: bytes | None) -> Any:
    """Answer everything with these bytes, and hang up."""
    return lambda _got: iter([script]) if script is not None else None


@pytest.fixture
def echo() -> Iterator[ScriptedServer]:
    with serving(lambda got: answer("200 OK", got.body, "X-Answer: 1", "X-Answer: 2", "x-lower: v")) as server:
        yield server


# What is sent


def test_a_request_arrives_as_it_was_given(echo: ScriptedServer) -> None:
    headers = (("X-B", "1"), ("x-a", "2"), ("X-B", "3"), ("Accept", "*/*"))
    call(f"{echo.url}/a%2Fb/ü?q=1&q=%20", "POST", headers=headers, body=b"body\x00")
    (got,) = echo.got
    assert got.lines[0] == "POST /a%2Fb/%C3%BC?q=1&q=%20 HTTP/1.1"
    assert got.headers[1:5] == list(headers)
    assert got.body == b"body\x00"


def test_the_host_is_the_endpoints_unless_a_header_gives_it(echo: ScriptedServer) -> None:
    call(f"{echo.url}/")
    call(f"{echo.url}/", headers=(("host", "api.example.com"),))
    assert [got.header("host") for got in echo.got] == [f"127.0.0.1:{echo.port}", "api.example.com"]
    assert sum(name.lower() == "host" for name, _ in echo.got[1].headers) == 1


def test_headers_of_the_connection_are_the_clients_own(echo: ScriptedServer) -> None:
    """No smuggling: a length or an encoding that the caller gives changes nothing."""
    own = (("Content-Length", "3"), ("Transfer-Encoding", "chunked"), ("Connection", "close"), ("Upgrade", "h2c"))
    assert call(f"{echo.url}/", "POST", headers=(*own, ("Expect", "100-continue")), body=b"12345").body == b"12345"
    (got,) = echo.got
    assert [name for name, _ in got.headers] == ["Host", "Content-Length"]


def test_a_body_of_ten_megabytes_goes_there_and_back(echo: ScriptedServer) -> None:
    body = b"x" * (10 * 1024 * 1024)
    assert call(f"{echo.url}/", "PUT", body=body).body == body


@pytest.mark.parametrize(("method", "length"), [("GET", None), ("DELETE", None), ("POST", "0"), ("PATCH", "0")])
def test_a_length_of_nothing_is_said_where_a_body_is_expected(echo: ScriptedServer, method: str, length: Any) -> None:
    call(f"{echo.url}/", method)
    assert echo.got[0].header("content-length") == length


# What is taken


def test_an_answer_comes_back_as_it_was_given(echo: ScriptedServer) -> None:
    got = call(f"{echo.url}/", "POST", body=b"b")
    assert got == BackendAnswer(
        200, (("Content-Length", "1"), ("X-Answer", "1"), ("X-Answer", "2"), ("x-lower", "v")), b"b"
    )


ANSWERS = [
    (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: 1\r\n\r\n",
        200,
        b"abcde",
    ),
    (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", 200, b"until the end"),
    (b"HTTP/1.0 200 OK\r\n\r\nold", 200, b"old"),
    (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204, b""),
    (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, b""),
    (b"HTTP/1.1 302 Found\r\nLocation: http://example.com/\r\nContent-Length: 0\r\n\r\n", 302, b""),
    (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer("201 Created", b"x"),
        201,
        b"x",
    ),
    (b"HTTP/1.1 599 Own\r\nContent-Length: 1\r\n\r\n!", 599, b"!"),
]


@pytest.mark.parametrize(("bytes_", "status", "body"), ANSWERS)
def test_every_form_of_an_answer_is_understood(bytes_: bytes, status: int, body: bytes) -> None:
    with serving(said(bytes_)) as server:
        got = call(f"{server.url}/")
    assert (got.status, got.body) == (status, body)
    assert not any(name in ("Link", "T", "Transfer-Encoding") for name, _ in got.headers)


def test_an_answer_in_single_bytes_is_the_same() -> None:
    whole = ANSWERS[0][0]
    pieces = [whole[at : at + 1] for at in range(len(whole))]
    with serving(lambda _got: slowly(pieces, 0.0005)) as server:
        assert call(f"{server.url}/").body == b"abcde"


def test_a_head_has_the_length_but_no_body() -> None:
    with serving(lambda _got: b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n") as server:
        got = call(f"{server.url}/", "HEAD")
    assert (got.headers, got.body) == ((("Content-Length", "12"),), b"")


def test_redirects_are_not_followed() -> None:
    with serving(lambda _got: answer("307 Temporary Redirect", b"", "Location: /other")) as server:
        assert call(f"{server.url}/").status == 307
        assert len(server.got) == 1


BROKEN: list[tuple[bytes | None, str]] = [
    (None, "unreachable"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", "malformed"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "malformed"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "malformed"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "malformed"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "malformed"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "malformed"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n", "malformed"),
    (b"HTTP/1.1 200 OK\r\nContent-Le", "malformed"),
    (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", "malformed"),
    (b"HTTP/1.1 100 Continue\r\n\r\n" * 20, "malformed"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 10485761\r\n\r\n", "too_large"),
    (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", "too_large"),
    (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (10 * 1024 * 1024 + 1), "too_large"),
]


@pytest.mark.parametrize(("bytes_", "kind"), BROKEN)
def test_a_broken_answer_says_what_is_wrong(bytes_: bytes | None, kind: str) -> None:
    with serving(said(bytes_)) as server:
        assert failed(f"{server.url}/", timeout_seconds=5).kind == kind


def test_a_body_of_tiny_chunks_takes_no_more_than_its_bytes_and_an_end() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        while True:
            yield (b"1;" + b"y" * 90 + b"\r\nx\r\n") * 2000

    with serving(lambda _got: chunks()) as server:
        assert failed(f"{server.url}/", timeout_seconds=10).kind == "too_large"


def test_nobody_there_is_unreachable() -> None:
    with serving(said(None)) as server:
        url = server.url
    found = failed(f"{url}/")
    assert found.kind == "unreachable"
    assert url in found.why


@pytest.mark.parametrize(
    "pieces", [[b""], [b"HTTP/1.1 200 OK\r\n", *[b"X: 1\r\n"] * 9], [answer("200 OK", b"x" * 50)[:-1]] + [b""] * 9]
)
def test_a_slow_answer_ends_at_the_time_limit_of_the_whole(pieces: list[bytes]) -> None:
    started = time.monotonic()
    with serving(lambda _got: slowly([*pieces, b""], 0.1 if len(pieces) > 1 else 2)) as server:
        found = failed(f"{server.url}/", timeout_seconds=0.3)
    assert found.kind == "timeout"
    assert "0.3 seconds" in found.why
    assert time.monotonic() - started < 1.5


# Connections


def test_a_connection_is_used_again() -> None:
    backends = LocalBackends()

    async def calls(url: str) -> None:
        for method in ("GET", "POST", "HEAD", "PUT"):
            await backends.http(BackendRequest(method, url), QUIET)

    with serving(lambda got: answer("200 OK", b"" if got.lines[0].startswith("HEAD") else b"x")) as server:
        run(calls(f"{server.url}/"), backends)
        assert server.connections == 1


@pytest.mark.parametrize("last", [b"Connection: close", b"Keep-Alive: x\r\nConnection: close"])
def test_a_connection_that_the_server_ends_is_not_used_again(last: bytes) -> None:
    backends = LocalBackends()

    async def calls(url: str) -> None:
        for _ in range(3):
            await backends.http(BackendRequest("GET", url), QUIET)

    with serving(lambda _got: b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + last + b"\r\n\r\n") as server:
        run(calls(f"{server.url}/"), backends)
        assert server.connections == 3


def test_bytes_that_nobody_asked_for_are_no_answer_to_the_next_request() -> None:
    """Response splitting: what follows an answer is never taken for another's."""
    twice = answer("200 OK", b"first") + answer("200 OK", b"stolen")

    backends = LocalBackends()

    async def calls(url: str) -> list[bytes]:
        return [(await backends.http(BackendRequest("GET", url), QUIET)).body for _ in range(3)]

    with serving(lambda _got: twice) as server:
        assert run(calls(f"{server.url}/"), backends) == [b"first"] * 3


def test_a_request_that_may_be_sent_twice_survives_a_connection_that_ended_meanwhile() -> None:
    seen: dict[int, int] = {}

    def script(got: Got) -> Any:
        seen[got.connection] = seen.get(got.connection, 0) + 1
        return answer("200 OK", b"x") if seen[got.connection] == 1 else None

    backends = LocalBackends()

    async def calls(url: str, second: str) -> int:
        await backends.http(BackendRequest("GET", url), QUIET)
        return (await backends.http(BackendRequest(second, url), QUIET)).status

    with serving(script) as server:
        assert run(calls(f"{server.url}/", "GET"), backends) == 200
        seen.clear()
        server.got.clear()
        with pytest.raises(BackendFailed):
            run(calls(f"{server.url}/", "POST"), backends)
        assert sum(got.lines[0].startswith("POST") for got in server.got) == 1


def test_many_at_once_are_answered_and_each_loop_has_its_own_connections(echo: ScriptedServer) -> None:
    backends = LocalBackends()

    async def calls() -> list[bytes]:
        numbers = [str(number).encode() for number in range(40)]
        sent = [backends.http(BackendRequest("POST", f"{echo.url}/", body=each), QUIET) for each in numbers]
        return [each.body for each in await asyncio.gather(*sent)]

    assert run(calls(), backends) == run(calls(), backends) == [str(number).encode() for number in range(40)]


# TLS


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return certificate(tmp_path_factory.mktemp("tls"), "localhost", "inner.example")


def test_tls_is_verified_unless_the_template_skips_it(tls: tuple[Path, ssl.SSLContext]) -> None:
    with serving(lambda _got: answer("200 OK", b"x"), tls[1]) as server:
        assert failed(f"{server.url}/").kind == "tls"
        assert call(f"{server.url}/", verify_tls=False).body == b"x"


def test_the_name_to_verify_is_the_one_that_is_given(tls: tuple[Path, ssl.SSLContext]) -> None:
    client = HttpClient()
    context = ssl.create_default_context(cafile=str(tls[0]))
    client._contexts[True] = context

    async def status(port: int, host: str, name: str | None) -> int:
        request = BackendRequest("GET", f"https://{host}:{port}/", server_name=name)
        return (await client.send(parse_url(request.url), request)).status

    with serving(lambda _got: answer(), tls[1]) as server:
        assert run(status(server.port, "localhost", None), client) == 200
        assert run(status(server.port, "127.0.0.1", "inner.example"), client) == 200
        for host, name in (("127.0.0.1", None), ("localhost", "other.example")):
            with pytest.raises(BackendFailed) as caught:
                run(status(server.port, host, name), client)
            assert caught.value.kind == "tls"


def test_a_server_without_tls_is_a_failure_of_tls(echo: ScriptedServer) -> None:
    assert failed(echo.url.replace("http:", "https:") + "/", timeout_seconds=0.3).kind in (
        "tls",
        "unreachable",
        "timeout",
    )


# Loopback only


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "app.localhost", "127.0.0.1"])
def test_loopback_is_called(echo: ScriptedServer, host: str) -> None:
    assert call(f"http://{host}:{echo.port}/").status == 200


@pytest.mark.parametrize("host", ["127.1.2.3", "[::1]", "[0:0:0:0:0:0:0:1]"])
def test_all_of_loopback_may_be_called(host: str) -> None:
    """Nobody listens there."""
    kind = "refused" if "0:" in host else "unreachable"
    assert failed(f"http://{host}:1/").kind == kind


REFUSED = [
    "http://example.com/",
    "https://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0x7f.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1.nip.io/",
    "http://127.0.0.256/",
    "http://localhost.example.com/",
    "http://notlocalhost/",
    "http://localhost./",
    "http://127.0.0.1./",
    "http://[::ffff:127.0.0.1]/",
    "http://[::]/",
    "http://[fe80::1]/",
]
MALFORMED = [
    "http://127.0.0.1@example.com/",
    "http://user:word@127.0.0.1/",
    "http://127.0.0.1\\@example.com/",
    "http://127.0.0.1%2f@example.com/",
    "http://lоcalhost/",  # a Cyrillic o
    "http://①②⑦.0.0.1/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:65536/",
    "http://127.0.0.1:80:80/",
    "http:///path",
    "http://",
    "ftp://127.0.0.1/",
    "file:///etc/passwd",
    "http://127.0.0.1/\r\nX-Injected: 1",
    "http://127.0.0.1\r\n/",
    "http://127.0.0.1/\x00",
]


@pytest.mark.parametrize(
    ("url", "kind"), [(url, "refused") for url in REFUSED] + [(url, "malformed") for url in MALFORMED]
)
def test_what_is_not_loopback_is_refused_without_asking_anybody(url: str, kind: str) -> None:
    """At once: no name is looked up, nothing is connected."""
    started = time.monotonic()
    assert failed(url).kind == kind
    assert time.monotonic() - started < 0.2


@pytest.mark.parametrize(
    "headers", [(("X", "a\r\nY: b"),), (("X\r\nY", "b"),), (("X", "a\x00"),), (("X Y", "b"),), (("", "b"),)]
)
def test_headers_that_would_break_the_request_are_refused(echo: ScriptedServer, headers: Any) -> None:
    assert failed(f"{echo.url}/", headers=headers).kind == "malformed"
    assert failed(f"{echo.url}/", "GET /\r\n").kind == "malformed"
    assert echo.got == []


def test_a_refusal_says_how_to_have_it() -> None:
    why = failed("https://api.example.com/v1").why
    assert "--stand-in https://api.example.com=http://127.0.0.1:9000" in why
    assert "--reach api.example.com" in why


def test_a_host_that_may_be_reached_is_called() -> None:
    """Numbers that mean 127.0.0.1 stand here for another machine: this one has no network."""
    with serving(lambda _got: answer()) as server:
        url = f"http://2130706433:{server.port}/"
        for reach in (["2130706433"], ["*"]):
            assert call(url, backends=LocalBackends(reach=reach)).status == 200
        assert failed(url, backends=LocalBackends(reach=["example.com"])).kind == "refused"


def test_reach_names_hosts() -> None:
    assert parse_reach("API.example.com") == "api.example.com"
    assert parse_reach("[2001:DB8::1]") == "2001:db8::1"
    assert "--reach [2001:db8::1]" in failed("http://[2001:db8::1]/").why
    with pytest.raises(UsageError, match="names a host") as caught:
        parse_reach("https://api.example.com/v1")
    assert caught.value.fix == "write --reach api.example.com"
    with pytest.raises(UsageError):
        LocalBackends(reach=["example.com:80"])


@pytest.mark.parametrize(("text", "sent"), [("\ud800", b"?"), ("€", b"\xe2\x82\xac"), ("ü", b"\xfc")])
def test_text_goes_out_in_latin_1_or_in_utf8(echo: ScriptedServer, text: str, sent: bytes) -> None:
    assert call(f"{echo.url}/{text}?{text}", headers=(("X", text),)).status == 200
    assert (echo.got[0].header("x") or "").encode("latin-1") == sent


# Whatever comes


@given(st.sampled_from([each for each, _, _ in ANSWERS]), st.data())
def test_an_answer_with_any_bytes_changed_is_an_answer_or_a_failure(whole: bytes, data: st.DataObject) -> None:
    said = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(said) - 1))
        said[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    cut = data.draw(st.integers(0, len(said)))
    parsing = Parsing(data.draw(st.booleans()))
    kind = ""
    try:
        if parsing.feed(bytes(said[:cut])) or parsing.feed(bytes(said[cut:])):
            assert isinstance(parsing.result(), BackendAnswer)
    except BackendFailed as broken:
        kind = broken.kind
    assert kind in ("", "malformed", "too_large")


@given(
    st.text(max_size=30), st.sampled_from(["", "http://", "http://127.0.0.1", "http://127.0.0.1:8", "https://[::1]"])
)
def test_any_text_is_a_url_or_a_failure(text: str, start: str) -> None:
    try:
        address = parse_url(start + text)
    except BackendFailed:
        return
    assert address.host.isascii()
    assert address.target.isascii()
    assert address.target.startswith("/")
    assert not set(address.target) & set(" \r\n\t\x00")


def test_the_same_holds_in_the_loop_that_serves() -> None:
    """uvloop reports errors of connections in its own way."""
    uvloop = pytest.importorskip("uvloop")

    async def kinds() -> list[str]:
        backends = LocalBackends()
        found = []
        for bytes_, _ in BROKEN:
            with serving(said(bytes_)) as server:
                try:
                    await backends.http(BackendRequest("GET", f"{server.url}/", timeout_seconds=5), QUIET)
                except BackendFailed as broken:
                    found.append(broken.kind)
        with serving(lambda _got: answer("200 OK", b"x")) as server:
            for _ in range(2):
                assert (await backends.http(BackendRequest("POST", server.url, body=b"b"), QUIET)).body == b"x"
            with pytest.raises(BackendFailed) as caught:
                await backends.http(BackendRequest("GET", f"http://[::1]:{server.port}"), QUIET)
            assert caught.value.kind == "unreachable"
            assert server.connections == 1
        backends.close()
        return found

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(kinds()) == [kind for _, kind in BROKEN]


# Stand-ins


def test_a_stand_in_is_called_in_place_of_an_origin(echo: ScriptedServer) -> None:
    backends = LocalBackends(stand_ins=[parse_stand_in(f"https://API.example.com={echo.url}/base/")])
    assert call("https://api.example.com:443/v1/x?q=1", backends=backends).status == 200
    (got,) = echo.got
    assert got.lines[0] == "GET /base/v1/x?q=1 HTTP/1.1"
    assert got.header("host") == "api.example.com"
    assert failed("http://api.example.com/v1", backends=backends).kind == "refused"


FOUND = [
    ("https://a.example/", "http://127.0.0.1:1/"),
    ("https://a.example", "http://127.0.0.1:1/"),
    ("https://a.example/v1", "http://127.0.0.1:2"),
    ("https://a.example/v1/x?y", "http://127.0.0.1:2/x?y"),
    ("https://a.example/v12", "http://127.0.0.1:1/v12"),
    ("https://a.example.evil/v1", None),
    ("https://a.example@evil/v1", None),
    ("https://b.example/", None),
    ("Listener", "http://127.0.0.1:3/in"),
    ("Listener.ListenerArn", "http://127.0.0.1:3/in"),
    ("Listener/items?x=1", "http://127.0.0.1:3/in/items?x=1"),
    ("Listener2", None),
    ("http://Balancer.DNSName/items?x=1", "http://127.0.0.1:4/items?x=1"),
    ("http://Balancer.DNSName:8080/items", "http://127.0.0.1:4/items"),
    ("http://Balancers.DNSName/items", None),
    ("arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/x/1/2", "http://127.0.0.1:5"),
    ("", None),
]


@pytest.mark.parametrize(("url", "found"), FOUND)
def test_the_longest_stand_in_is_found(url: str, found: str | None) -> None:
    backends = LocalBackends(
        stand_ins={
            "https://a.example": "http://127.0.0.1:1",
            "https://a.example/v1": "http://127.0.0.1:2",
            "Listener": "http://127.0.0.1:3/in",
            "Balancer": "http://127.0.0.1:4",
            "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/x/1/2": "http://127.0.0.1:5",
        }
    )
    assert backends.stand_in(url) == found


def test_a_private_integration_without_a_stand_in_says_how_to_give_one() -> None:
    found = failed("Listener.ListenerArn")
    assert found.kind == "refused"
    assert "--stand-in Listener=http://127.0.0.1:9000" in found.why


def test_a_stand_in_is_an_origin_or_a_name_and_a_url_here() -> None:
    assert parse_stand_in("Listener=http://localhost:9000/") == StandIn("Listener", "http://localhost:9000")
    text = "https://a.example/v=1=https://[::1]:9000/x"
    assert parse_stand_in(text) == StandIn("https://a.example/v=1", "https://[::1]:9000/x")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "what stands in for what"),
        ("http://127.0.0.1:9000", "what stands in for what"),
        ("Listener=", "what stands in for what"),
        ("=http://127.0.0.1", "what stands in for what"),
        ("Listener=http://10.0.0.1:9000", "not on this machine"),
        ("Listener=http://127.0.0.1:9000/x?y", "no query string"),
        ("Listener=ftp://127.0.0.1", "no http or https URL"),
        ("https://a b=http://127.0.0.1", "no host and port"),
        ("Listener=http://127.0.0.1:99999", "no host and port"),
    ],
)
def test_a_wrong_stand_in_is_told(text: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        parse_stand_in(text)
    assert caught.value.fix


# The journey


def test_a_step_tells_what_was_sent_where_and_no_secret(echo: ScriptedServer) -> None:
    journey = Journey()
    headers = (("Authorization", "Bearer secret"), ("X-A", "1"), ("Cookie", "secret"), ("x-api-key", "secret"))
    request = BackendRequest("POST", f"{echo.url}/x", headers, b"sent")
    backends = LocalBackends()
    run(backends.http(request, journey), backends)
    (step,) = journey.steps
    assert (step.name, step.said) == ("backend", f"POST {echo.url}/x -> 200")
    assert step.shown == {"headers": [("X-A", "1")], "sent": b"sent", "status": 200, "answered": b"sent"}


def test_a_step_tells_of_a_failure() -> None:
    journey = Journey()
    with pytest.raises(BackendFailed):
        run(LocalBackends().http(BackendRequest("GET", "http://example.com/"), journey))
    assert journey.steps[0].said == "GET http://example.com/: refused"
    assert "--reach example.com" in journey.steps[0].shown["failed"]
