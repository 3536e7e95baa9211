"""The environment variables of a function: Lambda's own, the function's, and what the user gives for this machine.

Nothing of the gateway's environment is handed on but PATH. Credentials are ones that no account knows, and HOME is an
empty folder, so that no profile of the user is found: a handler reaches a real account only where the user gives it
credentials. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cfngw.document.values import scalar_text

if TYPE_CHECKING:
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Function

EnvironmentFile = Mapping[str, Mapping[str, str | None]]
"""Variables by a function's logical id or name; ``*`` (or SAM's ``Parameters``) for all; None takes one away."""

_FOR_ALL = ("Parameters", "*")


def lambdas_own(
    *, name: str, version: str, handler: str, runtime: str, memory_mb: int, region: str, task_root: str, home: str
) -> dict[str, str]:
    """Give the variables that Lambda sets."""
    return {
        "_HANDLER": handler,
        "_X_AMZN_TRACE_ID": "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(memory_mb),
        "AWS_LAMBDA_FUNCTION_VERSION": version,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": f"{time.strftime('%Y/%m/%d', time.gmtime())}/[{version}]{os.urandom(16).hex()}",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_SESSION_TOKEN": "local",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",  # of Lambda's, but on loopback
        "HOME": home,
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": task_root,
        "LANG": "en_US.UTF-8",
        "PATH": os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin"),
        "TZ": ":UTC",
    }


def own_variables(function: Function, values: LocalValues) -> tuple[dict[str, str], list[str]]:
    """Give the function's variables as texts, and the names of those that the template does not tell."""
    known: dict[str, str] = {}
    unknown: list[str] = []
    for name, value in function.environment.items():
        text = values.text(value)
        if text is None:
            unknown.append(name)
        elif is_possible(name, text):
            known[name] = text
    return known, unknown


def is_possible(name: str, text: str) -> bool:
    """Tell whether a process can have a variable: without what ends a text in C."""
    return bool(name) and "=" not in name and "\0" not in name and "\0" not in text


def given_variables(file: EnvironmentFile, logical_id: str, name: str) -> dict[str, str | None]:
    """Give the variables that a user's file has for a function; those for it alone win over those for all."""
    given: dict[str, str | None] = {}
    for key in (*_FOR_ALL, logical_id.rpartition("/")[2], name, logical_id):
        given.update(file.get(key) or {})
    return given


def applied(variables: dict[str, str], given: Mapping[str, Any]) -> dict[str, str]:
    """Put given variables over others; a None takes one away."""
    made = dict(variables)
    for name, value in given.items():
        text = scalar_text(value)
        if text is None:
            made.pop(name, None)
        elif is_possible(name, text):
            made[name] = text
    return made
