"""The door to cfn-lint: no other file of the project imports it, and importing this one takes half a second.

It gives cfn-lint a text rather than a file, so that the checks that look at the disk (nested templates by a local
path) can't make a verdict depend on where a template lies, or from where it is linted.
"""

from __future__ import annotations

import logging
import os
import re
import warnings
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any

from cfnlint.config import ConfigMixIn
from cfnlint.decode.decode import decode, decode_str
from cfnlint.exceptions import CfnLintExitException, InvalidRegionException
from cfnlint.helpers import LIMITS, REGIONS
from cfnlint.rules.errors import ConfigError, RuleError
from cfnlint.runner import Runner, run_template_by_data, run_template_by_file_path

from cfngw.errors import UsageError, nearest
from cfngw.lint.report import SEVERITIES, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfngw.lint.options import Options

# What the Python of cfn-lint and of appended rules raises where it meets what nobody thought of. cfn-lint catches
# it inside a rule (E0002), but not while it loads rules or prepares a template.
_BUGS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    CfnLintExitException,
)
# Given a config file by name, cfn-lint looks for none in the home and the working folder.
_NO_CONFIG = os.devnull
_OUR_RULES = "cfngw.lint.rules"
# A set in a message: its order would change from one process to the next.
_SET = re.compile(r"\{'[^'{}]*'(?:, '[^'{}]*')+\}")
_MEMBER = re.compile(r"'[^']*'")


class Engine:
    """The rules, loaded once, for the options of one run.

    Raises UsageError when the config file, the appended rules or the regions don't fit. The keys ``override_spec``
    and ``registry_schemas`` of a config file change cfn-lint for the whole process, as they do in cfn-lint.
    """

    def __init__(self, options: Options) -> None:
        with _undisturbed():
            self._config = _configuration(options)
            _check_regions(self._config.regions)
            self._rules = _rules(self._config)
        # The configuration and the rules hold what they know of the template at hand.
        self._one_at_a_time = Lock()

    def check(self, text: str, name: Path) -> tuple[Finding, ...]:
        """Give the findings of one template, by line; ``name`` stands in them for the file."""
        with self._one_at_a_time, _undisturbed():
            # A template that can't be read leaves cfn-lint with the metadata of the one before it.
            self._config.set_template_args({})
            found = dict.fromkeys(self._findings(text, name))
        return tuple(sorted(found, key=lambda finding: (finding.line, finding.column, finding.rule, finding.message)))

    def _findings(self, text: str, name: Path) -> Iterator[Finding]:
        try:
            for match in self._matches(text):
                yield _finding(match, name)
        except InvalidRegionException as error:
            yield _whole(ConfigError(), str(error), name)
        except _BUGS as error:
            message = f"cfn-lint failed on this template: {type(error).__name__}: {error}"
            yield _whole(RuleError(), message, name)

    def _matches(self, text: str) -> Iterator[Any]:
        template, errors = decode_str(text)
        if errors:
            yield from (match for match in errors if not _is_ignored(match, self._config))
        elif _is_large(text):
            yield from self._matches_of_file(text)
        else:
            yield from run_template_by_data(template, self._config, self._rules)

    def _matches_of_file(self, text: str) -> Iterator[Any]:
        # The rules on the size of a template measure a file.
        with TemporaryDirectory(prefix="cfngw-lint-") as folder:
            file = Path(folder, "template")
            file.write_text(text, encoding="utf-8", newline="")
            yield from run_template_by_file_path(str(file), self._config, self._rules, False)


class _Configuration(ConfigMixIn):  # type: ignore[misc]
    """cfn-lint's configuration, with regions that no environment variable sets."""

    @property
    def regions(self) -> list[str]:
        layers = (self._manual_args, self.template_args, self.file_args)
        chosen = next((layer["regions"] for layer in layers if layer.get("regions")), ["us-east-1"])
        return list(REGIONS if "ALL_REGIONS" in chosen else chosen)


def _configuration(options: Options) -> ConfigMixIn:
    file = _NO_CONFIG if options.config_file is None else _sound_config(options.config_file)
    try:
        return _Configuration(
            [],
            config_file=file,
            merge_configs=True,
            templates=[],
            regions=list(options.regions),
            ignore_checks=list(options.ignore),
            include_checks=list(options.include),
            mandatory_checks=list(options.mandatory),
            configure_rules={rule: dict(settings) for rule, settings in options.configure.items()},
            append_rules=[_OUR_RULES, *options.append_rules],
        )
    except _BUGS as error:
        raise UsageError(f"cfn-lint refuses its configuration: {error}", given=file) from error


def _sound_config(file: Path) -> str:
    # The constructor of the configuration would raise whatever YAML raises.
    _, errors = decode(str(file))
    if errors:
        raise UsageError(f"{file}:{errors[0].linenumber} is not YAML: {errors[0].message}")
    return str(file)


def _rules(config: ConfigMixIn) -> Any:
    try:
        return Runner(config).rules
    except (*_BUGS, SystemExit) as error:
        # SystemExit: cfn-lint ends the process over an override_spec that it can't read.
        raise UsageError(
            f"the rules can't be loaded: {type(error).__name__}: {error}",
            given=[each for each in config.append_rules[1:] if each != _OUR_RULES],
            fix="check the appended rules and the files that the config file names",
        ) from error


def _check_regions(regions: list[str]) -> None:
    for region in regions:
        if region not in REGIONS:
            near = nearest(region, REGIONS)
            raise UsageError(
                "cfn-lint doesn't know this region",
                given=region,
                allowed="a region of AWS, or ALL_REGIONS",
                fix=f"did you mean {near}?" if near else None,
            )


def _is_ignored(match: Any, config: ConfigMixIn) -> bool:
    ignored = any(match.rule.id.startswith(rule) for rule in config.ignore_checks)
    return ignored or bool(config.ignore_bad_template)


def _is_large(text: str) -> bool:
    near_limit: float = LIMITS["threshold"] * LIMITS["template"]["body"]
    return len(text.encode(errors="replace")) > near_limit


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the process's settings for warnings and logs out of the findings, and cfn-lint's log off the terminal."""
    logger, handler = logging.getLogger("cfnlint"), logging.NullHandler()
    level = logger.level
    # At DEBUG the message of E0002 would be a traceback.
    logger.setLevel(logging.WARNING)
    logger.addHandler(handler)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def _finding(match: Any, name: Path) -> Finding:
    line, column = max(1, match.linenumber), max(1, match.columnnumber)
    end = max((line, column), (match.linenumberend, match.columnnumberend))
    return Finding(
        **_about(match.rule),
        message=_SET.sub(_in_order, _plain(match.message)),
        file=name,
        line=line,
        column=column,
        end_line=end[0],
        end_column=max(1, end[1]),
        path=tuple(_part(part) for part in getattr(match, "path", None) or ()),
    )


def _whole(rule: Any, message: str, name: Path) -> Finding:
    return Finding(**_about(rule), message=_plain(message), file=name, line=1, column=1, end_line=1, end_column=1)


def _about(rule: Any) -> dict[str, Any]:
    severity = rule.severity if rule.severity in SEVERITIES else "error"
    return {
        "rule": _plain(rule.id),
        "severity": severity,
        "description": _plain(rule.shortdesc),
        "url": _plain(rule.source_url),
    }


def _part(part: Any) -> str | int:
    return int(part) if isinstance(part, int) else _plain(part)


def _in_order(written: re.Match[str]) -> str:
    return "{" + ", ".join(sorted(_MEMBER.findall(written.group()))) + "}"


def _plain(value: Any) -> str:
    """Make an ordinary string that can be written: JSON escapes can bring half a character into a template."""
    return str(value).encode(errors="backslashreplace").decode()
