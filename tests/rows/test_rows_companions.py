"""Rows C15, D04 and D05: a parameter that code decrypts, a table, and the least privilege to use it."""
# ruff: noqa: N802

from __future__ import annotations

from typing import Any

from cfngw import Blueprint, SsmParameter, Table
from samples import document, function, statements


def made(*allow: Any, **options: Any) -> Any:
    """Give the resources of one function that is granted something."""
    return document(Blueprint(functions=[function(allow=allow, log_group=None)], **options))["Resources"]


def test_C15_a_parameter_is_read_with_decryption_by_the_least_privilege() -> None:
    grant = SsmParameter("/redshift/db", secure=True).grant()
    found = made(grant)
    assert statements(found["HelloFunctionRole"]) == [
        {
            "Effect": "Allow",
            "Action": ["ssm:GetParameter"],
            "Resource": [
                {"Fn::Sub": "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/redshift/db"}
            ],
        }
    ]
    environment = found["HelloFunction"]["Properties"]["Environment"]
    assert environment == {"Variables": {"REDSHIFT_DB_PARAMETER": "/redshift/db"}}


def test_C15_a_key_of_ones_own_may_decrypt_this_parameter_alone() -> None:
    key = "arn:aws:kms:eu-west-1:123456789012:key/1234"
    _, decrypt = statements(
        made(SsmParameter("/redshift/db", secure=True, kms_key_arn=key).grant())["HelloFunctionRole"]
    )
    assert (decrypt["Action"], decrypt["Resource"]) == (["kms:Decrypt"], [key])
    assert decrypt["Condition"] == {
        "StringEquals": {
            "kms:ViaService": {"Fn::Sub": "ssm.${AWS::Region}.${AWS::URLSuffix}"},
            "kms:EncryptionContext:PARAMETER_ARN": {
                "Fn::Sub": "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/redshift/db"
            },
        }
    }


def test_D04_a_table_with_a_string_hash_key_and_capacity_one() -> None:
    table = Table("Redshift", ("id", "S"), read_capacity_units=1, write_capacity_units=1)
    found = document(Blueprint(resources=[table]))["Resources"]["RedshiftTable"]["Properties"]
    assert found == {
        "BillingMode": "PROVISIONED",
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    }


def test_D05_a_function_may_get_and_put_items_of_that_table_alone() -> None:
    """The document adds AWSLambdaExecute; law 6 has no managed policy unless asked: Role(managed_policies=[...])."""
    found = made(Table("Redshift", "id").grant("GetItem", "PutItem"))
    assert statements(found["HelloFunctionRole"]) == [
        {
            "Effect": "Allow",
            "Action": ["dynamodb:GetItem", "dynamodb:PutItem"],
            "Resource": [{"Fn::GetAtt": ["RedshiftTable", "Arn"]}],
        }
    ]
    assert found["HelloFunction"]["Properties"]["Environment"]["Variables"] == {
        "REDSHIFT_TABLE": {"Ref": "RedshiftTable"}
    }
