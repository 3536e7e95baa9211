"""GET /orders and GET /orders/{id}, of whoever the token names; GET /health for everybody."""

import json
import os

import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
SHOWN = ("id", "placed", "order")


def answer(status, body):
    text = json.dumps(body, default=float)  # DynamoDB's numbers are decimals
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": text}


def shown(item):
    return {name: item[name] for name in SHOWN if name in item}


def handler(event, context):
    if event["routeKey"] == "GET /health":
        return answer(200, {"status": "up"})
    owner = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    if event["routeKey"] == "GET /orders":
        found = table.query(KeyConditionExpression=Key("owner").eq(owner), Limit=100)
        return answer(200, [shown(item) for item in found["Items"]])
    item = table.get_item(Key={"owner": owner, "id": event["pathParameters"]["id"]}).get("Item")
    return answer(200, shown(item)) if item else answer(404, {"message": "No such order"})
