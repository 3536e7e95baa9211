"""E9729: settings of methods with values that API Gateway refuses."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.errors import nearest
from cfngw.lint.rules.deployments.common import STAGES, number, settings_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_LEVELS = ("OFF", "ERROR", "INFO")
_METHODS = ("*", "ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_LONGEST_TTL = 3600


class MethodSettings(Rule):
    """Values of MethodSettings, or of the StageDescription of a deployment."""

    id = "E9729"
    short = "Method settings have values that API Gateway knows"
    long = (
        "LoggingLevel is OFF, ERROR or INFO; CacheTtlInSeconds 0 to 3600; HttpMethod a method in capitals, or * for "
        "all; a setting names its method and its path."
    )
    aws = "The stage is refused (400): Invalid value specified for logging level, or for the TTL, or an invalid path."
    fix = "Write one of these values."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.htm"
        "l"
    )
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(*STAGES):
            for setting in settings_of(each):
                yield from _wrong(setting)


def _wrong(setting: Node) -> Iterator[Problem]:
    level = literal(setting.get("LoggingLevel"))
    if level is not None and level.upper() not in _LEVELS:
        close = nearest(level.upper(), _LEVELS) or {"DEBUG": "INFO", "WARN": "ERROR"}.get(level.upper(), "INFO")
        text = f"LoggingLevel {level!r} is refused: it is OFF, ERROR or INFO. Write {close}"
        yield Problem(below(setting.at, "LoggingLevel"), text)
    ttl = number(setting.get("CacheTtlInSeconds"))
    if ttl is not None and not 0 <= ttl <= _LONGEST_TTL:
        text = (
            f"CacheTtlInSeconds {ttl:g} is refused: answers are kept for 0 to {_LONGEST_TTL} seconds. Write one of "
            "these"
        )
        yield Problem(below(setting.at, "CacheTtlInSeconds"), text)
    verb = literal(setting.get("HttpMethod"))
    if verb is not None and verb not in _METHODS:
        method = nearest(verb.upper(), _METHODS)
        text = f"HttpMethod {verb!r} of a setting is refused: it is a method in capitals, or '*' for all. "
        yield Problem(below(setting.at, "HttpMethod"), text + (f"Write {method}" if method else "Write '*'"))
