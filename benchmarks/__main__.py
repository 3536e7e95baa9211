"""Run all benchmarks: ``python -m benchmarks [RUNS]``."""

from __future__ import annotations

import compileall
import platform
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import cfngw
from benchmarks import build_http_api, build_rest_api, lint_templates, mapping_templates


def main() -> None:
    """Measure each subject in a folder of its own."""
    # pip compiles what it installs; a checkout is compiled here, so that both sides start from byte code.
    compileall.compile_dir(Path(cfngw.__file__).parent, quiet=1)
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    print(f"Python {platform.python_version()}, the least of {runs} runs taken in turn")
    for subject in (build_http_api, build_rest_api, lint_templates, mapping_templates):
        with TemporaryDirectory() as folder:
            subject.run(Path(folder), runs)


if __name__ == "__main__":
    main()
