"""What Lambda answers where the runtime can't: a timeout, a process that ended, an answer that is too large.

The texts are as reported from Lambda by its users; AWS documents the types only.
https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
"""

from __future__ import annotations

import json
import signal

from cfngw.local.running import Invocation

LARGEST_EVENT = 6291456
LARGEST_ASYNCHRONOUS_EVENT = 1048576
LARGEST_ANSWER = 6291556
_SIGNALS = {
    signal.SIGKILL: "killed",
    signal.SIGTERM: "terminated",
    signal.SIGSEGV: "segmentation fault",
    signal.SIGABRT: "aborted",
    signal.SIGBUS: "bus error",
    signal.SIGFPE: "floating point exception",
    signal.SIGILL: "illegal instruction",
    signal.SIGINT: "interrupt",
    signal.SIGPIPE: "broken pipe",
}  # as Go, in which Lambda's side is written, calls them


def timed_out(request_id: str, seconds: float) -> Invocation:
    """Give the outcome of a function that took too long."""
    return _failed("Sandbox.Timedout", f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds")


def exited(request_id: str, code: int | None) -> Invocation:
    """Give the outcome of a process that ended; a negative code is a signal, as in the subprocess module."""
    return _failed("Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited {_how(code)}")


def out_of_memory(request_id: str) -> Invocation:
    """Give the outcome of a process that took more memory than its function has."""
    text = f"RequestId: {request_id} Error: Runtime exited with error: signal: killed"
    return _failed("Runtime.OutOfMemory", text)


def too_large() -> Invocation:
    """Give the outcome of an answer of more than 6 MB."""
    text = f"Response payload size exceeded maximum allowed payload size ({LARGEST_ANSWER} bytes)."
    return _failed("Function.ResponseSizeTooLarge", text)


def line(outcome: Invocation) -> str:
    """Give the line that the function's own log has of such an outcome, without the request's id."""
    told = json.loads(outcome.payload)
    return f"[ERROR] {told['errorType']}: {told['errorMessage'].rpartition(' Error: ')[2]}"


def _how(code: int | None) -> str:
    if not code:
        return "without providing a reason"
    if code > 0:
        return f"with error: exit status {code}"
    try:
        known = _SIGNALS.get(signal.Signals(-code))
    except ValueError:
        known = None
    return f"with error: signal: {known or f'signal {-code}'}"


def _failed(kind: str, message: str) -> Invocation:
    return Invocation(json.dumps({"errorType": kind, "errorMessage": message}).encode(), failed=True)
