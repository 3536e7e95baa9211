"""DynamoDB tables."""

from __future__ import annotations

from typing import Any

from troposphere import Tags, dynamodb

from cfngw.compile.assembly import Assembly, only_given
from cfngw.declare.table import GlobalSecondaryIndex, Table


def table(assembly: Assembly, declared: Table, **attributes: Any) -> dynamodb.Table:
    """Make a table."""
    resolve = assembly.resolve
    capacity = _capacity(assembly, declared)
    attribute = declared.time_to_live
    options = {
        "TableName": resolve(declared.table_name),
        "BillingMode": "PAY_PER_REQUEST" if capacity is None else "PROVISIONED",
        "ProvisionedThroughput": capacity,
        "AttributeDefinitions": [
            dynamodb.AttributeDefinition(AttributeName=name, AttributeType=kind)
            for name, kind in dict(declared.keys).items()
        ],
        "KeySchema": _key_schema(declared),
        "GlobalSecondaryIndexes": [_index(assembly, declared, index) for index in declared.indexes] or None,
        "TimeToLiveSpecification": attribute
        and dynamodb.TimeToLiveSpecification(AttributeName=resolve(attribute), Enabled=True),
        "PointInTimeRecoverySpecification": _optional(
            dynamodb.PointInTimeRecoverySpecification,
            PointInTimeRecoveryEnabled=resolve(declared.point_in_time_recovery),
        ),
        "StreamSpecification": _optional(dynamodb.StreamSpecification, StreamViewType=resolve(declared.stream)),
        "SSESpecification": _encryption(assembly, declared),
        "DeletionProtectionEnabled": resolve(declared.deletion_protection),
        "Tags": Tags(resolve(declared.tags)) if declared.tags else None,
    }
    return dynamodb.Table(declared.resource_id, **attributes, **only_given(options))


def _optional(kind: Any, **option: Any) -> Any:
    return kind(**option) if None not in option.values() else None


def _capacity(assembly: Assembly, declared: Table) -> dynamodb.ProvisionedThroughput | None:
    if declared.read_capacity_units is None:
        return None
    return dynamodb.ProvisionedThroughput(
        ReadCapacityUnits=assembly.resolve(declared.read_capacity_units),
        WriteCapacityUnits=assembly.resolve(declared.write_capacity_units),
    )


def _key_schema(keyed: Table | GlobalSecondaryIndex) -> list[dynamodb.KeySchema]:
    schema = [dynamodb.KeySchema(AttributeName=keyed.partition_key[0], KeyType="HASH")]
    if keyed.sort_key is not None:
        schema.append(dynamodb.KeySchema(AttributeName=keyed.sort_key[0], KeyType="RANGE"))
    return schema


def _index(assembly: Assembly, declared: Table, index: GlobalSecondaryIndex) -> dynamodb.GlobalSecondaryIndex:
    if isinstance(index.projection, str):
        projection = dynamodb.Projection(ProjectionType=index.projection)
    else:
        projection = dynamodb.Projection(ProjectionType="INCLUDE", NonKeyAttributes=list(index.projection))
    options = {
        "IndexName": index.name,
        "KeySchema": _key_schema(index),
        "Projection": projection,
        "ProvisionedThroughput": _capacity(assembly, declared),
    }
    return dynamodb.GlobalSecondaryIndex(**only_given(options))


def _encryption(assembly: Assembly, declared: Table) -> dynamodb.SSESpecification | None:
    if declared.kms_key_arn is None:
        return None
    return dynamodb.SSESpecification(
        SSEEnabled=True, SSEType="KMS", KMSMasterKeyId=assembly.resolve(declared.kms_key_arn)
    )
