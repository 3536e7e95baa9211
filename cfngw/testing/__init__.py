"""Tests of an API from its template: requests in this process, without a server.

    from cfngw.testing import local_api

    def test_it_greets():
        with local_api("output/hello.yaml") as api:
            assert api.get("/").json() == {"message": "Hello!"}

With pytest the fixture ``local_api`` does the same and closes at the end of the test.

    api         LocalApi: the template opened, requests made
    loop        the event loop that everything runs in, in a thread of its own
    response    Response and Headers
    plugin      the fixture, and a section of a failed test's report with what functions wrote
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cfngw.testing.api import LocalApi, local_api
    from cfngw.testing.response import Headers, Response

__all__ = ["Headers", "LocalApi", "Response", "local_api"]
_HOMES = {"Headers": "response", "LocalApi": "api", "Response": "response", "local_api": "api"}


def __getattr__(name: str) -> Any:
    """Import a name when it is asked for: pytest starts without the gateway."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"cfngw.testing.{_HOMES[name]}"), name)
