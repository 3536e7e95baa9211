"""Declared values to a template: add, customise, seal. The only door to troposphere and awacs.

    1. add        each noun's file puts its resources into an Assembly, which knows who claimed which logical id and
                  at which line; what a value refers to follows. Problems are gathered, not raised.
    2. customise  the user's hook sees the troposphere template and may change anything.
    3. seal       troposphere's own checks, the plain document, references, circles, limits. All problems at once.
                  An API that is laid out otherwise than as resources is folded here: a document in, a document and
                  files beside it out (``layout``), so that what comes before knows one form alone.

The same file names as in ``declare``: to follow one noun, open the file of that name in both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from troposphere import Template

from cfngw.compile.assembly import Assembly
from cfngw.compile.contents import add_head, add_output, add_raw, function_output, url_output
from cfngw.compile.function import add_function
from cfngw.compile.invocation import add_callees
from cfngw.compile.layer import add_layer
from cfngw.compile.quiet import quiet
from cfngw.compile.role import add_role, close_roles
from cfngw.compile.seal import Sealed, seal
from cfngw.declare.contents import Contents
from cfngw.declare.function import Function, FunctionAlias, own_function
from cfngw.declare.layer import Layer
from cfngw.declare.parameter import Output
from cfngw.declare.role import Role
from cfngw.errors import CfngwError, DeclarationError, raise_all
from cfngw.limits import Limits
from cfngw.source import Source
from cfngw.uncollected import uncollected

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi
    from cfngw.declare.rest_api import RestApi
    from cfngw.declare.settling import Settling


class Part(NamedTuple):
    """One blueprint of a template: what it declares, its hook, and what settles the values of its environment."""

    contents: Contents
    api: HttpApi | RestApi | None
    customize: Callable[[Template], Any]
    source: Source
    settling: Settling | None = None


def compile_parts(parts: Sequence[Part], limits: Limits | None = None, path: Path | None = None) -> Sealed:
    """Make one template of some blueprints; raise a DeclarationError, or a BuildError of several.

    ``path``: the file that the template will be; paths to code are relative to its folder, and files beside it are
    named after it.
    """
    with uncollected():
        return _compiled(parts, limits or Limits(), path)


def _compiled(parts: Sequence[Part], limits: Limits, path: Path | None) -> Sealed:
    # What follows a value that is wrong in an environment is only its consequence.
    raise_all(problem for part in parts if part.settling is not None for problem in part.settling.problems)
    assembly = Assembly(path)
    for add in (_add_head, _add_part, _add_outputs, _add_promotions):
        for part in parts:
            assembly.settling = part.settling
            add(assembly, part)
    _add_environments(assembly, parts)
    raise_all(assembly.problems)
    for close in assembly.closing:
        close()
    close_roles(assembly)
    for part in parts:
        _customize(assembly.template, part)
    return seal(assembly, parts[0].source if parts else None, limits)


def _add_head(assembly: Assembly, part: Part) -> None:
    if part.settling is None:
        assembly.settle(part.contents)
        assembly.settle(part.api)
    add_head(assembly, part.contents)


def _add_environments(assembly: Assembly, parts: Sequence[Part]) -> None:
    settlings = [part.settling for part in parts if part.settling is not None]
    if settlings:
        from cfngw.compile.environment import add_environments

        add_environments(assembly, settlings)


def _add_part(assembly: Assembly, part: Part) -> None:
    if part.api is not None:
        _add_api(assembly, part.api)
    for function in part.contents.functions:
        add_function(assembly, function)
    add_raw(assembly, part.contents)
    _add_wanted(assembly)


def _add_api(assembly: Assembly, api: HttpApi | RestApi) -> None:
    """Add an API; what its kind needs is imported for those who have one."""
    if api.protocol == "HTTP":
        from cfngw.compile.http_api import add_http_api

        add_http_api(assembly, api)
    else:
        from cfngw.compile.rest_api import add_rest_api

        add_rest_api(assembly, api)


def _api_outputs(api: HttpApi | RestApi) -> list[Output]:
    if api.protocol == "HTTP":
        from cfngw.compile.http_api import outputs as http_api_outputs

        return http_api_outputs(api)
    from cfngw.compile.rest_api import outputs

    return outputs(api)


def _add_wanted(assembly: Assembly) -> None:
    """Add what only a reference names; adding may want more."""
    while assembly.wanted:
        target = assembly.settle(assembly.wanted.pop(0))
        if isinstance(target, Function):
            add_function(assembly, target)
        elif isinstance(target, Role):
            add_role(assembly, target)
        elif isinstance(target, Layer):
            add_layer(assembly, target)
        elif isinstance(target, FunctionAlias):
            add_callees(assembly, [target])
        else:
            _add_companion(assembly, target)


def _add_companion(assembly: Assembly, target: Any) -> None:
    """Add a domain name, a table, a queue or the like; what these need is imported for those who have one."""
    from cfngw.compile.companion import add_companion
    from cfngw.declare.account import ApiGatewayAccount
    from cfngw.declare.certificate import Certificate
    from cfngw.declare.companion import Companion
    from cfngw.declare.domain import Domain
    from cfngw.declare.version import Version
    from cfngw.declare.vpc_link import VpcLink

    if isinstance(target, Domain):
        from cfngw.compile.api_mapping import add_any_domain

        add_any_domain(assembly, target)
    elif isinstance(target, Certificate):
        from cfngw.compile.certificate import add_certificate

        add_certificate(assembly, target)
    elif isinstance(target, Companion | ApiGatewayAccount):
        add_companion(assembly, target)
    elif isinstance(target, VpcLink):
        from cfngw.compile.vpc_link import add_vpc_link

        add_vpc_link(assembly, target)
    elif isinstance(target, Version):
        from cfngw.compile.version import add_version

        add_version(assembly, target)
    else:
        _add_of_rest_apis(assembly, target)


def _add_of_rest_apis(assembly: Assembly, target: Any) -> None:
    from cfngw.declare.client_certificate import ClientCertificate
    from cfngw.declare.vpc_link_v1 import VpcLinkV1

    if isinstance(target, ClientCertificate):
        from cfngw.compile.client_certificate import add_client_certificate

        add_client_certificate(assembly, target)
    elif isinstance(target, VpcLinkV1):
        from cfngw.compile.vpc_link_v1 import add_vpc_link_v1

        add_vpc_link_v1(assembly, target)


def _add_outputs(assembly: Assembly, part: Part) -> None:
    made = []
    if part.contents.default_outputs:
        made += _api_outputs(part.api) if part.api is not None else []
        for function in _functions(part):
            made.append(function_output(function))
            made += [url_output(function)] if function.function_url is not None else []
        made += [url_output(alias) for alias in _aliases(part) if alias.function_url is not None]
        for resource in part.contents.resources:
            made += _domain_outputs(resource)
    for output in made:
        add_output(assembly, output, part.source)
    for output in part.contents.outputs:
        add_output(assembly, output)
    _add_wanted(assembly)


def _add_promotions(assembly: Assembly, part: Part) -> None:
    """Let aliases be promoted with their stage, when all that may name them is there."""
    if part.api is not None and any(stage.promoted_from is not None for stage in part.api.stages):
        from cfngw.compile.promoted_alias import add_promoted_aliases  # for those who promote a stage

        add_promoted_aliases(assembly, part.api)


def _domain_outputs(resource: Any) -> list[Output]:
    from cfngw.declare.domain import Domain

    if not isinstance(resource, Domain):
        return []
    from cfngw.compile.api_mapping import any_domain_outputs

    return list(any_domain_outputs(resource))


def _functions(part: Part) -> list[Function]:
    routed = part.api.functions() if part.api is not None else []
    found = [own_function(function) for function in [*routed, *part.contents.functions]]
    return list({id(function): function for function in found if function is not None}.values())


def _aliases(part: Part) -> list[FunctionAlias]:
    routed = part.api.functions() if part.api is not None else []
    named = [each for stage in (part.api.stages if part.api else ()) for each in (stage.variables or {}).values()]
    found = [each for each in [*routed, *part.contents.resources, *named] if isinstance(each, FunctionAlias)]
    return list({id(each): each for each in found}.values())


def _customize(template: Template, part: Part) -> None:
    try:
        with quiet():
            part.customize(template)
    except CfngwError:
        raise
    except (Exception, SystemExit) as error:  # the user's own code: whatever it raises is told at its line
        raise DeclarationError(
            f"customize() failed: {type(error).__name__}: {str(error).rstrip('.')}.",
            where=_line_in_hook(error) or part.source,
            fix="correct it there; the template it sees is a troposphere.Template",
        ) from error


def _line_in_hook(error: BaseException) -> Source | None:
    """Find the user's line in a traceback: the last one that is neither cfngw's nor troposphere's."""
    found = None
    traceback = error.__traceback__
    while traceback is not None:
        module = traceback.tb_frame.f_globals.get("__name__", "").partition(".")[0]
        if module not in ("cfngw", "troposphere"):
            found = Source(traceback.tb_frame.f_code.co_filename, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found
