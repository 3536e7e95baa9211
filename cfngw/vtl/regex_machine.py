"""A backtracking matcher that counts its steps: for expressions that ``re`` might never finish.

The program is a list of instructions; a stack holds the other ways to go on, so that no text makes it recurse.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cfngw.vtl.errors import LimitExceededError
from cfngw.vtl.regex_parser import (
    MANY,
    Anchor,
    BackReference,
    Choice,
    Group,
    Item,
    One,
    Pattern,
    Repeat,
    Sequence,
)

if TYPE_CHECKING:
    from cfngw.vtl.limits import Budget

ONE, ANCHOR, SPLIT, JUMP, SAVE, LOOK, ATOMIC, AGAIN, MARK, MOVED, MATCH = range(11)
MOST_INSTRUCTIONS = 20_000
MOST_WAYS = 200_000

Instruction = tuple[int, Any, Any]
Spans = list[int]


class Machine:
    """A compiled expression. ``groups`` does not count the whole match."""

    def __init__(self, pattern: Pattern) -> None:
        self.groups = pattern.groups
        self._slots = 2 * (pattern.groups + 1)
        self._marks = 0
        self._program = self._compile(pattern.item)

    def _compile(self, item: Item) -> list[Instruction]:
        program: list[Instruction] = []
        self._add(item, program)
        program.append((MATCH, None, None))
        return program

    def _add(self, item: Item, program: list[Instruction]) -> None:
        if len(program) > MOST_INSTRUCTIONS:
            raise LimitExceededError("a regular expression is too large")
        if isinstance(item, One):
            program.append((ONE, re.compile(item.piece), {}))
        elif isinstance(item, Anchor):
            program.append((ANCHOR, re.compile(item.piece), None))
        elif isinstance(item, Sequence):
            for each in item.items:
                self._add(each, program)
        elif isinstance(item, Choice):
            self._add_choice(item, program)
        elif isinstance(item, Group):
            self._add_group(item, program)
        elif isinstance(item, BackReference):
            program.append((AGAIN, item.number, item.fold))
        else:
            self._add_repeat(item, program)

    def _add_choice(self, item: Choice, program: list[Instruction]) -> None:
        jumps = []
        for option in item.options[:-1]:
            split = len(program)
            program.append((SPLIT, 0, 0))
            self._add(option, program)
            jumps.append(len(program))
            program.append((JUMP, 0, 0))
            program[split] = (SPLIT, split + 1, len(program))
        self._add(item.options[-1], program)
        for jump in jumps:
            program[jump] = (JUMP, len(program), None)

    def _add_group(self, item: Group, program: list[Instruction]) -> None:
        if item.kind in ("=", "!", "<=", "<!"):
            program.append((LOOK, item.kind, self._compile(item.item)))
        elif item.kind == ">":
            program.append((ATOMIC, self._compile(item.item), None))
        elif item.number:
            program.append((SAVE, 2 * item.number, None))
            self._add(item.item, program)
            program.append((SAVE, 2 * item.number + 1, None))
        else:
            self._add(item.item, program)

    def _add_repeat(self, item: Repeat, program: list[Instruction]) -> None:
        if item.mode == "possessive":
            program.append((ATOMIC, self._compile(Repeat(item.item, item.least, item.most, "greedy")), None))
            return
        for _ in range(item.least):
            self._add(item.item, program)
        if item.most == MANY:
            self._add_loop(item, program)
            return
        splits = []
        for _ in range(item.most - item.least):
            splits.append(len(program))
            program.append((SPLIT, 0, 0))
            self._add(item.item, program)
        for split in splits:
            program[split] = self._split(item, split + 1, len(program))

    def _add_loop(self, item: Repeat, program: list[Instruction]) -> None:
        start = len(program)
        mark = self._slots + self._marks
        self._marks += 1
        program.append((SPLIT, 0, 0))
        program.append((MARK, mark, None))
        self._add(item.item, program)
        program.append((MOVED, mark, None))
        program.append((JUMP, start, None))
        program[start] = self._split(item, start + 1, len(program))

    @staticmethod
    def _split(item: Repeat, into: int, past: int) -> Instruction:
        return (SPLIT, past, into) if item.mode == "lazy" else (SPLIT, into, past)

    # --- running -----------------------------------------------------------------------------------------------

    def match(self, text: str, start: int, budget: Budget, *, whole: bool = False) -> Spans | None:
        """Match at a place (the text to its end where ``whole``); give where each group begins and ends."""
        slots = [-1] * (self._slots + self._marks)
        slots[0] = start
        end = self._run(self._program, text, start, slots, budget, len(text) if whole else -1)
        if end < 0:
            return None
        slots[1] = end
        return slots[: self._slots]

    def search(self, text: str, start: int, budget: Budget) -> Spans | None:
        """Match at the first place where that is possible."""
        for at in range(start, len(text) + 1):
            found = self.match(text, at, budget)
            if found is not None:
                return found
        return None

    def _run(  # noqa: C901 - one loop over the instructions
        self, program: list[Instruction], text: str, at: int, slots: Spans, budget: Budget, end: int
    ) -> int:
        ways: list[tuple[int, int, Spans]] = []
        place, size = 0, len(text)
        while True:
            budget.left -= 2
            if budget.left < 0 or len(ways) > MOST_WAYS:
                raise LimitExceededError("a regular expression takes too long")
            operation, first, second = program[place]
            place += 1
            if operation == ONE:
                if at < size and _takes(first, second, text[at]):
                    at += 1
                    continue
            elif operation == SPLIT:
                ways.append((second, at, slots.copy()))
                place = first
                continue
            elif operation == JUMP:
                place = first
                continue
            elif operation in (SAVE, MARK):
                slots[first] = at
                continue
            elif operation == MATCH:
                if end < 0 or at == end:
                    return at
            elif operation == MOVED:
                if slots[first] != at:
                    continue
            elif operation == ATOMIC:
                found = self._run(first, text, at, slots, budget, -1)
                if found >= 0:
                    at = found
                    continue
            elif operation == AGAIN:
                found = _again(text, at, slots, first, fold=second)
                if found >= 0:
                    at = found
                    continue
            elif operation == ANCHOR:
                if first.match(text, at):
                    continue
            elif self._looks(first, second, text, at, slots, budget):
                continue
            if not ways:
                return -1
            place, at, kept = ways.pop()
            slots[:] = kept

    def _looks(self, kind: str, program: list[Instruction], text: str, at: int, slots: Spans, budget: Budget) -> bool:
        if kind in ("=", "!"):
            found = self._run(program, text, at, slots, budget, -1) >= 0
        else:
            found = any(self._run(program, text, start, slots, budget, at) >= 0 for start in range(at, -1, -1))
        return found == (kind in ("=", "<="))


def _takes(expression: re.Pattern[str], known: dict[str, bool], character: str) -> bool:
    answer = known.get(character)
    if answer is None:
        answer = known[character] = expression.match(character) is not None
    return answer


def _again(text: str, at: int, slots: Spans, number: int, *, fold: bool) -> int:
    begin, end = slots[2 * number], slots[2 * number + 1]
    if begin < 0 or end < 0:
        return -1
    wanted, found = text[begin:end], text[at : at + end - begin]
    same = wanted.lower() == found.lower() if fold else wanted == found
    return at + end - begin if same else -1
