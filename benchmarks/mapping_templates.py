"""Mapping templates: renders per second, and the same template in airspeed, whose venv is made for the run.

airspeed is no part of this project's environment: where it can't be installed, its line says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import show
from cfngw.declare.ready_templates import PARSED_BODY
from cfngw.vtl import Template, parse

AIRSPEED = "0.7.1"
# 15 lines, 10 references, one #foreach over 3 items, one #if; nothing that only one of the two engines can do.
SMALL = """\
{
  "id": "$order.id",
  "customer": "$order.customer",
  "street": "$order.street",
  "city": "$order.city",
  "country": "$country",
#if($paid)
  "state": "paid",
#end
  "items": [
#foreach($item in $items)
    {"name": "$item.name", "price": $item.price},
#end
  ], "total": $total
}
"""
VARIABLES = {
    "order": {"id": "o-42", "customer": "Ada Lovelace", "street": "12 Main St", "city": "London"},
    "country": "GB",
    "paid": True,
    "items": [{"name": "tea", "price": 3}, {"name": "milk", "price": 1}, {"name": "cups", "price": 12}],
    "total": 16,
}
# As the Serverless Framework writes it for `integration: lambda`; its names of variables are ours.
WHOLE = r"""
#set($body = $input.json("$"))
#define($pairs)
  {
  #foreach($key in $map.keySet())
    #set($k = $util.escapeJavaScript($key))
    #set($v = $util.escapeJavaScript($map.get($key)).replaceAll("\\'", "'"))
    "$k": "$v"#if($foreach.hasNext),#end
  #end
  }
#end
{
  "body": $body,
  "method": "$context.httpMethod",
  "principalId": "$context.authorizer.principalId",
  "stage": "$context.stage",
  #set($map = $input.params().header)
  "headers": $pairs,
  #set($map = $input.params().querystring)
  "query": $pairs,
  #set($map = $input.params().path)
  "path": $pairs,
  #set($map = $context.identity)
  "identity": $pairs,
  #set($map = $stageVariables)
  "stageVariables": $pairs,
  "requestPath": "$context.resourcePath"
}
"""
REQUEST: dict[str, Any] = {
    "body": json.dumps({"target_table": "users", "limit": 10, "tags": ["a", "b"]}),
    "path": {"id": "42"},
    "querystring": {"page": "2", "sort": "name"},
    "header": {"Content-Type": "application/json", "User-Agent": "curl/8.5.0", "Accept": "*/*", "X-Trace": "it's"},
    "context": {
        "httpMethod": "POST",
        "stage": "dev",
        "resourcePath": "/users/{id}",
        "authorizer": {"principalId": "user"},
        "identity": {"sourceIp": "192.0.2.1", "userAgent": "curl/8.5.0", "apiKey": None},
    },
    "stage_variables": {"alias": "live"},
}
_LEAST = {"small": 25_000, "whole": 5_000}
_TIMES = 3


def run(folder: Path, runs: int) -> None:
    """Measure and print: the best of some runs, since whatever else the machine does only adds."""
    small, whole, ready = parse(SMALL), parse(WHOLE), parse(PARSED_BODY)
    rates = {
        "small": _best(lambda count: _render_small(small, count), runs, 3000),
        "whole": _best(lambda count: _render_whole(whole, count), runs, 1000),
    }
    rows = [
        (name, f"{rates[key]:,.0f}/s", f"{_LEAST[key]:,}/s", "ok" if rates[key] >= _LEAST[key] else "MISSED")
        for key, name in (("small", "15 lines, parsed before"), ("whole", "whole request, parsed before"))
    ]
    rows.append(("PARSED_BODY, parsed before", f"{_best(lambda n: _render_whole(ready, n), runs, 500):,.0f}/s", "", ""))
    ours = _best(_parse_small, runs, 300)
    theirs = _airspeed(folder, runs)
    rows.append(("15 lines, parsed each time", f"{ours:,.0f}/s", "", ""))
    if isinstance(theirs, str):
        rows.append((f"airspeed {AIRSPEED}", f"not run: {theirs}", "", ""))
    else:
        reached = "ok" if ours >= _TIMES * theirs else "MISSED"
        rows.append(
            (f"airspeed {AIRSPEED}, the same", f"{theirs:,.0f}/s", f"x {ours / theirs:.1f} of {_TIMES}", reached)
        )
    show("mapping templates, renders per second", ("what", "cfngw", "at least", ""), rows)


def _render_small(template: Template, count: int) -> None:
    for _ in range(count):
        template.render(variables=VARIABLES)


def _render_whole(template: Template, count: int) -> None:
    for _ in range(count):
        template.render(**REQUEST)


def _parse_small(count: int) -> None:
    for _ in range(count):
        parse(SMALL).evaluate(VARIABLES)


def _best(work: Callable[[int], None], runs: int, count: int) -> float:
    """Give the most renders per second of CPU."""
    work(count // 10 + 1)
    rates = []
    for _ in range(runs):
        start = time.process_time()
        work(count)
        rates.append(count / (time.process_time() - start))
    return max(rates)


# --- airspeed ---------------------------------------------------------------------------------------------------------

_SCRIPT = """\
import json, sys, time
import airspeed
given = json.load(sys.stdin)
def work(count):
    for _ in range(count):
        text = airspeed.Template(given["template"]).merge(given["variables"])
    return text
text = work(30)
rates = []
for _ in range(given["runs"]):
    start = time.process_time()
    work(100)
    rates.append(100 / (time.process_time() - start))
json.dump([max(rates), text], sys.stdout)
"""


def _airspeed(folder: Path, runs: int) -> float | str:
    """Give airspeed's renders per second with parsing, or why there are none."""
    venv = folder / "airspeed"
    commands = (
        [sys.executable, "-m", "venv", str(venv)],
        [str(venv / "bin/pip"), "install", "-q", f"airspeed=={AIRSPEED}"],
    )
    for command in commands:
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"it can't be installed ({type(error).__name__})"
        if done.returncode:
            return f"it can't be installed ({(done.stderr.strip().splitlines() or ['no reason given'])[-1][:80]})"
    given = json.dumps({"template": SMALL, "variables": VARIABLES, "runs": runs})
    done = subprocess.run(
        [str(venv / "bin/python"), "-c", _SCRIPT], input=given, capture_output=True, text=True, check=False, timeout=300
    )
    if done.returncode:
        return f"it fails ({(done.stderr.strip().splitlines() or ['no reason given'])[-1][:80]})"
    rate, text = json.loads(done.stdout)
    if text.split() != parse(SMALL).evaluate(VARIABLES).split():
        return "it gives another text"
    return float(rate)
