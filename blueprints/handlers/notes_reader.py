"""GET /notes, GET /notes/{id}, and an answer to everything else."""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def answer(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


def handler(event, context):
    route = event["routeKey"]
    if route == "GET /notes":
        return answer(200, [item["id"] for item in table.scan(ProjectionExpression="id")["Items"]])
    if route == "GET /notes/{id}":
        item = table.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")
        return answer(200, item) if item else answer(404, {"message": "No such note"})
    return answer(404, {"message": "Try GET /notes"})
