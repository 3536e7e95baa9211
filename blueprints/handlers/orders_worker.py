"""Takes orders from the queue into the table. What fails is received again, and in the end kept in the queue Failed."""

import json
import logging
import os
from decimal import Decimal

import boto3

logger = logging.getLogger(__name__)
table = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])


def store(record):
    item = {
        "owner": record["messageAttributes"]["owner"]["stringValue"],
        "id": record["messageId"],  # the same however often the message comes, so that nothing is stored twice
        "placed": record["attributes"]["SentTimestamp"],
        "order": json.loads(record["body"], parse_float=Decimal),
    }
    table.put_item(Item=item)


def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            store(record)
        except Exception:
            logger.exception("Order %s is not stored", record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
