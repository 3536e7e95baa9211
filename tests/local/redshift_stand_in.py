"""A boto3 endpoint that knows what document 002's function asks for: a parameter, and statements of the Data API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

ROWS = {"flightdata": 42}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer one action of the JSON protocol."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        action = self.headers["X-Amz-Target"].partition(".")[2]
        body = json.dumps(_ACTIONS[action](asked)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def _table(statement: str) -> str:
    return statement.rpartition('."')[2].rstrip('"')


def _described(asked: dict[str, Any]) -> dict[str, Any]:
    if asked["Id"] == "broken":
        return {"Id": "broken"}  # no Status: the function did not foresee that
    if asked["Id"] not in ROWS:
        return {"Id": asked["Id"], "Status": "FAILED", "Error": f'relation "{asked["Id"]}" does not exist'}
    return {"Id": asked["Id"], "Status": "FINISHED"}


_ACTIONS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "GetParameter": lambda asked: {"Parameter": {"Name": asked["Name"], "Value": "dev"}},
    "ExecuteStatement": lambda asked: {"Id": _table(asked["Sql"])},
    "DescribeStatement": _described,
    "GetStatementResult": lambda asked: {"Records": [[{"longValue": ROWS[asked["Id"]]}]]},
}


@contextmanager
def redshift() -> Iterator[str]:
    """Serve on loopback; give the URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
