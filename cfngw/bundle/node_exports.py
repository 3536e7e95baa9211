"""The names that a JavaScript file exports, by a cautious search of its text; in doubt, nothing is said."""

from __future__ import annotations

import re

_EXPORTED = (
    re.compile(r"\bexport\s+(?:async\s+)?(?:function\s*\*?|const|let|var|class)\s+([\w$]+)"),
    re.compile(r"\bexports\s*\.\s*([\w$]+)"),
    re.compile(r"\bexports\s*\[\s*['\"]([\w$]+)['\"]\s*\]"),
    re.compile(r"\bexport\s+(default)\b"),
)
_LISTED = (
    re.compile(r"\bexport\s*\{([^}]*)\}"),
    re.compile(r"\bmodule\s*\.\s*exports\s*=\s*\{([^{}]*)\}"),
)
# What may export names that stand in no text: re-exports, whole modules, computed names, spreads, helpers of compilers.
_DYNAMIC = re.compile(
    r"\bexport\s*\*|\bexport\s+(?:const|let|var)\s*[\[{]|\bexports\s*=\s*(?!\s|\{)|\bexports\s*=\s*\{[^}]*(?:\.\.\.|\{)"
    r"|\bexports\s*\[\s*[^'\"\s]|\((?:module\.)?exports\b|__export|\beval\s*\("
)


def exports(source: bytes, wanted: str) -> list[str] | None:
    """Give what a file exports when ``wanted`` is certainly not among it, else None."""
    text = source.decode(errors="replace")
    names = list(dict.fromkeys(_found(text)))
    if wanted in names or _DYNAMIC.search(text):
        return None
    if re.search(rf"\bthis\.{re.escape(wanted)}(?![\w$])", text):
        return None  # in CommonJS, the top level's this is exports
    mentioned = re.search(rf"(?<![\w$]){re.escape(wanted)}(?![\w$])", text) is not None
    return None if mentioned and names else names


def _found(text: str) -> list[str]:
    names = [match[1] for pattern in _EXPORTED for match in pattern.finditer(text)]
    for pattern in _LISTED:
        for listed in pattern.finditer(text):
            names += [_public(part) for part in listed[1].split(",") if part.strip()]
    return names


def _public(part: str) -> str:
    """Give the outer name of ``a as b`` (a module), of ``b: a`` (an object), or of ``b``."""
    outer = part.partition(":")[0] if ":" in part else re.split(r"\bas\b", part)[-1]
    return outer.strip().strip("'\"")
