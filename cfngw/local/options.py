"""What a user says of a local run, beside the templates; each field is an option of ``cfngw local``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cfngw.local.running import Identities

REGION, ACCOUNT, STACK = "us-east-1", "123456789012", "local"


@dataclass(frozen=True, kw_only=True)
class Options:
    """``parameters``, ``region``, ``account``, ``partition`` and ``stack_name`` resolve the templates.

    ``env`` is a file, or values by function and name. ``code`` are folders by logical id. ``identities`` is a file, or
    what it holds. ``aws_endpoint`` are URLs by service, ``*`` for all; ``stand_ins`` loopback URLs by what they stand
    for; ``reach`` hosts beyond loopback. ``record`` is where calls of services are kept, ``answers`` what they answer.
    ``source_ip`` is every caller's; None for its own. ``trace`` keeps the steps of each request.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    region: str = REGION
    account: str = ACCOUNT
    partition: str | None = None
    stack_name: str = STACK
    env: Path | Mapping[str, Mapping[str, str | None]] | None = None
    code: Mapping[str, Path] = field(default_factory=dict)
    identities: Path | Identities | None = None
    aws_endpoint: Mapping[str, str] = field(default_factory=dict)
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    reach: tuple[str, ...] = ()
    record: Path | None = None
    answers: Path | None = None
    source_ip: str | None = None
    reload: bool = True
    trace: bool = False
