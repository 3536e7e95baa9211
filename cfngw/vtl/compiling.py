"""A parsed template as a program: its macros and its body, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfngw.vtl.compile_statements import compile_block
from cfngw.vtl.directives import define_macro
from cfngw.vtl.program import LOOP_NAMES, Compiler, Macro
from cfngw.vtl.tree import Block, Directive, walk_up

if TYPE_CHECKING:
    from cfngw.vtl.parser import Parser
    from cfngw.vtl.program import Render


def add_macros(tree: Block, compiler: Compiler) -> None:
    """Compile the macros of a tree, wherever they stand; the last definition of a name wins.

    So it is where a template's macros are its own; Velocity as shipped shares them, and there the first stays.
    """
    for node in walk_up(tree):
        if isinstance(node, Directive) and node.name == "macro" and node.block is not None:
            compiler.macros[node.names[0]] = define_macro(node, compiler)


def compile_template(parser: Parser, tree: Block, *, gateway: bool) -> tuple[Render, dict[str, Macro]]:
    """Compile a whole template: the closure that renders it, and its macros."""
    loop_names = LOOP_NAMES if parser.evaluates else LOOP_NAMES & parser.roots
    compiler = Compiler(gateway, loop_names, parser.lexer.text, {})
    if parser.macros:
        add_macros(tree, compiler)
    return compile_block(tree, compiler), compiler.macros
