# ruff: noqa: E501 - the tables are read in long lines

"""Let hypothesis look for a template that harms the engine: python -m tests.vtl.soak [--minutes 10].

Each example is rendered as the gateway does and evaluated as Velocity does. Whatever leaves but MappingTemplateError, a
fault of the engine told as one, a text of Python's in the output, an output beyond the limits or more than ten seconds
of CPU is a finding. It tells each minute how far it is and what memory it took at most.
"""

from __future__ import annotations

import argparse
import resource
import signal
import sys
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

sys.path.insert(0, str(Path(__file__).parent))

from test_vtl_limits import BOMBS, NAMES, PIECES, REFLECTION, VALUES, VARIABLES
from truth.case import stored
from truth.grammar import GATEWAY_INPUTS, Grower, soup

from cfngw import vtl
from cfngw.vtl.limits import MOST_OUTPUT
from cfngw.vtl.template import FAULT

PER_ROUND = 500
MOST_SECONDS = 10
HANGS = 60
GIVEN: dict[str, Any] = {**GATEWAY_INPUTS, "variables": {**GATEWAY_INPUTS["variables"], **VARIABLES}}

# What a value grows to, turn by turn, and what then is done with it.
SEEDS = (
    "'ab'",
    "'a\"\\é😀'",
    "[1]",
    "['a', 'b']",
    "{'a': 1}",
    "7",
    "1.5",
    "$input.path('$')",
    "$context",
    "$d",
    "$big",
)
GROWS = (
    '"$v$v"', "$v + $v", "$v * $v", "$v - 1", "[$v, $v]", "{'a': $v, 'b': $v}", "$v.concat($v)", "$v.replace('a', 'aa')", "$v.repeat(7)",
    "$v.replaceAll('(.)', '$1$1')", "$v.replaceAll('', $v)", "$v.split('')", "$v.toString()", "$v.toCharArray()", "$v.getBytes('UTF-16')",
    "$v.format('%s%s', $v, $v)", "$v.format('%999999d', 1)", "$v.join($v, [$v, $v, $v])", "$util.urlEncode($v)", "$util.base64Encode($v)",
    "$util.escapeJavaScript($v)", "$util.parseJson($v)", "$v.keySet()", "$v.entrySet()", "$v.values()", "$v.iterator()", "$v.subList(0, 1)",
    "$v.clone()", "$v.toArray()", "$v.pow(9)", "$v.multiply($v)", "$v.toUpperCase()", "$input.json('$')", "$input.path('$..*')",
    "$v.listIterator()", "$v.substring(1)", "$v.toString(2)",
)  # fmt: skip
EFFECTS = (
    "$v.add($v)", "$v.addAll($v)", "$v.put($v, $v)", "$v.putAll($v)", "$v.removeAll($v)", "$v.retainAll($v)", "$v.containsAll($v)", "$v.set(0, $v)",
    "$v.hashCode()", "$v.equals($w)", "$v.indexOf($v)", "$v.matches('(a|b|ab)*c')", "$v.contains('zz')", "$v.next()", "$v.remove(0)", "$v.clear()",
    "$v.ensureCapacity(2000000000)", "$v.add(0, 'x')", "$v.compareTo($v)", "#evaluate($v)", "#evaluate('$v')", "#foreach($i in $v)$i#end", "$v",
    "#if($v == $w)y#end", "#define($w)$v$v#end", "$w", "#set($w = $v)", "#set($v.k = $v)", "#set($v[0] = $v)", "#macro(m $a)$a$v#m($v)#end#m($v)",
    "#@m($v)$v#end", "#set($context.responseOverride.header.a = $v)", "#foreach($j in [1..1000])#set($x = $v)#end", "#break", "$v.valueOf($v)",
)  # fmt: skip


class Example(NamedTuple):
    """A template and what it is rendered with."""

    kind: str
    template: str
    given: dict[str, Any]


def _of(kind: str, make: Callable[[Random], str]) -> st.SearchStrategy[Example]:
    return st.integers(0, 1 << 60).map(lambda number: Example(kind, make(Random(number)), GIVEN))


def _grown(chance: Random) -> str:
    return Grower(chance, chance.choice(("plain", "gateway"))).template()


def _strewn(chance: Random) -> str:
    return soup(chance, chance.choice(("plain", "gateway")))


TEXTS = [*(one.case.template for one in stored()), *REFLECTION, *(text for text in BOMBS.values() if len(text) < 5000)]


def _changed(chance: Random) -> str:
    """Cut, double, join or strew into templates that are known."""
    text = chance.choice(TEXTS)
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.randint(0, 12))
        middle = chance.choice(
            ("", text[start:end] * 2, chance.choice(TEXTS), _strewn(chance), chr(chance.randrange(0x3000)))
        )
        text = text[:start] + middle + text[end:]
    return text


def _growing(chance: Random) -> str:
    """Let a value grow in a loop, and use it."""
    steps = "".join(
        f"#set($v = {chance.choice(GROWS)})" if chance.random() < 0.7 else chance.choice(EFFECTS)
        for _ in range(chance.randint(1, 3))
    )
    loop = f"#foreach($n in [1..{chance.choice((3, 30, 1000))}]){steps}#end"
    if chance.random() < 0.2:
        loop = f"#foreach($o in [1..1000]){loop}#end"
    uses = "".join(chance.choice(EFFECTS) for _ in range(chance.randint(0, 2)))
    return f"#set($v = {chance.choice(SEEDS)})#set($w = {chance.choice(SEEDS)}){loop}{uses}"


def _method(parts: tuple[Any, str, list[Any]]) -> Example:
    value, name, arguments = parts
    variables = {"v": value, **{f"a{place}": each for place, each in enumerate(arguments)}}
    given = ", ".join(f"$a{place}" for place in range(len(arguments)))
    receivers = ("$v", "$input", "$util", "$v.keySet()", "$v.iterator()", "$v.charAt(0)", "$v.longValue()")
    template = "".join(f"#set($r = {receiver}.{name}({given}))$r " for receiver in receivers)
    return Example("methods", f"{template}$v[$a0]#foreach($i in $v)$i#end", {"variables": variables})


def _sent(parts: tuple[str, str]) -> Example:
    body, path = parts
    template = "$input.path($p)$input.json($p)$util.parseJson($b)$util.urlDecode($b)"
    return Example("sent", template, {"body": body, "variables": {"p": path, "b": body}})


EXAMPLES = st.one_of(
    st.lists(PIECES | st.text(max_size=3), max_size=40).map(lambda parts: Example("pieces", "".join(parts), GIVEN)),
    _of("grown", _grown),
    _of("strewn", _strewn),
    _of("changed", _changed),
    _of("growing", _growing),
    st.tuples(VALUES, NAMES, st.lists(VALUES, max_size=3)).map(_method),
    st.tuples(
        st.text(max_size=30) | st.text("{}[]\",:\\'019.eE-+nultrfasx ", max_size=30),
        st.text("$@.*[]'?()0:-,ab=<&|/!~ ", max_size=20),
    ).map(_sent),
)


class Soak:
    """What was tried and what was found."""

    def __init__(self) -> None:
        self.tried: dict[str, int] = {}
        self.rendered = 0
        self.findings: dict[str, str] = {}
        self.slowest = (0.0, "")
        self.largest = (0, "")

    def check(self, example: Example) -> None:
        self.tried[example.kind] = self.tried.get(example.kind, 0) + 1
        self._one(example, lambda: vtl.render(example.template, **example.given).output)
        self._one(example, lambda: vtl.evaluate(example.template, example.given["variables"]))

    def _one(self, example: Example, render: Callable[[], str]) -> None:
        before, started = peak_mb(), time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, HANGS)
        try:
            output = render()
            self.rendered += 1
            if len(output) > MOST_OUTPUT:
                self._found(f"output of {len(output):,} characters", example)
            if example.kind == "grown" and of_python(output):
                self._found("a text of Python's", example)
        except vtl.MappingTemplateError as error:
            if FAULT in error.problem or error.line < 1 or error.column < 1:
                self._found(error.problem, example)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            self._found(f"{type(error).__name__}: {error}"[:200], example)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        spent = time.process_time() - started
        if spent > MOST_SECONDS:
            self._found("too slow", example)
        self.slowest = max(self.slowest, (spent, example.template))
        self.largest = max(self.largest, (peak_mb() - before, example.template))

    def _found(self, what: str, example: Example) -> None:
        if what not in self.findings:
            self.findings[what] = example.template
            say(f"FOUND {what}: {example.template!r:.600}")

    def tell(self) -> None:
        say(
            f"{sum(self.tried.values()):,} templates ({', '.join(f'{count:,} {kind}' for kind, count in self.tried.items())}), "
            f"{self.rendered:,} rendered without error, {len(self.findings)} findings, peak {peak_mb()} MB, "
            f"slowest {self.slowest[0]:.1f} s of CPU, largest step {self.largest[0]} MB"
        )


def of_python(output: str) -> bool:
    return any(mark in output for mark in ("<class", " object at 0x", "<function", "<bound", "built-in", "cfngw."))


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def say(line: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stdout.flush()


def _hangs(*_: object) -> None:
    raise TimeoutError(f"no end after {HANGS} s of CPU")


def main(arguments: Sequence[str]) -> int:
    """Soak; 0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.vtl.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGVTALRM, _hangs)
    soak, number = Soak(), options.seed
    end, told = time.monotonic() + 60 * options.minutes, time.monotonic()
    quiet = settings(
        max_examples=PER_ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    say(f"begins with {peak_mb()} MB")
    while time.monotonic() < end:
        seed(number)(quiet(given(EXAMPLES)(soak.check)))()
        number += 1
        if time.monotonic() > told + 60:
            told = time.monotonic()
            soak.tell()
    soak.tell()
    say(f"slowest: {soak.slowest[1]!r:.600}")
    say(f"largest: {soak.largest[1]!r:.600}")
    return 1 if soak.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
