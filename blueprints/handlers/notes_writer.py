"""PUT /notes/{id} and DELETE /notes/{id}."""

import base64
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def answer(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


def text_of(event):
    body = event.get("body") or ""
    return base64.b64decode(body).decode() if event.get("isBase64Encoded") else body


def handler(event, context):
    note = event["pathParameters"]["id"]
    if event["routeKey"].startswith("DELETE"):
        table.delete_item(Key={"id": note})
        return {"statusCode": 204}
    try:
        text = json.loads(text_of(event))["text"]
    except (ValueError, KeyError, TypeError):
        return answer(400, {"message": 'The body must be JSON: {"text": "..."}'})
    table.put_item(Item={"id": note, "text": str(text)})
    return answer(200, {"id": note, "text": str(text)})
