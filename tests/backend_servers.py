"""Servers on loopback for what a gateway calls: they say byte for byte what they are told, and keep what they got."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Got(NamedTuple):
    """A request as it came: the head's lines, and the body."""

    lines: tuple[str, ...]
    body: bytes
    connection: int

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, value) for name, _, value in (line.partition(": ") for line in self.lines[1:])]

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


Script = Callable[[Got], "bytes | Iterator[bytes] | None"]


def answer(status: str = "200 OK", body: bytes = b"", *headers: str) -> bytes:
    """Make an answer with a length."""
    return "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", "")).encode() + body


class ScriptedServer:
    """A server of threads. ``script`` gives what is sent back: None hangs up, an iterator sends and hangs up."""

    def __init__(self, script: Script, context: ssl.SSLContext | None = None) -> None:
        self.got: list[Got] = []
        self.connections = 0
        self._script = script
        self._context = context
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(client)
            threading.Thread(target=self._handle, args=(client, self.connections), daemon=True).start()

    def _handle(self, client: socket.socket, number: int) -> None:
        with suppress(OSError):
            if self._context is not None:
                client = self._context.wrap_socket(client, server_side=True)
            with client:
                client.settimeout(10)
                while (got := _read(client, number)) is not None:
                    self.got.append(got)
                    said = self._script(got)
                    if isinstance(said, bytes):
                        client.sendall(said)
                        continue
                    for piece in said or ():
                        client.sendall(piece)
                    client.shutdown(socket.SHUT_RDWR)
                    return


def _read(client: socket.socket, number: int) -> Got | None:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = client.recv(65536)
        if not piece:
            return None
        head += piece
    head, _, body = head.partition(b"\r\n\r\n")
    lines = tuple(head.decode("latin-1").split("\r\n"))
    got = Got(lines, b"", number)
    length = int(got.header("content-length") or 0)
    while len(body) < length:
        body += client.recv(65536)
    return got._replace(body=body)


@contextmanager
def serving(script: Script, context: ssl.SSLContext | None = None) -> Iterator[ScriptedServer]:
    server = ScriptedServer(script, context)
    try:
        yield server
    finally:
        server.close()


def run(work: Coroutine[Any, Any, T], backends: Any = None) -> T:
    """Run what is awaited in a loop of its own, and close what is left open in it."""

    async def closing() -> T:
        try:
            return await work
        finally:
            if backends is not None:
                backends.close()

    return asyncio.run(closing())


def slowly(pieces: list[bytes], seconds: float) -> Iterator[bytes]:
    for piece in pieces:
        time.sleep(seconds)
        yield piece


def certificate(folder: Path, *names: str) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate that nobody signed, and the server's context with it."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    alternatives: list[x509.GeneralName] = [
        x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names
    ]
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context
