"""Which blanks and newlines directives take: every directive after and before every kind of neighbour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truth.case import Row, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truth.case import Case

DIRECTIVES = {
    "set": "#set($a = 1)",
    "if inline": "#if($yes)Y#end",
    "if on lines": "#if($yes)\nY\n#end",
    "if indented on lines": "#if($yes)\n  Y\n  #end",
    "if else on lines": "#if($no)\nN\n#else\nY\n#end",
    "if elseif on lines": "#if($no)\nN\n#elseif($yes)\nY\n#end",
    "if braced words": "#if($no)N#{else}Y#{end}",
    "foreach on lines": "#foreach($i in $ints)\n$i\n#end",
    "macro call": "#wrap($s)",
    "macro definition": "#macro(other $x)\n$x\n#end",
    "block macro": "#@wrap($s)\nB\n#end",
    "define": "#define($block)\nD\n#end",
    "evaluate": "#evaluate('E')",
    "literal": "#literal()\nL\n#end",
    "comment": "## note",
    "block comment": "#* note *#",
    "textblock": "#[[T]]#",
    "break": "#break",
    "stop": "#stop",
    "unknown directive": "#foo",
    "unknown call": "#foo($s)",
    "reference": "$s",
    "method": "$s.length()",
    "formal reference": "${s}",
    "quiet null": "$!nil",
}
BEFORE = {
    "at the start": "",
    "after a blank": " ",
    "after a tab": "\t",
    "after text": "x",
    "after text and a blank": "x ",
    "after a newline": "x\n",
    "after a newline and blanks": "x\n  ",
    "after an empty line": "x\n\n",
    "after crlf and a blank": "x\r\n ",
    "after a reference": "$n",
    "after a reference and a blank": "$n ",
    "after a formal reference and a blank": "${n} ",
    "after a method and a blank": "$n.toString() ",
    "after a set and a blank": "#set($b = 2) ",
    "after a set, newline and blanks": "#set($b = 2)\n  ",
    "after an end and a blank": "#if($no)#end ",
    "after an end, newline and blanks": "#if($no)#end\n  ",
    "after a line comment and blanks": "## c\n  ",
    "after a block comment and a blank": "#* c *# ",
    "after a textblock and a blank": "#[[t]]# ",
    "after a lone dollar": "$ ",
    "after a brace": "{ ",
}
AFTER = {
    "at the end": "",
    "before a blank at the end": " ",
    "before a newline at the end": "\n",
    "before a newline": "\nz",
    "before blanks and a newline": " \t\nz",
    "before two newlines": "\n\nz",
    "before a blank and text": " z",
    "before text": "z",
    "before crlf": "\r\nz",
    "before blank and crlf": " \r\nz",
    "before cr": "\rz",
    "before a newline and blanks": "\n  z",
    "before a reference": "$n",
    "before a blank and a reference": " $n",
    "before a set": "#set($b = 2)\nz",
    "before a blank and a set": " #set($b = 2)\nz",
    "before a blank and a comment": " ## c\nz",
    "before a form feed": "\fz",
}
MACRO = "#macro(wrap $x)<$x$!bodyContent>#end"

SHAPES: list[Row] = [
    ("json with lines of directives", '{\n#set($a = 1)\n  "a": $a,\n  #if($yes)\n  "b": 2\n  #end\n}\n'),
    ("json list by foreach", '[\n#foreach($i in $ints)\n  {"i": $i}#if($foreach.hasNext),#end\n\n#end\n]'),
    ("list on one line", "[#foreach($i in $ints)$i#if($foreach.hasNext), #end#end]"),
    ("comma on its own", "#foreach($i in $ints)\n$i\n#if($foreach.hasNext)\n,\n#end\n#end"),
    ("nested ifs indented", "#if($yes)\n  #if($yes)\n    deep\n  #end\n#end\n"),
    ("nested ifs tight", "#if($yes)#if($yes)deep#end#end"),
    ("nested loops", "#foreach($i in [1..2])\n  #foreach($j in [1..2])\n    $i$j\n  #end\n#end\n"),
    ("set in if", "#if($yes)\n  #set($a = 1)\n  #set($b = 2)\n#end\n$a$b"),
    ("set in if after text", "#if($yes)\n  x #set($a = 1)\n#end\n$a"),
    ("sets with empty lines", "#set($a = 1)\n\n#set($b = 2)\n\n$a$b"),
    ("sets with indents", "  #set($a = 1)\n    #set($b = 2)\n$a$b"),
    ("sets with trailing blanks", "#set($a = 1)  \n#set($b = 2)\t\n$a$b"),
    ("sets on one line", "#set($a = 1) #set($b = 2) $a$b"),
    ("set between words", "x #set($a = 1) y"),
    ("set between references", "$s #set($a = 1) $s"),
    ("set glued to references", "$s#set($a = 1)$s"),
    ("set after a newline in a loop", "#foreach($i in $ints)\n  #set($a = $i)\n  $a\n#end"),
    ("set with blanks inside the word and parenthesis", "x\n  #set   ($a = 1)\ny"),
    ("set braced with indent", "x\n  #{set}($a = 1)\ny"),
    ("set after comma and blank", "$s, #set($a = 1)\ny"),
    ("set after bracket and bracket", "$words[0] #set($a=1)[x]"),
    ("reference, blank, set, bracket", "$s #set($a=1)[x]"),
    ("reference, newline, set", "$s\n#set($a = 1)\n$s"),
    ("reference, newline, blanks, set", "$s\n  #set($a = 1)\n$s"),
    ("reference, tab, set, text", "$s\t#set($a = 1)x"),
    ("if condition over lines", "#if(\n  $yes\n  &&\n  $n == 3\n)\nY\n#end\n"),
    ("if with blank before parenthesis", "#if ($yes) Y #end"),
    ("if with newline before parenthesis", "#if\n($yes) Y #end"),
    ("else with blanks around", "#if($no) N #else Y #end z"),
    ("else with newline only", "#if($no)N#else\nY#end"),
    ("else with blanks and newline", "#if($no)N#else  \n  Y#end"),
    ("else braced with newline", "#if($no)N#{else}\nY#{end}\nz"),
    ("else glued to text", "#if($no)N#elseY#end"),
    ("end glued to digits", "#if($yes)Y#end1"),
    ("end glued to hyphen", "#if($yes)Y#end-z"),
    ("end glued to punctuation", "#if($yes)Y#end, #if($yes)Y#end. #if($yes)Y#end; #if($yes)Y#end(x)"),
    ("elseif with blank", "#if($no)N#elseif ($yes)Y#end"),
    ("elseif braced", "#if($no)N#{elseif}($yes)Y#end"),
    ("else if as two words", "#if($no)N#else if($yes)Y#end"),
    ("foreach head over lines", "#foreach(\n  $i\n  in\n  $ints\n)\n$i\n#end\n"),
    ("foreach end without newline", "#foreach($i in $ints)\n$i\n#end"),
    ("foreach with indented body", "a\n  #foreach($i in $ints)\n    $i\n  #end\nb"),
    ("foreach with blanks after head", "#foreach($i in $ints)  \n$i#end"),
    ("foreach on crlf", "a\r\n#foreach($i in $ints)\r\n$i\r\n#end\r\nb"),
    ("if on crlf", "a\r\n#if($yes)\r\nY\r\n#else\r\nN\r\n#end\r\nb\r\n"),
    ("set on crlf", "a\r\n#set($a = 1)\r\n  #set($b = 2)\r\n$a$b\r\n"),
    ("set on cr", "a\r#set($a = 1)\r$a\r"),
    ("set on lf cr", "a\n\r#set($a = 1)\n\r$a"),
    ("comment on crlf", "a\r\n## c\r\nb"),
    ("macro on crlf", "#macro(m)\r\nM\r\n#end\r\n#m()\r\nx"),
    ("macro with indents", "#macro(m $x)\n  <$x>\n#end\n  #m(1)\n  #m(2)\nx"),
    ("macro call without parentheses then newline", "#macro(m)M#end\n#m\nx"),
    ("macro call with blank before parentheses", "#macro(m $x)<$x>#end\n#m (1)\nx"),
    ("macro call over lines", "#macro(m $x $y)<$x$y>#end\n#m(\n  1\n  2\n)\nx"),
    ("macro call then text", "#macro(m)M#end#m()x #m() x"),
    ("define and use", "#define($b)\n  D\n#end\n[$b]\n"),
    ("evaluate on a line", "a\n#evaluate('x')\nb"),
    ("evaluate keeps inner newlines", '#evaluate("a\n#set($a = 1)\nb")'),
    ("stop on a line", "a\n#stop\nb"),
    ("stop after blank", "a #stop b"),
    ("break in loop on lines", "#foreach($i in $ints)\n$i\n#if($i == 1)\n#break\n#end\n#end\nz"),
    ("trailing blanks of text stay", "a  \nb\t\n"),
    ("blank lines of text stay", "\n\n a\n\n\n"),
    ("only a set", "#set($a = 1)"),
    ("only a set and newline", "#set($a = 1)\n"),
    ("only indented set and newline", "   #set($a = 1)\n"),
    ("set before end of file with blanks", "#set($a = 1)   "),
    ("if before end of file with newline", "#if($yes)\nY\n#end\n"),
    ("whitespace before if stays", "a\n   #if($yes)Y#end\nb"),
    ("whitespace before end stays", "#if($yes)Y   #end\nb"),
    ("whitespace before else stays", "#if($yes)Y   #else N#end\nb"),
    ("whitespace before foreach end stays", "#foreach($i in [1..2])\n  $i\n   #end\nb"),
    ("tabs before directives", "\t#if($yes)\n\t\tY\n\t#end\n"),
    ("vertical tab after directive", "#set($a = 1)\x0b\nx"),
    ("no-break space after directive", "#set($a = 1)\u00a0\nx"),
]


def _rows() -> Iterator[Row]:
    for name, directive in DIRECTIVES.items():
        macro = MACRO if "wrap" in directive else ""
        end = "\nz" if name in ("comment",) else "z"
        for place, before in BEFORE.items():
            yield f"{name} {place}", f"{macro}{before}{directive}{end}"
        for place, after in AFTER.items():
            yield f"{name} {place}", f"{macro}w\n {directive}{after}"


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from plain("whitespace", SHAPES)
    yield from plain("whitespace-neighbours", _rows())
