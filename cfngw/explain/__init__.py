"""A template as a person wants to read it: APIs, routes, who may call each, what is called, and the quotas used.

    explaining   a template to what is told of it (model); words: its values in words
    access       who may call; policy: the resource policy; calls: what is invoked; routes, stages, functions, uses
    security     who may call what, and what may leak
    as_text, as_markdown, as_json

Findings are handed in by whoever ran the rules: data flows one way.
"""

from __future__ import annotations

from cfngw.explain.as_json import as_json
from cfngw.explain.as_markdown import as_markdown
from cfngw.explain.as_text import as_text
from cfngw.explain.explaining import explain, only
from cfngw.explain.layout import Line
from cfngw.explain.model import Explanation, Finding

__all__ = ["Explanation", "Finding", "Line", "as_json", "as_markdown", "as_text", "explain", "only"]
