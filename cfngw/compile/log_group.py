"""Log groups, named by CloudFormation unless asked otherwise."""

from __future__ import annotations

from typing import Any

from troposphere import Tags, logs

from cfngw.compile.assembly import Assembly, only_given, policies
from cfngw.declare.log_group import AccessLogs, LogGroup


def log_group(assembly: Assembly, title: str, declared: LogGroup | AccessLogs, condition: str | None) -> logs.LogGroup:
    """Make the log group of a function or a stage."""
    tags = getattr(declared, "tags", None)
    options: dict[str, Any] = {
        "Condition": condition,
        **policies(getattr(declared, "deletion_policy", None)),
        "LogGroupName": assembly.resolve(getattr(declared, "log_group_name", None)),
        "RetentionInDays": assembly.resolve(declared.retention_in_days),
        "KmsKeyId": assembly.resolve(declared.kms_key_arn),
        "Tags": Tags(assembly.resolve(tags)) if tags else None,
    }
    return logs.LogGroup(title, **only_given(options))
