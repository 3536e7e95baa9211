"""The Java methods that templates call, with ordinary and edge arguments; each expression is its own case."""

# ruff: noqa: E501 - a template, a path or a body is read whole

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from truth.case import VARIABLES, Row, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truth.case import Case

STRING = """
$e.length() | $uni.length()
$s.charAt(0) | $s.charAt(3) | $s.charAt(4) | $s.charAt(-1) | $uni.charAt(1)
$s.charAt(0).toString() | $s.charAt(0).equals('t') | $s.charAt(0).compareTo($s.charAt(1))
$s.codePointAt(0) | $uni.codePointAt(2) | $uni.codePointAt(3) | $uni.codePointCount(0, 4) | $s.codePointBefore(1)
$s.compareTo('text') | $s.compareTo('tex') | $s.compareTo('a') | $s.compareTo('z') | $s.compareTo('') | $e.compareTo('a')
$s.compareToIgnoreCase('TEXT') | $s.compareToIgnoreCase('A') | $s.compareTo(1)
$s.concat('!') | $s.concat('') | $s.concat($s) | $s.concat(1) | $s.concat($nil)
$s.contains('ex') | $s.contains('') | $s.contains('EX') | $s.contains(1) | $s.contains($nil) | $s.contains($s)
$s.contentEquals('text') | $s.contentEquals('x')
$s.endsWith('xt') | $s.endsWith('') | $s.endsWith('x')
$s.equals('text') | $s.equals('Text') | $s.equals(1) | $s.equals($nil) | $num.equals(42)
$s.equalsIgnoreCase('TEXT') | $s.equalsIgnoreCase('x') | $s.equalsIgnoreCase($nil)
$s.getBytes().size() | $uni.getBytes('UTF-8').size() | $s.bytes.get(0) | $s.bytes[1] | $s.getBytes('nonsense')
$s.hashCode() | $t.hashCode() | $e.hashCode() | $uni.hashCode() | $q.hashCode()
$t.indexOf('o') | $t.indexOf('o', 5) | $t.indexOf('z') | $t.indexOf('') | $t.indexOf('', 99) | $t.indexOf('o', -3)
$t.indexOf(111) | $t.indexOf(111, 5) | $t.indexOf('World') | $t.indexOf('o', 99) | $uni.indexOf('漢')
$t.lastIndexOf('o') | $t.lastIndexOf('o', 5) | $t.lastIndexOf('z') | $t.lastIndexOf('') | $t.lastIndexOf(111)
$t.lastIndexOf('o', -1) | $t.lastIndexOf('Hello', 99)
$s.isEmpty() | $e.isEmpty() | $s.empty | $e.empty
$s.intern() | $s.toString() | $s.toString().length() | $s.subSequence(1, 3) | $s.subSequence(1, 9)
$s.toUpperCase() | $t.toLowerCase() | $uni.toUpperCase() | $e.toUpperCase() | $ss.toUpperCase()
$pad.trim() | $pad.trim().length() | $e.trim() | $nbsp.trim().length()
$s.substring(0) | $s.substring(1) | $s.substring(4) | $s.substring(5) | $s.substring(-1) | $e.substring(0)
$s.substring(1, 3) | $s.substring(2, 2) | $s.substring(0, 4) | $s.substring(0, 5) | $s.substring(3, 1)
$s.substring('1') | $s.substring(1.0) | $s.substring($nil) | $uni.substring(1, 2) | $s.substring(1, 2, 3)
$s.startsWith('te') | $s.startsWith('ex', 1) | $s.startsWith('') | $s.startsWith('x') | $s.startsWith('t', 9)
$s.startsWith('t', -1) | $s.startsWith($nil)
$s.replace('t', 'T') | $s.replace('', '-') | $s.replace('ex', '') | $s.replace('z', 'y') | $s.replace('t', $s)
$s.replace('t', 1) | $s.replace('t', $nil) | $q.replace('"', '\\"') | $q.replace("\\", "/") | $csv.replace(',', ', ')
$s.regionMatches(1, 'ex', 0, 2) | $s.regionMatches(true, 1, 'EX', 0, 2) | $s.regionMatches(1, 'EX', 0, 2)
$s.toCharArray().size() | $s.toCharArray().get(1) | $s.toCharArray()[3]
$csv.split(',').size() | $csv.split(',')[1] | $csv.split(',')[2] | $csv.split(',', -1).size() | $csv.split(',', 2)[1]
$s.valueOf(5) | $s.valueOf(true) | $s.valueOf(1.5) | $s.valueOf($words) | $s.valueOf($s)
$s.format('%s-%s', ['a', 'b']) | $s.format('%d', 5) | $s.copyValueOf($s.toCharArray())
$s.foo() | $s.foo | $s.length(1) | $s.substring() | $s.size() | $s.get(0) | $s.length | $s.value
$s.LENGTH() | $s.Length() | $s.touppercase() | $s.toUpperCase(1)
$q | $q.length() | $q.indexOf('"') | $num.length() | $num.concat('0')
""".strip()
STRING_VARIABLES = {"pad": " \t a b \n", "nbsp": "\u00a0x\u2003", "ss": "straße ǆ ı"}

LIST = """
$l.size() | $l.isEmpty() | $empty.isEmpty() | $l.empty
$l.get(0) | $l.get(3) | $l.get(4) | $l.get(-1) | $l.get('0') | $l.get(1.0) | $l.get($nil)
$l.contains('b') | $l.contains('z') | $l.contains(1) | $l.contains($nil)
$l.indexOf('b') | $l.indexOf('z') | $l.lastIndexOf('b') | $l.lastIndexOf('a') | $l.indexOf($nil)
$l.add('e')$l | $l.add(1, 'X')$l | $l.add(9, 'X')$l | $l.add($nil)$l | $l.add(4, 'end')$l | $l.add(-1, 'X')
$l.addAll(['y', 'z'])$l | $l.addAll([])$l | $l.addAll(1, ['y'])$l | $l.addAll($nil)$l | $l.addAll('x')$l
$l.remove(0)$l | $l.remove('b')$l | $l.remove('z')$l | $l.remove(9)$l | $l.remove(-1) | $l.remove($nil)$l
$ints.remove(1)$ints | $ints.remove(3)$ints | $ints.removeAll([1])$ints
$l.removeAll(['b'])$l | $l.removeAll([])$l | $l.retainAll(['b'])$l | $l.retainAll(['z'])$l
$l.set(0, 'Z')$l | $l.set(9, 'Z') | $l.set(0, $nil)$l
$l.clear()$l | $l.clear()[$l.size()]
$l.containsAll(['a', 'c']) | $l.containsAll(['a', 'z']) | $l.containsAll([])
$l.subList(1, 3) | $l.subList(0, 0) | $l.subList(0, 4) | $l.subList(2, 1) | $l.subList(0, 9) | $l.subList(1, 3).size()
$l.subList(1, 3).get(0) | $l.subList(1, 3).clear()$l
$l.toString() | $l.toString().length() | $l.hashCode() | $l.equals(['a', 'b', 'c', 'b']) | $l.equals('x')
$l.iterator().next() | $l.iterator().hasNext() | $empty.iterator().hasNext() | $empty.iterator().next()
$l.listIterator().next() | $l.listIterator(2).next() | $l.listIterator().nextIndex()
$l.toArray().size() | $l.toArray()[1] | $l.foo() | $l.foo | $l.length() | $l.size | $l.length
$l.first | $l.getFirst() | $l.sort() | $l.join(',') | $l.put('k', 1) | $l.keySet()
$ints.get(0).intValue() | $mixed.get(5).get(0) | $mixed.get(6).get('k') | $mixed.get(3) | $mixed.indexOf(3.5)
$mixed.contains(true) | $mixed.contains($nil) | $mixed.contains(['x']) | $mixed.indexOf({'k': 'v'})
""".strip()
LIST_VARIABLES = {"l": ["a", "b", "c", "b"]}

MAP = """
$m.size() | $m.isEmpty() | $none.isEmpty() | $m.get('k') | $m.get('x') | $m.get(1) | $m.get($nil) | $m.get('nil')
$m.put('new', 1)$m | $m.put('k', 'w')$m | $m.put('k', 'w') | $m.put('x', $nil)$m | $m.put($nil, 1)$m | $m.put(1, 2)$m
$m.putAll({'a': 1})$m | $m.putAll({})$m | $m.putAll($nil)$m | $m.putAll([])$m
$m.putIfAbsent('k', 1)$m | $m.putIfAbsent('z', 1)$m | $m.putIfAbsent('nil', 1)$m
$m.remove('k')$m | $m.remove('x')$m | $m.remove('k') | $m.remove('k', 'v')$m | $m.remove('k', 'x')$m
$m.containsKey('k') | $m.containsKey('x') | $m.containsKey('nil') | $m.containsKey($nil) | $m.containsKey(1)
$m.containsValue('v') | $m.containsValue('x') | $m.containsValue($nil) | $m.containsValue(1)
$m.getOrDefault('k', 'd') | $m.getOrDefault('x', 'd') | $m.getOrDefault('nil', 'd') | $m.getOrDefault('x', $nil)
$m.replace('k', 'r')$m | $m.replace('x', 'r')$m | $m.replace('k', 'v', 'r')$m
$m.clear()$m | $m.keySet() | $m.values() | $m.entrySet() | $m.keySet().size() | $m.values().size()
$m.keySet().contains('k') | $m.keySet().toArray()[0] | $m.keySet().iterator().next() | $m.keySet().remove('k')$m
$m.keySet().get(0) | $m.keySet()[0] | $m.values().get(0) | $m.values().contains('v') | $m.values().iterator().next()
$m.values().remove('v')$m | $m.keySet().retainAll(['n'])$m | $m.keySet().removeAll(['n'])$m | $m.keySet().clear()$m
$m.keySet().add('x') | $m.keySet().isEmpty() | $m.keySet().toString().length() | $m.keySet().containsAll(['k', 'n'])
$m.keySet().equals($m.keySet()) | $m.keySet().empty | $m.keySet().foo | $m.values().empty
$m.entrySet().size() | $m.entrySet().iterator().next() | $m.entrySet().iterator().next().getKey()
$m.entrySet().iterator().next().value | $m.entrySet().iterator().next().key | $m.entrySet().iterator().next().foo
$m.entrySet().iterator().next().setValue('s')$m | $m.entrySet().iterator().next().hashCode()
$m.toString() | $m.toString().length() | $m.hashCode() | $m.equals($m) | $m.equals({}) | $m.equals('x')
$m.foo() | $m.foo | $m.length() | $m.add(1) | $m.get() | $m.get('k', 'd') | $m.contains('k')
$m.values().toArray()[1] | $m.values().toString()
""".strip()
MAP_VARIABLES = {"m": {"k": "v", "n": 1, "nil": None}}

NUMBER = """
$n.toString() | $n.toString().length() | $n.intValue() | $n.longValue() | $n.doubleValue() | $n.floatValue()
$n.shortValue() | $n.byteValue() | $n.hashCode() | $n.equals(3) | $n.equals(3.0) | $n.equals('3') | $n.equals($nil)
$n.compareTo(2) | $n.compareTo(3) | $n.compareTo(4) | $n.compareTo(2.0) | $n.compareTo('3')
$n.parseInt('7') | $n.parseInt('-7') | $n.parseInt('+7') | $n.parseInt('7.5') | $n.parseInt('') | $n.parseInt(' 7')
$n.parseInt('ff', 16) | $n.parseInt('99999999999') | $n.parseInt(7) | $n.parseInt($nil) | $n.parseInt('x')
$n.valueOf('7') | $n.valueOf(7) | $n.valueOf('7', 8) | $n.valueOf('x') | $n.decode('0x10') | $n.decode('010')
$n.toString(5) | $n.toString(255, 16) | $n.toHexString(255) | $n.toHexString(-1) | $n.toBinaryString(5) | $n.toOctalString(8)
$n.MAX_VALUE | $n.max(1, 2) | $n.min(1, 2) | $n.sum(1, 2) | $n.signum(-5) | $n.abs(-1) | $n.bitCount(7) | $n.compare(1, 2)
$n.reverse(1) | $n.highestOneBit(5) | $n.numberOfLeadingZeros(1)
$m.toString() | $m.intValue() | $m.hashCode() | $m.compareTo(0) | $z.equals(0) | $z.toString().concat('0')
$big.toString() | $big.intValue() | $big.longValue() | $big.doubleValue() | $big.hashCode() | $big.equals(12345678901)
$big.compareTo($big) | $big.parseLong('5') | $big.parseLong('x') | $big.valueOf(5) | $big.valueOf('5') | $big.equals(3)
$big.toString(5) | $big.toHexString(255) | $big.compareTo(5) | $big.max(1, 2)
$huge.toString() | $huge.intValue() | $huge.longValue() | $huge.doubleValue() | $huge.equals($huge) | $huge.bitLength()
$d.toString() | $d.intValue() | $d.longValue() | $d.doubleValue() | $d.floatValue() | $d.hashCode() | $d.equals(2.5)
$d.compareTo(2.5) | $d.compareTo(3.5) | $d.compareTo(2) | $d.isNaN() | $d.isInfinite() | $d.naN | $d.infinite
$d.parseDouble('1.50') | $d.parseDouble('1e3') | $d.parseDouble('x') | $d.parseDouble(' 7 ') | $d.valueOf('2.50')
$d.valueOf(1.5) | $d.valueOf(1) | $d.toString(1.0) | $d.max(1.0, 2.0) | $d.sum(1.5, 2.5) | $d.compare(1.0, 2.0)
$d.parseDouble('') | $d.parseDouble('1d') | $d.parseDouble('NaN') | $d.parseDouble('-Infinity') | $d.parseDouble('0x1p3')
$w.toString() | $w.intValue() | $w.equals(2) | $w.hashCode()
$yes.toString() | $yes.equals(true) | $yes.equals('true') | $yes.compareTo(false) | $yes.hashCode() | $no.hashCode()
$yes.booleanValue() | $yes.parseBoolean('TRUE') | $yes.parseBoolean('x') | $yes.valueOf('true') | $yes.valueOf(false)
$yes.toString().length() | $yes.logicalAnd(true, false) | $yes.parseBoolean($nil) | $no.toString()
$n.foo() | $n.foo | $n.length() | $n.intValue | $n.toString | $d.round() | $n.value | $n.bytes
""".strip()

ITERATOR: list[Row] = [
    ("next", "#set($i = $words.iterator())$i.next()$i.next()$i.hasNext()$i.next()$i.hasNext()"),
    ("next as property", "#set($i = $words.iterator())$i.next $i.hasNext"),
    ("while in a loop", "#set($it = $words.iterator())#foreach($x in [1..5])#if($it.hasNext())$it.next()#end#end"),
    ("next past the end", "#set($i = $empty.iterator())$i.next()"),
    ("remove", "#set($i = $words.iterator())$i.next()$i.remove()$words"),
    ("remove too early", "#set($i = $words.iterator())$i.remove()"),
    ("of a map", "#set($i = $m.keySet().iterator())$i.next()$i.next()$i.hasNext()", {"m": {"a": 1, "b": 2}}),
    ("of a set removing", "#set($i = $m.keySet().iterator())$i.next()$i.remove()$m", {"m": {"a": 1, "b": 2}}),
    ("of values", "#set($i = $m.values().iterator())$i.next()$i.next()", {"m": {"a": 1, "b": 2}}),
    ("of entries", "#set($i = $m.entrySet().iterator())$i.next().key$i.next().value", {"m": {"a": 1, "b": 2}}),
    ("after change", "#set($i = $words.iterator())$words.add('x')$i.next()"),
    ("half used, then looped", "#set($i = $words.iterator())$i.next()|#foreach($x in $i)$x#end"),
    ("in condition", "#set($i = $words.iterator())#if($i.hasNext())y#end"),
    ("list iterator back", "#set($i = $words.listIterator())$i.next()$i.previous()$i.hasPrevious()$i.nextIndex()"),
    ("list iterator set", "#set($i = $words.listIterator())$i.next()$!i.set('Z')$words"),
    ("list iterator add", "#set($i = $words.listIterator())$!i.add('Z')$words"),
    ("entry set value", "#foreach($e in $m.entrySet())$!e.setValue('x')#end$m", {"m": {"a": 1, "b": 2}}),
    (
        "entry by property assignment",
        "#foreach($e in $m.entrySet())#set($e.value = 'x')#end$m",
        {"m": {"a": 1, "b": 2}},
    ),
    ("entry equals", "#set($e = $m.entrySet().iterator().next())$e.equals($e) $e.toString().length()", {"m": {"a": 1}}),
    ("entry of null value", "#foreach($e in $m.entrySet())$e [$!e.value] $e.value#end", {"m": {"a": None}}),
    ("key set is live", "#set($k = $m.keySet())$!m.put('b', 2)$k $k.size()", {"m": {"a": 1}}),
    ("values are live", "#set($v = $m.values())$!m.put('b', 2)$v", {"m": {"a": 1}}),
    ("sublist is live", "#set($k = $words.subList(0, 2))$k.set(0, 'Z')$words$k.add('n')$words"),
    ("sublist after change", "#set($k = $words.subList(0, 2))$words.add('n')$k.size()"),
    ("sublist of sublist", "$ints.subList(0, 3).subList(1, 3)"),
    ("new list from keys", "#set($l = [])$l.addAll($m.keySet())$l", {"m": {"a": 1, "b": 2}}),
    ("new list from array", "#set($l = [])$l.addAll($csv.split(','))$l"),
    ("array contains all", "$words.containsAll($csv.split(','))"),
    ("array print of methods", "#set($a = $csv.split(','))$a.subList(0, 2)$a.indexOf('b')$a.iterator().next()"),
    ("set of a set", "$m.keySet().addAll(['x'])", {"m": {"a": 1}}),
    ("clear prints nothing quietly", "[$!words.clear()]$words"),
    ("clear prints itself", "[$words.clear()]$words"),
    ("put of new key prints itself", "[$m.put('x', 1)][$!m.put('y', 1)]", {"m": {}}),
    ("chained get on nested", "$m.get('a').get('b').get(0)", {"m": {"a": {"b": ["deep"]}}}),
    ("chained get on missing", "$m.get('x').get('b') $!m.get('x').get('b')", {"m": {"a": 1}}),
]


def _rows(table: str, variables: dict[str, Any]) -> Iterator[Row]:
    known = {**VARIABLES, **variables}
    for line in table.splitlines():
        for expression in line.split(" | "):
            used = set(re.findall(r"\$(\w+)", expression))
            yield expression, expression, {name: value for name, value in known.items() if name in used}


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from plain("string-methods", _rows(STRING, STRING_VARIABLES))
    yield from plain("list-methods", _rows(LIST, LIST_VARIABLES))
    yield from plain("map-methods", _rows(MAP, MAP_VARIABLES))
    yield from plain("number-methods", _rows(NUMBER, {}))
    yield from plain("iterator-methods", ITERATOR)
