"""Tries a template with hostile input: does its output stay JSON whatever a caller sends?

Every source that the template reads gets each value that could be sent there; then come mixtures, from a fixed seed.
Values are in the order of their size, so that the first which breaks is the smallest. What the gateway itself refuses
(a payload that its reader of JSON does not take is a 400) breaks nothing: the template is not at fault.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.vtl.errors import MappingTemplateError
from cfngw.vtl.hostile import Input, inputs_of, mixed, with_value, with_values
from cfngw.vtl.inputs import Read, Source, printing, reads_of, source_name
from cfngw.vtl.json_check import Fault, fault_of
from cfngw.vtl.reasons import reason_of
from cfngw.vtl.request import Request, written

if TYPE_CHECKING:
    from cfngw.vtl.template import Template

SEED = 4
MIXTURES = 400
_OWN_BOUNDS = ("does more work", "grows beyond")


class Break(NamedTuple):
    """An input that breaks the template, the smallest of its kind."""

    source: Source
    value: Any
    request: Request
    output: str
    fault: Fault | None
    error: MappingTemplateError | None
    reads: tuple[Read, ...]
    why: str
    cure: str
    key: bool = False

    @property
    def problem(self) -> str:
        """Say in one line what is wrong with the output."""
        if self.error is not None:
            return f"the template fails: {self.error.problem}"
        return f"the output is no JSON: {self.fault}"


class Report(NamedTuple):
    """What came of trying. ``sources`` are what was varied; ``refused`` counts what the gateway answers with 400."""

    tried: int
    refused: int
    sources: tuple[str, ...]
    breaks: tuple[Break, ...]
    cut: bool


def fuzz(
    template: Template,
    base: Request,
    *,
    seconds: float = 5.0,
    any_text: bool = False,
    mixtures: int = MIXTURES,
    clock: Callable[[], float] = monotonic,
) -> Report:
    """Try hostile values in everything that a template reads, for at most some seconds.

    ``any_text``: the output need not be JSON, so that only a template that fails is broken.
    """
    fuzzer = _Fuzzer(template, base, clock() + seconds, clock)
    fuzzer.any_text = any_text
    return fuzzer.run(mixtures)


class _Fuzzer:
    def __init__(self, template: Template, base: Request, end: float, clock: Callable[[], float]) -> None:
        self.template = template
        self.base = base
        self.end = end
        self.clock = clock
        self.inputs = list(inputs_of(template, base))
        self.reads = reads_of(template)
        self.tried = self.refused = 0
        self.cut = self.any_text = False

    def run(self, mixtures: int) -> Report:
        breaks: list[Break] = []
        first = self._try(self.base)
        if first is not None:
            breaks.append(self._broken(Input((), (), ()), None, self.base, set()))
        else:
            for each in self.inputs:
                for found in self._one(each):
                    if not any((other.source, other.why) == (found.source, found.why) for other in breaks):
                        breaks.append(found)
            if not breaks:
                breaks += self._mixtures(mixtures)
        breaks.sort(key=lambda each: len(written(each.value)))
        named = tuple(dict.fromkeys(source_name(each.source) for each in self.inputs))
        return Report(self.tried, self.refused, named, tuple(breaks), self.cut)

    # --- one value at a time -----------------------------------------------------------------------------------

    def _one(self, each: Input) -> Iterator[Break]:
        """Give the smallest value that makes the template fail, and the smallest that makes its output no JSON."""
        broken: dict[bool, list[tuple[Any, Request]]] = {}
        for value in each.values:
            if self._late():
                break
            request = with_value(self.base, each, value)
            wrong = self._try(request)
            if wrong is not None:
                broken.setdefault(wrong[2] is None, []).append((value, request))
        for some in broken.values():
            value, request = min(some, key=lambda one: len(written(one[0])))
            yield self._broken(each, value, request, {written(one) for one, _ in some})

    def _try(self, request: Request) -> tuple[str, Fault | None, MappingTemplateError | None] | None:
        """Give what is wrong with the output for a request, or None."""
        self.tried += 1
        try:
            output = request.render(self.template).output
        except MappingTemplateError as error:
            if any(words in error.problem for words in _OWN_BOUNDS):
                return None  # our own bound, which says nothing of the gateway
            if _refused(request):
                self.refused += 1
                return None
            return "", None, error
        fault = None if self.any_text else fault_of(output)
        return None if fault is None else (output, fault, None)

    def _late(self) -> bool:
        self.cut = self.cut or self.clock() > self.end
        return self.cut

    # --- mixtures ----------------------------------------------------------------------------------------------

    def _mixtures(self, count: int) -> list[Break]:
        chance = random.Random(SEED)  # noqa: S311 (no secret: the same mixtures in each run)
        for _ in range(count if self.inputs else 0):
            if self._late():
                break
            chosen = [each for each in self.inputs if chance.random() < 0.5] or [chance.choice(self.inputs)]
            values = [(each, mixed(each, chance)) for each in chosen]
            if self._try(with_values(self.base, values)) is not None:
                return [self._smallest(values)]
        return []

    def _smallest(self, values: list[tuple[Input, Any]]) -> Break:
        """Take away what is not needed for a break, then shorten what is."""
        for one in list(values):
            fewer = [each for each in values if each is not one]
            if fewer and self._try(with_values(self.base, fewer)) is not None:
                values = fewer
        for place, (each, value) in enumerate(values):
            while isinstance(value, str):
                shorter = (value[:at] + value[at + 1 :] for at in range(min(len(value), 200)))
                tried = ((text, [*values[:place], (each, text), *values[place + 1 :]]) for text in shorter)
                better = next((one for one in tried if self._try(with_values(self.base, one[1])) is not None), None)
                if better is None or self._late():
                    break
                value, values = better
        each, value = values[0]
        return self._broken(each, value, with_values(self.base, values), {written(value)})

    # --- why ---------------------------------------------------------------------------------------------------

    def _broken(self, each: Input, value: Any, request: Request, all_broken: set[str]) -> Break:
        wrong = self._try(request)
        output, fault, error = wrong if wrong is not None else ("", None, None)
        reads = printing(self.reads, each.source, keys=each.keys)
        why, cure = reason_of(each.source, value, error, all_broken, reads, self.template.text)
        return Break(each.source, value, request, output, fault, error, reads, why, cure, key=each.keys)


def _refused(request: Request) -> bool:
    """Tell a body that the gateway's own reader of JSON does not take."""
    from cfngw.vtl.errors import TemplateProblemError
    from cfngw.vtl.json_smart import parse_json

    try:
        parse_json(request.body or "{}")
    except TemplateProblemError:
        return True
    return False
