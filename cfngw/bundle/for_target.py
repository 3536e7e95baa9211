"""Run pip with the environment markers of another machine: ``python for_target.py <markers as JSON> download …``.

``--platform`` and ``--python-version`` choose wheels, but pip asks markers such as ``python_version < "3.11"`` or
``sys_platform == "win32"`` of the Python that it runs in (https://github.com/pypa/pip/issues/11664, open since 2022):
a function on 3.13 would get the requirements of 3.11. Only this process sees the replaced answer. A pip that keeps
it elsewhere says so by ``MOVED``; one that is not there by ``MISSING``. Imports nothing of cfngw: it is run as a file.
"""

from __future__ import annotations

import json
import sys

MISSING = 97
MOVED = 98


def main(arguments: list[str]) -> int:
    """Replace what pip holds for its environment, then run pip."""
    try:
        from pip._internal.cli.main import main as pip
    except ImportError:
        return MISSING
    from pip._vendor.packaging import markers

    if not callable(getattr(markers, "default_environment", None)):
        return MOVED
    environment = json.loads(arguments[0])
    markers.default_environment = lambda: environment
    return pip(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
