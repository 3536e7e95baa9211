"""What runs in the process of a Python handler: standard library only, any Python from 3.8 on, nothing of cfngw.

It is started by its path with the number of a socket; what the function is called, its handler and its limits come by
the environment, as in Lambda. It does what Lambda's runtime interface client does, in the same words, and writes JSON
as that does (simplejson: bytes within an answer are text, named tuples are objects, a Decimal is a number, NaN is
written as NaN). https://github.com/aws/aws-lambda-python-runtime-interface-client

A frame to it: lengths of event, request id and ARN, the deadline in seconds since the epoch; then these three.
A frame from it: a length, a kind; then the payload.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import re
import sys
import time
import traceback
from io import TextIOWrapper
from struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, TextIO

HEAD, BACK = Struct("<IHHd"), Struct("<IB")
READY, RESULT, ERROR, INIT_ERROR, TOO_LARGE, OUT_OF_MEMORY = range(1, 7)
LARGEST = 6291556
SCALARS = frozenset((str, int, float, bool, type(None)))
MEGABYTE = 1 << 20
HEADROOM = 512  # megabytes: stacks of threads and what allocators keep are counted by the system, not by Lambda
NAMED = f"number-{os.urandom(8).hex()}-"  # begins a text that stands for a Decimal until the JSON is written


class Fault(Exception):  # noqa: N818 (an answer rather than an error)
    """What the runtime itself finds wrong, in its own words."""

    def __init__(self, kind: str, message: str, trace: list[str] | None = None) -> None:
        super().__init__(message)
        self.kind, self.message, self.trace = kind, message, trace


class Fields:
    """Attributes that are None where the caller sent nothing."""

    def __init__(self, *names: str) -> None:
        self.__dict__.update(dict.fromkeys(names))


class LambdaContext:
    """The context object. https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def __init__(self, request_id: str, arn: str, deadline: float) -> None:
        self.aws_request_id = request_id
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = arn
        self.tenant_id = None
        self.client_context = None
        self.identity = Fields("cognito_identity_id", "cognito_identity_pool_id")
        self._deadline = deadline

    def get_remaining_time_in_millis(self) -> int:
        """Give what is left until the function's timeout."""
        return max(0, int((self._deadline - time.time()) * 1000))

    def log(self, message: object) -> None:
        """Write to the log."""
        sys.stdout.write(str(message))


class Encoder:
    """Answers to JSON."""

    def __init__(self) -> None:
        runtime = os.environ.get("AWS_EXECUTION_ENV", "").rpartition("python3.")[2]
        ascii_only = not (runtime.isdigit() and int(runtime) >= 12)
        self.encode: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=ascii_only, default=self.default).encode
        self.has_numbers = False

    def default(self, value: Any) -> Any:
        """Give what stands for a value that JSON does not know."""
        if isinstance(value, bytes):
            return value.decode()
        decimal = sys.modules.get("decimal")
        if decimal is not None and isinstance(value, decimal.Decimal):
            if value.is_nan():
                return float("nan")
            self.has_numbers = True
            return NAMED + str(value)
        raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")

    def answer(self, value: Any) -> bytes:
        """Write what a handler returned."""
        if isinstance(value, bytes):
            return value
        try:
            return self.written(self.encode(plain(value) if is_odd(value) else value))
        except Exception as error:
            raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error

    def written(self, text: str) -> bytes:
        """Give the bytes of a JSON text."""
        if self.has_numbers:
            self.has_numbers = False
            text = re.sub(f'"{NAMED}([^"]*)"', r"\1", text)
        return text.encode("utf-8", "surrogatepass")


def is_odd(value: Any) -> bool:
    """Tell whether there are named tuples or keys of bytes in a value, which the json module takes otherwise."""
    kind = type(value)
    if kind in SCALARS:
        return False
    if isinstance(value, dict):
        return any(
            (type(key) is not str and isinstance(key, bytes)) or (type(inner) not in SCALARS and is_odd(inner))
            for key, inner in value.items()
        )
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return True
    return isinstance(value, (list, tuple)) and any(type(inner) not in SCALARS and is_odd(inner) for inner in value)


def plain(value: Any) -> Any:
    """Put objects in the places of named tuples, and text in those of keys that are bytes."""
    if isinstance(value, dict):
        return {(key.decode() if isinstance(key, bytes) else key): plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain(value._asdict())
    return [plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def load(handler: str) -> Callable[[Any, LambdaContext], Any]:
    """Import the handler."""
    module, dot, name = handler.rpartition(".")
    if not dot:
        reason = "not enough values to unpack (expected 2, got 1)"
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{handler}': {reason}")
    if module.split(".")[0] in sys.builtin_module_names:
        message = f"Cannot use built-in module {module} as a handler module"
        raise Fault("Runtime.BuiltInModuleConflict", message)
    try:
        found = importlib.import_module(module.replace("/", "."))
    except ImportError as error:
        message = f"Unable to import module '{module}': {error}"
        raise Fault("Runtime.ImportModuleError", message) from error
    except SyntaxError as error:
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        message = f"Syntax error in module '{module}': {error}"
        raise Fault("Runtime.UserCodeSyntaxError", message, trace) from error
    wanted: Callable[[Any, LambdaContext], Any] | None = getattr(found, name, None)
    if wanted is None:
        raise Fault("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module}'")
    return wanted


def told(error: Exception, request_id: str) -> dict[str, Any]:
    """Give the payload of an error, its members in Lambda's order."""
    trace: list[str] | None
    if isinstance(error, Fault):
        kind, message, trace = error.kind, error.message, error.trace
    else:
        frames = list(traceback.extract_tb(error.__traceback__))
        while frames and frames[0].filename == __file__:
            frames.pop(0)
        kind, message, trace = type(error).__name__, text_of(error), traceback.format_list(frames)
    return {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": trace or []}


def text_of(error: Exception) -> str:
    """Give the text of an exception, also of one that fails to tell it."""
    try:
        return str(error)
    except Exception as other:  # noqa: BLE001 (the handler's code)
        return f"<{type(error).__name__} has no text: {type(other).__name__}>"


def shown(error: Exception, payload: dict[str, Any], streams: Sequence[TextIO]) -> None:
    """Write an error to the log, with what caused it: the person at the terminal sees files and lines."""
    lines = [f"[ERROR] {payload['errorType']}{payload['errorMessage'] and ': ' + payload['errorMessage']}\n"]
    cause = error.__cause__ if isinstance(error, Fault) else None
    if isinstance(cause, SyntaxError):
        lines += traceback.format_exception_only(type(cause), cause)
    elif cause is not None:
        own = [frame for frame in traceback.extract_tb(cause.__traceback__) if is_users(frame.filename)]
        lines += traceback.format_list(own)
    elif payload["stackTrace"]:
        lines += ["Traceback (most recent call last):\n", *payload["stackTrace"]]
    try:
        streams[0].write("".join(lines).encode("utf-8", "backslashreplace").decode())
    except Exception:  # noqa: BLE001 (the handler closed it)
        return


def is_users(filename: str) -> bool:
    """Tell a file that a person wrote from this one and from Python's own import machinery."""
    return filename != __file__ and not filename.startswith("<frozen") and "importlib" not in filename


def flush(streams: Iterable[TextIO]) -> None:
    """Hand on what was printed: it belongs to the invocation that ends."""
    for stream in (*streams, sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # noqa: BLE001, S112 (the handler closed or replaced it)
            continue


class Requests(logging.Filter):
    """Puts the request's id into the records of logging."""

    current = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let all records pass."""
        record.aws_request_id = self.current
        return True


def set_up_logging() -> Requests:
    """Do as the runtime: one handler on the root logger, in Lambda's format."""
    logging.Formatter.converter = time.gmtime
    handler = logging.StreamHandler(Unseen())
    handler.terminator = ""
    handler.setFormatter(
        logging.Formatter(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n", "%Y-%m-%dT%H:%M:%S"
        )
    )
    requests = Requests()
    handler.addFilter(requests)
    logging.getLogger().addHandler(handler)
    return requests


class Unseen:
    """Writes to what ``sys.stdout`` is at that time."""

    def write(self, text: str) -> None:
        """Write."""
        sys.stdout.write(text)

    def flush(self) -> None:
        """Hand on."""
        sys.stdout.flush()


def limit_memory() -> None:
    """Refuse memory far above the function's: what is nearer is the gateway's to see."""
    try:
        import resource

        most = (int(os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]) + HEADROOM) * MEGABYTE
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    except (ImportError, AttributeError, KeyError, ValueError, OSError):
        return


class Channel:
    """The socket to the gateway."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.pending = b""

    def take(self, size: int) -> bytes:
        """Read so many bytes; leave when the gateway is gone."""
        parts, have = [self.pending], len(self.pending)
        while have < size:
            try:
                part = os.read(self.number, max(65536, min(size - have, MEGABYTE)))
            except OSError:
                part = b""
            if not part:
                os._exit(0)
            parts.append(part)
            have += len(part)
        data = b"".join(parts) if len(parts) > 2 else parts[0] + parts[1] if len(parts) == 2 else parts[0]
        self.pending = data[size:]
        return data[:size] if len(data) > size else data

    def send(self, kind: int, payload: bytes) -> None:
        """Write a frame; leave when nobody takes it."""
        data = BACK.pack(len(payload), kind) + payload
        try:
            sent = os.write(self.number, data)
            while sent < len(data):
                sent += os.write(self.number, data[sent : sent + MEGABYTE])
        except OSError:
            os._exit(1)


def started(channel: Channel, encoder: Encoder, streams: Sequence[TextIO]) -> Callable[[Any, LambdaContext], Any]:
    """Import the handler and say so, or say why not and leave."""
    try:
        return load(os.environ["_HANDLER"])
    except Exception as error:  # noqa: BLE001 (the handler's code)
        payload = told(error, "")
        shown(error, payload, streams)
        flush(streams)
        channel.send(INIT_ERROR, encoder.written(encoder.encode(payload)))
        os._exit(1)


def handled(
    handler: Callable[[Any, LambdaContext], Any],
    encoder: Encoder,
    event: bytes,
    context: LambdaContext,
    streams: Sequence[TextIO],
) -> tuple[int, bytes]:
    """Run the handler once; give the kind of a frame and its payload."""
    try:
        try:
            given = json.loads(event)
        except Exception as error:
            raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from error
        return RESULT, encoder.answer(handler(given, context))
    except MemoryError:
        return OUT_OF_MEMORY, b""
    except Exception as error:  # noqa: BLE001 (the handler's code)
        payload = told(error, context.aws_request_id)
        shown(error, payload, streams)
        return ERROR, encoder.written(encoder.encode(payload))


def serve(channel: Channel) -> None:
    """Take events until the gateway goes."""
    streams = (sys.stdout, sys.stderr)
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(line_buffering=True, errors="backslashreplace")
    encoder, requests = Encoder(), set_up_logging()
    handler = started(channel, encoder, streams)
    flush(streams)
    channel.send(READY, sys.version.split()[0].encode())
    while True:
        size, id_size, arn_size, deadline = HEAD.unpack(channel.take(HEAD.size))
        data = channel.take(size + id_size + arn_size)
        requests.current = data[size : size + id_size].decode()
        context = LambdaContext(requests.current, data[size + id_size :].decode(), deadline)
        kind, payload = handled(handler, encoder, data[:size], context, streams)
        flush(streams)
        if kind == OUT_OF_MEMORY or len(payload) <= LARGEST:
            channel.send(kind, payload)
        else:
            channel.send(TOO_LARGE, b"")


def main() -> None:
    """Start."""
    number, path = int(sys.argv[1]), sys.argv[2:]
    sys.argv = ["/var/runtime/bootstrap.py"]
    os.set_inheritable(number, False)
    os.register_at_fork(after_in_child=lambda: os.close(number))
    split = next((at for at, each in enumerate(path) if each == "--"), len(path))
    sys.path[0:1] = path[:split]  # in place of this file's folder
    sys.path += path[split + 1 :]
    limit_memory()
    serve(Channel(number))


if __name__ == "__main__":
    main()
