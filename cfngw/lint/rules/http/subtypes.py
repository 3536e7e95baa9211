"""What each subtype of an integration asks for and takes, by AWS's names. Read in November 2026:

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
"""

from __future__ import annotations

REQUIRED = {
    "EventBridge-PutEvents": ("Detail", "DetailType", "Source"),
    "SQS-SendMessage": ("QueueUrl", "MessageBody"),
    "SQS-ReceiveMessage": ("QueueUrl",),
    "SQS-DeleteMessage": ("QueueUrl", "ReceiptHandle"),
    "SQS-PurgeQueue": ("QueueUrl",),
    "AppConfig-GetConfiguration": ("Application", "Environment", "Configuration", "ClientId"),
    "Kinesis-PutRecord": ("StreamName", "Data", "PartitionKey"),
    "StepFunctions-StartExecution": ("StateMachineArn",),
    "StepFunctions-StartSyncExecution": ("StateMachineArn",),
    "StepFunctions-StopExecution": ("ExecutionArn",),
}
OPTIONAL = {
    "EventBridge-PutEvents": ("Time", "EventBusName", "Resources", "Region", "TraceHeader"),
    "SQS-SendMessage": (
        *("DelaySeconds", "MessageAttributes", "MessageDeduplicationId", "MessageGroupId"),
        *("MessageSystemAttributes", "Region"),
    ),
    "SQS-ReceiveMessage": (
        *("AttributeNames", "MaxNumberOfMessages", "MessageAttributeNames", "ReceiveRequestAttemptId"),
        *("VisibilityTimeout", "WaitTimeSeconds", "Region"),
    ),
    "SQS-DeleteMessage": ("Region",),
    "SQS-PurgeQueue": ("Region",),
    "AppConfig-GetConfiguration": ("ClientConfigurationVersion", "Region"),
    "Kinesis-PutRecord": ("SequenceNumberForOrdering", "ExplicitHashKey", "Region"),
    "StepFunctions-StartExecution": ("Name", "Input", "Region"),
    "StepFunctions-StartSyncExecution": ("Name", "Input", "Region", "TraceHeader"),
    "StepFunctions-StopExecution": ("Cause", "Error", "Region"),
}
