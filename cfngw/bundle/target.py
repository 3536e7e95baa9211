"""What a function runs on, in the words that pip has for it.

Sources, read in 2026-11: AWS, "Lambda runtimes" (python3.12 and newer run on Amazon Linux 2023, python3.8 to 3.11 on
Amazon Linux 2) https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html; glibc 2.34 in Amazon Linux 2023
https://docs.aws.amazon.com/linux/al2023/ug/core-glibc.html; glibc 2.26 in Amazon Linux 2
https://github.com/aws/aws-lambda-builders/issues/624; tags and what they stand for: PEP 600.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cfngw.bundle.errors import RequirementsError

_MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}
_PYTHON = re.compile(r"python3\.(\d+)")
_AMAZON_LINUX_2023 = 34
_AMAZON_LINUX_2 = 26
_AMAZON_LINUX = 17

# The first glibc that a manylinux tag exists for: PEP 513 for x86_64, PEP 599 for aarch64.
_OLDEST_GLIBC = {"x86_64": 5, "aarch64": 17}
_LEGACY = {"x86_64": ("manylinux2014", "manylinux2010", "manylinux1"), "aarch64": ("manylinux2014",)}

# Lambda keeps its runtimes at a late patch release, which nobody can know from here: a package that asks for
# "3.11.4 or later" must be taken, so that a plain "3.11", which pip reads as 3.11.0, would be wrong.
_PATCH = 99


@dataclass(frozen=True)
class Target:
    """A Lambda runtime and an architecture: "python3.13" on "arm64".

    Any runtime can be named; what asks for requirements of one that is not Python raises RequirementsError.
    """

    runtime: str
    architecture: str = "x86_64"

    def __str__(self) -> str:
        return f"{self.runtime} on {self.architecture}"

    @property
    def minor(self) -> int:
        """Give the 13 of python3.13."""
        found = _PYTHON.fullmatch(self.runtime)
        if found is None:
            raise RequirementsError(
                "requirements are Python packages, and this runtime is not Python.",
                given=self.runtime,
                allowed="a python3.x runtime",
                fix="leave out the requirements, and put what the function needs into its directory or a layer",
            )
        return int(found[1])

    @property
    def machine(self) -> str:
        """Give the architecture as Linux and pip call it."""
        found = _MACHINES.get(self.architecture)
        if found is None:
            raise RequirementsError(
                "Lambda has no such architecture.",
                given=self.architecture,
                allowed=" or ".join(_MACHINES),
                fix='write architecture="x86_64" or "arm64"',
            )
        return found

    @property
    def glibc(self) -> int:
        """Give the minor version of glibc 2; that of Amazon Linux 2023 for a Python newer than those known here."""
        if self.minor >= 12:
            return _AMAZON_LINUX_2023
        return _AMAZON_LINUX_2 if self.minor >= 8 else _AMAZON_LINUX

    @property
    def platforms(self) -> tuple[str, ...]:
        """Give every platform tag that runs there, best first.

        All are listed, because pip takes ``--platform`` literally: manylinux_2_28 alone leaves manylinux_2_17 out.
        """
        machine = self.machine
        exact = (f"manylinux_2_{minor}_{machine}" for minor in range(self.glibc, _OLDEST_GLIBC[machine] - 1, -1))
        legacy = (f"{name}_{machine}" for name in _LEGACY[machine])
        return (*exact, *legacy, f"linux_{machine}")

    @property
    def pip_options(self) -> tuple[str, ...]:
        """Give the options by which pip chooses wheels for it."""
        platforms = (option for platform in self.platforms for option in ("--platform", platform))
        version = ("--python-version", f"3.{self.minor}.{_PATCH}", "--implementation", "cp", "--abi", self.abi)
        return (*version, *platforms)

    @property
    def abi(self) -> str:
        """Give CPython's ABI tag; pip adds abi3 and none by itself."""
        return f"cp3{self.minor}{'m' if self.minor < 8 else ''}"

    @property
    def markers(self) -> dict[str, str]:
        """Give the environment that markers such as ``python_version < "3.11"`` are about (PEP 508)."""
        full = f"3.{self.minor}.{_PATCH}"
        return {
            "implementation_name": "cpython",
            "implementation_version": full,
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": full,
            "python_version": f"3.{self.minor}",
            "sys_platform": "linux",
        }
