"""Roles and policy documents. The only door to awacs, which knows the actions of each service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from awacs import aws
from troposphere import If, NoValue, Partition, Sub, Tags, iam

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.declare.grant import Grant, statements_in
from cfngw.declare.role import Role, Statement
from cfngw.errors import Notice, PolicyError, nearest

_VERSION = "2012-10-17"


def trust(service: str) -> aws.PolicyDocument:
    """Let an AWS service assume a role."""
    assume = aws.Statement(
        Effect=aws.Allow,
        Principal=aws.Principal("Service", [service]),
        Action=[aws.Action("sts", "AssumeRole")],
    )
    return aws.PolicyDocument(Version=_VERSION, Statement=[assume])


def allow(actions: Sequence[str], resources: Sequence[Any]) -> aws.Statement:
    """Make a statement of our own; its actions are known to exist."""
    return aws.Statement(Effect=aws.Allow, Action=[_action(action) for action in actions], Resource=list(resources))


def _action(action: str) -> aws.Action:
    service, _, name = action.partition(":")
    return aws.Action(service, name or None)


def statement(assembly: Assembly, declared: Statement) -> aws.Statement:
    """Compile a declared statement; what awacs does not know is reported at its line."""
    if not declared.unchecked:
        for action in declared.actions:
            _check_action(assembly, declared, action)
    options: dict[str, Any] = {
        "Effect": declared.effect,
        "Action": [_action(action) for action in declared.actions],
        "Resource": assembly.resolve(declared.resources),
    }
    if declared.sid:
        options["Sid"] = declared.sid
    if declared.conditions:
        options["Condition"] = _conditions(assembly, declared)
    return aws.Statement(**options)


def statements(assembly: Assembly, allowed: Iterable[Statement | Grant]) -> list[Any]:
    """Compile statements and grants; those of a resource that is made under a condition stand under it too."""
    found: list[Any] = []
    for each in allowed:
        made = [statement(assembly, declared) for declared in statements_in([each])]
        found += [conditional(one, condition_name(each)) for one in made]
    return found


def _conditions(assembly: Assembly, declared: Statement) -> aws.Condition:
    operators = _operators()
    elements = []
    for operator, operands in (declared.conditions or {}).items():
        if operator in operators:
            elements.append(operators[operator](assembly.resolve(operands)))
            continue
        close = nearest(operator, operators)
        assembly.problems.append(
            PolicyError(
                f"{declared.label}: IAM has no condition operator {operator}.",
                where=declared.source,
                given=operator,
                fix=f'write "{close}"' if close else "see the IAM reference for the operators",
            )
        )
    return aws.Condition(elements)


@cache
def _operators() -> dict[str, Any]:
    return {str(element.condition): element for element in aws.ConditionElement.__subclasses__()}


def _check_action(assembly: Assembly, declared: Statement, action: str) -> None:
    service, _, name = action.partition(":")
    if action == "*":
        return
    module = _service(service)
    if module is None:
        assembly.notices.append(_unknown_service(declared, service, action))
        return
    known = _actions(module)
    pattern = name.casefold()
    if not _matches(pattern, known):
        close = nearest(name, known.values())
        assembly.problems.append(
            PolicyError(
                f"{declared.label}: {service} has no action {name}.",
                where=declared.source,
                given=action,
                allowed=f"the actions of {module.service_name}",
                fix=(f'write "{service}:{close}"' if close else "look it up in the service authorization reference")
                + ", or unchecked=True if it is newer than awacs",
            )
        )


def _unknown_service(declared: Statement, service: str, action: str) -> Notice:
    close = nearest(service, _services())
    return Notice(
        f"{declared.label}: awacs does not know the service {service}, so that {action} is not checked.",
        declared.source,
        (f'did you mean "{close}"? ' if close else "") + "unchecked=True says that it is right",
    )


def _service(prefix: str) -> ModuleType | None:
    name = "awslambda" if prefix == "lambda" else prefix.replace("-", "_")
    if not name.isidentifier() or find_spec(f"awacs.{name}") is None:
        return None
    module = import_module(f"awacs.{name}")
    return module if getattr(module, "prefix", None) == prefix else None


def _services() -> list[str]:
    import pkgutil

    import awacs

    names = [module.name for module in pkgutil.iter_modules(awacs.__path__)]
    return ["lambda" if name == "awslambda" else name.replace("_", "-") for name in names]


def _actions(module: ModuleType) -> dict[str, str]:
    """Give a service's actions by their names in lower case: IAM does not mind the case."""
    found = (str(member.action) for member in vars(module).values() if isinstance(member, aws.Action) and member.action)
    return {name.casefold(): name for name in found}


def _matches(pattern: str, known: Iterable[str]) -> bool:
    if "*" in pattern or "?" in pattern:
        from fnmatch import fnmatchcase

        return any(fnmatchcase(name, pattern) for name in known)
    return pattern in known


def conditional(made: Any, condition: str | None) -> Any:
    """Let a statement or an ARN stand only under a condition."""
    return made if condition is None else If(condition, made, NoValue)


def reasons(allowed: Iterable[Statement | Grant]) -> dict[str, str]:
    """Give why some statements allow more than they name, for the role's metadata."""
    return {", ".join(each.actions): each.reason for each in statements_in(allowed) if each.reason}


def open_role(
    assembly: Assembly, title: str, service: str, statements: list[Any], why: dict[str, str], **options: Any
) -> iam.Role:
    """Make a role whose statements may still grow until the template is sealed."""
    assembly.statements[title] = statements
    metadata = {"Metadata": {"cfngw": {"Reasons": why}}} if why else {}
    policy = iam.Policy(
        PolicyName="Permissions",
        PolicyDocument=aws.PolicyDocument(Version=_VERSION, Statement=[]),
    )
    policy.PolicyDocument.properties["Statement"] = statements
    return iam.Role(title, AssumeRolePolicyDocument=trust(service), Policies=[policy], **metadata, **options)


def add_role(assembly: Assembly, role: Role) -> None:
    """Put a declared role into the template."""
    if not assembly.claim("Resources", role.resource_id, role, role.source):
        return
    options = only_given(
        {
            "Description": assembly.resolve(role.description),
            "RoleName": assembly.resolve(role.role_name),
            "Path": assembly.resolve(role.path),
            "PermissionsBoundary": assembly.resolve(role.permissions_boundary),
            "ManagedPolicyArns": [_managed(assembly, policy) for policy in role.managed_policies] or None,
            "DeletionPolicy": role.deletion_policy,
            "Tags": Tags(assembly.resolve(role.tags)) if role.tags else None,
        }
    )
    made = statements(assembly, role.statements)
    assembly.template.resources[role.resource_id] = open_role(
        assembly, role.resource_id, "lambda.amazonaws.com", made, reasons(role.statements), **options
    )


def _managed(assembly: Assembly, policy: Any) -> Any:
    """Write an AWS managed policy without the partition, so that it works in all of them."""
    name = policy.removeprefix("arn:aws:iam::aws:policy/") if isinstance(policy, str) else policy
    if isinstance(name, str) and not name.startswith("arn:"):
        return Sub(f"arn:${{{Partition.data['Ref']}}}:iam::aws:policy/{name}")
    return assembly.resolve(name)
