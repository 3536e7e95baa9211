"""Ask Velocity for the answer to every case and store it: python -m tests.vtl.truth.generate [--check].

With --check nothing is written: it tells which stored answers are missing, stale or no longer what Velocity says.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from truth import java
from truth.case import ANSWERS, VERSIONS, Case, stored
from truth.sources import all_cases

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Write the answers, or compare with those stored; 0 when all is well, 1 when not, 2 when it could not be run."""
    reason = java.why_not()
    if reason:
        _say(f"not run: {reason}")
        return 2
    cases = list(all_cases())
    faults = _repeated(cases)
    if faults:
        _say(*faults)
        return 1
    with java.Velocity() as velocity:
        answers = velocity.answers(cases)
    files = _files(cases, answers)
    if "--check" in arguments:
        return _check(files)
    _write(files)
    counts = Counter(case.subject for case in cases)
    _say(*(f"{count:5} {subject}" for subject, count in sorted(counts.items())), f"{len(cases):5} in all")
    return 0


def _repeated(cases: Sequence[Case]) -> list[str]:
    names = Counter(case.id for case in cases)
    contents = Counter(_content(case) for case in cases)
    return [f"two cases have this name: {name}" for name, count in names.items() if count > 1] + [
        f"same as another case: {case.id}" for case in cases if contents[_content(case)] > 1
    ]


def _content(case: Case) -> str:
    return json.dumps([case.mode, case.template, case.inputs], sort_keys=True)


def _files(cases: Sequence[Case], answers: Sequence[dict[str, Any]]) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for case, answer in zip(cases, answers, strict=True):
        line = json.dumps({**case.as_json(), "answer": answer}, ensure_ascii=True)
        texts.setdefault(case.subject, []).append(line)
    return {subject: "".join(f"{line}\n" for line in lines) for subject, lines in texts.items()}


def _write(files: dict[str, str]) -> None:
    ANSWERS.mkdir(exist_ok=True)
    for stale in ANSWERS.glob("*.jsonl"):
        if stale.stem not in files:
            stale.unlink()
    for subject, text in files.items():
        (ANSWERS / f"{subject}.jsonl").write_text(text, encoding="utf-8")
    VERSIONS.write_text(json.dumps(java.versions(), indent=2) + "\n", encoding="utf-8")


def _check(files: dict[str, str]) -> int:
    now = {}
    for subject, text in files.items():
        for line in text.splitlines():
            now[subject, json.loads(line)["name"]] = line
    before = {(one.case.subject, one.case.name): {**one.case.as_json(), "answer": one.answer} for one in stored()}
    faults = [f"stored, but no longer a case: {': '.join(key)}" for key in before.keys() - now.keys()]
    for key, line in now.items():
        if key not in before:
            faults.append(f"no stored answer: {': '.join(key)}")
        elif json.loads(line) != before[key]:
            faults.append(f"another answer now: {': '.join(key)}")
    _say(*sorted(faults), f"{len(now)} cases, {len(faults)} differences")
    recorded, here = json.loads(VERSIONS.read_text(encoding="utf-8")), java.versions()
    if recorded != here:
        _say(f"stored with {recorded}, asked with {here}")
    return 1 if faults else 0


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
