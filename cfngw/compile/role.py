"""Roles and policy documents. The only door to awacs, which knows the actions of each service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from awacs import aws
from troposphere import If, NoValue, Partition, Sub, Tags, iam

from cfngw.compile.assembly import Assembly, Rights, only_given, policies
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


def reasons(allowed: Iterable[Statement | Grant]) -> dict[str, str]:
    """Give why some statements allow more than they name, for the role's metadata."""
    found: dict[str, str] = {}
    for each in statements_in(allowed):
        if each.reason:
            actions = ", ".join(each.actions)
            found[actions] = f"{found[actions]}; {each.reason}" if actions in found else each.reason
    return found


def open_role(assembly: Assembly, title: str, service: str, **options: Any) -> iam.Role:
    """Make a role that ``grant`` gives rights to until ``close_roles`` writes them down."""
    assembly.rights[title] = Rights({}, {})
    return iam.Role(title, AssumeRolePolicyDocument=trust(service), **options)


def grant(
    assembly: Assembly,
    title: str,
    statements: Iterable[Any],
    why: Mapping[str, str] | None = None,
    condition: str | None = None,
) -> None:
    """Add statements to a role, with the reasons of the wide ones; under a condition, they hold only then."""
    rights = assembly.rights.get(title)
    if rights is not None:  # a role that lost its title to another is a problem already told
        rights.statements.setdefault(condition, []).extend(statements)
        rights.reasons.update(why or {})


def grant_all(assembly: Assembly, title: str, allowed: Iterable[Statement | Grant]) -> None:
    """Add declared statements and grants to a role; what is granted on a conditional resource is conditional too."""
    for each in allowed:
        made = [statement(assembly, declared) for declared in statements_in([each])]
        grant(assembly, title, made, reasons([each]), assembly.condition(each))


def close_roles(assembly: Assembly) -> None:
    """Give each role one policy for what it may always do, and one for each condition; none for nothing.

    A statement under a condition can't stand in the same policy: IAM refuses a list that the condition empties.
    """
    for title, rights in assembly.rights.items():
        role = assembly.template.resources[title]
        policies = [_policy(statements, condition) for condition, statements in rights.statements.items() if statements]
        if policies:
            role.Policies = policies
        if rights.reasons:
            role.Metadata = {"cfngw": {"Reasons": rights.reasons}}


def _policy(statements: list[Any], condition: str | None) -> Any:
    document = aws.PolicyDocument(Version=_VERSION, Statement=statements)
    policy = iam.Policy(PolicyName=f"Permissions{condition or ''}", PolicyDocument=document)
    return policy if condition is None else If(condition, policy, NoValue)


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
            **policies(role.deletion_policy),
            "Tags": Tags(assembly.resolve(role.tags)) if role.tags else None,
        }
    )
    title = role.resource_id
    assembly.template.resources[title] = open_role(assembly, title, "lambda.amazonaws.com", **options)
    grant_all(assembly, title, role.statements)


def _managed(assembly: Assembly, policy: Any) -> Any:
    """Write an AWS managed policy without the partition, so that it works in all of them."""
    name = policy.removeprefix("arn:aws:iam::aws:policy/") if isinstance(policy, str) else policy
    if isinstance(name, str) and not name.startswith("arn:"):
        return Sub(f"arn:${{{Partition.data['Ref']}}}:iam::aws:policy/{name}")
    return assembly.resolve(name)
