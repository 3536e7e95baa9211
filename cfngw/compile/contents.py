"""What a blueprint holds besides its API: parameters, conditions, raw resources and outputs."""

from __future__ import annotations

from troposphere import Export, GetAtt
from troposphere import Output as TroposphereOutput

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.compile.raw import raw
from cfngw.declare.contents import Contents
from cfngw.declare.function import Function, FunctionAlias
from cfngw.declare.parameter import Output
from cfngw.declare.value import Value
from cfngw.source import Source


def add_head(assembly: Assembly, contents: Contents) -> None:
    """Put in what stands before the resources."""
    template = assembly.template
    if contents.description is not None and not template.description:
        template.set_description(contents.description)
    for parameter in contents.parameters:
        assembly.add_parameter(parameter)
    sections = {
        "Metadata": (contents.metadata, template.metadata),
        "Rules": (contents.rules, template.rules),
        "Mappings": (contents.mappings, template.mappings),
    }
    for section, (given, target) in sections.items():
        for name, part in (given or {}).items():
            if assembly.claim(section, name, part, contents.source):
                target[name] = assembly.resolve(part)
    for condition in contents.conditions:
        assembly.add_condition(condition)


def add_raw(assembly: Assembly, contents: Contents) -> None:
    """Put raw troposphere resources in as they are, and companions."""
    for resource in contents.resources:
        if isinstance(resource, Value):
            assembly.wanted.append(resource)
            continue
        if assembly.claim("Resources", resource.title, resource, contents.source):
            assembly.template.resources[resource.title] = raw(assembly, resource)


def add_output(assembly: Assembly, output: Output, source: Source | None = None) -> None:
    """Put an output into the template."""
    if not assembly.claim("Outputs", output.name, output, source or output.source):
        return
    options = {
        "Description": output.description,
        "Value": assembly.resolve(output.value),
        "Condition": assembly.condition(output),
        "Export": Export(assembly.resolve(output.export)) if output.export is not None else None,
    }
    assembly.template.outputs[output.name] = TroposphereOutput(output.name, **only_given(options))


def function_output(function: Function) -> Output:
    """Give the output that every function has: its ARN."""
    return Output(
        f"{function.resource_id}Arn",
        GetAtt(function.resource_id, "Arn"),
        description=f"ARN of the function {function.name}",
        condition=condition_name(function),
    )


def url_output(function: Function | FunctionAlias) -> Output:
    """Give the output of a function, or of an alias, that has a URL."""
    named = function.name if isinstance(function, Function) else f"{function.function.name}:{function.name}"
    return Output(
        f"{function.resource_id}Url",
        GetAtt(function.url_id, "FunctionUrl"),
        description=f"URL of the function {named}",
        condition=condition_name(function),
    )
