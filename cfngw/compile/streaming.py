"""What to know of methods that stream, where AWS leaves out what it does for other answers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
"""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.declare.function import Function
from cfngw.declare.method import Method
from cfngw.declare.method_settings import ALL
from cfngw.declare.rest_api import RestApi
from cfngw.errors import Notice

_STREAMING = ("nodejs", "provided")


def stream_notes(api: RestApi) -> Iterator[Notice]:
    """Give what to know of an API's streams; nothing where there is none."""
    streams = [method for method in api.methods if method.streams]
    for method in streams:
        yield from _of_function(method)
        yield from _of_timeout(method)
        yield from _of_cache(api, method)
    if not streams:
        return
    names = ", ".join(method.route_key for method in streams)
    if api.minimum_compression_size is not None:
        yield Notice(
            f"{api.name}: API Gateway compresses no stream: {names}.",
            streams[0].source,
            "let what is behind it compress its answer, or live without",
        )
    if api.endpoint.type == "EDGE":
        yield Notice(
            f"{api.name}: an edge-optimized API ends a stream that is silent for 30 seconds: {names}.",
            streams[0].source,
            "make the endpoint REGIONAL, which waits 5 minutes, or let the answer never be silent for that long",
        )


def _of_function(method: Method) -> Iterator[Notice]:
    function = method.function
    runtime = function.runtime if isinstance(function, Function) else None
    if isinstance(runtime, str) and not runtime.startswith(_STREAMING):
        yield Notice(
            f"{method.label}: Lambda streams from Node.js and custom runtimes; {runtime} is neither.",
            method.source,
            "let an image or a layer with the Lambda Web Adapter run the handler, or write it for Node.js",
        )


def _of_timeout(method: Method) -> Iterator[Notice]:
    function = method.function
    if isinstance(function, Function) and function.timeout_seconds is None:
        yield Notice(
            f"{method.label}: Lambda ends {function.label} after 3 seconds, and its stream with it.",
            method.source,
            "give the function timeout_seconds=, up to 900",
        )


def _of_cache(api: RestApi, method: Method) -> Iterator[Notice]:
    for stage in api.stages:
        of_all, own = stage.settings.get(ALL), stage.settings.get(str(method.key))
        settings = own.over(of_all) if own is not None else of_all
        if settings is not None and settings.caches not in (None, False):
            yield Notice(
                f'{method.label}: API Gateway caches no stream, whatever the stage "{stage.name}" says.',
                settings.source,
                f'write method_settings={{"{method.key}": MethodSettings(caching=False), ...}}',
            )
