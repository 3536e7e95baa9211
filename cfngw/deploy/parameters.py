"""The parameter file, in the form that ``aws cloudformation create-stack --parameters file://`` takes.

Only the parameters of assets are ours; every other value in the file is the user's and is kept as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cfngw.errors import OutputError
from cfngw.files import private_folder, read_text, write_text
from cfngw.source import Source, project_root

_KEY, _VALUE = "ParameterKey", "ParameterValue"
HIDDEN = "****"  # what AWS says in place of a value of a parameter with NoEcho
_FORM = f'[{{"{_KEY}": "Name", "{_VALUE}": "value"}}, ...]'

Entry = Mapping[str, Any]


def usual_place(template: Path) -> Path:
    """Give the parameter file of a template when none is named: ``.cfngw/parameters/<template>.json``."""
    return private_folder(project_root(template.resolve())) / "parameters" / f"{template.stem}.json"


def hidden(facts: Mapping[str, Any]) -> bool:
    """Tell whether a parameter, as the template declares it, is hidden by NoEcho."""
    return facts.get("NoEcho") in (True, "true")


def read_parameters(path: Path) -> list[Entry]:
    """Read a parameter file; an absent one is empty. Raises OutputError for one of another form."""
    if not path.exists():
        return []
    try:
        entries = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        where = Source(str(path), error.lineno, error.colno)
        raise OutputError(
            f"this parameter file is not JSON: {error.msg}.", where=where, fix="correct it, or remove the file"
        ) from error
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise OutputError(
            "this is no parameter file of the AWS CLI.",
            where=Source(str(path), 1, 1),
            allowed=_FORM,
            fix="correct it, or name another file: --parameters FILE",
        )
    return entries


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get(_KEY), str)


def merge(entries: Sequence[Entry], values: Mapping[str, str]) -> list[Entry]:
    """Put values into a parameter file: where the name stands already, else at the end."""
    merged: list[Entry] = []
    seen: set[str] = set()
    for entry in entries:
        name = entry[_KEY]
        if name not in values:
            merged.append(entry)
        elif name not in seen:
            merged.append(_entry(name, values[name]))
        seen.add(name)
    return merged + [_entry(name, value) for name, value in values.items() if name not in seen]


def _entry(name: str, value: str) -> Entry:
    return {_KEY: name, _VALUE: value}


def write_parameters(path: Path, entries: Sequence[Entry]) -> bool:
    """Write a parameter file in one step; say whether anything changed. Raises OutputError."""
    return write_text(path, json.dumps(entries, indent=2, ensure_ascii=False) + "\n")


def missing(template: Mapping[str, Any], entries: Sequence[Entry]) -> list[str]:
    """Give the parameters that have neither a value in the file nor a default in the template."""
    given = {entry[_KEY] for entry in entries}
    declared = template.get("Parameters") or {}
    return [name for name, facts in declared.items() if "Default" not in facts and name not in given]


def undeclared(template: Mapping[str, Any], entries: Sequence[Entry]) -> list[str]:
    """Give the names in the file that the template has no parameter of: CloudFormation would refuse them."""
    declared = template.get("Parameters") or {}
    return [name for name in dict.fromkeys(entry[_KEY] for entry in entries) if name not in declared]


def listing(values: Mapping[str, str]) -> str:
    """Write values so that they can be pasted into the console's form."""
    width = max((len(name) for name in values), default=0)
    return "\n".join(f"{name.ljust(width)}  {value}" for name, value in values.items())
