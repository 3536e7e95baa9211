"""Look for templates that cfngw.vtl renders otherwise than Velocity: python -m tests.vtl.truth.fuzz [options].

Templates are grown from a grammar or strewn from tokens (--what soup), or exercise one thing (paths, JSON texts,
numbers, regular expressions). Both render them; a template that differs is cut down to the smallest that still does.
Needs Java and the jars, as the generator does.
"""

from __future__ import annotations

import argparse
import re
import sys
from random import Random
from typing import TYPE_CHECKING

from truth import java, matter
from truth.case import VARIABLES, Answered, Case
from truth.compare import Difference, difference
from truth.grammar import GATEWAY_INPUTS, Grower, soup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from truth.case import Mode
    from truth.matter import Made

BATCH = 200
WHATS: Mapping[str, Callable[[Random], Made] | None] = {
    "grammar": None,
    "soup": None,
    "paths": matter.path,
    "json": matter.json_text,
    "numbers": matter.number,
    "regex": matter.regex,
}
MODES: Mapping[str, Sequence[Mode]] = {"plain": ("plain",), "gateway": ("gateway",), "both": ("plain", "gateway")}
MOST_CUTS = 400
ADDRESS = re.compile(r"@[0-9a-f]{5,}")


def main(arguments: Sequence[str]) -> int:
    """Fuzz; 0 when nothing differs, 1 when something does, 2 when it could not be run."""
    options = _options(arguments)
    reason = java.why_not()
    if reason:
        _say(f"not run: {reason}")
        return 2
    random = Random(options.seed)
    found: dict[str, Difference] = {}
    done = 0
    with java.Velocity() as velocity:
        while done < options.count and len(found) < options.most:
            batch = [_case(random, options, done + number) for number in range(BATCH)]
            batch = [case for case in batch if not re.search(options.without, case.template, re.DOTALL)]
            for one in _differences(velocity, batch):
                smallest = _cut_down(velocity, one) if WHATS[options.what] is None else one
                found.setdefault(_shape(smallest), smallest)
            done += BATCH
    _say(f"{done} templates, {len(found)} differ (seed {options.seed})")
    _say(*(str(one) for one in sorted(found.values(), key=lambda one: len(one.case.template))))
    return 1 if found else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.vtl.truth.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=20000, help="how many templates")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=20, help="stop when so many differ")
    parser.add_argument("--mode", choices=tuple(MODES), default="both")
    parser.add_argument("--without", default="(?!)", help="a regular expression: leave out templates that have this")
    parser.add_argument("--what", choices=tuple(WHATS), default="grammar", help="what kind of templates")
    return parser.parse_args(arguments)


def _case(random: Random, options: argparse.Namespace, number: int) -> Case:
    what = WHATS.get(options.what)
    if what is not None:
        mode, template, inputs = what(random)
        return Case("fuzz", str(number), mode, template, inputs)
    mode = random.choice(MODES[options.mode])
    template = soup(random, mode) if options.what == "soup" else Grower(random, mode).template()
    return Case("fuzz", str(number), mode, template, dict(VARIABLES) if mode == "plain" else GATEWAY_INPUTS)


def _differences(velocity: java.Velocity, cases: Sequence[Case]) -> Iterator[Difference]:
    for case, answer in zip(cases, velocity.answers(cases), strict=True):
        found = difference(Answered(case, answer), places=False)
        if found is not None and not _only_addresses(found):
            yield found


def _only_addresses(found: Difference) -> bool:
    """Tell whether all that differs is where Java keeps an array."""
    texts = [ADDRESS.sub("@", str(answer.get("output"))) for answer in (found.expected, found.got)]
    return "@" in texts[0] and texts[0] == texts[1]


def _shape(found: Difference) -> str:
    """Tell alike what differs in names and numbers only."""
    return re.sub(r"[A-Za-z0-9]+", "a", found.case.template)


def _cut_down(velocity: java.Velocity, found: Difference) -> Difference:
    """Leave out pieces, larger ones first, as long as the two still differ."""
    cuts = 0
    piece = max(1, len(found.case.template) // 2)
    while piece and cuts < MOST_CUTS:
        smaller = _smaller(velocity, found, piece)
        cuts += 1
        if smaller is None:
            piece //= 2
        else:
            found = smaller
    return found


def _smaller(velocity: java.Velocity, found: Difference, piece: int) -> Difference | None:
    case = found.case
    templates = [
        case.template[:start] + case.template[start + piece :] for start in range(len(case.template) - piece + 1)
    ]
    shorter = [Case(case.subject, case.name, case.mode, template, case.inputs) for template in templates if template]
    return next(_differences(velocity, shorter), None)


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
