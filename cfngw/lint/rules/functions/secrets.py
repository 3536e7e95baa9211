"""Which environment variables hold a secret."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(?:^|_|(?<=[a-z]))(?:password|passwd|passphrase|secret|token|api_?key|private_?key|access_?key|client_?secret)\Z",
    re.IGNORECASE,
)
# What is no secret itself: an ARN, a path or a name in a store, an address, a flag, a number, a place for a value.
_HARMLESS = re.compile(
    r"arn:|/|https?://|\{\{|\$\{|<|(?:true|false|none|null|enabled|disabled|required|changeme|todo)\Z|[0-9.]{1,6}\Z|\Z",
    re.IGNORECASE,
)
_FORMS = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bxox[abp]-[0-9A-Za-z-]{20,}|\bsk_live_[0-9A-Za-z]{16,}|\b[a-z][a-z0-9+]*://[^/\s:@]+:[^/\s:@{$]+@"
)


def is_secret(name: str, value: str) -> bool:
    """Tell whether a variable holds a secret in plain text."""
    if "{{resolve:" in value:
        return False
    return _FORMS.search(value) is not None or (_NAME.search(name) is not None and not _HARMLESS.match(value))
