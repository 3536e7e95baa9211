"""The tree of a template: what the parser makes, the compiler reads, and linters may walk.

Each node has the offset where it starts (``Template.position`` gives line and column) and the text it prints as where
it turns out to be no more than text (``literal``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Iterator

    ReferenceKind = Literal["normal", "formal", "quiet", "runt", "dead"]


@dataclass_transform(kw_only_default=True)
class _Named:
    """A dataclass to a reader and to a type checker, whose members are all named when it is made.

    Python's own would compile three functions for each class below, each time that the tree is imported. What templates
    have most of (text, references, properties) is made from members in their order, which takes a third of the time.
    """

    def __init__(self, **members: Any) -> None:
        self.__dict__ = members


class Node(_Named):
    """The base of all nodes."""

    offset: int
    literal: str = ""

    def children(self) -> Iterator[Node]:
        """Give the nodes below this one, in the order of the text."""
        return iter(())


class Text(Node):
    """What prints as it is: plain text, an escaped directive, a text block."""

    text: str

    def __init__(self, offset: int, text: str) -> None:
        self.offset = offset
        self.text = text


class Block(Node):
    """Some statements."""

    statements: list[Node]

    def children(self) -> Iterator[Node]:
        """Give the statements."""
        return iter(self.statements)


class Property(Node):
    """``.name`` of a reference."""

    name: str

    def __init__(self, offset: int, name: str) -> None:
        self.offset = offset
        self.name = self.literal = name


class Call(Node):
    """``.name(arguments)`` of a reference."""

    name: str
    arguments: list[Node]

    def children(self) -> Iterator[Node]:
        """Give the arguments."""
        return iter(self.arguments)


class Index(Node):
    """``[index]`` of a reference."""

    index: Node

    def children(self) -> Iterator[Node]:
        """Give the index."""
        yield self.index


class Reference(Node):
    """``$root.step(...)[...]`` in one of its forms.

    ``kind`` is "runt" for a bare word where a reference should be: it prints itself and is null. ``absent`` prints
    when the value is null; ``escaped`` and ``before`` hold what stood before the dollar.
    """

    root: str
    steps: list[Property | Call | Index]
    kind: ReferenceKind
    absent: str
    escaped: bool = False
    escape: str = ""
    before: str = ""
    target: str

    def __init__(
        self,
        offset: int,
        root: str,
        steps: list[Property | Call | Index],
        kind: ReferenceKind,
        absent: str,
        literal: str,
        target: str,
    ) -> None:
        self.offset = offset
        self.root = root
        self.steps = steps
        self.kind = kind
        self.absent = absent
        self.literal = literal
        self.target = target

    def children(self) -> Iterator[Node]:
        """Give the steps."""
        return iter(self.steps)


class String(Node):
    """A string: its text, or the template in it."""

    text: str
    template: Block | None = None
    cut: bool = False

    def children(self) -> Iterator[Node]:
        """Give the template in the string."""
        if self.template is not None:
            yield self.template


class Constant(Node):
    """A number, true or false."""

    value: object


class Word(Node):
    """A bare word among the arguments of a directive."""

    word: str


class ListLiteral(Node):
    """``[a, b]``."""

    elements: list[Node]

    def children(self) -> Iterator[Node]:
        """Give the elements."""
        return iter(self.elements)


class MapLiteral(Node):
    """``{key: value}``."""

    entries: list[tuple[Node, Node]]

    def children(self) -> Iterator[Node]:
        """Give keys and values."""
        for key, value in self.entries:
            yield key
            yield value


class Range(Node):
    """``[first..last]``."""

    first: Node
    last: Node

    def children(self) -> Iterator[Node]:
        """Give both ends."""
        yield self.first
        yield self.last


class Binary(Node):
    """An operator between two operands; word operators have the name of their sign."""

    operator: str
    left: Node
    right: Node

    def children(self) -> Iterator[Node]:
        """Give both operands."""
        yield self.left
        yield self.right


class Not(Node):
    """``!operand``."""

    operand: Node

    def children(self) -> Iterator[Node]:
        """Give the operand."""
        yield self.operand


class Set(Node):
    """``#set(target = value)``."""

    target: Reference
    value: Node

    def children(self) -> Iterator[Node]:
        """Give target and value."""
        yield self.target
        yield self.value


class If(Node):
    """``#if ... #elseif ... #else ... #end``."""

    branches: list[tuple[Node, Block]]
    otherwise: Block | None = None

    def children(self) -> Iterator[Node]:
        """Give conditions and blocks."""
        for condition, block in self.branches:
            yield condition
            yield block
        if self.otherwise is not None:
            yield self.otherwise


class Directive(Node):
    """Any other ``#name(arguments)``, with its block where it has one.

    ``called`` tells whether parentheses stood there; ``block_literal`` is the block as text, for #literal.
    """

    name: str
    arguments: list[Node]
    block: Block | None = None
    called: bool = False
    names: list[str]

    def children(self) -> Iterator[Node]:
        """Give arguments and block."""
        yield from self.arguments
        if self.block is not None:
            yield self.block


def walk_up(node: Node) -> list[Node]:
    """List the node and all below it, each after those below it."""
    waiting, found = [node], []
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(node.children())
    found.reverse()
    return found


def walk(node: Node) -> Iterator[Node]:
    """Give the node and all below it, in the order of the text."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(node.children())))
