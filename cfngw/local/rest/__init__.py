"""A stage of a REST API, as API Gateway serves it: what is done before and after an integration, and the integrations.

The files, in the order in which a request meets them:

    gateway             the steps of a request, in AWS's order
    keys                API keys, usage plans, throttles, quotas
    method_request      required parameters, and which model a body is held against
    validation          a body against a model; simple_schemas: most models as functions;
                        bounded_keywords: jsonschema for all others; formats: ``format``;
                        validation_words: what AWS says of it
    integrations        what calls a backend
    gateway_responses   the answers of the gateway's own; response_types: their table
"""

from __future__ import annotations
