import json
import logging
import os
import re

import boto3

logger = logging.getLogger()
logger.setLevel(logging.INFO)
dynamodb = boto3.resource("dynamodb")
FORM = r"[0-9A-Za-z]{8,64}"


class InvalidError(Exception):
    """What is wrong with a request; API Gateway looks for the status at the beginning of the message."""

    def __str__(self):
        return f"400: {self.args[0]}"


def lambda_handler(event, context):
    logger.info(json.dumps(event))
    try:
        if event["_method"] == "GET":
            return get_user(event)
        if event["_method"] == "POST":
            return post_user(event)
        raise NotImplementedError(event["_method"])
    except InvalidError:
        raise
    except Exception as error:
        logger.exception("unforeseen")
        raise RuntimeError("500: Internal server error") from error


def get_user(event):
    table = checked(event, "id", "stage")
    item = table.get_item(Key={"id": event["id"]}).get("Item")
    if item is None:
        raise InvalidError("There is no such user.")
    return {"id": item["id"], "name": item["name"]}


def post_user(event):
    table = checked(event, "id", "name", "stage")
    user = {"id": event["id"], "name": event["name"]}
    table.put_item(Item=user)
    return user


def checked(event, *keys):
    """Check what must be there, and give the table of the stage."""
    for key in keys:
        if not isinstance(event.get(key), str) or not event[key]:
            raise InvalidError(f"`{key}` should be required.")
    if not re.fullmatch(FORM, event["id"]):
        raise InvalidError(f"`id` should match {FORM}")
    name = "USERS_TABLE" if event["stage"] == "prod" else "STAGING_USERS_TABLE"
    return dynamodb.Table(os.environ[name])
