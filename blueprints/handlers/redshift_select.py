"""POST /redshift_select: count the rows of a table."""

import json
import os
import time
from functools import cache

import boto3
from aws_lambda_powertools import Logger

logger = Logger()
ssm = boto3.client("ssm")
redshift = boto3.client("redshift-data")
SPARE_MS = 2_000  # left for the answer, before API Gateway stops waiting


class ApiError(Exception):
    """An error whose message is JSON, from which API Gateway takes the status."""

    status = 500

    def __str__(self):
        return json.dumps({"Status": self.status, "ErrorReason": str(self.args[0])}, ensure_ascii=False)


class BadRequestError(ApiError):
    status = 400


class InternalError(ApiError):
    status = 500


@cache
def database():
    name = os.environ["DB_NAME"]
    return ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]


def count_rows(table, context):
    quoted = table.replace('"', '""')  # a name can't be a parameter of the statement
    statement = redshift.execute_statement(
        WorkgroupName=os.environ["WORK_GROUP_NAME"],
        Database=database(),
        Sql=f'SELECT count(*) FROM public."{quoted}"',  # noqa: S608
    )["Id"]
    while context.get_remaining_time_in_millis() > SPARE_MS:
        found = redshift.describe_statement(Id=statement)
        if found["Status"] == "FINISHED":
            return redshift.get_statement_result(Id=statement)["Records"][0][0]["longValue"]
        if found["Status"] in ("FAILED", "ABORTED"):
            raise BadRequestError(found.get("Error") or found["Status"])
        time.sleep(0.2)
    raise InternalError("The statement takes too long")


@logger.inject_lambda_context
def handler(event, context):
    logger.info("asked", extra={"body": event["body"]})  # not the whole event, whose headers hold the key
    try:
        value = count_rows(event["body"]["target_table"], context)
    except ApiError:
        raise
    except Exception as error:
        logger.exception("unforeseen")
        raise InternalError("Internal server error") from error
    return {
        "Status": 200,
        "body": json.dumps({"Status": "success", "result_value": value, "ErrorReason": "None"}),
    }
