"""Java's regular expressions as a tree.

Each single character, class or dot becomes a piece of Python's ``re`` syntax that takes exactly one character, so that
both ways of matching (``re`` itself and ``regex_machine``) share it. What Java knows and this does not is refused.
"""

from __future__ import annotations

from cfngw.vtl.errors import JavaError
from cfngw.vtl.limits import MOST_PATTERN

MANY = -1
MOST_REPEATS = 1000


class One:
    """One character, by a piece of ``re`` syntax."""

    __slots__ = ("piece",)

    def __init__(self, piece: str) -> None:
        self.piece = piece


class Anchor:
    """A place between characters, by a piece of ``re`` syntax."""

    __slots__ = ("piece",)

    def __init__(self, piece: str) -> None:
        self.piece = piece


class Sequence:
    """One after the other."""

    __slots__ = ("items",)

    def __init__(self, items: list[Item]) -> None:
        self.items = items


class Choice:
    """One of several."""

    __slots__ = ("options",)

    def __init__(self, options: list[Item]) -> None:
        self.options = options


class Repeat:
    """Several times. ``mode`` is "greedy", "lazy" or "possessive"."""

    __slots__ = ("item", "least", "mode", "most")

    def __init__(self, item: Item, least: int, most: int, mode: str) -> None:
        self.item = item
        self.least = least
        self.most = most
        self.mode = mode


class Group:
    """A group: captured where it has a number. ``kind`` is "", "=", "!", "<=", "<!" or ">"."""

    __slots__ = ("item", "kind", "number")

    def __init__(self, item: Item, number: int = 0, kind: str = "") -> None:
        self.item = item
        self.number = number
        self.kind = kind


class BackReference:
    """What a group has matched, again."""

    __slots__ = ("fold", "number")

    def __init__(self, number: int, fold: bool) -> None:
        self.number = number
        self.fold = fold


Item = One | Anchor | Sequence | Choice | Repeat | Group | BackReference


class Pattern:
    """A parsed expression."""

    __slots__ = ("groups", "item", "names")

    def __init__(self, item: Item, groups: int, names: dict[str, int]) -> None:
        self.item = item
        self.groups = groups
        self.names = names


_CLASSES = {
    "d": "[0-9]",
    "D": "[^0-9]",
    "s": r"[ \t\n\x0b\f\r]",
    "S": r"[^ \t\n\x0b\f\r]",
    "w": "[a-zA-Z_0-9]",
    "W": "[^a-zA-Z_0-9]",
    "h": r"[ \xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]",
    "H": r"[^ \xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]",
    "v": r"[\n\x0b\f\r\x85\u2028\u2029]",
    "V": r"[^\n\x0b\f\r\x85\u2028\u2029]",
}
_UNICODE = {"d": r"\d", "D": r"\D", "s": r"\s", "S": r"\S", "w": r"\w", "W": r"\W"}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\x07", "e": "\x1b"}
_END = r"(?=(?:\r\n|[\n\r\x85\u2028\u2029])?\Z)(?<!\r(?=\n))"
_ANCHORS = {"b": r"\b", "B": r"\B", "A": r"\A", "z": r"\Z", "Z": _END, "G": r"\A"}
_LINE_ENDS = r"\n\r\x85\u2028\u2029"
_SCRIPTS = {
    "Latin": "A-Za-z\xaa\xba\xc0-\xd6\xd8-\xf6\xf8-\u02b8\u1e00-\u1eff",
    "Greek": "\u0370-\u0373\u0375-\u03e1\u03f0-\u03ff\u1f00-\u1fff",
    "Cyrillic": "\u0400-\u052f\u1c80-\u1c88",
    "Han": "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3400-\u9fff\uf900-\ufad9",
}
_PROPERTIES = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "ASCII": r"\x00-\x7f",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~",
    "Graph": "!-~",
    "Print": " -~",
    "Blank": r" \t",
    "Cntrl": r"\x00-\x1f\x7f",
    "XDigit": "0-9a-fA-F",
    "Space": r" \t\n\x0b\f\r",
}


def parse_pattern(text: str) -> Pattern:
    """Parse a Java regular expression."""
    if len(text) > MOST_PATTERN:
        raise refused(f"longer than {MOST_PATTERN:,} characters")
    parser = _Parser(text)
    item = parser.choice()
    if parser.at < len(text):
        raise refused(f"unmatched {text[parser.at]!r} near index {parser.at}")
    return Pattern(item, parser.groups, parser.names)


def refused(why: str) -> JavaError:
    """Describe an expression that does not compile."""
    return JavaError(
        "PatternSyntaxException", why, "check the regular expression; in a template \\\\ is two backslashes"
    )


def quoted(character: str) -> str:
    """Write a character so that ``re`` takes it for itself, also in a class."""
    code = ord(character)
    if character.isalnum() and code < 128:
        return character
    if code < 256:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


class _Parser:
    """Reads an expression from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.groups = 0
        self.names: dict[str, int] = {}
        self.flags: frozenset[str] = frozenset()
        self.depth = 0

    def peek(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def take(self) -> str:
        if self.at >= len(self.text):
            raise refused("ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def skip(self, text: str) -> bool:
        found = self.peek(text)
        if found:
            self.at += len(text)
        return found

    # --- structure ---------------------------------------------------------------------------------------------

    def choice(self) -> Item:
        self.depth += 1
        if self.depth > 50:
            raise refused("nests too deep")
        flags = self.flags
        options: list[Item] = [self.sequence()]
        while self.skip("|"):
            options.append(self.sequence())
        self.flags = flags
        self.depth -= 1
        return options[0] if len(options) == 1 else Choice(options)

    def sequence(self) -> Item:
        items: list[Item] = []
        while self.at < len(self.text) and not self.peek("|") and not self.peek(")"):
            if "x" in self.flags and self.skip_comment():
                continue
            if self.skip("\\Q"):
                end = self.text.find("\\E", self.at)
                literal = self.text[self.at : len(self.text) if end < 0 else end]
                self.at = len(self.text) if end < 0 else end + 2
                items.extend(self.one(character) for character in literal[:-1])
                if literal:
                    items.append(self.repeated(self.one(literal[-1])))
                continue
            atom = self.atom()
            if atom is not None:
                items.append(self.repeated(atom))
        return items[0] if len(items) == 1 else Sequence(items)

    def skip_comment(self) -> bool:
        if self.text[self.at].isspace():
            self.at += 1
            return True
        if self.peek("#"):
            end = self.text.find("\n", self.at)
            self.at = len(self.text) if end < 0 else end + 1
            return True
        return False

    def repeated(self, item: Item) -> Item:
        while True:
            least, most = self.counts()
            if least < 0:
                return item
            mode = "lazy" if self.skip("?") else "possessive" if self.skip("+") else "greedy"
            item = Repeat(item, least, most, mode)
            if self.at < len(self.text) and self.text[self.at] in "*+?":
                raise refused(f"dangling meta character {self.text[self.at]!r} near index {self.at}")

    def counts(self) -> tuple[int, int]:
        for sign, counts in (("*", (0, MANY)), ("+", (1, MANY)), ("?", (0, 1))):
            if self.skip(sign):
                return counts
        if not self.peek("{"):
            return -1, -1
        end = self.text.find("}", self.at)
        least, comma, most = self.text[self.at + 1 : max(end, 0)].partition(",")
        if end < 0 or not least.isdigit() or not (most == "" or most.isdigit()):
            raise refused(f"illegal repetition near index {self.at}")
        self.at = end + 1
        low = int(least)
        high = low if not comma else int(most) if most else MANY
        if max(low, high) > MOST_REPEATS or (high != MANY and high < low):
            raise refused("illegal repetition range")
        return low, high

    # --- atoms -------------------------------------------------------------------------------------------------

    def atom(self) -> Item | None:
        character = self.take()
        if character == "(":
            return self.group()
        if character == "[":
            return One(self.folded(self.char_class()))
        if character == ".":
            return One(r"(?s:.)" if "s" in self.flags else "[^\\n]" if "d" in self.flags else f"[^{_LINE_ENDS}]")
        if character == "^":
            return Anchor(rf"(?:\A|(?<=[{_LINE_ENDS}])(?!\Z)(?<!\r(?=\n)))" if "m" in self.flags else r"\A")
        if character == "$":
            return Anchor(rf"(?:\Z|(?=[{_LINE_ENDS}])(?<!\r(?=\n)))" if "m" in self.flags else _END)
        if character in "*+?{":
            raise refused(f"dangling meta character {character!r} near index {self.at - 1}")
        if character == "\\":
            return self.escape()
        return self.one(character)

    def one(self, character: str) -> One:
        return One(self.folded(quoted(character)))

    def folded(self, piece: str) -> str:
        if "i" not in self.flags:
            return piece
        return f"(?i:{piece})" if "u" in self.flags else f"(?ia:{piece})" if piece.isascii() else piece

    def escape(self) -> Item:
        character = self.take()
        if character in _CLASSES:
            return One(_UNICODE.get(character, _CLASSES[character]) if "U" in self.flags else _CLASSES[character])
        if character == "X":
            return Sequence([One("(?s:.)"), Repeat(One(r"[\u0300-\u036f\u200d\ufe0f]"), 0, MANY, "greedy")])
        if character in _ANCHORS:
            return Anchor(_ANCHORS[character])
        if character == "R":
            return Choice([Sequence([One(r"\r"), One(r"\n")]), One(rf"[\x0b\f{_LINE_ENDS}]")])
        if character in "123456789":
            return self.back_reference(character)
        if character == "k":
            return self.named_reference()
        if character in "pP":
            return One(self.folded(self.property(negated=character == "P")))
        return self.one(self.escaped_character(character))

    def back_reference(self, digits: str) -> Item:
        while (
            self.at < len(self.text)
            and self.text[self.at].isdigit()
            and int(digits + self.text[self.at]) <= self.groups
        ):
            digits += self.take()
        if int(digits) > self.groups:
            return Group(Sequence([]), kind="!")
        return BackReference(int(digits), "i" in self.flags)

    def named_reference(self) -> Item:
        end = self.text.find(">", self.at)
        name = self.text[self.at + 1 : max(end, 0)]
        if not self.peek("<") or name not in self.names:
            raise refused(f"named group {name!r} does not exist")
        self.at = end + 1
        return BackReference(self.names[name], "i" in self.flags)

    def escaped_character(self, character: str) -> str:
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character == "0":
            return self.octal()
        if character == "c":
            return chr(ord(self.take()) ^ 64)
        if character == "x" and self.skip("{"):
            return self.hexadecimal(self.until("}"))
        if character in "xu":
            width = 2 if character == "x" else 4
            self.at += width
            return self.hexadecimal(self.text[self.at - width : self.at])
        if character.isascii() and character.isalpha():
            raise refused(f"illegal escape \\{character} near index {self.at - 1}")
        return character

    def octal(self) -> str:
        digits = ""
        while self.at < len(self.text) and self.text[self.at] in "01234567" and len(digits) < 3:
            if int(digits + self.text[self.at], 8) > 255:
                break
            digits += self.take()
        if not digits:
            raise refused("illegal octal escape")
        return chr(int(digits, 8))

    def until(self, sign: str) -> str:
        end = self.text.find(sign, self.at)
        if end < 0:
            raise refused(f"{sign} is missing")
        start, self.at = self.at, end + 1
        return self.text[start:end]

    def hexadecimal(self, digits: str) -> str:
        try:
            return chr(int(digits, 16))
        except (ValueError, OverflowError):
            raise refused("illegal hexadecimal escape") from None

    # --- groups ------------------------------------------------------------------------------------------------

    def group(self) -> Item | None:
        group = Group(Sequence([]))
        flags = self.flags
        if self.skip("?"):
            for kind in ("<=", "<!", "=", "!", ">"):
                if self.skip(kind):
                    group.kind = kind
                    break
            else:
                if self.skip("<"):
                    self.groups += 1
                    group.number = self.groups
                    self.names[self.until(">")] = group.number
                elif not self.inline_flags():
                    return None
        else:
            self.groups += 1
            group.number = self.groups
        group.item = self.choice()
        self.flags = flags
        if not self.skip(")"):
            raise refused("unclosed group")
        return group

    def inline_flags(self) -> bool:
        """Read flags; say whether a group follows in which they hold."""
        on = True
        while True:
            sign = self.take()
            if sign == "-":
                on = False
            elif sign in "idmsuxU":
                self.flags = self.flags | {sign} if on else self.flags - {sign}
            elif sign in ":)":
                return sign == ":"
            else:
                raise refused("unknown inline modifier")

    # --- classes -----------------------------------------------------------------------------------------------

    def char_class(self) -> str:
        """Parse a class after its bracket: a piece that takes one character."""
        negated = self.skip("^")
        members: list[str] = []
        others: list[str] = []
        required: list[str] = []
        first = True
        while first or not self.peek("]"):
            first = False
            if self.at >= len(self.text):
                raise refused("unclosed character class")
            if self.skip("&&"):
                required.append(self.operand())
            elif self.skip("["):
                others.append(self.char_class())
            else:
                self.member(members, others)
        self.take()
        options = ([f"[{''.join(members)}]"] if members else []) + others
        union = options[0] if len(options) == 1 else f"(?:{'|'.join(options)})" if options else r"(?s:.)"
        piece = "".join(f"(?={each})" for each in required) + union
        return f"(?!{piece})(?s:.)" if negated else f"(?:{piece})" if required else piece

    def operand(self) -> str:
        """Parse what stands after an intersection: a class, or members up to the next one."""
        if self.skip("["):
            return self.char_class()
        members: list[str] = []
        others: list[str] = []
        while self.at < len(self.text) and not self.peek("]") and not self.peek("&&"):
            self.member(members, others)
        return "(?:" + "|".join(([f"[{''.join(members)}]"] if members else []) + others) + ")"

    def member(self, members: list[str], others: list[str]) -> None:
        low = self.class_character(others)
        if low is None:
            return
        if not self.peek("-") or self.text[self.at + 1 : self.at + 2] in ("]", "", "["):
            members.append(quoted(low))
            return
        self.take()
        high = self.class_character(others)
        if high is None or high < low:
            raise refused("illegal character range")
        members.append(f"{quoted(low)}-{quoted(high)}")

    def class_character(self, others: list[str]) -> str | None:
        """Read one character of a class; None where an escape stands for several."""
        character = self.take()
        if character != "\\":
            return character
        character = self.take()
        if character in _CLASSES:
            others.append(_CLASSES[character])
            return None
        if character in "pP":
            others.append(self.property(negated=character == "P"))
            return None
        if character == "Q":
            literal = self.until("\\E") if "\\E" in self.text[self.at :] else ""
            self.at += literal != "" and 1
            others.extend(quoted(each) for each in literal)
            return None
        return self.escaped_character(character)

    def property(self, *, negated: bool) -> str:
        name = self.until("}") if self.skip("{") else self.take()
        name = name.removeprefix("Is").removeprefix("java")
        sign = "^" if negated else ""
        if name in _PROPERTIES:
            return f"[{sign}{_PROPERTIES[name]}]"
        if name in ("L", "Alphabetic", "Letter", "LetterChar"):
            return r"(?:[\W\d_])" if negated else r"[^\W\d_]"
        if name in ("N", "Nd", "DigitChar"):
            return r"\D" if negated else r"\d"
        if name in ("LowerCase", "UpperCase", "Ll", "Lu", "Lowercase", "Uppercase"):
            cases = "a-zà-öø-ÿα-ωа-я" if name[0:2] in ("Lo", "Ll") else "A-ZÀ-ÖØ-ÞΑ-ΩА-Я"
            return f"[{sign}{cases}]"
        if name in _SCRIPTS:
            return f"[{sign}{_SCRIPTS[name]}]"
        raise refused(f"unknown character property {name!r}")
